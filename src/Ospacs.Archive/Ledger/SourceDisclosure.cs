using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Ledger;

/// <summary>
/// Shows where images came from. Who was shown what, and why, is in the audit trail before anything is shown: an entry a subject and medium.
/// </summary>
public sealed class SourceDisclosure(OspacsArchive archive)
{
    private readonly List<ImageRecord> _missing = [];

    /// <summary>Images that the ledger has no entry of.</summary>
    public IReadOnlyList<ImageRecord> Missing => _missing;

    /// <summary>Lines of the ledger that could not be read, a medium each.</summary>
    public IReadOnlyList<LedgerDamage> Damage { get; private set; } = [];

    /// <summary>Shows sources. A reason that cannot be used is refused before anything is shown.</summary>
    /// <param name="images">The images, of an archive that is open for writing.</param>
    /// <param name="reason">Why, in the person's words; no identity of the patients.</param>
    /// <param name="cancellation">Ends the work between two media.</param>
    /// <exception cref="ArchiveException">The reason cannot be used, the key is missing or wrong, or the ledger or the archive cannot be read or written.</exception>
    public IEnumerable<ImageSource> Reveal(IEnumerable<ImageRecord> images, string reason, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        GivenReason.Check(string.Empty, reason);
        List<ImageRecord[]> media = [.. images.DistinctBy(image => image.ImageId).GroupBy(image => image.MediaRef, StringComparer.Ordinal).Select(medium => medium.ToArray())];
        using (var reader = new LedgerReader(archive))
        {
            foreach (ImageRecord[] medium in media)
            {
                SourceReasons.Check(reason, Find(reader, medium, cancellation).Values);
            }
            Damage = [.. reader.Damage];
        }
        return RevealChecked(media, reason, cancellation);
    }

    private IEnumerable<ImageSource> RevealChecked(List<ImageRecord[]> media, string reason, CancellationToken cancellation)
    {
        using var reader = new LedgerReader(archive);
        foreach (ImageRecord[] medium in media)
        {
            Dictionary<string, List<LedgerRecord>> entries = Find(reader, medium, cancellation);
            var found = new List<ImageSource>();
            foreach (ImageRecord image in medium)
            {
                if (entries.TryGetValue(Convert.ToHexString(image.SourceHash), out List<LedgerRecord>? history) && ImageSource.Of(image, history) is { } source)
                {
                    found.Add(source);
                }
                else
                {
                    _missing.Add(image);
                }
            }
            Enter(medium[0].MediaRef, found, reason, cancellation);
            foreach (ImageSource source in found)
            {
                yield return source;
            }
        }
    }

    /// <summary>The ledger's entries of images of one medium, by source hash.</summary>
    internal static Dictionary<string, List<LedgerRecord>> Find(LedgerReader reader, ImageRecord[] medium, CancellationToken cancellation)
    {
        Dictionary<string, List<LedgerRecord>> wanted = medium.Select(image => Convert.ToHexString(image.SourceHash)).Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(hash => hash, _ => new List<LedgerRecord>(), StringComparer.OrdinalIgnoreCase);
        foreach ((LedgerRecord? record, _) in reader.Read(reader.Folder.FileOf(medium[0].MediaRef), cancellation: cancellation))
        {
            if (record is not null && wanted.TryGetValue(record.SourceHash, out List<LedgerRecord>? history))
            {
                history.Add(record);
            }
        }
        return wanted;
    }

    private void Enter(string mediaRef, List<ImageSource> sources, string reason, CancellationToken cancellation)
    {
        if (sources.Count == 0)
        {
            return;
        }
        archive.Store.RunBatch(
            batch =>
            {
                AuditTrail trail = archive.BeginTrail();
                IGrouping<string, ImageSource>[] subjects = [.. sources.GroupBy(source => source.SubjectId, StringComparer.Ordinal)];
                foreach (IGrouping<string, ImageSource> subject in subjects)
                {
                    trail.Append(batch, EntryOf(mediaRef, [.. subject], reason));
                }
                return subjects.Length;
            },
            cancellation);
    }

    private static AuditDraft EntryOf(string mediaRef, ImageSource[] hers, string reason) => new()
    {
        Action = "Reveal",
        MediaRef = mediaRef,
        FileNumber = hers.Length == 1 ? hers[0].FileNumber : null,
        SubjectId = hers[0].SubjectId,
        SopInstanceUid = hers.Length == 1 ? hers[0].SopInstanceUid : null,
        Outcome = "Revealed",
        Reason = hers.Length == 1 ? $"1 image: {reason}" : $"{hers.Length} images: {reason}",
    };
}
