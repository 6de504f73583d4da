using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Corrections;

/// <summary>
/// Makes the header of a protected object anew for another subject: her number wherever protection wrote one, every UID of the generation that
/// is hers, and dates shifted by her days where the archive shifts dates. Everything else, pixels included, is the stored object's own element.
/// </summary>
internal sealed class SubjectTransfer
{
    private readonly ArchiveKey _key;
    private readonly string _subjectId;
    private readonly StudyRecord _study;
    private readonly IReadOnlyDictionary<string, string> _uids;
    private readonly DateShift? _shift;
    private readonly ProtectionProfile _profile;

    /// <summary>Prepares a transfer.</summary>
    /// <param name="key">The archive's key.</param>
    /// <param name="profile">The profile that the object was protected under.</param>
    /// <param name="from">The subject that it belongs to.</param>
    /// <param name="study">The study, and by it the subject, that it is to belong to.</param>
    /// <param name="uids">The UIDs that are known already: of study, series and object, old and new.</param>
    internal SubjectTransfer(ArchiveKey key, ProtectionProfile profile, string from, StudyRecord study, IReadOnlyDictionary<string, string> uids)
    {
        _key = key;
        _profile = profile;
        _subjectId = study.SubjectId;
        _study = study;
        _uids = uids;
        _shift = profile.Dates == DatePolicy.Modified ? DateShift.Between(key, from, study.SubjectId) : null;
    }

    /// <summary>Makes the data set.</summary>
    /// <param name="stored">The stored object's.</param>
    internal DicomDataset Of(DicomDataset stored)
    {
        var result = new DicomDataset();
        Over(stored, result, _profile.PlanFor(stored.GetCode(DicomTag.SOPClassUID)));
        result.Set(DicomTag.PatientID, _subjectId);
        result.Set(DicomTag.PatientName, _subjectId);
        result.Set(DicomTag.ClinicalTrialSubjectID, _subjectId);
        return result;
    }

    private bool Over(DicomDataset source, DicomDataset target, ObjectPlan? plan)
    {
        bool changed = false;
        foreach (DicomElement element in source)
        {
            DicomElement kept = element.Tag.IsPrivate ? element : Transfer(element, target, plan?.Of(element.Tag));
            changed |= !ReferenceEquals(kept, element);
            target.Set(kept);
        }
        return changed;
    }

    private DicomElement Transfer(DicomElement element, DicomDataset target, AttributePlan? plan)
    {
        if (element.Items is not null)
        {
            return Descend(element, target, plan?.Items);
        }
        if (plan?.Action == ProtectionAction.Write)
        {
            return DicomElement.Create(element.Tag, element.VR, _subjectId);
        }
        // Where a profile retains UIDs, they are still no other subject's: the table alone says which are an instance's own.
        if (ConfidentialityTable.Find(element.Tag)?.Basic.Contains('U', StringComparison.Ordinal) == true && element.Length > 0)
        {
            string[] uids = DicomText.TrimmedAscii(element.Value.Span).Split('\\');
            return DicomElement.Create(element.Tag, DicomVR.UI, string.Join('\\', uids.Select(uid => NewUid(uid.Trim(' ', '\0')))));
        }
        return _shift is not null && plan?.Action == ProtectionAction.ShiftDate && element.Length > 0 && _shift.Shift(DicomText.TrimmedAscii(element.Value.Span)) is { } shifted
            ? DicomElement.Create(element.Tag, element.KnownVR, shifted)
            : element;
    }

    private DicomElement Descend(DicomElement element, DicomDataset target, ObjectPlan? plan)
    {
        var items = new List<DicomItem>(element.Items!.Count);
        bool changed = false;
        foreach (DicomItem item in element.Items)
        {
            var inner = new DicomDataset(target);
            changed |= Over(item.Dataset, inner, plan);
            items.Add(item with { Dataset = inner });
        }
        return changed ? DicomElement.Create(element.Tag, items, element.UndefinedLength) : element;
    }

    private string NewUid(string uid) => _uids.TryGetValue(uid, out string? known) ? known : _key.LaterUid(uid, _study.RootStudyUid, _study.Generation);
}
