using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>
/// Puts files into the quarantine while their batch is open. The batch may have to be written again: then an item is what it was before the
/// first try, not what that try made of it. Else a doubt that nobody was ever told of could pass for one that was decided.
/// </summary>
internal sealed class QuarantineWriter(OspacsArchive archive, ArchivePolicy policy)
{
    private readonly HashSet<string> _known = new(archive.Quarantine.Names(), StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.OrdinalIgnoreCase);
    private int _try;

    /// <summary>Whether an item may be there: one that was when the run began, or that it has put there. Only then it is worth a look.</summary>
    /// <param name="id">Its name.</param>
    public bool MayHold(string id) => _known.Contains(id);

    /// <summary>Whether a person who was told of a doubt has decided on a file all the same.</summary>
    /// <param name="source">The file.</param>
    /// <param name="doubt">The doubt.</param>
    public bool IsDecided(ImportSource source, QuarantineReason doubt) => source is { DecidedSubject: not null, QuarantineId: { } id } && Find(id)?.TellsOf(doubt) == true;

    /// <summary>A batch is begun, or begun anew.</summary>
    public void BeginTry() => _try++;

    /// <summary>Puts a file there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="why">Why it waits.</param>
    /// <param name="message">What a person should know.</param>
    /// <param name="cancellation">Ends the copying.</param>
    /// <returns>The item's name.</returns>
    /// <exception cref="ReadFailure">The source cannot be read, or has changed.</exception>
    /// <exception cref="ArchiveException">The quarantine cannot be written.</exception>
    public string Put(PreparedFile file, QuarantineReason why, string message, CancellationToken cancellation)
    {
        ImportSource source = file.Source;
        string id = source.QuarantineId ?? Convert.ToHexString(file.SourceHash);
        QuarantineItem? before = Find(id);
        QuarantineItem item = ItemOf(file, why, message, id, before);
        archive.Quarantine.Put(item, source.Path, archive.Key, cancellation);
        _entries[id] = new Entry(_entries.TryGetValue(id, out Entry? entry) && entry.Try == _try ? entry.Before : before, item, _try);
        _known.Add(id);
        if (why == QuarantineReason.TextInPicture)
        {
            archive.Quarantine.PutPreview(id, output => PreviewFile.Write(output, archive.Quarantine.Find(id)!.Path, policy, file.Places));
        }
        return id;
    }

    /// <summary>The batch is durable: takes out what need not wait any more, and takes back what only a try that came to nothing has put there.</summary>
    /// <param name="leaving">What need not wait any more.</param>
    public void Settle(IReadOnlyList<string> leaving)
    {
        foreach (string id in leaving)
        {
            Guarded(() => archive.Quarantine.Remove(id));
        }
        foreach ((string id, Entry entry) in _entries.Where(entry => entry.Value.Try != _try && IsMine(entry.Key, entry.Value)))
        {
            Guarded(() =>
            {
                if (entry.Before is { } before)
                {
                    archive.Quarantine.Put(before, before.Path, archive.Key, CancellationToken.None);
                }
                else
                {
                    archive.Quarantine.Remove(id);
                }
            });
        }
        _entries.Clear();
    }

    /// <summary>Every place where an item's file was found.</summary>
    /// <param name="item">The item.</param>
    public static IEnumerable<QuarantinePlace> PlacesOf(QuarantineItem item) => item.AlsoAt.Prepend(new QuarantinePlace(item.MediaRef, item.FileNumber, item.FileKey));

    /// <summary>An item as it is, or as it was before the first try; within one try the same file may come twice.</summary>
    private QuarantineItem? Find(string id) =>
        _entries.TryGetValue(id, out Entry? entry) && entry.Try != _try && IsMine(id, entry) ? entry.Before : archive.Quarantine.Find(id);

    /// <summary>Whether an item is still as it was put there, and nobody else has been at it.</summary>
    private bool IsMine(string id, Entry entry) => archive.Quarantine.Find(id) is { } now && IsSame(now, entry.Put);

    private static void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is ArchiveException or ReadFailure)
        {
            // Another program has the copy open. What it holds is stored and told; the next run that meets the file takes it out.
        }
    }

    private static QuarantineItem ItemOf(PreparedFile file, QuarantineReason why, string message, string id, QuarantineItem? before)
    {
        ImportSource source = file.Source;
        // Of a file that a person decided on, the decision may have failed; what the check once proposed still stands in its record.
        string? proposal = source.DecidedSubject is null ? file.SubjectId : before?.ProposedSubjectId;
        PatientProposal? proposed = file.Correction?.Proposal ?? file.Proposal;
        string place = Convert.ToHexString(source.FileKey);
        return new QuarantineItem
        {
            Id = id,
            MediaRef = source.MediaRef,
            FileNumber = source.Number,
            Centre = source.Centre,
            Reason = why,
            Message = message,
            ProposedSubjectId = proposal,
            ProposalKind = source.DecidedSubject is null ? proposed?.Kind : before?.ProposalKind,
            ProposalExplanation = source.DecidedSubject is null ? proposed?.Explanation : before?.ProposalExplanation,
            SourcePath = source.SourcePath,
            FileKey = place,
            AlsoAt = before is null ? [] : [.. PlacesOf(before).Where(p => p.MediaRef != source.MediaRef || p.FileKey != place).OrderBy(p => p.MediaRef, StringComparer.Ordinal).ThenBy(p => p.FileNumber)],
            Decided = before is null ? [] : source.DecidedSubject is null ? before.Decided : [.. before.Decided.Append(before.Reason).Where(doubt => doubt != why).Distinct()],
            MediaDoubt = source.MediumDoubt,
            Bytes = file.Bytes,
            QuarantinedUtc = before?.QuarantinedUtc ?? DateTime.UtcNow,
        };
    }

    private static bool IsSame(QuarantineItem now, QuarantineItem put) =>
        now with { AlsoAt = put.AlsoAt, Decided = put.Decided, Path = put.Path, PreviewPath = put.PreviewPath } == put && now.AlsoAt.SequenceEqual(put.AlsoAt) && now.Decided.SequenceEqual(put.Decided);

    private sealed record Entry(QuarantineItem? Before, QuarantineItem Put, int Try);
}
