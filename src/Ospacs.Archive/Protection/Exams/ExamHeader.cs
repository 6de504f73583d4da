using System.Globalization;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>Writes what of a header identifies nobody and must survive, with the dates and UIDs whose fate the profile decides.</summary>
internal static class ExamHeader
{
    internal const string Manufacturer = "Exam Instruments";

    /// <summary>Attributes that tell one object from another: no mask rule for a scanner asks for them.</summary>
    internal static IReadOnlyCollection<DicomTag> Identifiers { get; } =
        [DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID, DicomTag.PatientID];

    /// <summary>Writes the object's identifiers: study, series, object, frame of reference (PS3.3 sections C.7.2.1, C.7.3.1, C.7.4.1, C.12.1).</summary>
    /// <param name="sheet">The object.</param>
    /// <param name="number">Instance Number (0020,0013).</param>
    internal static void AddUids(ExamSheet sheet, int number)
    {
        string study = sheet.Study.Name;
        sheet.Top.Uid("StudyInstanceUID", SampleUid.Of(study)).Uid("SeriesInstanceUID", SampleUid.Of(study + " series"))
            .Uid("SOPInstanceUID", UidOf(sheet.Study, number)).Uid("FrameOfReferenceUID", SampleUid.Of(study + " frame"))
            .Uid("SynchronizationFrameOfReferenceUID", SampleUid.Of(study + " clock"));
        if (!sheet.Has(ProtectionOption.RetainDeviceIdentity))
        {
            sheet.Top.Uid("DeviceUID", SampleUid.Of("device"));
        }
        sheet.Uids.Add(new PlannedUid(ElementPath.Of(DicomTag.MediaStorageSOPInstanceUID), UidOf(sheet.Study, number), InFileMeta: true));
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID, DicomTag.PatientIdentityRemoved])
        {
            sheet.Top.AskNotNull(tag);
        }
    }

    /// <summary>Refers to another object two levels deep: what was one UID stays one. A reference that profiles may drop (X/Z/U*) must at least not give it away.</summary>
    internal static void AddReference(ExamSheet sheet, string sopClass, string sopInstance)
    {
        sheet.Top.Item("ReferencedImageSequence").Plain("ReferencedSOPClassUID", sopClass).Plain("ReferencedSOPInstanceUID", sopInstance);
        ExamScope series = sheet.Top.Item("ReferencedSeriesSequence", undefinedLength: true);
        series.Uid("SeriesInstanceUID", SampleUid.Of(sheet.Study.Name + " series"));
        series.Item("ReferencedInstanceSequence", undefinedLength: true).NotNull("ReferencedSOPClassUID", sopClass).Uid("ReferencedSOPInstanceUID", sopInstance);
    }

    /// <summary>Dates at every level, and the times beside them.</summary>
    internal static void AddDates(ExamSheet sheet)
    {
        ExamStudy study = sheet.Study;
        string birth = study.Volunteer.BirthDate;
        sheet.Top.Dated("InstanceCreationDate", study.Date()).Dated("StudyDate", study.Date()).Dated("SeriesDate", study.Date()).Dated("AcquisitionDate", study.Date())
            .Dated("ContentDate", study.Date(1)).Dated("AcquisitionDateTime", study.Date() + "101530.25+0100").Dated("PerformedProcedureStepStartDate", study.Date());
        ExamScope equipment = sheet.Top.Item("ContributingEquipmentSequence");
        equipment.Stays("Manufacturer", Manufacturer).Dated("ContributionDateTime", study.Date(2) + "235959-0330").Plant("InstitutionName", ProtectionOption.RetainInstitutionIdentity)
            .Plant("StationName", ProtectionOption.RetainDeviceIdentity).Plant("OperatorsName").Plant("ContributionDescription");
        equipment.Item("PurposeOfReferenceCodeSequence").Stays("CodeValue", "109103").Stays("CodingSchemeDesignator", "DCM").NotNull("CodeMeaning", "Modifying Equipment");
        sheet.Top.PlantDigits("PatientBirthDate", birth).PlantDigits("PatientBirthTime", "041327.81");
        if (sheet.Profile.Dates != DatePolicy.Removed)
        {
            sheet.Top.Stays("StudyTime", "101502").Stays("AcquisitionTime", "101530.25").Stays("ContentTime", "101531");
        }
    }

    /// <summary>Age, sex and size, which an option may keep and the Basic Profile does not.</summary>
    internal static void AddCharacteristics(ExamSheet sheet)
    {
        if (sheet.Has(ProtectionOption.RetainPatientCharacteristics))
        {
            sheet.Top.Stays("PatientSex", "F").Stays("PatientAge", "071Y").Stays("PatientSize", "1.63");
            return;
        }
        sheet.Top.Plain("PatientSex", "F").Plain("PatientAge", "071Y").Plain("PatientSize", "1.63");
        foreach (string keyword in (string[])["PatientSex", "PatientAge", "PatientSize"])
        {
            sheet.AskGone(ElementPath.Of(ExamScope.TagOf(keyword)));
        }
    }

    /// <summary>What the scanner says of itself and of the picture.</summary>
    /// <param name="sheet">The object.</param>
    /// <param name="model">Manufacturer's Model Name (0008,1090), which the exam's own masks know.</param>
    /// <param name="sopClass">SOP Class UID (0008,0016).</param>
    /// <param name="number">Instance Number (0020,0013).</param>
    internal static void AddImage(ExamSheet sheet, string model, string sopClass, int number)
    {
        ExamScope top = sheet.Top;
        top.Stays("SOPClassUID", sopClass).Stays("Modality", "US").Stays("ImageType", "ORIGINAL\\PRIMARY\\ABDOMINAL\\0001")
            .Stays("Manufacturer", Manufacturer).Stays("ManufacturerModelName", model).Stays("SoftwareVersions", "7.1" + sheet.Study.Letters)
            .Stays("SeriesNumber", "1").Stays("InstanceNumber", number.ToString(CultureInfo.InvariantCulture)).Stays("TransducerData", "C5-2")
            .Stays("TransducerType", "CURVED LINEAR").Stays("HeartRate", "71").Stays("MechanicalIndex", "1.1").Stays("DepthOfScanField", "160");
        top.Plain("PatientOrientation", string.Empty).Stays("UltrasoundColorDataPresent", (ushort)0);
        top.StaysNumber(DicomElement.Create(ExamScope.TagOf("PixelSpacing"), DicomVR.DS, "0.3\\0.3"));
        ExamScope region = top.Item("AnatomicRegionSequence", undefinedLength: true);
        region.Stays("CodeValue", "15497006").Stays("CodingSchemeDesignator", "SCT").NotNull("CodeMeaning", "Ovary");
        region.Item("AnatomicRegionModifierSequence").Stays("CodeValue", "7771000").Stays("CodingSchemeDesignator", "SCT").NotNull("CodeMeaning", "Left");
        if (sheet.Has(ProtectionOption.CleanDescriptors))
        {
            top.Plant(DicomTag.StudyDescription, DicomVR.LO, "left ovary {0}");
            sheet.Questions.Add(new ExamQuestion(ExamCategory.TextRetained, DicomTag.StudyDescription.ToString(), "the clinical words are still there",
                answer => answer.Dataset is { } dataset && ElementPath.Of(DicomTag.StudyDescription).TextIn(dataset)?.Contains("left", StringComparison.Ordinal) == true));
        }
    }

    /// <summary>Sequence of Ultrasound Regions (0018,6011) with what measures are made by (PS3.3 section C.8.5.5).</summary>
    internal static void AddRegions(ExamSheet sheet, IReadOnlyList<PixelRectangle> regions)
    {
        const ushort Centimetres = 3;
        foreach (PixelRectangle region in regions)
        {
            ExamScope item = sheet.Top.Item("SequenceOfUltrasoundRegions");
            item.Stays("RegionSpatialFormat", (ushort)1).Stays("RegionDataType", (ushort)1).StaysLong("RegionFlags", 0)
                .StaysLong("RegionLocationMinX0", (uint)region.X).StaysLong("RegionLocationMinY0", (uint)region.Y)
                .StaysLong("RegionLocationMaxX1", (uint)(region.Right - 1)).StaysLong("RegionLocationMaxY1", (uint)(region.Bottom - 1))
                .Stays("PhysicalUnitsXDirection", Centimetres).Stays("PhysicalUnitsYDirection", Centimetres)
                .StaysDouble("PhysicalDeltaX", 0.03125).StaysDouble("PhysicalDeltaY", 0.0625);
            // Nobody should write a name here, and nothing is known to hinder a scanner.
            item.Plant("PatientComments");
        }
    }

    /// <summary>A private element of the standard's own list of safe ones, where the profile retains them (PS3.15 section E.3.10).</summary>
    internal static void AddSafePrivate(ExamSheet sheet)
    {
        if (sheet.Has(ProtectionOption.RetainSafePrivate))
        {
            sheet.Top.Plain(DicomElement.Create(new DicomTag(0x0019, 0x0010), DicomVR.LO, "GEMS_ACQU_01"));
            sheet.Top.StaysNumber(DicomElement.Create(new DicomTag(0x0019, 0x1023), DicomVR.DS, "12.5"));
        }
    }

    internal static string UidOf(ExamStudy study, int number) => SampleUid.Of(string.Create(CultureInfo.InvariantCulture, $"{study.Name} image {number}"));
}
