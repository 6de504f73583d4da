using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Export;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Bench.Scale;

/// <summary>Exports media of a growing number of objects from one archive: the time an object takes must stay the same.</summary>
internal static class ExportScaleBench
{
    internal static int Run(string archive, string folder, int images)
    {
        IArchiveEngine engine = ScaleArchive.EngineOf(archive);
        using OspacsArchive opened = engine.Exists(archive) ? OspacsArchive.Open(engine, archive, StoreAccess.Write) : OspacsArchive.Create(engine, archive, ArchivePolicy.Shipped);
        Fill(opened, images);
        Console.WriteLine($"{engine.Name}: a medium written, read back and remembered");
        Console.WriteLine("| objects | seconds | microseconds an object |");
        Console.WriteLine("|---|---|---|");
        foreach (int count in new[] { images / 100, images / 10, images })
        {
            string medium = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"medium-{count}"));
            long begun = Stopwatch.GetTimestamp();
            ExportReport report = new MediaExport(opened, new ExportOptions { Destination = medium, Label = "SCALE" }).Run(new ImageQuery { First = count });
            double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            if (report.Images != count)
            {
                throw new InvalidOperationException($"{report.Images} of {count} objects were exported.");
            }
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count} | {seconds:F1} | {seconds * 1e6 / count:F0} |"));
            Directory.Delete(medium, recursive: true);
        }
        return 0;
    }

    private static void Fill(OspacsArchive archive, int images)
    {
        ArchivePolicy policy = archive.NewestPolicy;
        for (int number = checked((int)archive.Store.GetTotals().Images); number < images; number += 2000)
        {
            int from = number;
            archive.Store.RunBatch(batch =>
            {
                AuditTrail trail = archive.BeginTrail();
                long id = batch.AddPolicy(policy.Text, policy.Sha256, DateTime.UtcNow);
                for (int i = from; i < Math.Min(from + 2000, images); i++)
                {
                    byte[] bytes = MadeTrial.Object(i);
                    ImageRecord row = MadeTrial.Row(i, bytes) with { ImageId = batch.ReserveImageId(), PolicyId = id, PixelSha256 = null };
                    batch.AddPart(row.ImageId, 0, bytes);
                    batch.AddImage(row);
                }
                return trail.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored" });
            });
        }
    }
}
