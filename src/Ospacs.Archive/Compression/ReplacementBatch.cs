using System.Globalization;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Compression;

/// <summary>A transaction of replaced objects: one try, which is made again from its beginning where a server gave it up.</summary>
internal sealed class ReplacementBatch(OspacsArchive archive, IStoreBatch store)
{
    private readonly AuditTrail _trail = archive.BeginTrail();

    /// <summary>The batch to write to.</summary>
    internal IStoreBatch Store => store;

    /// <summary>Enters a replacement into the audit trail.</summary>
    /// <param name="image">The image as it was.</param>
    /// <param name="replaced">The image as it is now.</param>
    /// <param name="how">What was done, in words.</param>
    internal void Enter(ImageRecord image, ImageRecord replaced, string how) => _trail.Append(store, new AuditDraft
    {
        Action = "Optimize",
        MediaRef = image.MediaRef,
        SubjectId = image.SubjectId,
        SopInstanceUid = image.SopInstanceUid,
        PolicyId = image.PolicyId,
        Outcome = nameof(OptimizationOutcome.Compressed),
        Reason = how,
        OldValue = Value(image),
        NewValue = Value(replaced),
    });

    private static string Value(ImageRecord image) =>
        string.Create(CultureInfo.InvariantCulture, $"version {image.Version}, {image.TransferSyntaxUid}, {image.Size} bytes, SHA-256 {Convert.ToHexStringLower(image.Sha256)}");
}
