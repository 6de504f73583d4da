using Ospacs.Archive.Compression;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Exams;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Exams;

/// <summary>Policies and protections that are broken on purpose: each is found out, and in the category that it was broken in.</summary>
public class BrokenPolicyTests
{
    [Theory]
    [InlineData(ExamCategory.TagRetained, "PixelSpacing", "remove", "trial")]
    [InlineData(ExamCategory.TagRetained, "PhysicalDeltaX", "dummy", "strict")]
    [InlineData(ExamCategory.TagRetained, "SequenceOfUltrasoundRegions", "remove", "trial")]
    [InlineData(ExamCategory.TextNotNull, "CodeMeaning", "empty", "trial")]
    [InlineData(ExamCategory.TextRetained, "ManufacturerModelName", "dummy", "trial")]
    [InlineData(ExamCategory.TextRetained, "Modality", "remove", "strict")]
    [InlineData(ExamCategory.TextRemoved, "InstitutionName", "keep", "trial")]
    [InlineData(ExamCategory.TextRemoved, "StudyComments", "keep", "strict")]
    [InlineData(ExamCategory.TextRemoved, "StudyDescription", "keep", "trial")]
    [InlineData(ExamCategory.TextRemoved, "PatientAge", "keep", "trial")]
    [InlineData(ExamCategory.TextRemoved, "(0010,21B0)", "keep", "strict")] // Additional Patient History
    [InlineData(ExamCategory.DateShifted, "AcquisitionDate", "keep", "strict")]
    [InlineData(ExamCategory.DateShifted, "ContributionDateTime", "keep", "strict")]
    [InlineData(ExamCategory.DateShifted, "ContentDate", "remove", "trial")]
    [InlineData(ExamCategory.UidChanged, "StudyInstanceUID", "keep", "trial")]
    [InlineData(ExamCategory.UidChanged, "FrameOfReferenceUID", "keep", "strict")]
    public void An_override_is_found_out_in_its_category(ExamCategory category, string attribute, string action, string profile)
    {
        ExamReport report = PolicyExam.Run(ExamPolicies.Overriding(attribute, action, profile), TestContext.Current.CancellationToken);
        AssertFailsOnly(category, report);
    }

    [Fact]
    public void A_failure_names_the_object_the_place_and_what_was_expected()
    {
        ExamReport report = PolicyExam.Run(ExamPolicies.Overriding("InstitutionName", "keep"), TestContext.Current.CancellationToken);

        Assert.Contains(new ExamFailure(ExamCategory.TextRemoved, "EXAM-1 baseline image 1 (RGB)", "(0008,0080)", "the identity planted here is nowhere in the object"), report.Failures);
        Assert.Contains(report.Failures, failure => failure.Path == "(0018,A001)[1].(0008,0080)");
        Assert.Contains("text_removed ", report.ToString(), StringComparison.Ordinal);
        Assert.InRange(report.Score, 99, 99.99);
        ExamScore score = Assert.Single(report.Scores, score => !score.Passed);
        Assert.Equal(score.Asked - score.Right, score.Failures.Count);
        Assert.InRange(score.Percent, 99, 99.99);
    }

    [Fact]
    public void A_rule_that_an_earlier_one_overrides_with_less_leaves_text()
    {
        ExamReport report = PolicyExam.Run(ExamPolicies.Of("""
            { "name": "early", "when": { "Manufacturer": "/Albatross/" }, "blank": [[0, 0, 320, 20]] },
            { "name": "late", "when": { "Manufacturer": "Albatross Medical", "ManufacturerModelName": "Albatross 3" }, "blank": [[0, 0, 320, 44]] }
            """), TestContext.Current.CancellationToken);

        AssertFailsOnly(ExamCategory.PixelsHidden, report);
        Assert.Equal("picture for the rule \"late\"", Assert.Single(report.Failures).Object);
    }

    [Fact]
    public void A_rule_that_an_earlier_one_overrides_with_more_loses_tissue()
    {
        ExamReport report = PolicyExam.Run(ExamPolicies.Of("""
            { "name": "early", "when": { "Manufacturer": "/Albatross/" }, "blank": [[0, 0, 320, 100]] },
            { "name": "late", "when": { "Manufacturer": "Albatross Medical", "ManufacturerModelName": "Albatross 3" }, "blank": [[0, 0, 320, 44]] }
            """), TestContext.Current.CancellationToken);

        AssertFailsOnly(ExamCategory.PixelsRetained, report);
    }

    [Fact]
    public void Every_scanner_cannot_be_known_to_be_clean() => AssertFailsOnly(ExamCategory.PixelsHidden, PolicyExam.Run(
        ExamPolicies.Of("""{ "name": "all", "when": { "HasRegions": false }, "knownClean": "somebody said so" }"""), TestContext.Current.CancellationToken));

    [Fact]
    public void A_protection_that_changes_its_key_is_not_consistent()
    {
        int calls = 0;
        AssertFailsOnly(ExamCategory.UidConsistent, Run((protection, source, context) =>
            Protect(protection, source, ++calls % 5 == 0 ? context with { Key = new ArchiveKey(new byte[ArchiveKey.Size]) } : context)));
    }

    [Fact]
    public void A_protection_that_takes_one_volunteer_for_another_is_not_consistent()
    {
        int calls = 0;
        AssertFailsOnly(ExamCategory.PatientIdConsistent, Run((protection, source, context) =>
            Protect(protection, source, ++calls is 3 or 4 ? context with { SubjectId = "EXAM-2" } : context)));
    }

    [Fact]
    public void A_protection_that_masks_the_first_frame_only_is_found_out() => AssertFailsOnly(ExamCategory.PixelsHidden, Run((protection, source, context) =>
        With(Protect(protection, source, context), stored =>
        {
            if (stored.GetInteger(DicomTag.NumberOfFrames) is not > 1 || stored.Find(DicomTag.PixelData)!.Fragments is not null)
            {
                return;
            }
            byte[] pixels = stored.Find(DicomTag.PixelData)!.Value.ToArray();
            int frame = pixels.Length / (int)stored.GetInteger(DicomTag.NumberOfFrames)!.Value;
            source.Dataset.Find(DicomTag.PixelData)!.Value.Span[frame..].CopyTo(pixels.AsSpan(frame));
            stored.Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OB, pixels));
        })));

    [Fact]
    public void A_protection_that_overlooks_nested_items_is_found_out() => AssertFailsOnly(ExamCategory.TextRemoved, Run((protection, source, context) =>
        With(Protect(protection, source, context), stored => stored.Set(source.Dataset.Find(new DicomTag(0x00400275u)) ?? DicomElement.Create(DicomTag.Modality, DicomVR.CS, "US")))));

    [Fact]
    public void Files_that_are_stored_as_they_came_fail_in_nearly_everything()
    {
        ExamReport report = Run((_, source, _) =>
        {
            var output = new DicomMemoryOutput();
            source.WriteTo(output);
            return output.Written;
        });

        ExamCategory[] survived = [.. report.Scores.Where(score => score.Passed).Select(score => score.Category)];
        Assert.Equal([ExamCategory.TagRetained, ExamCategory.TextRetained, ExamCategory.DateShifted, ExamCategory.UidConsistent, ExamCategory.PixelsRetained], survived.Order());
    }

    [Fact]
    public void What_is_never_stored_is_not_retained()
    {
        ExamReport report = Run((_, _, _) => throw new ProtectionException(QuarantineReason.NoMaskRule, "Nothing is stored."));

        ExamCategory[] survived = [.. report.Scores.Where(score => score.Passed).Select(score => score.Category)];
        Assert.Equal([ExamCategory.TextRemoved, ExamCategory.PixelsHidden], survived.Order());
        Assert.Contains(report.Failures, failure => failure.Expected.EndsWith("; the object was quarantined as NoMaskRule", StringComparison.Ordinal));
    }

    private static void AssertFailsOnly(ExamCategory category, ExamReport report)
    {
        Assert.False(report.Passed);
        Assert.NotEqual(100, report.Score);
        Assert.True(report.Failures.All(failure => failure.Category == category), string.Join(Environment.NewLine, report.Failures));
    }

    private static ExamReport Run(ExamProtection protection) =>
        PolicyExam.Run(ExamPolicies.Of(ExamPolicies.Strip), PixelCompression.None, protection, TestContext.Current.CancellationToken);

    private static ReadOnlyMemory<byte> Protect(ObjectProtection protection, DicomFile source, ProtectionContext context)
    {
        protection.CheckClass(source.Dataset);
        var output = new DicomMemoryOutput();
        protection.Protect(source, context).WriteTo(output);
        return output.Written;
    }

    /// <summary>A file with a change in its data set.</summary>
    private static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> file, Action<DicomDataset> change)
    {
        using DicomFile read = DicomFile.Read(new DicomMemorySource(file));
        change(read.Dataset);
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, read.FileMeta, read.Dataset, read.TransferSyntax);
        return output.Written;
    }
}
