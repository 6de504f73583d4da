using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.Engines;

namespace Ospacs.Bench.Scale;

/// <summary>Makes a trial's archive through the store's own contract, as an import does, without the files.</summary>
internal static class ScaleArchive
{
    private const string Policy = "{ \"sponsor\": \"Bench\", \"protocol\": \"Scale\" }";
    private const int ImagesOfBatch = 5000;
    private static readonly byte[] s_key = new byte[32];

    internal static IArchiveEngine EngineOf(string archive) => new EngineCatalogue().FirstOrDefault(engine => engine.Accepts(archive)) ?? throw new ArgumentException("No engine keeps that archive.");

    /// <summary>Makes an archive, or completes one that was begun.</summary>
    internal static int Make(string archive, int images)
    {
        IArchiveEngine engine = EngineOf(archive);
        using IArchiveStore store = engine.Exists(archive) ? engine.Open(archive, StoreAccess.Write) : engine.Create(archive, Info());
        long begun = Stopwatch.GetTimestamp();
        int first = checked((int)store.GetTotals().Images);
        for (int number = first; number < images; number += ImagesOfBatch)
        {
            int from = number;
            int to = Math.Min(number + ImagesOfBatch, images);
            store.RunBatch(batch =>
            {
                Write(batch, from, to);
                return 0;
            });
            if (to % 50_000 == 0 || to == images)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{engine.Name}: {to} images, {(to - first) / Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} a second"));
            }
        }
        return 0;
    }

    /// <summary>Writes images with their parts, media, files and audit entries.</summary>
    private static void Write(IStoreBatch batch, int from, int to)
    {
        var trail = new AuditTrail(s_key);
        long policy = batch.AddPolicy(Policy, SHA256.HashData(Encoding.UTF8.GetBytes(Policy)), new DateTime(2026, 11, 1, 8, 0, 0, DateTimeKind.Utc));
        for (int number = from; number < to; number++)
        {
            byte[] bytes = MadeTrial.SmallBytes(number);
            ImageRecord row = MadeTrial.Row(number, bytes) with { ImageId = batch.ReserveImageId(), PolicyId = policy };
            if (number % MadeTrial.ImagesOfMedium == 0)
            {
                (long sequence, byte[] mac) = batch.AuditHead;
                batch.SetMedia(new MediaRecord(row.MediaRef, row.Centre, MadeTrial.ImagesOfMedium, 0, row.ImportedUtc, row.ImportedUtc, sequence, mac));
            }
            batch.AddPart(row.ImageId, 0, bytes);
            batch.AddImage(row);
            batch.SetMediaFile(new MediaFileRecord(row.MediaRef, row.SourceHash, (number % MadeTrial.ImagesOfMedium) + 1, FileOutcome.Stored, null));
            trail.Append(batch, new AuditDraft { Action = "Import", MediaRef = row.MediaRef, SubjectId = row.SubjectId, SopInstanceUid = row.SopInstanceUid, PolicyId = policy, Outcome = "Stored" });
        }
    }

    private static ArchiveInfo Info() => new()
    {
        ArchiveId = Guid.NewGuid(),
        Sponsor = "Bench",
        Protocol = "Scale",
        DatePolicy = "full",
        KeyCheck = SHA256.HashData(s_key),
        CreatedUtc = DateTime.UtcNow,
    };
}
