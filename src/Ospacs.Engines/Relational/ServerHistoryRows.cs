using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>Where each value of what became of images stands in a row or among a statement's values.</summary>
internal static class ServerHistoryRows
{
    /// <summary>The values of a retired version, for <see cref="ServerStatements.AddRetired"/>.</summary>
    public static object?[] Values(RetiredVersion version) =>
    [
        version.ImageId,
        (long)version.Version,
        version.SubjectId,
        ServerValue.Day(version.StudyDate),
        version.StudyInstanceUid,
        version.SeriesInstanceUid,
        version.SopInstanceUid,
        version.TransferSyntaxUid,
        version.Size,
        version.Sha256,
        ServerValue.Time(version.RetiredUtc),
        version.AuditSequence,
    ];

    /// <summary>The values of a tombstone, for <see cref="ServerStatements.AddTombstone"/>.</summary>
    public static object?[] Values(Tombstone tombstone) =>
    [
        tombstone.ImageId,
        (long)tombstone.Version,
        tombstone.SubjectId,
        tombstone.Centre,
        ServerValue.Day(tombstone.StudyDate),
        tombstone.MediaRef,
        tombstone.StudyInstanceUid,
        tombstone.SeriesInstanceUid,
        tombstone.SopInstanceUid,
        tombstone.RootSopUid,
        tombstone.TransferSyntaxUid,
        tombstone.Size,
        tombstone.Sha256,
        tombstone.SourceHash,
        ServerValue.Time(tombstone.ImportedUtc),
        ServerValue.Time(tombstone.RemovedUtc),
        tombstone.AuditSequence,
    ];

    /// <summary>The values of a medium that was written, for <see cref="ServerStatements.AddExport"/>.</summary>
    public static object?[] Values(ExportRecord export) =>
        [export.Label, export.Profile, ServerValue.Time(export.ExportedUtc), (long)export.Images, (long)export.Subjects, export.Bytes, export.AuditSequence];

    /// <summary>The values of an image on a medium that was written, for <see cref="ServerStatements.AddExportImage"/>.</summary>
    public static object?[] Values(long exportId, ExportImageRecord image) =>
        [image.ImageId, exportId, (long)image.Version, image.SubjectId, image.SopInstanceUid, image.FileId, image.TransferSyntaxUid, image.Sha256];

    /// <summary>Reads a study.</summary>
    public static StudyRecord Study(ServerRow row) => new(row.GetText(0), row.GetText(1), row.GetText(2), row.GetInt32(3));

    /// <summary>Reads a retired version.</summary>
    public static RetiredVersion Version(ServerRow row) => new()
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
    public static Tombstone Tombstone(ServerRow row) => new()
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
    public static ExportRecord Export(ServerRow row) =>
        new(row.GetInt64(0), row.GetText(1), row.GetText(2), row.GetTime(3), row.GetInt32(4), row.GetInt32(5), row.GetInt64(6), row.GetInt64(7));

    /// <summary>Reads a medium that was written, and an image on it.</summary>
    public static (ExportRecord Export, ExportImageRecord Image) ExportWithImage(ServerRow row) => (Export(row), Image(row, 8));

    /// <summary>Reads a medium's number, and an image on it.</summary>
    public static (long ExportId, ExportImageRecord Image) ExportImage(ServerRow row) => (row.GetInt64(0), Image(row, 1));

    private static ExportImageRecord Image(ServerRow row, int first) => new(
        row.GetInt64(first), row.GetInt32(first + 1), row.GetText(first + 2), row.GetText(first + 3), row.GetText(first + 4), row.GetText(first + 5), row.GetBytes(first + 6));
}
