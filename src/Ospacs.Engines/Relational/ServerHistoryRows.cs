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
}
