using Ospacs.Archive.Protection.Masks;
using System.Globalization;
using System.Text;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>
/// Makes a picture for a mask rule: an object that meets the rule's conditions, with text over everything that the rule says it blanks. Of the
/// many that there are, one is taken that no earlier rule of the policy speaks for, where there is such a one.
/// </summary>
internal sealed class RulePicture
{
    private const int LargestPicture = 16 << 20;
    private const int LargestObject = 24 << 20;
    private const int Sides = 16;

    private static readonly (int Columns, int Rows)[] Sizes = [(320, 240), (640, 480), (800, 600), (1024, 768), (1280, 960), (1920, 1080)];

    // What stands where the rule does not say: makers and pictures that earlier rules may or may not know.
    private static readonly (string? Maker, string? Model, string ImageType)[] Fillings =
    [
        (ExamHeader.Manufacturer, "Examiner", "ORIGINAL\\PRIMARY"), (null, null, "ORIGINAL\\PRIMARY"),
        (ExamHeader.Manufacturer, "Examiner", "ORIGINAL\\PRIMARY\\ABDOMINAL\\0001"), (null, null, "ORIGINAL\\PRIMARY\\ABDOMINAL\\0001"),
    ];

    private readonly ArchivePolicy _policy;
    private readonly MaskRule _rule;
    private readonly int _number;
    private readonly Dictionary<DicomTag, string> _wanted = [];
    private string? _problem;

    private RulePicture(ArchivePolicy policy, int number)
    {
        _policy = policy;
        _rule = policy.Masks.Rules[number];
        _number = number;
    }

    /// <summary>The picture for a rule, or why there is none.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="number">The rule's number in it, from 0.</param>
    internal static (ExamObject? Object, ExamOmission? Omission) Of(ArchivePolicy policy, int number)
    {
        var picture = new RulePicture(policy, number);
        ExamObject? made = picture.Make();
        return made is null ? (null, new ExamOmission(picture._rule.Name, picture._problem!)) : (made, null);
    }

    private ExamObject? Make()
    {
        foreach (RuleCondition condition in _rule.When)
        {
            if (!Want(condition))
            {
                return null;
            }
        }
        Attempt? any = null;
        foreach (Attempt attempt in Attempts())
        {
            DicomDataset header = HeaderOf(attempt);
            var subject = new MaskSubject(header, null, attempt.Columns, attempt.Rows);
            if (!_rule.When.All(condition => condition.Test(subject) == Truth.Yes))
            {
                continue;
            }
            any ??= attempt;
            if (_policy.Masks.Select(header) is not { } decision || decision.Rule == _rule.Name)
            {
                return Draw(attempt);
            }
        }
        _problem ??= "no picture meets its conditions";
        return any is null ? null : Draw(any);
    }

    /// <summary>Notes what a condition asks for, if that is a thing that a picture can be made of.</summary>
    private bool Want(RuleCondition condition)
    {
        switch (condition)
        {
            case RegionsCondition:
                return true;
            case ClassCondition named:
                _wanted[DicomTag.SOPClassUID] = named.Expected;
                return UltrasoundClasses.IsUltrasound(named.Expected) || UltrasoundClasses.IsSecondaryCapture(named.Expected) || Refuse("it names a class of objects that no archive takes in");
            case ValueCondition value:
                _wanted[value.Tag] = value.Expected;
                break;
            case NumberCondition number:
                _wanted[number.Tag] = number.Expected;
                break;
            case PatternCondition pattern:
                if (PatternText.Of(pattern.Pattern).FirstOrDefault(text => IsValueOf(pattern.Tag, text)) is not { } found)
                {
                    return Refuse($"no text could be made up for its expression for {pattern.Keyword}");
                }
                _wanted[pattern.Tag] = found;
                break;
            default:
                return Refuse($"it has a condition on {condition.Keyword} that the exam does not know");
        }
        return !ExamHeader.Identifiers.Contains(TagOf(condition)) || Refuse($"its condition on {condition.Keyword} asks for one object, not for a scanner");
    }

    private static DicomTag TagOf(RuleCondition condition) => ExamScope.TagOf(condition.Keyword);

    private bool Refuse(string problem)
    {
        _problem = problem;
        return false;
    }

    private static bool IsValueOf(DicomTag tag, string text)
    {
        DicomVR vr = DicomDictionary.RepresentationOf(tag);
        return vr.IsText || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private sealed record Attempt(int Columns, int Rows, int Frames, ExamFormat Format, IReadOnlyList<PixelRectangle> Regions, (string? Maker, string? Model, string ImageType) Filling);

    private IEnumerable<Attempt> Attempts()
    {
        int? columns = Number(DicomTag.Columns);
        int? rows = Number(DicomTag.Rows);
        bool region = _rule.KeepsRegions || (_rule.KnownClean is not null && !_rule.AsksForNoRegions) || _rule.When.Any(c => c is RegionsCondition { Expects: true });
        int frames = Number(DicomTag.NumberOfFrames) ?? (IsMultiFrame(_wanted.GetValueOrDefault(DicomTag.SOPClassUID)) || (_number % 4 == 3 && !_wanted.ContainsKey(DicomTag.SOPClassUID) && !_wanted.ContainsKey(DicomTag.NumberOfFrames)) ? 2 : 1);
        foreach ((int width, int height) in SizesFor(columns, rows))
        {
            if (width < 1 || height < 1 || width > ushort.MaxValue || height > ushort.MaxValue || (long)width * height > LargestPicture || (long)width * height * frames > LargestObject)
            {
                _problem = "its pictures are too large to be made";
                continue;
            }
            foreach (bool withRegions in region ? (bool[])[true] : _rule.AsksForNoRegions ? [false] : [false, true])
            {
                foreach ((string?, string?, string) filling in Fillings)
                {
                    for (int i = 0; i < ExamFormat.All.Count; i++)
                    {
                        yield return new Attempt(width, height, frames, ExamFormat.All[(i + _number) % ExamFormat.All.Count], withRegions ? RegionsOf(width, height) : [], filling);
                    }
                }
            }
        }
    }

    /// <summary>The sizes that the rule asks for; where it leaves them open, those first that its rectangles fit and that leave something to see.</summary>
    private IEnumerable<(int Columns, int Rows)> SizesFor(int? columns, int? rows)
    {
        if (columns is { } width && rows is { } height)
        {
            return [(width, height)];
        }
        IEnumerable<(int Columns, int Rows)> sizes = Sizes.Select(size => (columns ?? (rows is { } given ? given * 4 / 3 : size.Columns), rows ?? (columns is { } wide ? wide * 3 / 4 : size.Rows))).Distinct();
        return sizes.OrderByDescending(size => _rule.Blank.Concat(_rule.Keep ?? []).All(r => ExamArea.Fits(r, size.Columns, size.Rows)) && LeavesSomething(size.Columns, size.Rows));
    }

    private bool LeavesSomething(int columns, int rows)
    {
        ExamArea area = ExamArea.Of(_rule, columns, rows, RegionsOf(columns, rows));
        return area.HasKept && (area.HasHidden || _rule.KnownClean is not null);
    }

    /// <summary>The tissue, and a scale beside it: together well under the part of a picture from which on regions say nothing.</summary>
    private static PixelRectangle[] RegionsOf(int columns, int rows) => columns < Sides || rows < Sides
        ? [new PixelRectangle(0, 0, Math.Max(columns / 2, 1), rows)]
        : [new PixelRectangle(columns / 8, rows / 6, columns / 2, rows * 2 / 3), new PixelRectangle(columns * 11 / 16, rows / 6, columns / 8, rows * 2 / 3)];

    private int? Number(DicomTag tag) =>
        _wanted.TryGetValue(tag, out string? text) && double.TryParse(text.Split('\\')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is > 0 and < int.MaxValue ? (int)number : null;

    private static bool IsMultiFrame(string? sopClass) =>
        sopClass is DicomUID.UltrasoundMultiFrameImageStorage or DicomUID.UltrasoundMultiFrameImageStorageRetired || sopClass?.StartsWith(DicomUID.SecondaryCaptureImageStorage + ".", StringComparison.Ordinal) == true;

    /// <summary>The object as the rules look at it, without its pixels.</summary>
    private DicomDataset HeaderOf(Attempt attempt)
    {
        ExamSheet sheet = Begin(attempt);
        SamplePixels.Set(sheet.Dataset, [new SampleCanvas(1, 1)], attempt.Format.Pixels, implicitVR: false);
        sheet.Dataset.Set(DicomTag.Columns, (ushort)attempt.Columns).Set(DicomTag.Rows, (ushort)attempt.Rows);
        sheet.Dataset.Set(DicomTag.LossyImageCompression, attempt.Format.IsJpeg ? "01" : "00");
        if (attempt.Frames > 1)
        {
            sheet.Dataset.Set(DicomTag.NumberOfFrames, attempt.Frames.ToString(CultureInfo.InvariantCulture));
        }
        return sheet.Dataset;
    }

    private ExamSheet Begin(Attempt attempt)
    {
        var sheet = new ExamSheet(_policy.Profile, ExamStudy.FirstBaseline, ExamObjects.Most + _number);
        ExamScope top = sheet.Top;
        string uid = string.Create(CultureInfo.InvariantCulture, $"rule {_number}");
        top.Plain("SOPClassUID", attempt.Frames > 1 ? DicomUID.UltrasoundMultiFrameImageStorage : DicomUID.UltrasoundImageStorage).Plain("Modality", "US").Plain("ImageType", attempt.Filling.ImageType)
            .Plain("StudyInstanceUID", SampleUid.Of(uid + " study")).Plain("SeriesInstanceUID", SampleUid.Of(uid + " series")).Plain("SOPInstanceUID", SampleUid.Of(uid))
            .Plain("StudyDate", sheet.Study.Date()).Plain("SeriesNumber", "1").Plain("InstanceNumber", "1").Plain("PatientID", sheet.Study.Volunteer.PatientId);
        if (attempt.Filling is ({ } maker, { } model, _))
        {
            top.Plain("Manufacturer", maker).Plain("ManufacturerModelName", model);
        }
        if (attempt.Regions.Count > 0)
        {
            sheet.Dataset.Set(SampleRegions.Create(sheet.Dataset, attempt.Regions));
        }
        Fill(sheet.Dataset);
        foreach (string keyword in (string[])["PatientName", "ReferringPhysicianName", "AccessionNumber", "OtherPatientIDs"])
        {
            if (!_wanted.ContainsKey(ExamScope.TagOf(keyword)))
            {
                top.Plant(keyword);
            }
        }
        return sheet;
    }

    /// <summary>Writes what the rule asks for.</summary>
    private void Fill(DicomDataset dataset)
    {
        foreach ((DicomTag tag, string text) in _wanted)
        {
            DicomVR vr = DicomDictionary.RepresentationOf(tag);
            if (text.Length == 0)
            {
                dataset.Remove(tag);
            }
            else if (vr.IsText)
            {
                if (!Ascii.IsValid(text))
                {
                    dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
                }
                dataset.Set(DicomElement.Create(tag, vr, Encoding.UTF8.GetBytes(text)));
            }
            else if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number))
            {
                dataset.Set(DicomElement.Create(tag, vr, BytesOf(vr, number)));
            }
        }
    }

    private static byte[] BytesOf(DicomVR vr, double number) => vr.ToString() switch
    {
        "FD" => BitConverter.GetBytes(number),
        "FL" => BitConverter.GetBytes((float)number),
        "UL" or "SL" => BitConverter.GetBytes((int)(long)number),
        _ => BitConverter.GetBytes((short)(long)number),
    };

    private ExamObject Draw(Attempt attempt)
    {
        ExamSheet sheet = Begin(attempt);
        ExamArea area = ExamArea.Of(_rule, attempt.Columns, attempt.Rows, attempt.Regions);
        byte[] bytes = new ExamPicture(area, attempt.Format, attempt.Frames, _number + ExamObjects.Most).Finish(sheet);
        if (!area.HasHidden && _rule.KnownClean is null)
        {
            return Unstored(sheet, bytes);
        }
        return new ExamObject
        {
            Name = Name,
            SubjectId = sheet.Study.Volunteer.SubjectId,
            Bytes = bytes,
            Questions = [.. sheet.Questions, .. new PixelQuestions(bytes, area, attempt.Format.IsJpeg).Ask(attempt.Frames, _rule.Name)],
            UsesPolicyMasks = true,
        };
    }

    private string Name => $"picture for the rule \"{_rule.Name}\"";

    /// <summary>A rule that blanks nothing in the pictures that it asks for speaks for none of them.</summary>
    private ExamObject Unstored(ExamSheet sheet, byte[] bytes) => new()
    {
        Name = Name,
        SubjectId = sheet.Study.Volunteer.SubjectId,
        Bytes = bytes,
        Questions =
        [
            .. sheet.Questions.Where(question => question.Category == ExamCategory.TextRemoved),
            new ExamQuestion(ExamCategory.PixelsHidden, "picture", "nothing is stored by a rule that blanks nothing", answer => PixelQuestions.IsChanged(bytes, answer)),
        ],
        UsesPolicyMasks = true,
        IsStored = false,
    };
}
