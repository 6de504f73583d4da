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
    internal static long Remember(OspacsArchive archive, ExportReport report, CancellationToken cancellation) =>
        archive.Store.RunBatch(batch => Write(archive, batch, report), cancellation);

    private static long Write(OspacsArchive archive, IStoreBatch batch, ExportReport report)
    {
        if (report.Files.FirstOrDefault(file => archive.Store.History.FindImage(file.ImageId) is not { } now || now.SubjectId != file.SubjectId || now.SopInstanceUid != file.SopInstanceUid) is { } changed)
        {
            // Whoever moved or removed it has been told which media to call back, and this was none of them yet.
            throw new ExportException(ExportFailure.ReadBack, $"Image {changed.SopInstanceUid} was moved or removed while the medium was written. What had been written was removed; export again.");
        }
        var record = new ExportRecord(0, report.Label, report.Profile, DateTime.UtcNow, report.Images, report.Subjects, report.Bytes, batch.AuditHead.Sequence + 1);
        long id = batch.AddExport(record, [.. report.Files.Select(file =>
            new ExportImageRecord(file.ImageId, file.Version, file.SubjectId, file.SopInstanceUid, file.FileId, file.TransferSyntaxUid, file.Sha256))]);
        archive.BeginTrail().Append(batch, new AuditDraft
        {
            Action = "Export",
            Outcome = "Exported",
            NewValue = string.Create(CultureInfo.InvariantCulture, $"export={id}; label={report.Label}; profile={report.Profile}; images={report.Images}; subjects={report.Subjects}; refused={report.Refused.Count}"),
        });
        return id;
    }
}
