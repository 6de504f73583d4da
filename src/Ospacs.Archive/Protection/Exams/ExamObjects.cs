using Ospacs.Archive.Protection.Masks;
using System.Text;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>
/// The exam's own objects: stills and clips of two volunteers with two studies each, and some that must never be stored. Their scanners are the
/// exam's too, with masks of the exam's, so that a header can be asked about whatever scanners the policy knows.
/// </summary>
internal static class ExamObjects
{
    /// <summary>Numbers below it are those of the exam's own objects.</summary>
    internal const int Most = 100;

    private const int Columns = 160;
    private const int Rows = 120;
    private static readonly PixelRectangle[] Regions = [new(16, 28, 96, 80), new(120, 28, 24, 80)];
    private static readonly PixelRectangle[] WholeFrame = [new(0, 0, Columns, Rows)];

    private static readonly Lazy<MaskCatalogue> OwnMasks = new(() => ArchivePolicy.Parse(
        """
        {
          "sponsor": "Exam", "protocol": "Exam",
          "masks": [
            { "name": "strips", "when": { "Manufacturer": "Exam Instruments", "ManufacturerModelName": "/^Strip/" }, "blank": [[0, 0, 160, 22], [0, -13, 160, 13]] },
            { "name": "regions", "when": { "Manufacturer": "Exam Instruments", "ManufacturerModelName": "Region 1", "HasRegions": true }, "keep": "regions", "blank": [[0, 0, 160, 36]] },
            { "name": "frame", "when": { "Manufacturer": "Exam Instruments", "ManufacturerModelName": "Frame 1", "Columns": 160 }, "keep": [[9, 21, 120, 80]] },
            { "name": "outside", "when": { "Manufacturer": "Exam Instruments", "ManufacturerModelName": "Outside 1" }, "blank": [[0, 400, 160, 20]] },
            { "name": "clean", "when": { "Manufacturer": "Exam Instruments", "ManufacturerModelName": "Clean 1", "HasRegions": false }, "knownClean": "nothing is drawn on it" }
          ]
        }
        """).Masks);

    /// <summary>The masks of the exam's scanners.</summary>
    internal static MaskCatalogue Masks => OwnMasks.Value;

    /// <summary>The objects that must be stored, with everything that is asked about headers.</summary>
    internal static IEnumerable<ExamObject> Stored(ProtectionProfile profile)
    {
        ExamStudy first = ExamStudy.FirstBaseline;
        ExamStudy later = ExamStudy.FirstFollowUp;
        ExamStudy second = ExamStudy.SecondBaseline;
        ExamStudy last = ExamStudy.SecondFollowUp;
        yield return Make(profile, 0, first, 1, "Strip 1", ExamFormat.Rgb, Regions);
        yield return Make(profile, 1, first, 2, "Region 1", ExamFormat.Grey, Regions, frames: 3, refersTo: 1);
        yield return Make(profile, 2, later, 1, "Frame 1", ExamFormat.Palette, []);
        yield return Make(profile, 3, later, 2, "Clean 1", ExamFormat.Inverse, [], refersTo: 1);
        yield return Make(profile, 4, second, 1, "Strip 2", ExamFormat.Rle, []);
        yield return Make(profile, 5, second, 2, "Strip 3", ExamFormat.Jpeg, Regions, frames: 2, refersTo: 1);
        yield return Make(profile, 6, last, 1, "Region 1", ExamFormat.Ybr, Regions);
        yield return Make(profile, 7, last, 2, "Strip 1", ExamFormat.DeepGrey, [], refersTo: 1);
    }

    /// <summary>Objects that must go to quarantine: for each of them storing is the wrong answer.</summary>
    internal static IEnumerable<ExamObject> Refused(ProtectionProfile profile)
    {
        yield return Trap(profile, 8, "Outside 1", [], "a rule that blanks nothing", "it is not stored by a rule whose mask misses the picture");
        yield return Trap(profile, 9, "Region 1", WholeFrame, "regions that span the frame", "it is not stored on the word of regions that leave no room for a name");
        yield return Trap(profile, 10, "Region 1", Regions, "a page of text", "a report is not stored by a rule that was made for tissue", sheet => sheet.Top.Plain("ImageType", "DERIVED\\SECONDARY\\REPORT"));
        yield return Trap(profile, 11, "Clean 1", [], "a picture that says it has text", "it is not stored as known to be clean", sheet => sheet.Top.Plain("BurnedInAnnotation", "YES"));
        yield return Trap(profile, 12, "Unknown 1", [], "an unknown scanner", "it is not stored without a rule");
        yield return NameKept(profile, 13, "BodyPartExamined", "a name among codes");
        yield return NameKept(profile, 15, "ICCProfile", "a name in a colour profile");
    }

    /// <summary>A picture of a scanner that no policy names: the policy's own masks may blank it, but not call it clean.</summary>
    internal static ExamObject Unknown(ProtectionProfile profile)
    {
        ExamSheet sheet = Begin(profile, 14, ExamStudy.FirstBaseline, 90, "Unknown 2", []);
        byte[] bytes = new ExamPicture(ExamArea.Of(Masks.Rules[0], Columns, Rows, []), ExamFormat.Rgb, 1, 14).Finish(sheet);
        return Refused(sheet, bytes, "a scanner that nobody knows", new ExamQuestion(ExamCategory.PixelsHidden, "picture",
            "the burned-in text of an unknown scanner is not stored as if the picture were clean", answer => PixelQuestions.IsChanged(bytes, answer))) with { UsesPolicyMasks = true };
    }

    private static ExamObject Make(ProtectionProfile profile, int number, ExamStudy study, int image, string model, ExamFormat format, PixelRectangle[] regions, int frames = 1, int refersTo = 0)
    {
        ExamSheet sheet = Begin(profile, number, study, image, model, regions, frames);
        ExamHeader.AddDates(sheet);
        ExamHeader.AddCharacteristics(sheet);
        ExamHeader.AddSafePrivate(sheet);
        if (refersTo > 0)
        {
            ExamHeader.AddReference(sheet, DicomUID.UltrasoundImageStorage, ExamHeader.UidOf(study, refersTo));
        }
        ExamIdentity.Plant(sheet);
        MaskRule rule = Masks.Rules.First(rule => model.StartsWith(rule.Name[..4], StringComparison.OrdinalIgnoreCase));
        ExamArea area = ExamArea.Of(rule, Columns, Rows, regions);
        byte[] bytes = new ExamPicture(area, format, frames, number).Finish(sheet);
        return new ExamObject
        {
            Name = $"{study.Name} image {image} ({format.Name})",
            SubjectId = study.Volunteer.SubjectId,
            Bytes = bytes,
            Questions = [.. sheet.Questions, .. new PixelQuestions(bytes, area, format.IsJpeg).Ask(frames, rule.Name)],
            Dates = sheet.Dates,
            Uids = sheet.Uids,
        };
    }

    private static ExamSheet Begin(ProtectionProfile profile, int number, ExamStudy study, int image, string model, PixelRectangle[] regions, int frames = 1)
    {
        var sheet = new ExamSheet(profile, study, number);
        string sopClass = frames > 1 ? DicomUID.UltrasoundMultiFrameImageStorage : DicomUID.UltrasoundImageStorage;
        ExamHeader.AddUids(sheet, image);
        ExamHeader.AddImage(sheet, model, sopClass, image);
        ExamHeader.AddRegions(sheet, regions);
        return sheet;
    }

    private static ExamObject Trap(ProtectionProfile profile, int number, string model, PixelRectangle[] regions, string name, string expected, Action<ExamSheet>? change = null)
    {
        ExamSheet sheet = Begin(profile, number, ExamStudy.FirstBaseline, number, model, regions);
        change?.Invoke(sheet);
        byte[] bytes = new ExamPicture(ExamArea.Of(Masks.Rules[0], Columns, Rows, []), ExamFormat.Grey, 1, number).Finish(sheet);
        return Refused(sheet, bytes, name, new ExamQuestion(ExamCategory.PixelsHidden, "picture", expected, answer => answer.Dataset is null));
    }

    /// <summary>A name where every profile keeps what stands there: either it goes, or the object waits for a person.</summary>
    private static ExamObject NameKept(ProtectionProfile profile, int number, string keyword, string name)
    {
        ExamSheet sheet = Begin(profile, number, ExamStudy.FirstBaseline, number, "Strip 1", []);
        (string word, _) = sheet.NextWord(ascii: true);
        DicomTag tag = ExamScope.TagOf(keyword);
        sheet.Top.Plain("PatientName", word + "^Zqmary").Plain(DicomElement.Create(tag, DicomDictionary.RepresentationOf(tag), Encoding.ASCII.GetBytes(word.ToUpperInvariant())));
        byte[] bytes = new ExamPicture(ExamArea.Of(Masks.Rules[0], Columns, Rows, []), ExamFormat.Grey, 1, number).Finish(sheet);
        return Refused(sheet, bytes, name, new ExamQuestion(ExamCategory.TextRemoved, tag.ToString(),
            "the patient's name is gone, or the object is not stored", answer => answer.Dataset is null || !answer.Holds(word)));
    }

    private static ExamObject Refused(ExamSheet sheet, byte[] bytes, string name, ExamQuestion question) => new()
    {
        Name = name,
        SubjectId = sheet.Study.Volunteer.SubjectId,
        Bytes = bytes,
        // Whether it is stored or not, what was planted in it is gone.
        Questions = [.. sheet.Questions.Where(asked => asked.Category == ExamCategory.TextRemoved), question],
        IsStored = false,
    };
}
