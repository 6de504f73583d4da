using System.Globalization;
using System.Security.Cryptography;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Audit.Bundles;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Query;

/// <summary>What a verification found wrong.</summary>
public enum VerificationProblem
{
    /// <summary>The object's bytes are not those that were stored.</summary>
    AlteredBytes,
    /// <summary>Parts of the object are missing.</summary>
    MissingParts,
    /// <summary>The audit trail is broken.</summary>
    BrokenAudit,
    /// <summary>Images have no entry in the identity ledger: where they came from cannot be told.</summary>
    MissingSource,
    /// <summary>Lines of the identity ledger cannot be read.</summary>
    DamagedLedger,
}

/// <summary>One thing that is wrong in an archive.</summary>
/// <param name="Problem">What kind.</param>
/// <param name="Message">In words; names subject, medium and UID, never a patient.</param>
/// <param name="ImageId">The image, or null.</param>
/// <param name="SopInstanceUid">The image's UID, or null.</param>
/// <param name="MediaRef">The medium to import again, or null.</param>
public sealed record VerificationFinding(VerificationProblem Problem, string Message, long? ImageId = null, string? SopInstanceUid = null, string? MediaRef = null);

/// <summary>How far a verification is.</summary>
/// <param name="Images">Images checked.</param>
/// <param name="Bytes">Their bytes.</param>
public readonly record struct VerificationProgress(long Images, long Bytes);

/// <summary>
/// Reads every object back and holds it against its hash, the audit trail against its chain and its anchors (passports, the identity folder, a
/// bundle), and the images against the identity ledger.
/// </summary>
public sealed class ArchiveVerification(OspacsArchive archive)
{
    /// <summary>Images checked so far.</summary>
    public long Images { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

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
    /// <param name="query">Which images; the audit trail is always verified whole.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>What is wrong; nothing when all is well.</returns>
    /// <exception cref="ArchiveException">The key is missing or wrong: without it neither audit trail nor ledger can be verified. Or the bundle is none.</exception>
    public IEnumerable<VerificationFinding> Run(ImageQuery? query = null, IProgress<VerificationProgress>? progress = null, CancellationToken cancellation = default)
    {
        AuditTrail trail = archive.BeginTrail();
        var sources = new SourceVerification(archive);
        foreach (ImageRecord image in archive.Store.FindImages(query ?? new ImageQuery(), cancellation))
        {
            if (CheckNewest(image, cancellation) is { } finding)
            {
                yield return finding;
            }
            sources.Check(image);
            progress?.Report(new VerificationProgress(++Images, Bytes));
        }
        foreach (VerificationFinding finding in sources.Findings())
        {
            yield return finding;
        }
        LedgerEntries = sources.Entries;
        foreach (VerificationFinding finding in CheckAudit(trail, cancellation))
        {
            yield return finding;
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
        Bytes += size;
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
