using System.Text;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public sealed class HeaderProtectionTests
{
    private const string Secret = "SECRETVALUE";
    private const string SecretUid = "1.2.3.77";

    // Anatomic Region Sequence and its modifiers: sequences of the ultrasound image that the table does not name.
    private static readonly DicomTag Regions = new(0x00082218u);
    private static readonly DicomTag Modifiers = new(0x00082220u);
    private static readonly DicomTag Series = new(0x00081115u);

    private static readonly ArchiveKey Key = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    private static readonly ProtectionContext Context = new() { Key = Key, SubjectId = "S-0001", Centre = "C01", Sponsor = "A sponsor", Protocol = "P1" };

    [Fact]
    public void Private_groups_curves_overlays_and_unknown_elements_go_at_every_level()
    {
        DicomTag[] tags = [new(0x00090010u), new(0x00091001u), new(0x50000005u), new(0x50003000u), new(0x60003000u), new(0x60000010u), new(0x60020022u), new(0x00081199 + 0x5000u)];
        foreach (DicomTag tag in tags)
        {
            DicomDataset result = Protect(AtThreeLevels(DicomElement.Create(tag, DicomVR.LO, Secret)));
            Assert.All(Enumerable.Range(0, 3), level => Assert.False(Level(result, level).Contains(tag), $"{tag} at level {level}"));
        }
    }

    [Fact]
    public void Bytes_behind_a_terminator_are_cut_off()
    {
        DicomDataset source = Minimal();
        source.Set(DicomElement.Create(DicomTag.Manufacturer, DicomVR.LO, Encoding.ASCII.GetBytes("ACME\0" + Secret)));
        DicomDataset result = Protect(source);
        Assert.Equal("ACME", Encoding.ASCII.GetString(result.Find(DicomTag.Manufacturer)!.Value.Span));
        Assert.DoesNotContain(Secret, Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_behind_a_terminator_are_cut_off_whatever_the_representation_says()
    {
        DicomDataset source = Minimal();
        source.Set(DicomElement.Create(DicomTag.StudyDate, DicomVR.UN, Encoding.ASCII.GetBytes("20260301\0" + Secret)));
        DicomDataset result = Protect(source);
        Assert.Equal("20260301", result.GetCode(DicomTag.StudyDate));
        Assert.DoesNotContain(Secret, Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_of_messages_files_and_directories_go()
    {
        DicomDataset source = Minimal();
        source.Set(DicomElement.Create(DicomTag.ReferencedFileID, DicomVR.CS, Secret));
        source.Set(DicomElement.Create(new DicomTag(0x0002, 0x0016), DicomVR.AE, Secret));
        source.Set(DicomElement.Create(new DicomTag(0x0000, 0x1000), DicomVR.UI, SecretUid));
        DicomDataset result = Protect(source);
        Assert.DoesNotContain(result, element => element.Tag.Group < 8);
        Assert.DoesNotContain(Secret, Text(result), StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_of_uids_without_end_is_refused_before_it_is_taken_apart()
    {
        DicomDataset source = Minimal().Set(DicomElement.Create(new DicomTag(0x0008, 0x0014), DicomVR.UI, new string('\\', 100_000)));
        Assert.Equal(QuarantineReason.Inconsistent, Assert.Throws<ProtectionException>(() => Protect(source)).Reason);
    }

    [Fact]
    public void Uids_are_replaced_alike_whatever_their_padding_and_those_of_the_standard_stay()
    {
        Assert.Equal(
            Protect(Minimal().Set(DicomElement.Create(DicomTag.StudyInstanceUID, DicomVR.UI, "1.2.3.4 "))).GetCode(DicomTag.StudyInstanceUID),
            Protect(Minimal().Set(DicomElement.Create(DicomTag.StudyInstanceUID, DicomVR.UI, "1.2.3.4\0"))).GetCode(DicomTag.StudyInstanceUID));
        DicomDataset result = Protect(Minimal());
        Assert.Equal(DicomUID.UltrasoundImageStorage, result.GetCode(DicomTag.SOPClassUID));
        Assert.StartsWith("2.25.", result.GetCode(DicomTag.SOPInstanceUID), StringComparison.Ordinal);
        Assert.True(DicomUID.IsValid(result.GetCode(DicomTag.SOPInstanceUID)));
    }

    [Fact]
    public void References_inside_sequences_follow_the_objects_that_they_name()
    {
        DicomDataset source = Minimal();
        DicomTag instances = new(0x0008114Au);
        source.Set(DicomElement.Create(Series,
        [
            new DicomItem(new DicomDataset(source)
                .Set(DicomElement.Create(instances, [new DicomItem(new DicomDataset()
                    .Set(DicomTag.ReferencedSOPClassUID, DicomUID.UltrasoundImageStorage)
                    .Set(DicomTag.ReferencedSOPInstanceUID, "1.2.3.9"))]))
                .Set(DicomTag.SeriesInstanceUID, "1.2.3.3")),
        ]));
        DicomDataset protectedSet = Protect(source);
        DicomDataset series = Assert.Single(protectedSet.GetItems(Series)).Dataset;
        DicomDataset item = Assert.Single(series.GetItems(instances)).Dataset;
        Assert.Equal(protectedSet.GetCode(DicomTag.SeriesInstanceUID), series.GetCode(DicomTag.SeriesInstanceUID));
        Assert.Equal(Protect(Minimal().Set(DicomTag.SOPInstanceUID, "1.2.3.9")).GetCode(DicomTag.SOPInstanceUID), item.GetCode(DicomTag.ReferencedSOPInstanceUID));
        Assert.Equal(DicomUID.UltrasoundImageStorage, item.GetCode(DicomTag.ReferencedSOPClassUID));
    }

    [Fact]
    public void The_object_says_whose_it_is_in_which_trial_and_how_it_was_protected()
    {
        DicomDataset result = Protect(Minimal());
        Assert.Equal("S-0001", result.GetText(DicomTag.PatientID));
        Assert.Equal("S-0001", result.GetText(DicomTag.PatientName));
        Assert.Equal("S-0001", result.GetText(DicomTag.ClinicalTrialSubjectID));
        Assert.Equal("A sponsor", result.GetText(DicomTag.ClinicalTrialSponsorName));
        Assert.Equal("P1", result.GetText(DicomTag.ClinicalTrialProtocolID));
        Assert.Equal("C01", result.GetText(DicomTag.ClinicalTrialSiteID));
        Assert.Equal("YES", result.GetText(DicomTag.PatientIdentityRemoved));
        Assert.Equal("UNMODIFIED", result.GetText(DicomTag.LongitudinalTemporalInformationModified));
        Assert.Equal("20260301", result.GetText(DicomTag.StudyDate));
        Assert.Equal(string.Empty, result.GetText(DicomTag.PatientBirthDate));
    }

    [Fact]
    public void Untouched_elements_are_copied_byte_for_byte_and_unchanged_sequences_keep_their_form()
    {
        DicomDataset source = Minimal();
        source.Set(DicomElement.Create(DicomTag.SequenceOfUltrasoundRegions, [new DicomItem(new DicomDataset(source).Set(DicomTag.RegionDataType, 1), true)], undefinedLength: true));
        DicomFile read = Read(source);
        DicomDataset result = new HeaderProtection(ProtectionProfile.Trial).Protect(read.Dataset, Context);
        Assert.Same(read.Dataset.Find(DicomTag.SequenceOfUltrasoundRegions), result.Find(DicomTag.SequenceOfUltrasoundRegions));
        Assert.Same(read.Dataset.Find(DicomTag.Modality), result.Find(DicomTag.Modality));
    }

    [Fact]
    public void An_object_without_its_uids_is_refused()
    {
        DicomDataset source = Minimal();
        source.Remove(DicomTag.SeriesInstanceUID);
        Assert.Throws<ProtectionException>(() => Protect(source));
    }

    private static DicomDataset AtThreeLevels(DicomElement planted)
    {
        DicomDataset inner = Coded().Set(planted);
        DicomDataset middle = Coded().Set(planted).Set(DicomElement.Create(Modifiers, [new DicomItem(inner)]));
        return Read(Minimal().Set(planted).Set(DicomElement.Create(Regions, [new DicomItem(middle)]))).Dataset;
    }

    private static DicomDataset Coded() => new DicomDataset().Set(DicomTag.CodeValue, "41216001").Set(DicomTag.CodingSchemeDesignator, "SCT").Set(DicomTag.CodeMeaning, "Prostate");

    private static DicomDataset Level(DicomDataset dataset, int level) => level switch
    {
        0 => dataset,
        1 => dataset.GetItems(Regions)[0].Dataset,
        _ => Level(dataset, 1).GetItems(Modifiers)[0].Dataset,
    };

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

    private static DicomDataset Protect(DicomDataset source) => new HeaderProtection(ProtectionProfile.Trial).Protect(source, Context);

    private static DicomFile Read(DicomDataset dataset)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, DicomFileMeta.Create(DicomUID.UltrasoundImageStorage, "1.2.3.1", DicomTransferSyntax.ExplicitVRLittleEndian), dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        return DicomFile.Read(new DicomMemorySource(output.Written.ToArray()));
    }

    private static string Text(DicomDataset dataset)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.Write(output, dataset, DicomEncoding.ExplicitLittle);
        return Encoding.Latin1.GetString(output.Written.Span);
    }
}
