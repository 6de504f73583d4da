using System.Text;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

/// <summary>What the profile does beyond the table's cells, on objects as scanners send them.</summary>
public sealed class ProtectionProfileTests
{
    private static readonly ArchiveKey Key = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
    private static readonly ProtectionContext Context = new() { Key = Key, SubjectId = "S-0001", Centre = "C01", Sponsor = "A sponsor", Protocol = "P1" };
    private static readonly DicomTag Views = new(0x00540220u); // View Code Sequence
    private static readonly DicomTag StageName = new(0x00082120u);

    [Theory]
    [InlineData("00321070")] // Requested Contrast Agent: of the standard, not of an ultrasound image
    [InlineData("00401006")] // Placer Order Number of an imaging service request, SH
    [InlineData("00081199")] // Referenced SOP Sequence
    public void What_is_not_of_the_object_goes(string tag)
    {
        DicomTag strange = new(Convert.ToUInt32(tag, 16));
        DicomElement planted = DicomDictionary.RepresentationOf(strange) == DicomVR.SQ
            ? DicomElement.Create(strange, [new DicomItem(new DicomDataset().Set(DicomTag.ReferencedSOPClassUID, DicomUID.UltrasoundImageStorage))])
            : DicomElement.Create(strange, DicomDictionary.RepresentationOf(strange), "Something");
        Assert.False(Protect(ProtectionProfile.Trial, Minimal().Set(planted)).Contains(strange));
    }

    [Fact]
    public void Free_text_that_the_table_does_not_name_goes_and_the_makers_own_stays()
    {
        DicomDataset result = Protect(ProtectionProfile.Trial, Minimal().Set(StageName, "Anything typed").Set(DicomTag.Manufacturer, "ACME Medical").Set(new DicomTag(0x00181020u), "1.2"));
        Assert.False(result.Contains(StageName));
        Assert.Equal("ACME Medical", result.GetText(DicomTag.Manufacturer));
        Assert.Equal("1.2", result.GetText(new DicomTag(0x00181020u)));
    }

    [Fact]
    public void Free_text_that_stands_where_the_standard_has_a_number_goes()
    {
        DicomTag depth = new(0x00185050u); // Depth of Scan Field, IS
        Assert.False(Protect(ProtectionProfile.Trial, Minimal().Set(DicomElement.Create(depth, DicomVR.LO, "Jane Doe"))).Contains(depth));
        Assert.True(Protect(ProtectionProfile.Trial, Minimal().Set(depth, "120")).Contains(depth));
    }

    [Theory]
    [InlineData("SCT", true)]
    [InlineData("DCM", true)]
    [InlineData("99HOSP", false)]
    [InlineData("", false)]
    public void A_hospitals_own_code_goes_with_its_item_and_one_of_a_standard_scheme_stays(string scheme, bool stays)
    {
        DicomDataset code = new DicomDataset().Set(DicomTag.CodeValue, "1").Set(DicomTag.CodingSchemeDesignator, scheme).Set(DicomTag.CodeMeaning, "Jane's view");
        DicomDataset result = Protect(ProtectionProfile.Trial, Minimal().Set(DicomElement.Create(Views, [new DicomItem(code)])));
        Assert.Equal(stays ? 1 : 0, result.GetItems(Views).Count);
    }

    [Fact]
    public void A_policy_lets_through_by_name_what_the_allow_list_does_not()
    {
        var profile = new ProtectionProfile
        {
            Name = "trial",
            Dates = DatePolicy.Full,
            Overrides = [new AttributeOverride(StageName, ProtectionAction.Keep, "presets of the protocol"), new AttributeOverride(DicomTag.StudyDescription, ProtectionAction.Clean, "needed")],
            CodingSchemes = CodingSchemes.Standard.With(["99TRIAL"]),
        };
        DicomDataset code = new DicomDataset().Set(DicomTag.CodeValue, "1").Set(DicomTag.CodingSchemeDesignator, "99TRIAL").Set(DicomTag.CodeMeaning, "View 1");
        DicomDataset result = Protect(profile, Minimal().Set(StageName, "Stage 2").Set(DicomTag.StudyDescription, "Jane: left ovary").Set(DicomElement.Create(Views, [new DicomItem(code)])));
        Assert.Equal("Stage 2", result.GetText(StageName));
        Assert.Equal("left ovary", result.GetText(DicomTag.StudyDescription));
        Assert.Single(result.GetItems(Views));
    }

    [Fact]
    public void No_policy_keeps_who_the_patient_is_or_overrides_what_the_trial_writes()
    {
        Assert.NotNull(AttributeOverride.Problem(DicomTag.PatientName, ProtectionAction.Keep));
        Assert.NotNull(AttributeOverride.Problem(new DicomTag(0x00080090u), ProtectionAction.Keep)); // Referring Physician's Name
        Assert.NotNull(AttributeOverride.Problem(new DicomTag(0x00101000u), ProtectionAction.Keep)); // Other Patient IDs
        Assert.NotNull(AttributeOverride.Problem(new DicomTag(0x00091001u), ProtectionAction.Keep));
        Assert.NotNull(AttributeOverride.Problem(new DicomTag(0x60003000u), ProtectionAction.Keep));
        Assert.NotNull(AttributeOverride.Problem(DicomTag.PixelData, ProtectionAction.Remove));
        Assert.Null(AttributeOverride.Problem(DicomTag.StudyDescription, ProtectionAction.Keep));
    }

    [Fact]
    public void Descriptions_keep_clinical_words_and_never_a_word_of_this_patients()
    {
        var profile = new ProtectionProfile { Name = "trial", Dates = DatePolicy.Full, Options = new HashSet<ProtectionOption> { ProtectionOption.CleanDescriptors } };
        DicomDataset source = Minimal().Set(DicomTag.SeriesDescription, "TV Uterus, Mrs. Leber 1966-01-02; left ovary (4711)");
        DicomDataset result = new HeaderProtection(profile).Protect(Read(source), Context, word => word.Equals("leber", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("TV Uterus left ovary", result.GetText(DicomTag.SeriesDescription));
        Assert.Equal("TV Uterus Leber left ovary", Protect(profile, source).GetText(DicomTag.SeriesDescription));
        Assert.False(Protect(profile, Minimal().Set(DicomTag.SeriesDescription, "Jane Doe 4711")).Contains(DicomTag.SeriesDescription));
    }

    [Fact]
    public void Dates_are_shifted_by_whole_days_that_are_the_subjects_own_and_intervals_stay()
    {
        DicomDataset source = Minimal().Set(DicomTag.SeriesDate, "20260305").Set(DicomTag.StudyTime, "101112.5").Set(new DicomTag(0x0008002Au), "20260301101112.5+0100");
        DicomDataset one = Protect(ProtectionProfile.Strict, source);
        DateOnly study = DicomText.ParseDate(one.GetCode(DicomTag.StudyDate))!.Value;
        Assert.InRange(new DateOnly(2026, 3, 1).DayNumber - study.DayNumber, 1, DateShift.Longest);
        Assert.Equal(4, DicomText.ParseDate(one.GetCode(DicomTag.SeriesDate))!.Value.DayNumber - study.DayNumber);
        Assert.Equal("101112.5", one.GetCode(DicomTag.StudyTime));
        Assert.Equal($"{study:yyyyMMdd}101112.5+0100", one.GetCode(new DicomTag(0x0008002Au)));
        Assert.Equal("MODIFIED", one.GetText(DicomTag.LongitudinalTemporalInformationModified));
        DicomDataset other = new HeaderProtection(ProtectionProfile.Strict).Protect(Read(source), Context with { SubjectId = "S-0002" });
        Assert.NotEqual(one.GetCode(DicomTag.StudyDate), other.GetCode(DicomTag.StudyDate));
    }

    [Theory]
    [InlineData("20260301", true)]
    [InlineData("2026.03.01", true)]
    [InlineData("20260301\\20260302", true)]
    [InlineData("2026", false)]
    [InlineData("202603", false)]
    [InlineData("20261301", false)]
    [InlineData("MARY 1966", false)]
    [InlineData("20260301MARY", false)]
    [InlineData("00010101", false)]
    public void Only_whole_dates_can_be_shifted(string date, bool can)
    {
        string? shifted = new DateShift(Key, "S-0001").Shift(date);
        Assert.Equal(can, shifted is not null);
        Assert.Equal(can ? date.Length : 0, shifted?.Length ?? 0);
    }

    [Fact]
    public void A_date_that_cannot_be_shifted_goes_as_the_basic_profile_says()
    {
        DicomDataset result = Protect(ProtectionProfile.Strict, Minimal().Set(DicomElement.Create(DicomTag.StudyDate, DicomVR.DA, "2026")).Set(DicomElement.Create(DicomTag.SeriesDate, DicomVR.DA, "MARY")));
        Assert.Equal(string.Empty, result.GetText(DicomTag.StudyDate));
        Assert.False(result.Contains(DicomTag.SeriesDate));
    }

    [Fact]
    public void Private_elements_stay_only_by_creator_and_element_and_are_said_to_be_safe()
    {
        var profile = new ProtectionProfile
        {
            Name = "trial",
            Dates = DatePolicy.Full,
            Options = new HashSet<ProtectionOption> { ProtectionOption.RetainSafePrivate },
            SafePrivate = SafePrivateList.Shipped.With([new SafePrivateElement("ACME 1", 0x0019, 0x0C, "seen")]),
        };
        DicomDataset source = Minimal()
            .Set(DicomElement.Create(new DicomTag(0x00190010u), DicomVR.LO, "OTHER"))
            .Set(DicomElement.Create(new DicomTag(0x00190011u), DicomVR.LO, "ACME 1"))
            .Set(DicomElement.Create(new DicomTag(0x0019100Cu), DicomVR.DS, "1"))
            .Set(DicomElement.Create(new DicomTag(0x0019110Cu), DicomVR.DS, "2"))
            .Set(DicomElement.Create(new DicomTag(0x0019110Du), DicomVR.LO, "Jane"))
            .Set(DicomElement.Create(new DicomTag(0x0021110Cu), DicomVR.DS, "3"));
        DicomDataset result = Protect(profile, source);
        Assert.Equal(["(0019,0011)", "(0019,110C)"], result.Where(e => e.Tag.IsPrivate).Select(e => e.Tag.ToString()));
        DicomDataset block = Assert.Single(result.GetItems(new DicomTag(0x00080300u))).Dataset;
        Assert.Equal((0x19L, "ACME 1", "SAFE", 0x110CL), (block.GetInteger(new DicomTag(0x00080301u)), block.GetText(new DicomTag(0x00080302u)), block.GetText(new DicomTag(0x00080303u)), block.GetInteger(new DicomTag(0x00080304u))));
        Assert.DoesNotContain(Protect(ProtectionProfile.Trial, source), e => e.Tag.IsPrivate);
    }

    [Fact]
    public void A_safe_private_number_that_the_file_calls_unknown_stays_whole_and_text_ends_at_its_terminator()
    {
        var profile = new ProtectionProfile
        {
            Name = "trial",
            Dates = DatePolicy.Full,
            Options = new HashSet<ProtectionOption> { ProtectionOption.RetainSafePrivate },
            SafePrivate = SafePrivateList.Empty.With([new SafePrivateElement("ACME 1", 0x0019, 0x0C, "seen"), new SafePrivateElement("ACME 1", 0x0019, 0x0D, "seen")]),
        };
        byte[] number = [0, 0, 0x80, 0x3F];
        DicomDataset result = Protect(profile, Minimal()
            .Set(DicomElement.Create(new DicomTag(0x00190010u), DicomVR.LO, "ACME 1"))
            .Set(DicomElement.Create(new DicomTag(0x0019100Cu), DicomVR.UN, number))
            .Set(DicomElement.Create(new DicomTag(0x0019100Du), DicomVR.LO, "ok\0hidden"u8)));
        Assert.Equal(number, result.Find(new DicomTag(0x0019100Cu))!.Value.ToArray());
        Assert.Equal("ok"u8.ToArray(), result.Find(new DicomTag(0x0019100Du))!.Value.ToArray());
    }

    [Fact]
    public void Content_that_names_a_person_goes_and_numbers_and_codes_stay_with_clean_structured_content()
    {
        var profile = new ProtectionProfile { Name = "trial", Dates = DatePolicy.Full, Options = new HashSet<ProtectionOption> { ProtectionOption.CleanStructuredContent } };
        DicomTag context = new(0x00400555u);
        DicomDataset source = Minimal().Set(DicomElement.Create(context,
        [
            new DicomItem(new DicomDataset().Set(DicomTag.ValueType, "PNAME").Set(new DicomTag(0x0040A123u), "Doe^Jane")),
            new DicomItem(new DicomDataset().Set(DicomTag.ValueType, "NUMERIC").Set(new DicomTag(0x0040A30Au), "7")),
            new DicomItem(new DicomDataset().Set(DicomTag.ValueType, "TEXT").Set(new DicomTag(0x0040A160u), "Jane has a cyst")),
        ]));
        IReadOnlyList<DicomItem> items = Protect(profile, source).GetItems(context);
        Assert.Equal(["NUMERIC", "TEXT"], items.Select(i => i.Dataset.GetCode(DicomTag.ValueType)));
        Assert.Equal("7", items[0].Dataset.GetCode(new DicomTag(0x0040A30Au)));
        Assert.DoesNotContain("Jane", items[1].Dataset.GetText(new DicomTag(0x0040A160u)) ?? string.Empty, StringComparison.Ordinal);
    }

    [Fact]
    public void The_methods_are_written_as_codes()
    {
        var profile = new ProtectionProfile { Name = "trial", Dates = DatePolicy.Modified, Options = Enum.GetValues<ProtectionOption>().ToHashSet() };
        DicomDataset target = new();
        MethodCodes.Write(target, profile, pixelsCleaned: true);
        Assert.Equal(
            ["113100", "113101", "113107", "113103", "113104", "113105", "113108", "113109", "113110", "113111", "113112"],
            target.GetItems(DicomTag.DeidentificationMethodCodeSequence).Select(i => i.Dataset.GetCode(DicomTag.CodeValue)));
    }

    [Fact]
    public void A_difference_record_names_place_action_and_rule_and_old_values_only_where_they_are_asked_for()
    {
        DicomDataset source = Minimal().Set(StageName, "typed").Set(DicomElement.Create(Views, [new DicomItem(new DicomDataset().Set(DicomTag.CodeValue, "1").Set(DicomTag.CodingSchemeDesignator, "99X"))]))
            .Set(DicomElement.Create(new DicomTag(0x00190010u), DicomVR.LO, "OTHER"));
        var recorder = new DifferenceRecorder(withOldValues: true, withUnchanged: false);
        DicomDataset read = Read(source);
        recorder.AddWritten(read, new HeaderProtection(ProtectionProfile.Trial).Protect(read, Context, null, recorder));
        Dictionary<string, AttributeChange> changes = recorder.Changes.ToDictionary(c => c.Path);
        Assert.Equal((ProtectionAction.Remove, "free text", "typed"), (changes["(0008,2120)"].Action, changes["(0008,2120)"].Rule, changes["(0008,2120)"].OldValue));
        Assert.Equal("local code", changes["(0054,0220)[1]"].Rule);
        Assert.Equal((ProtectionAction.Write, "S-0001", "H123456"), (changes["(0010,0020)"].Action, changes["(0010,0020)"].NewValue, changes["(0010,0020)"].OldValue));
        Assert.Equal((ProtectionAction.Empty, "Basic Profile: Z"), (changes["(0010,0030)"].Action, changes["(0010,0030)"].Rule));
        Assert.Equal("Basic Profile: X", changes["(0019,0010)"].Rule);
        Assert.False(changes.ContainsKey("(0008,0060)"));
        var silent = new DifferenceRecorder(withOldValues: false, withUnchanged: true);
        new HeaderProtection(ProtectionProfile.Trial).Protect(Read(source), Context, null, silent);
        Assert.All(silent.Changes, change => Assert.Null(change.OldValue));
        Assert.Contains(silent.Changes, change => change is { Path: "(0008,0060)", Action: ProtectionAction.Keep });
    }

    private static DicomDataset Minimal() => new DicomDataset()
        .Set(DicomTag.SOPClassUID, DicomUID.UltrasoundImageStorage)
        .Set(DicomTag.SOPInstanceUID, "1.2.3.1")
        .Set(DicomTag.StudyDate, "20260301")
        .Set(DicomTag.Modality, "US")
        .Set(DicomTag.PatientName, "Doe^Jane")
        .Set(DicomTag.PatientID, "H123456")
        .Set(DicomTag.PatientBirthDate, "19660102")
        .Set(DicomTag.StudyInstanceUID, "1.2.3.2")
        .Set(DicomTag.SeriesInstanceUID, "1.2.3.3");

    private static DicomDataset Protect(ProtectionProfile profile, DicomDataset source) => new HeaderProtection(profile).Protect(Read(source), Context);

    private static DicomDataset Read(DicomDataset dataset)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, DicomFileMeta.Create(DicomUID.UltrasoundImageStorage, "1.2.3.1", DicomTransferSyntax.ExplicitVRLittleEndian), dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        return DicomFile.Read(new DicomMemorySource(output.Written.ToArray())).Dataset;
    }
}
