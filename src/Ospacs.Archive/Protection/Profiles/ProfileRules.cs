using System.Collections.Concurrent;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>
/// Settles what a profile does with an attribute at a place: the policy's word on it first, then Table E.1-1 with its options, then, for what
/// the table does not name, an allow-list: it stays when it is of the object's definition (PS3.3) and can hold nothing that somebody typed.
/// </summary>
internal sealed class ProfileRules(ProtectionProfile profile)
{
    private const string UnknownElement = "unknown element";
    private readonly ConcurrentDictionary<ObjectDefinition, ObjectPlan> _items = new();
    private ObjectPlan? _undefinedItems;

    internal ProtectionProfile Profile => profile;

    /// <param name="tag">The attribute, of an even group.</param>
    /// <param name="definition">What the standard has at this place, or null where it has nothing.</param>
    /// <param name="atTop">Whether it stands in the object itself.</param>
    internal AttributePlan Resolve(DicomTag tag, ObjectDefinition? definition, bool atTop)
    {
        // Groups below 0008 are those of messages, files and directories: in an image they are strays, and a file ID can hold a name.
        if (tag.IsGroupLength || tag.Group < 8 || tag == DicomTag.DataSetTrailingPadding)
        {
            return new AttributePlan { Action = ProtectionAction.Remove, Rule = "not of an image" };
        }
        if ((tag.Group & 0xFF00) is 0x5000 or 0x6000)
        {
            return new AttributePlan { Action = ProtectionAction.Remove, Rule = profile.Has(ProtectionOption.CleanGraphics) ? "113103: C" : "Basic Profile: X" };
        }
        if (tag == DicomTag.PatientID || tag == DicomTag.PatientName)
        {
            return new AttributePlan { Action = ProtectionAction.Write, Rule = "the subject" };
        }
        if (atTop && tag == DicomTag.PixelData)
        {
            return new AttributePlan { Action = ProtectionAction.Keep, Rule = "pixels", MayBeBulk = true };
        }
        AttributeType? type = null;
        ObjectDefinition? items = null;
        if (definition is not null && definition.TryGet(tag, out AttributeType found, out items))
        {
            type = found;
        }
        bool isSequence = DicomDictionary.Find(tag)?.Representations.Contains(DicomVR.SQ) == true;
        ObjectPlan? inner = isSequence ? PlanOfItems(items) : null;
        if (profile.OverrideOf(tag) is { } own)
        {
            return new AttributePlan
            {
                Action = own.Action,
                Otherwise = Required(type),
                Rule = "policy: " + own.Reason,
                IsSequence = isSequence,
                MayBeText = true,
                MayBeBulk = own.Action == ProtectionAction.Keep,
                Items = inner,
            };
        }
        return ConfidentialityTable.Find(tag) is { } row
            ? Listed(tag, row, definition, type, isSequence, inner)
            : Unlisted(tag, definition, atTop, type, isSequence, inner);
    }

    private ObjectPlan PlanOfItems(ObjectDefinition? items) => items is null
        ? _undefinedItems ??= new ObjectPlan(this, null, atTop: false)
        : _items.GetOrAdd(items, static (definition, rules) => new ObjectPlan(rules, definition, atTop: false), this);

    private AttributePlan Listed(DicomTag tag, ConfidentialityRow row, ObjectDefinition? definition, AttributeType? type, bool isSequence, ObjectPlan? inner)
    {
        ProtectionAction basic = Basic(row.Basic, type, definition is not null);
        (ProtectionAction action, string rule) = Cell(tag, row, isSequence) ?? (basic, "Basic Profile: " + row.Basic);
        return new AttributePlan
        {
            Action = action,
            Otherwise = basic,
            Rule = rule,
            IsSequence = isSequence,
            MayBeText = true,
            MayBeBulk = action == ProtectionAction.Keep || BulkElements.MayStay(tag),
            Items = inner,
        };
    }

    /// <summary>The code of an option that is on, or null. Dates come first: what shifts them must not be undone by an option that keeps a device's.</summary>
    private (ProtectionAction Action, string Rule)? Cell(DicomTag tag, ConfidentialityRow row, bool isSequence)
    {
        if (row.IsTemporal && profile.Dates != DatePolicy.Removed)
        {
            return profile.Dates == DatePolicy.Full ? (ProtectionAction.Keep, "113106: K") : (Shifted(tag, isSequence), "113107: C");
        }
        (ProtectionAction, string)? cleaned = null;
        foreach (ProtectionOption option in profile.Options)
        {
            switch (row.Of(option))
            {
                case "K":
                    return (ProtectionAction.Keep, $"{MethodCodes.CodeOf(option)}: K");
                case "C":
                    cleaned ??= (ProtectionAction.Clean, $"{MethodCodes.CodeOf(option)}: C");
                    break;
            }
        }
        return cleaned;
    }

    /// <summary>Whole days are shifted, so that a time of day says what it said.</summary>
    private static ProtectionAction Shifted(DicomTag tag, bool isSequence)
    {
        DicomVR vr = DicomDictionary.RepresentationOf(tag);
        return isSequence || vr == DicomVR.TM || tag == DicomTag.TimezoneOffsetFromUTC ? ProtectionAction.Keep : ProtectionAction.ShiftDate;
    }

    private AttributePlan Unlisted(DicomTag tag, ObjectDefinition? definition, bool atTop, AttributeType? type, bool isSequence, ObjectPlan? inner)
    {
        DicomDictionaryEntry? entry = DicomDictionary.Find(tag);
        if (entry is null)
        {
            return new AttributePlan { Action = ProtectionAction.Remove, Rule = UnknownElement };
        }
        // Where an option keeps a sequence that the object's definition does not have, the option speaks for what its items hold, free text apart.
        if (type is null && (definition is not null || atTop) && !AllowedAttributes.MayStandAnywhere(tag))
        {
            return new AttributePlan { Action = ProtectionAction.Remove, Rule = "not of the object (PS3.3)" };
        }
        DicomVR vr = DicomDictionary.RepresentationOf(tag);
        bool text = IsFreeText(vr);
        bool bulk = BulkElements.MayStay(tag);
        ProtectionAction otherwise = Required(type);
        ProtectionAction action = ProtectionAction.Keep;
        string rule = "of the object (PS3.3)";
        if (text && !AllowedAttributes.MayBeText(tag))
        {
            action = otherwise;
            rule = "free text";
        }
        else if (BulkElements.IsBulk(vr) && !bulk)
        {
            action = otherwise;
            rule = "bytes";
        }
        else if (vr == DicomVR.DA || vr == DicomVR.DT)
        {
            action = profile.Dates switch { DatePolicy.Full => ProtectionAction.Keep, DatePolicy.Modified => ProtectionAction.ShiftDate, _ => otherwise };
            rule = "date";
        }
        else if (vr == DicomVR.TM && profile.Dates == DatePolicy.Removed)
        {
            action = otherwise;
            rule = "date";
        }
        return new AttributePlan { Action = action, Otherwise = otherwise, Rule = rule, IsSequence = isSequence, MayBeText = text && action == ProtectionAction.Keep, MayBeBulk = bulk, Items = inner };
    }

    internal static bool IsFreeText(DicomVR vr) =>
        vr == DicomVR.LO || vr == DicomVR.SH || vr == DicomVR.LT || vr == DicomVR.ST || vr == DicomVR.UT || vr == DicomVR.UC || vr == DicomVR.PN || vr == DicomVR.AE || vr == DicomVR.UR;

    /// <summary>What takes the place of a value that may not stay: a type 1 attribute needs one, a type 2 attribute must be there (PS3.5 section 7.4).</summary>
    private static ProtectionAction Required(AttributeType? type) => type switch
    {
        AttributeType.Type1 or AttributeType.Type1C => ProtectionAction.Dummy,
        AttributeType.Type2 or AttributeType.Type2C => ProtectionAction.Empty,
        _ => ProtectionAction.Remove,
    };

    /// <summary>
    /// The Basic Profile's code; a compound one is decided by the attribute's type (PS3.15 section E.3, notes of Table E.1-1a): the mildest
    /// choice that keeps the object conformant. Where the standard has nothing to say of the place the last choice is taken: it suits every type.
    /// </summary>
    private static ProtectionAction Basic(string code, AttributeType? type, bool defined)
    {
        string[] choices = code.TrimEnd('*').Split('/');
        if (choices.Length == 1 || (type is null && !defined))
        {
            return Single(choices[^1]);
        }
        string wanted = Required(type) switch { ProtectionAction.Dummy => choices[^1], ProtectionAction.Empty => "Z", _ => "X" };
        // "Z/D" has no X, "X/D" has no Z: the next stronger choice that there is.
        return Single(choices.Contains(wanted) ? wanted : wanted == "X" ? choices[0] : choices[^1]);
    }

    private static ProtectionAction Single(string code) => code switch
    {
        "X" => ProtectionAction.Remove,
        "Z" => ProtectionAction.Empty,
        "D" => ProtectionAction.Dummy,
        "U" => ProtectionAction.ReplaceUid,
        _ => throw new InvalidOperationException($"Table E.1-1 has the unknown code {code}."),
    };
}
