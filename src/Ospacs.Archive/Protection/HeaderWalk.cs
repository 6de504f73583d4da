using Ospacs.Archive.Import;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection;

/// <summary>One walk over one object: does to each element what the plan says.</summary>
internal sealed class HeaderWalk(ProtectionProfile profile, ProtectionContext context, Func<string, bool> isIdentity, DifferenceRecorder? recorder)
{
    // A thousand UIDs; the length of a UI element is of 16 bits (PS3.5 section 7.1.2).
    private const int LongestUids = 64 << 10;

    // The longest description that is looked at for its clinical words, in bytes.
    private const int LongestText = 64 << 10;

    private DateShift? _shift;

    /// <summary>Makes the protected data set of a source's.</summary>
    /// <returns>Whether anything differs from the source.</returns>
    internal bool Over(DicomDataset source, DicomDataset target, ObjectPlan plan)
    {
        bool changed = false;
        PrivateBlocks? blocks = profile.Has(ProtectionOption.RetainSafePrivate) ? PrivateBlocks.Of(source, profile.SafePrivate) : null;
        foreach (DicomElement element in source)
        {
            DicomTag tag = element.Tag;
            if (tag.IsPrivate)
            {
                // What a file calls unknown may be numbers, in which a NUL ends nothing.
                DicomElement? safe = blocks?.Holds(element) != true ? null : element.VR.IsText ? WithoutHiddenBytes(element) : element;
                changed |= Put(source, element, target, safe, safe is null ? ProtectionAction.Remove : ProtectionAction.Keep, blocks is null ? "Basic Profile: X" : "113111: C");
                continue;
            }
            AttributePlan what = plan.Of(tag);
            ProtectionAction action = what.Action;
            DicomElement? kept = Apply(ref action, what, element, source, target);
            changed |= Put(source, element, target, kept, action, what.Rule);
        }
        if (blocks?.Kept > 0)
        {
            target.Set(blocks.Characteristics(target));
        }
        return changed;
    }

    private bool Put(DicomDataset source, DicomElement element, DicomDataset target, DicomElement? kept, ProtectionAction action, string rule)
    {
        if (kept is not null)
        {
            target.Set(kept);
        }
        recorder?.Add(source, element, target, kept, element.Tag, action, rule);
        return !ReferenceEquals(kept, element);
    }

    private DicomElement? Apply(ref ProtectionAction action, AttributePlan what, DicomElement element, DicomDataset source, DicomDataset target)
    {
        DicomElement? done = Try(action, what, element, source, target, out bool could);
        if (could)
        {
            return done;
        }
        action = what.Otherwise;
        return Try(action, what, element, source, target, out could) is { } other && could ? other : action == ProtectionAction.Remove ? null : Empty(element);
    }

    // "could" is whether the action suits the value; what does not is left to the plan's other action.
    private DicomElement? Try(ProtectionAction action, AttributePlan what, DicomElement element, DicomDataset source, DicomDataset target, out bool could)
    {
        could = true;
        switch (action)
        {
            case ProtectionAction.Keep:
                return Keep(what, element, target, out could);
            case ProtectionAction.Remove:
                return null;
            case ProtectionAction.Empty:
                return Empty(element);
            case ProtectionAction.Dummy:
                return DummyValue.Of(element, context.Key);
            case ProtectionAction.Write:
                return DicomElement.Create(element.Tag, element.Tag == DicomTag.PatientName ? DicomVR.PN : DicomVR.LO, context.SubjectId);
            case ProtectionAction.ReplaceUid:
                return element.Items is null ? ReplaceUids(element) : Descend(what, element, target);
            case ProtectionAction.ShiftDate:
                return Shift(element, out could);
            default:
                return Clean(what, element, source, target, out could);
        }
    }

    private DicomElement? Keep(AttributePlan what, DicomElement element, DicomDataset target, out bool could)
    {
        if (what.IsSequence || element.Items is not null)
        {
            return Items(what, element, target, out could);
        }
        // Of a value that the file calls unknown the standard knows what it is; if that is not text, nobody knows what is in its bytes.
        bool unknown = element.VR == DicomVR.UN;
        DicomVR vr = element.KnownVR;
        could = ProfileRules.IsFreeText(vr) ? what.MayBeText : what.MayBeBulk || (unknown ? vr.IsText : !BulkElements.IsBulk(vr));
        return could && vr.IsText ? WithoutHiddenBytes(element) : element;
    }

    private DicomElement? Items(AttributePlan what, DicomElement element, DicomDataset target, out bool could)
    {
        could = true;
        if (element.Items is null)
        {
            // The standard has a sequence here and the reader could not find one: what is in these bytes nobody knows.
            return element.Length == 0 ? element : throw new ProtectionException(QuarantineReason.Inconsistent, $"{element.Tag} should be a sequence and cannot be read as one.");
        }
        if (!what.IsSequence)
        {
            could = false;
            return null;
        }
        DicomElement kept = Descend(what, element, target);
        // A sequence of which every item was a hospital's own code says nothing any more.
        could = kept.Items!.Count > 0 || element.Items.Count == 0;
        return kept;
    }

    private DicomElement Descend(AttributePlan what, DicomElement element, DicomDataset target)
    {
        ObjectPlan plan = what.Items ?? throw new ProtectionException(QuarantineReason.Inconsistent, $"{element.Tag} has items and should have none.");
        var items = new List<DicomItem>(element.Items!.Count);
        bool changed = false;
        int number = 0;
        foreach (DicomItem item in element.Items)
        {
            number++;
            if (WhyDropped(item.Dataset) is { } why)
            {
                changed = true;
                recorder?.AddItem(element.Tag, number, why);
                continue;
            }
            var inner = new DicomDataset(target);
            recorder?.Enter(element.Tag, number);
            changed |= Over(item.Dataset, inner, plan);
            recorder?.Leave();
            items.Add(item with { Dataset = inner });
        }
        return changed ? DicomElement.Create(element.Tag, items, element.UndefinedLength) : element;
    }

    /// <summary>Why an item goes whole, or null: a hospital's own code, or a content item (PS3.3 section C.17.3) that has nothing but a person's name to say.</summary>
    private string? WhyDropped(DicomDataset item) =>
        profile.CodingSchemes.IsLocal(item) ? "local code" : item.GetCode(DicomTag.ValueType) == "PNAME" ? "a person's name" : null;

    private DicomElement? Clean(AttributePlan what, DicomElement element, DicomDataset source, DicomDataset target, out bool could)
    {
        if (what.IsSequence)
        {
            return Items(what, element, target, out could);
        }
        could = false;
        DicomVR vr = element.KnownVR;
        if (element.Items is not null || !(ProfileRules.IsFreeText(vr) || vr == DicomVR.CS) || vr == DicomVR.PN || element.Length is 0 or > LongestText)
        {
            return null;
        }
        string cleaned;
        try
        {
            cleaned = profile.Terms.Clean(source.TextOf(element), isIdentity);
        }
        catch (DicomTextException)
        {
            return null;
        }
        if (cleaned.Length == 0)
        {
            return null;
        }
        could = true;
        return DicomElement.Create(element.Tag, vr, target.CharacterSet.Encode(cleaned));
    }

    private DicomElement? Shift(DicomElement element, out bool could)
    {
        could = true;
        if (element.Length == 0)
        {
            return element;
        }
        DicomVR vr = element.KnownVR;
        _shift ??= new DateShift(context.Key, context.SubjectId);
        string? shifted = element.Items is null && (vr == DicomVR.DA || vr == DicomVR.DT) && element.Length <= LongestText ? _shift.Shift(DicomText.TrimmedAscii(element.Value.Span)) : null;
        could = shifted is not null;
        return could ? DicomElement.Create(element.Tag, vr, shifted!) : null;
    }

    private DicomElement ReplaceUids(DicomElement element)
    {
        if (element.Length > LongestUids)
        {
            throw new ProtectionException(QuarantineReason.Inconsistent, $"{element.Tag} is longer than any list of UIDs.");
        }
        string text = DicomText.TrimmedAscii(element.Value.Span);
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return DicomElement.Create(element.Tag, DicomVR.UI, context.ReplaceUid(element.Tag, text));
        }
        string[] uids = text.Split('\\');
        for (int i = 0; i < uids.Length; i++)
        {
            uids[i] = context.ReplaceUid(element.Tag, uids[i].Trim(' ', '\0'));
        }
        return DicomElement.Create(element.Tag, DicomVR.UI, string.Join('\\', uids));
    }

    private static DicomElement Empty(DicomElement element)
    {
        if (element.Length == 0)
        {
            return element;
        }
        DicomVR vr = element.KnownVR;
        return vr == DicomVR.SQ || element.Items is not null ? DicomElement.Create(element.Tag, []) : DicomElement.Create(element.Tag, vr, ReadOnlySpan<byte>.Empty);
    }

    /// <summary>Text ends at its first NUL. A device that reused a buffer leaves the last patient behind it.</summary>
    private static DicomElement WithoutHiddenBytes(DicomElement element)
    {
        ReadOnlySpan<byte> value = element.Value.Span;
        int end = value.IndexOf((byte)0);
        bool padding = end == value.Length - 1 && (value.Length & 1) == 0;
        return end < 0 || padding ? element : DicomElement.Create(element.Tag, element.VR, value[..end]);
    }
}
