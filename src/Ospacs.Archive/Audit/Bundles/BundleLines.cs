using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit.Bundles;

/// <summary>What a bundle says of each thing: every column of the archive's tables, under the column's name.</summary>
internal static class BundleLines
{
    internal static void Add(this JsonLines lines, AuditEntry entry) => lines
        .Number("sequence", entry.Sequence).Time("timeUtc", entry.TimeUtc).Text("account", entry.Account).Text("machine", entry.Machine).Text("action", entry.Action)
        .Text("mediaRef", entry.MediaRef).Number("fileNumber", entry.FileNumber).Text("subjectId", entry.SubjectId).Text("sopInstanceUid", entry.SopInstanceUid)
        .Number("policyId", entry.PolicyId).Text("outcome", entry.Outcome).Text("reason", entry.Reason).Text("oldValue", entry.OldValue).Text("newValue", entry.NewValue)
        .Bytes("mac", entry.Mac).End();

    internal static void Add(this JsonLines lines, MediaPassport passport)
    {
        MediaRecord media = passport.Media;
        lines
            .Text("mediaRef", media.MediaRef).Text("centre", media.Centre).Number("expected", media.Expected).Number("missing", media.Missing)
            .Time("firstImportUtc", media.FirstImportUtc).Time("lastImportUtc", media.LastImportUtc)
            .Number("found", passport.Found).Number("stored", passport.Stored).Number("quarantined", passport.Quarantined).Number("index", passport.Index)
            .Number("notDicom", passport.NotDicom).Number("failed", passport.Failed).Number("withdrawn", passport.Withdrawn)
            .Number("auditSequence", media.AuditSequence).Bytes("auditMac", media.AuditMac).End();
    }

    internal static void Add(this JsonLines lines, AuditAnchor anchor) => lines.Number("sequence", anchor.Sequence).Bytes("mac", anchor.Mac).End();

    internal static void Add(this JsonLines lines, PolicyRecord policy, string file) =>
        lines.Number("policyId", policy.PolicyId).Bytes("sha256", policy.Sha256).Time("firstUsedUtc", policy.FirstUsedUtc).Text("file", file).End();

    internal static void Add(this JsonLines lines, RetiredVersion version) => lines
        .Number("imageId", version.ImageId).Number("version", version.Version).Text("subjectId", version.SubjectId).Day("studyDate", version.StudyDate)
        .Text("studyInstanceUid", version.StudyInstanceUid).Text("seriesInstanceUid", version.SeriesInstanceUid).Text("sopInstanceUid", version.SopInstanceUid)
        .Text("transferSyntaxUid", version.TransferSyntaxUid).Number("size", version.Size).Bytes("sha256", version.Sha256)
        .Time("retiredUtc", version.RetiredUtc).Number("auditSequence", version.AuditSequence).End();

    internal static void Add(this JsonLines lines, Tombstone stone) => lines
        .Number("imageId", stone.ImageId).Number("version", stone.Version).Text("subjectId", stone.SubjectId).Text("centre", stone.Centre).Day("studyDate", stone.StudyDate)
        .Text("mediaRef", stone.MediaRef).Text("studyInstanceUid", stone.StudyInstanceUid).Text("seriesInstanceUid", stone.SeriesInstanceUid)
        .Text("sopInstanceUid", stone.SopInstanceUid).Text("rootSopUid", stone.RootSopUid).Text("transferSyntaxUid", stone.TransferSyntaxUid)
        .Number("size", stone.Size).Bytes("sha256", stone.Sha256).Bytes("sourceHash", stone.SourceHash).Time("importedUtc", stone.ImportedUtc)
        .Time("removedUtc", stone.RemovedUtc).Number("auditSequence", stone.AuditSequence).End();

    internal static void Add(this JsonLines lines, ExportRecord export) => lines
        .Number("exportId", export.ExportId).Text("label", export.Label).Text("profile", export.Profile).Time("exportedUtc", export.ExportedUtc)
        .Number("images", export.Images).Number("subjects", export.Subjects).Number("bytes", export.Bytes).Number("auditSequence", export.AuditSequence).End();

    internal static void Add(this JsonLines lines, long exportId, ExportImageRecord image) => lines
        .Number("exportId", exportId).Number("imageId", image.ImageId).Number("version", image.Version).Text("subjectId", image.SubjectId)
        .Text("sopInstanceUid", image.SopInstanceUid).Text("fileId", image.FileId).Text("transferSyntaxUid", image.TransferSyntaxUid).Bytes("sha256", image.Sha256).End();
}
