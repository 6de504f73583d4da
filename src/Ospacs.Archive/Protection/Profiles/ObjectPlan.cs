using System.Collections.Concurrent;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>What a profile does with the attributes of an object, or of a sequence's items. Each attribute is thought about once, when it is first met; from then on it is one look-up.</summary>
internal sealed class ObjectPlan(ProfileRules rules, ObjectDefinition? definition, bool atTop)
{
    private readonly ConcurrentDictionary<uint, AttributePlan> _plans = new();

    /// <summary>The profile.</summary>
    internal ProtectionProfile Profile => rules.Profile;

    /// <summary>What is done with an attribute of an even group.</summary>
    internal AttributePlan Of(DicomTag tag)
    {
        if (_plans.TryGetValue(tag.Value, out AttributePlan? plan))
        {
            return plan;
        }
        plan = rules.Resolve(tag, definition, atTop);
        // What the standard does not know is not kept in mind: a damaged file has any number of it.
        return DicomDictionary.Find(tag) is null || (tag.Group & 0xFF00) is 0x5000 or 0x6000 ? plan : _plans.GetOrAdd(tag.Value, plan);
    }
}
