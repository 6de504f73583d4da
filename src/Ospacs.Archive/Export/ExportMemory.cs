using System.Globalization;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Export;

/// <summary>
/// Remembers in the archive what went out on a medium, when the medium has been proved and before it is let go: a medium that the
/// archive knows nothing of could not be called back.
/// </summary>
internal static class ExportMemory
{
    internal static long Remember(OspacsArchive archive, ExportReport report, CancellationToken cancellation)
    {
        using IStoreBatch batch = archive.Store.BeginBatch(cancellation);
        var record = new ExportRecord(0, report.Label, report.Profile, DateTime.UtcNow, report.Images, report.Subjects, report.Bytes, batch.AuditHead.Sequence + 1);
        long id = batch.AddExport(record, [.. report.Files.Select(file =>
            new ExportImageRecord(file.ImageId, file.Version, file.SubjectId, file.SopInstanceUid, file.FileId, file.TransferSyntaxUid, file.Sha256))]);
        archive.BeginTrail().Append(batch, new AuditDraft
        {
            Action = "Export",
            Outcome = "Exported",
            NewValue = string.Create(CultureInfo.InvariantCulture, $"export={id}; label={report.Label}; profile={report.Profile}; images={report.Images}; subjects={report.Subjects}; refused={report.Refused.Count}"),
        });
        batch.Commit();
        return id;
    }
}
