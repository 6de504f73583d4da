using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.PowerShell.Commands;

/// <summary>A policy that can be read, in a few words.</summary>
public sealed record PolicySummary
{
    /// <summary>The trial's sponsor.</summary>
    public required string Sponsor { get; init; }

    /// <summary>The trial's protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>The profile that it begins with.</summary>
    public required string Profile { get; init; }

    /// <summary>What becomes of dates.</summary>
    public required DatePolicy Dates { get; init; }

    /// <summary>The options that it adds.</summary>
    public required IReadOnlyList<ProtectionOption> Options { get; init; }

    /// <summary>What it does with single attributes, each with its reason.</summary>
    public required IReadOnlyList<AttributeOverride> Overrides { get; init; }

    /// <summary>The names of its mask rules, in order.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Whether a mask rule stores nothing until it is approved.</summary>
    public required bool RequiresApproval { get; init; }

    /// <summary>SHA-256 of its text, by which images and the archive know it.</summary>
    public required string Sha256 { get; init; }

    internal static PolicySummary Of(ArchivePolicy policy) => new()
    {
        Sponsor = policy.Sponsor,
        Protocol = policy.Protocol,
        Profile = policy.Profile.Name,
        Dates = policy.Profile.Dates,
        Options = [.. policy.Profile.Options.Order()],
        Overrides = [.. policy.Profile.Overrides.OrderBy(o => o.Tag.Value)],
        Rules = [.. policy.Masks.Rules.Select(rule => rule.Name)],
        RequiresApproval = policy.RequiresApproval,
        Sha256 = Convert.ToHexString(policy.Sha256),
    };
}
