using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Rows;

/// <summary>Makes records of rows. Every engine's statements give the columns in the same order, that of the record's table in the schema.</summary>
internal static class StoredRows
{
    /// <summary>Reads an image.</summary>
    public static ImageRecord Image<TRow>(TRow row) where TRow : IStoredRow => new()
    {
        ImageId = row.GetInt64(0),
        SubjectId = row.GetText(1),
        Centre = row.GetText(2),
        StudyDate = row.GetDay(3),
        MediaRef = row.GetText(4),
        StudyInstanceUid = row.GetText(5),
        SeriesInstanceUid = row.GetText(6),
        SopInstanceUid = row.GetText(7),
        SopClassUid = row.GetText(8),
        Modality = row.GetText(9),
        SeriesNumber = row.GetInt32OrNull(10),
        InstanceNumber = row.GetInt32OrNull(11),
        Manufacturer = row.GetText(12),
        ManufacturerModelName = row.GetText(13),
        Rows = row.GetInt32(14),
        Columns = row.GetInt32(15),
        PhotometricInterpretation = row.GetText(16),
        TransferSyntaxUid = row.GetText(17),
        NumberOfFrames = row.GetInt32(18),
        Size = row.GetInt64(19),
        Sha256 = row.GetBytes(20),
        PixelSha256 = row.IsNull(21) ? null : row.GetBytes(21),
        SourceHash = row.GetBytes(22),
        PolicyId = row.GetInt64(23),
        Rule = row.GetText(24),
        Version = row.GetInt32(25),
        ImportedUtc = row.GetTime(26),
        RootSeriesUid = row.GetTextOrNull(27),
        RootSopUid = row.GetTextOrNull(28),
    };

    /// <summary>Reads an audit entry.</summary>
    public static AuditEntry Entry<TRow>(TRow row) where TRow : IStoredRow => new()
    {
        Sequence = row.GetInt64(0),
        TimeUtc = row.GetTime(1),
        Account = row.GetText(2),
        Machine = row.GetText(3),
        Action = row.GetText(4),
        MediaRef = row.GetTextOrNull(5),
        FileNumber = row.GetInt32OrNull(6),
        SubjectId = row.GetTextOrNull(7),
        SopInstanceUid = row.GetTextOrNull(8),
        PolicyId = row.IsNull(9) ? null : row.GetInt64(9),
        Outcome = row.GetText(10),
        Reason = row.GetTextOrNull(11),
        Mac = row.GetBytes(12),
        OldValue = row.GetTextOrNull(13),
        NewValue = row.GetTextOrNull(14),
    };

    /// <summary>Reads a retired version.</summary>
    public static RetiredVersion Version<TRow>(TRow row) where TRow : IStoredRow => new()
    {
        ImageId = row.GetInt64(0),
        Version = row.GetInt32(1),
        SubjectId = row.GetText(2),
        StudyDate = row.GetDay(3),
        StudyInstanceUid = row.GetText(4),
        SeriesInstanceUid = row.GetText(5),
        SopInstanceUid = row.GetText(6),
        TransferSyntaxUid = row.GetText(7),
        Size = row.GetInt64(8),
        Sha256 = row.GetBytes(9),
        RetiredUtc = row.GetTime(10),
        AuditSequence = row.GetInt64(11),
    };

    /// <summary>Reads a tombstone.</summary>
    public static Tombstone Tombstone<TRow>(TRow row) where TRow : IStoredRow => new()
    {
        ImageId = row.GetInt64(0),
        Version = row.GetInt32(1),
        SubjectId = row.GetText(2),
        Centre = row.GetText(3),
        StudyDate = row.GetDay(4),
        MediaRef = row.GetText(5),
        StudyInstanceUid = row.GetText(6),
        SeriesInstanceUid = row.GetText(7),
        SopInstanceUid = row.GetText(8),
        RootSopUid = row.GetText(9),
        TransferSyntaxUid = row.GetText(10),
        Size = row.GetInt64(11),
        Sha256 = row.GetBytes(12),
        SourceHash = row.GetBytes(13),
        ImportedUtc = row.GetTime(14),
        RemovedUtc = row.GetTime(15),
        AuditSequence = row.GetInt64(16),
    };

    /// <summary>Reads a medium that was written.</summary>
    public static ExportRecord Export<TRow>(TRow row) where TRow : IStoredRow =>
        new(row.GetInt64(0), row.GetText(1), row.GetText(2), row.GetTime(3), row.GetInt32(4), row.GetInt32(5), row.GetInt64(6), row.GetInt64(7));

    /// <summary>Reads a medium that was written, and an image on it.</summary>
    public static (ExportRecord Export, ExportImageRecord Image) ExportWithImage<TRow>(TRow row) where TRow : IStoredRow => (Export(row), Image(row, 8));

    /// <summary>Reads a medium's number, and an image on it.</summary>
    public static (long ExportId, ExportImageRecord Image) ExportImage<TRow>(TRow row) where TRow : IStoredRow => (row.GetInt64(0), Image(row, 1));

    private static ExportImageRecord Image<TRow>(TRow row, int first) where TRow : IStoredRow => new(
        row.GetInt64(first), row.GetInt32(first + 1), row.GetText(first + 2), row.GetText(first + 3), row.GetText(first + 4), row.GetText(first + 5), row.GetBytes(first + 6));
}
