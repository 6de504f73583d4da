using System.Globalization;
using System.Security.Cryptography;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Audit.Bundles;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Query;

/// <summary>
/// Reads objects back and holds them against their hashes, several at once; the images against the identity ledger; the archive's rows and totals against each
/// other, its history against the audit trail, and that against its chain and its anchors (passports, the identity folder, a bundle). It writes
/// nothing to the archive. Where only some images are read back, rows, totals, history and trail are held against each other whole all the same.
/// </summary>
public sealed class ArchiveVerification(OspacsArchive archive)
{
    // More than this are not remembered of a run that was stopped: such an archive is brought back from a backup.
    private const int MostDamaged = 10_000;

    private long _bytes;

    /// <summary>Images checked so far.</summary>
    public long Images { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many objects are read at once.</summary>
    public int ThrottleLimit { get; init; } = Environment.ProcessorCount;

    /// <summary>How many images are read back: the next ones behind those that the last run of this kind read, and from the first one again behind the last. Null for all.</summary>
    public long? First { get; init; }

    /// <summary>How much of a hundred images is read back, drawn at random; null for all.</summary>
    public double? SamplePercent { get; init; }

    /// <summary>Whether it is remembered in the identity folder how far a run has come, so that one that was stopped can be gone on with.</summary>
    public bool KeepsPlace { get; init; }

    /// <summary>Whether what is remembered is forgotten first.</summary>
    public bool Restart { get; init; }

    /// <summary>Whether the run went on where one had been stopped. What that one found wrong is looked at again.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Whether it could not be remembered how far the run has come.</summary>
    public bool IsPlaceLost { get; private set; }

    /// <summary>A bundle that an inspector was given earlier, which the audit trail is held against entry by entry: its folder, or its file of entries; or null.</summary>
    public string? Bundle { get; init; }

    /// <summary>Audit entries that hold, from the first on; 0 until the objects are through.</summary>
    public long AuditEntries => Audit?.Entries ?? 0;

    /// <summary>What came of verifying the audit trail; null until the objects are through.</summary>
    public AuditVerdict? Audit { get; private set; }

    /// <summary>The newest entry that the identity folder has seen, where the trail holds. Entries behind it could be cut off unseen.</summary>
    public long Anchored { get; private set; }

    /// <summary>What a person should know of a trail that holds: that its newest entries have no anchor on the identity side. Null where they have.</summary>
    public string? Warning => Audit is not { Holds: true, Last: { } last } || Anchored >= last.Sequence
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"The identity folder has seen the audit trail up to entry {Anchored}, and the trail ends with entry {last.Sequence} of {last.TimeUtc:yyyy-MM-dd HH:mm:ss} UTC. The file audit.anchors is missing, cannot be read or written by this account, or a program was stopped before it wrote its line. Entries behind the last anchor could be cut off unseen, unless a passport or a bundle has seen them; the next command that writes to the archive anchors them.");

    /// <summary>Entries of the identity ledger checked; 0 until the objects are through.</summary>
    public long LedgerEntries { get; private set; }

    /// <summary>Verifies.</summary>
    /// <param name="query">Which images; null for all, or for those that <see cref="First"/> or <see cref="SamplePercent"/> say.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>What is wrong; nothing when all is well.</returns>
    /// <exception cref="ArchiveException">The key is missing or wrong: without it neither audit trail nor ledger can be verified. Or the bundle is none.</exception>
    public IEnumerable<VerificationFinding> Run(ImageQuery? query = null, IProgress<VerificationProgress>? progress = null, CancellationToken cancellation = default)
    {
        AuditTrail trail = archive.BeginTrail();
        var sources = new SourceVerification(archive);
        var damaged = new HashSet<long>();
        VerificationPlace? place = KeepsPlace && query is null && SamplePercent is null ? VerificationPlace.Of(archive, Restart) : null;
        try
        {
            long before = First is null && place is not null ? place.State.After : 0;
            IsResumed = before > 0;
            (IEnumerable<ImageRecord> chosen, long? total) = Choose(query, place, cancellation);
            foreach ((ImageRecord image, VerificationFinding? finding) in Checked(chosen, cancellation))
            {
                sources.Check(image);
                if (finding is not null)
                {
                    damaged.Add(image.ImageId);
                    yield return finding;
                }
                place?.Move(Behind(place.State, image.ImageId, finding is not null));
                Images++;
                progress?.Report(new VerificationProgress(Images, Bytes, total));
            }
            // The run that was stopped never came to tell which of its images have no entry in the ledger. Their rows alone say that.
            foreach (ImageRecord image in VerificationChoice.Behind(archive.Store, 0, cancellation).TakeWhile(image => image.ImageId <= before))
            {
                sources.Check(image);
            }
            if (First is null)
            {
                place?.Move(place.State with { After = 0, Damaged = [] });
            }
        }
        finally
        {
            place?.Save();
            IsPlaceLost = place?.IsLost == true;
        }
        foreach (VerificationFinding finding in sources.Findings())
        {
            yield return finding;
        }
        LedgerEntries = sources.Entries;
        foreach (VerificationFinding finding in CheckRows(damaged, cancellation))
        {
            yield return finding;
        }
        foreach (VerificationFinding finding in CheckAudit(trail, cancellation))
        {
            yield return finding;
        }
    }

    /// <summary>The images to read back, and how many they are as far as that is known.</summary>
    private (IEnumerable<ImageRecord> Images, long? Total) Choose(ImageQuery? query, VerificationPlace? place, CancellationToken cancellation)
    {
        IArchiveStore store = archive.Store;
        if (query is not null)
        {
            return (store.FindImages(query, cancellation), null);
        }
        long? images = Guarded(() => store.GetTotals().Images);
        if (First is { } first)
        {
            return (VerificationChoice.Turn(store, place?.State.Turn ?? 0, first, cancellation), images is { } all ? Math.Min(first, all) : first);
        }
        if (SamplePercent is { } percent)
        {
            return (VerificationChoice.Sample(store, percent, cancellation), (long?)(images * percent / 100));
        }
        // Behind a stop the number of those that are left is not known without counting them.
        return IsResumed
            ? (VerificationChoice.Of(store, place!.State.Damaged).Concat(VerificationChoice.Behind(store, place.State.After, cancellation)), null)
            : (VerificationChoice.Behind(store, 0, cancellation), images);
    }

    private VerificationState Behind(VerificationState state, long imageId, bool isDamaged)
    {
        if (First is not null)
        {
            return state with { Turn = imageId };
        }
        return state with
        {
            // Those that are looked at again come first, and take nothing back.
            After = Math.Max(state.After, imageId),
            Damaged = isDamaged && state.Damaged.Count < MostDamaged && !state.Damaged.Contains(imageId) ? [.. state.Damaged, imageId] : state.Damaged,
        };
    }

    /// <summary>Checks images, several at once, and gives them back in their order.</summary>
    private IEnumerable<(ImageRecord Image, VerificationFinding? Finding)> Checked(IEnumerable<ImageRecord> images, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ahead = new Queue<(ImageRecord Image, Task<VerificationFinding?> Task)>();
        try
        {
            foreach (ImageRecord image in images)
            {
                if (ahead.Count >= Math.Max(1, ThrottleLimit))
                {
                    yield return Next();
                }
                ahead.Enqueue((image, Task.Run(() => CheckNewest(image, stop.Token), stop.Token)));
            }
            while (ahead.Count > 0)
            {
                yield return Next();
            }
        }
        finally
        {
            stop.Cancel();
            foreach ((_, Task<VerificationFinding?> task) in ahead)
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
                _ = task.Exception;
            }
        }

        (ImageRecord, VerificationFinding?) Next()
        {
            // Waited for before it is taken: a run that is stopped meanwhile waits for it below.
            VerificationFinding? finding = ahead.Peek().Task.GetAwaiter().GetResult();
            return (ahead.Dequeue().Image, finding);
        }
    }

    /// <summary>Holds rows against each other, totals against rows, history against the trail. What an image's own check has told is not told again.</summary>
    private IEnumerable<VerificationFinding> CheckRows(HashSet<long> damaged, CancellationToken cancellation)
    {
        // One damaged place in a database must not keep the rest from being checked.
        string? unreadable = null;
        List<VerificationFinding> found = [];
        try
        {
            found.AddRange(archive.Store.FindOrphans(cancellation).Where(row => row.ImageId is not { } imageId || !damaged.Contains(imageId)).Select(FindingOf));
            found.AddRange(HistoryVerification.Run(archive.Store, cancellation));
        }
        catch (ArchiveException e) when (e.Kind is ArchiveFailure.NotAnArchive or ArchiveFailure.Database)
        {
            unreadable = e.Message;
        }
        foreach (VerificationFinding finding in found)
        {
            yield return finding;
        }
        if (unreadable is not null)
        {
            yield return new VerificationFinding(VerificationProblem.OrphanedRow, $"The archive's rows cannot all be held against each other. {unreadable}");
        }
    }

    private static VerificationFinding FindingOf(OrphanedRow row)
    {
        if (row.Table is "SubjectTotal" or "CentreTotal" or "ArchiveTotal")
        {
            return new VerificationFinding(VerificationProblem.WrongTotals, $"{row.Table}, {row.Key}: {row.Problem}. Nothing is lost; docs/operations.md says how totals are made anew.");
        }
        string help = row.MediaRef is null ? "Bring the archive back from a backup." : $"Import medium {row.MediaRef} again, or bring the archive back from a backup.";
        return new VerificationFinding(VerificationProblem.OrphanedRow, $"{row.Table}, {row.Key}: {row.Problem}. {help}", row.ImageId, MediaRef: row.MediaRef);
    }

    private static T? Guarded<T>(Func<T> read) where T : struct
    {
        try
        {
            return read();
        }
        catch (ArchiveException e) when (e.Kind is ArchiveFailure.NotAnArchive or ArchiveFailure.Database)
        {
            return null;
        }
    }

    /// <summary>Rows are read by pages: where another program has given the image another object meanwhile, the new one is checked.</summary>
    private VerificationFinding? CheckNewest(ImageRecord image, CancellationToken cancellation)
    {
        while (true)
        {
            VerificationFinding? finding = Check(image, cancellation);
            if (finding is null || archive.Store.History.FindImage(image.ImageId) is not { } now)
            {
                // All is well; or the image was removed meanwhile.
                return null;
            }
            if (now.Version == image.Version)
            {
                return finding;
            }
            image = now;
        }
    }

    private VerificationFinding? Check(ImageRecord image, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        try
        {
            foreach (ReadOnlyMemory<byte> part in archive.Store.ReadParts(image.ImageId, cancellation))
            {
                hash.AppendData(part.Span);
                size += part.Length;
            }
        }
        catch (ArchiveException e) when (e.Kind is ArchiveFailure.NotFound or ArchiveFailure.Conflict)
        {
            // Not one part is there; or the object was replaced meanwhile, and is looked at again.
        }
        catch (ArchiveException e) when (e.Kind is ArchiveFailure.NotAnArchive or ArchiveFailure.Database)
        {
            // One damaged place in the file must not keep the rest from being checked.
            return Finding(VerificationProblem.AlteredBytes, "its bytes cannot be read from the archive", image);
        }
        Interlocked.Add(ref _bytes, size);
        if (size < image.Size)
        {
            return Finding(VerificationProblem.MissingParts, $"{image.Size - size} of its {image.Size} bytes are missing", image);
        }
        return hash.GetHashAndReset().AsSpan().SequenceEqual(image.Sha256) ? null : Finding(VerificationProblem.AlteredBytes, "its bytes are not those that were stored", image);
    }

    private IEnumerable<VerificationFinding> CheckAudit(AuditTrail trail, CancellationToken cancellation)
    {
        IReadOnlyList<AuditAnchor> beside = ReadAnchors();
        IEnumerable<AuditAnchor> anchors = archive.Store.GetMedia().Select(passport => AuditAnchor.Of(passport.Media)).Concat(beside);
        IEnumerable<AuditAnchor>? earlier = Bundle is null ? null : AuditBundle.ReadEntries(Bundle);
        Audit = trail.Verify(archive.Store.GetAudit(new AuditQuery(), cancellation), anchors, earlier, cancellation);
        if (Audit.Break is { } broken)
        {
            yield return new VerificationFinding(VerificationProblem.BrokenAudit, broken.ToString(), MediaRef: broken.Anchor?.MediaRef);
        }
        else
        {
            // Read again, since a running import writes entries first and their anchor then.
            Anchored = ReadAnchors() is [.., AuditAnchor newest] ? newest.Sequence : 0;
        }
    }

    // Where they cannot be read, the trail itself is verified all the same, and the warning says what that leaves open.
    private IReadOnlyList<AuditAnchor> ReadAnchors()
    {
        try
        {
            return archive.Anchors.Read();
        }
        catch (ArchiveException)
        {
            return [];
        }
    }

    private static VerificationFinding Finding(VerificationProblem problem, string what, ImageRecord image) =>
        new(problem, $"Image {image.SopInstanceUid} of subject {image.SubjectId}: {what}. Import medium {image.MediaRef} again.", image.ImageId, image.SopInstanceUid, image.MediaRef);
}
