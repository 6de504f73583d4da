using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit;

/// <summary>Who has seen an end of the audit trail, and so would know another one.</summary>
public enum AuditWitness
{
    /// <summary>The passport of a medium, in the archive itself.</summary>
    Passport,
    /// <summary>The identity folder, beside the archive.</summary>
    IdentityFolder,
    /// <summary>A bundle that an inspector was given earlier, outside both.</summary>
    Bundle,
}

/// <summary>An end that the audit trail once had: whoever has it sees when the trail is shorter, or another one.</summary>
/// <param name="Sequence">The last entry at the time; 0 for none.</param>
/// <param name="Mac">That entry's code, 32 bytes.</param>
/// <param name="Witness">Who has seen it.</param>
/// <param name="MediaRef">The medium whose passport it stands on, or null.</param>
public sealed record AuditAnchor(long Sequence, byte[] Mac, AuditWitness Witness, string? MediaRef = null)
{
    /// <summary>The anchor on a medium's passport.</summary>
    /// <param name="media">The medium.</param>
    public static AuditAnchor Of(MediaRecord media)
    {
        ArgumentNullException.ThrowIfNull(media);
        return new AuditAnchor(media.AuditSequence, media.AuditMac, AuditWitness.Passport, media.MediaRef);
    }
}
