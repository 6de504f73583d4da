using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>
/// How headers are de-identified: PS3.15 Annex E's Basic Profile, the options that are added to it, what becomes of dates, and what a policy
/// says of single attributes. It never changes, and serves several threads.
/// </summary>
public sealed class ProtectionProfile
{
    private readonly ConcurrentDictionary<string, ObjectPlan> _plans = new(StringComparer.Ordinal);
    private readonly FrozenDictionary<uint, AttributeOverride> _overrides = FrozenDictionary<uint, AttributeOverride>.Empty;

    /// <summary>The profile's name in the policy.</summary>
    public required string Name { get; init; }

    /// <summary>What becomes of dates and times.</summary>
    public required DatePolicy Dates { get; init; }

    /// <summary>The options that are added to the Basic Profile.</summary>
    public IReadOnlySet<ProtectionOption> Options { get; init; } = FrozenSet<ProtectionOption>.Empty;

    /// <summary>What the policy does with single attributes.</summary>
    public IReadOnlyCollection<AttributeOverride> Overrides
    {
        get => _overrides.Values;
        init => _overrides = value.ToFrozenDictionary(o => o.Tag.Value);
    }

    /// <summary>Private elements that may stay when <see cref="ProtectionOption.RetainSafePrivate"/> is on.</summary>
    public SafePrivateList SafePrivate { get; init; } = SafePrivateList.Shipped;

    /// <summary>Words that may stay in a text that is cleaned.</summary>
    public ClinicalTerms Terms { get; init; } = ClinicalTerms.Shipped;

    /// <summary>Coding schemes whose codes may stay.</summary>
    public CodingSchemes CodingSchemes { get; init; } = CodingSchemes.Standard;

    /// <summary>The default: the Basic Profile with full dates; the tree of a trial is by scan date.</summary>
    public static ProtectionProfile Trial { get; } = new() { Name = "trial", Dates = DatePolicy.Full };

    /// <summary>The Basic Profile with shifted dates, nothing retained.</summary>
    public static ProtectionProfile Strict { get; } = new() { Name = "strict", Dates = DatePolicy.Modified };

    /// <summary>The names of the profiles that a policy may begin with.</summary>
    public static IReadOnlyList<string> Names { get; } = [Trial.Name, Strict.Name];

    /// <summary>The profile of a name, or null.</summary>
    /// <param name="name">The name.</param>
    public static ProtectionProfile? Named(string name) => name == Trial.Name ? Trial : name == Strict.Name ? Strict : null;

    /// <summary>Whether an option is on.</summary>
    /// <param name="option">The option.</param>
    public bool Has(ProtectionOption option) => Options.Contains(option);

    /// <summary>Whether UIDs stay on purpose, all of them or some by name: then a UID of the source is no sign of something missed.</summary>
    internal bool KeepsUids => Has(ProtectionOption.RetainUids) || _overrides.Values.Any(o => o.Action == ProtectionAction.Keep && DicomDictionary.RepresentationOf(o.Tag) == DicomVR.UI);

    internal AttributeOverride? OverrideOf(DicomTag tag) => _overrides.GetValueOrDefault(tag.Value);

    /// <summary>What is done with each attribute of an object of a class; made once.</summary>
    internal ObjectPlan PlanFor(string sopClassUid)
    {
        // Only classes that are taken in get here; another one is an object of which nothing is known.
        ObjectDefinition? definition = ObjectDefinition.Of(sopClassUid);
        return _plans.GetOrAdd(definition is null ? string.Empty : sopClassUid, _ => new ObjectPlan(new ProfileRules(this), definition, atTop: true));
    }
}
