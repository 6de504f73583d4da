using Ospacs.Archive.Import;

namespace Ospacs.Archive.Protection;

/// <summary>
/// De-identifies a data set by PS3.15 Annex E: a walk over every element at every level that makes another data set. What is not
/// touched is the source's own element and is later copied byte for byte.
/// </summary>
public sealed class HeaderProtection(ProtectionContext context)
{
    // A thousand UIDs; the length of a UI element is of 16 bits (PS3.5 section 7.1.2).
    private const int LongestUids = 64 << 10;

    /// <summary>Protects an object's header. Pixels are the caller's concern.</summary>
    /// <param name="dataset">The source's data set.</param>
    /// <returns>Another data set.</returns>
    /// <exception cref="ProtectionException">The object cannot be protected safely.</exception>
    public DicomDataset Protect(DicomDataset dataset)
    {
        DicomDataset result = new();
        Walk(dataset, result, atTop: true);
        FillIn(dataset, result);
        return result;
    }

    /// <returns>Whether anything differs from the source.</returns>
    private bool Walk(DicomDataset source, DicomDataset target, bool atTop)
    {
        bool changed = false;
        foreach (DicomElement element in source)
        {
            DicomElement? kept = Treat(element, target, atTop);
            changed |= !ReferenceEquals(kept, element);
            if (kept is not null)
            {
                target.Set(kept);
            }
        }
        return changed;
    }

    private DicomElement? Treat(DicomElement element, DicomDataset target, bool atTop)
    {
        DicomTag tag = element.Tag;
        // Groups below 0008 are those of messages, files and directories: in an image they are strays, and a file ID can hold a name.
        if (tag.IsGroupLength || tag == DicomTag.DataSetTrailingPadding || tag.Group < 8)
        {
            return null;
        }
        if (tag == DicomTag.PatientID || tag == DicomTag.PatientName)
        {
            return DicomElement.Create(tag, tag == DicomTag.PatientID ? DicomVR.LO : DicomVR.PN, context.SubjectId);
        }
        return ConfidentialityTable.ActionOf(tag, atTop) switch
        {
            ProtectionAction.Remove => null,
            ProtectionAction.Empty => Empty(element),
            ProtectionAction.Dummy => DummyValue.Of(element, context.Key),
            ProtectionAction.ReplaceUid => element.Items is null ? ReplaceUids(element) : Descend(element, target),
            ProtectionAction.Keep => Keep(element, target),
            _ => KeepIfHarmless(element, target, atTop),
        };
    }

    private DicomElement Keep(DicomElement element, DicomDataset target)
    {
        if (element.Items is not null)
        {
            return Descend(element, target);
        }
        DicomVR vr = element.VR == DicomVR.UN ? DicomDictionary.RepresentationOf(element.Tag) : element.VR;
        return vr.IsText ? WithoutHiddenBytes(element) : element;
    }

    private DicomElement? KeepIfHarmless(DicomElement element, DicomDataset target, bool atTop)
    {
        DicomDictionaryEntry? entry = DicomDictionary.Find(element.Tag);
        if (entry is null)
        {
            // An element of an even group that the standard does not have says nothing that anybody could vouch for.
            return null;
        }
        if (atTop && element.Tag == DicomTag.PixelData)
        {
            return element;
        }
        if (element.Items is null && entry.Representations.Contains(DicomVR.SQ))
        {
            // The standard has a sequence here and the reader could not find one: what is in these bytes nobody knows.
            return element.Length == 0 ? element : throw new ProtectionException(QuarantineReason.Inconsistent, $"{element.Tag} should be a sequence and cannot be read as one.");
        }
        if (element.Items is null && IsBulk(element.VR) && !BulkElements.MayStay(element.Tag))
        {
            return null;
        }
        return Keep(element, target);
    }

    private DicomElement Descend(DicomElement element, DicomDataset target)
    {
        var items = new List<DicomItem>(element.Items!.Count);
        bool changed = false;
        foreach (DicomItem item in element.Items)
        {
            var inner = new DicomDataset(target);
            changed |= Walk(item.Dataset, inner, atTop: false);
            items.Add(item with { Dataset = inner });
        }
        return changed ? DicomElement.Create(element.Tag, items, element.UndefinedLength) : element;
    }

    private DicomElement ReplaceUids(DicomElement element)
    {
        if (element.Length > LongestUids)
        {
            throw new ProtectionException(QuarantineReason.Inconsistent, $"{element.Tag} is longer than any list of UIDs.");
        }
        string[] uids = DicomText.TrimmedAscii(element.Value.Span).Split('\\');
        for (int i = 0; i < uids.Length; i++)
        {
            uids[i] = context.Key.ReplaceUid(uids[i].Trim(' ', '\0'));
        }
        return DicomElement.Create(element.Tag, DicomVR.UI, string.Join('\\', uids));
    }

    private static DicomElement Empty(DicomElement element)
    {
        if (element.Length == 0)
        {
            return element;
        }
        DicomVR vr = element.VR == DicomVR.UN ? DicomDictionary.RepresentationOf(element.Tag) : element.VR;
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

    private static bool IsBulk(DicomVR vr) =>
        vr == DicomVR.OB || vr == DicomVR.OW || vr == DicomVR.OF || vr == DicomVR.OD || vr == DicomVR.OL || vr == DicomVR.OV || vr == DicomVR.UN;

    /// <summary>What a protected object says of itself and its trial (PS3.15 section E.1.1, PS3.3 sections C.7.1.1, C.7.1.3 and C.7.3.2).</summary>
    private void FillIn(DicomDataset source, DicomDataset target)
    {
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID])
        {
            if (!DicomUID.IsValid(source.GetCode(tag)))
            {
                throw new ProtectionException(QuarantineReason.Inconsistent, $"{tag} is missing or no UID.");
            }
        }
        target.Set(DicomTag.PatientID, context.SubjectId);
        target.Set(DicomTag.PatientName, context.SubjectId);
        SetIfMissing(target, DicomTag.PatientBirthDate);
        SetIfMissing(target, DicomTag.PatientSex);
        target.Set(DicomTag.PatientIdentityRemoved, "YES");
        target.Set(DicomTag.LongitudinalTemporalInformationModified, "UNMODIFIED");

        target.Set(DicomTag.ClinicalTrialSponsorName, context.Sponsor);
        target.Set(DicomTag.ClinicalTrialProtocolID, context.Protocol);
        target.Set(DicomElement.Create(DicomTag.ClinicalTrialProtocolName, DicomVR.LO, string.Empty));
        target.Set(DicomTag.ClinicalTrialSiteID, context.Centre);
        target.Set(DicomElement.Create(DicomTag.ClinicalTrialSiteName, DicomVR.LO, string.Empty));
        target.Set(DicomTag.ClinicalTrialSubjectID, context.SubjectId);
        target.Remove(DicomTag.ClinicalTrialSubjectReadingID);
    }

    private static void SetIfMissing(DicomDataset target, DicomTag tag)
    {
        if (!target.Contains(tag))
        {
            target.Set(tag, string.Empty);
        }
    }
}
