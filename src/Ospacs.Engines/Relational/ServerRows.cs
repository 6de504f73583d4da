using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>Where each value of a record stands in a row or among a statement's values, as <see cref="ServerStatements"/> has them.</summary>
internal static class ServerRows
{
    /// <summary>The values of an image, for <see cref="ServerStatements.AddImage"/> and <see cref="ServerStatements.UpdateImage"/>.</summary>
    public static object?[] Values(ImageRecord image) =>
    [
        image.ImageId,
        image.SubjectId,
        image.Centre,
        ServerValue.Day(image.StudyDate),
        image.MediaRef,
        image.StudyInstanceUid,
        image.SeriesInstanceUid,
        image.SopInstanceUid,
        image.SopClassUid,
        image.Modality,
        (long?)image.SeriesNumber,
        (long?)image.InstanceNumber,
        image.Manufacturer,
        image.ManufacturerModelName,
        (long)image.Rows,
        (long)image.Columns,
        image.PhotometricInterpretation,
        image.TransferSyntaxUid,
        (long)image.NumberOfFrames,
        image.Size,
        image.Sha256,
        image.PixelSha256,
        image.SourceHash,
        image.PolicyId,
        image.Rule,
        (long)image.Version,
        ServerValue.Time(image.ImportedUtc),
        image.RootSeriesUid,
        image.RootSopUid,
    ];

    /// <summary>The values of an image's object, for <see cref="ServerStatements.UpdateObject"/>.</summary>
    public static object?[] ObjectValues(ImageRecord image) =>
        [image.ImageId, image.TransferSyntaxUid, image.PhotometricInterpretation, image.Size, image.Sha256, image.PixelSha256, (long)image.Version];

    /// <summary>Reads a branch of the tree.</summary>
    public static ImageCount Count(ServerRow row) => new(row.GetText(0), row.GetText(1), row.GetDay(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));

    /// <summary>Reads what the archive holds.</summary>
    public static ArchiveTotals Totals(ServerRow row) =>
        new(row.GetInt32(0), row.GetInt32(1), row.GetInt32(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6));

    /// <summary>Reads a policy.</summary>
    public static PolicyRecord Policy(ServerRow row) => new(row.GetInt64(0), row.GetBytes(1), row.GetText(2), row.GetTime(3));

    /// <summary>The values of an audit entry, for <see cref="ServerStatements.AddAudit"/>.</summary>
    public static object?[] Values(AuditEntry entry) =>
    [
        entry.Sequence,
        ServerValue.Time(entry.TimeUtc),
        entry.Account,
        entry.Machine,
        entry.Action,
        entry.MediaRef,
        (long?)entry.FileNumber,
        entry.SubjectId,
        entry.SopInstanceUid,
        entry.PolicyId,
        entry.Outcome,
        entry.Reason,
        entry.Mac,
        entry.OldValue,
        entry.NewValue,
    ];

    /// <summary>The values of what became of a file, for <see cref="ServerStatements.SetMediaFile"/>.</summary>
    public static object?[] Values(MediaFileRecord file) =>
    [
        file.MediaRef,
        file.FileKey,
        (long)file.Number,
        (file.Outcome == FileOutcome.AlreadyStored ? FileOutcome.Stored : file.Outcome).ToString(),
        file.Reason?.ToString(),
    ];

    /// <summary>The values of a medium, for <see cref="ServerStatements.SetMedia"/>.</summary>
    public static object?[] Values(MediaRecord media) =>
    [
        media.MediaRef,
        media.Centre,
        (long?)media.Expected,
        (long)media.Missing,
        ServerValue.Time(media.FirstImportUtc),
        ServerValue.Time(media.LastImportUtc),
        media.AuditSequence,
        media.AuditMac,
    ];
}
