using System.Text;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>Plants identity in a header, in every kind of place that it has been found in.</summary>
internal static class ExamIdentity
{
    private const ushort PrivateGroup = 0x0029;

    /// <summary>Plants identity everywhere.</summary>
    internal static void Plant(ExamSheet sheet)
    {
        PlantListed(sheet);
        PlantPatient(sheet);
        PlantNested(sheet.Top);
        PlantCodes(sheet.Top);
        PlantPrivate(sheet);
        PlantStrays(sheet);
        PlantGraphics(sheet);
    }

    /// <summary>A word in each attribute of the exam's list, at the top of the object.</summary>
    private static void PlantListed(ExamSheet sheet)
    {
        foreach (ExamPlace place in ExamPlaces.All)
        {
            DicomVR vr = DicomDictionary.RepresentationOf(place.Tag);
            if (!sheet.Dataset.Contains(place.Tag) && place.Tag != DicomTag.PatientID && vr != DicomVR.SQ)
            {
                sheet.Top.Plant(place.Tag, vr, LayoutOf(vr), place.KeptBy);
            }
        }
    }

    private static string LayoutOf(DicomVR vr) => vr.ToString() switch
    {
        "PN" => "{0}^Zqmary",
        "UR" => "http://exam.invalid/{0}",
        "LT" or "ST" or "UT" => "Seen by the nurse; call {0} after the scan.",
        _ => "{0}",
    };

    private static void PlantPatient(ExamSheet sheet)
    {
        string id = sheet.Study.Volunteer.PatientId;
        sheet.Top.PlantDigits("PatientID", id);
        sheet.Top.Item("OtherPatientIDsSequence").PlantDigits("PatientID", "51" + id).Plant("IssuerOfPatientID");
        ExamScope responsible = sheet.Top.Item("ReferencedPatientSequence");
        responsible.Plain("ReferencedSOPClassUID", "1.2.840.10008.3.1.2.1.1").Plain("ReferencedSOPInstanceUID", SampleUid.Of(id));
        if (!sheet.Has(ProtectionOption.RetainUids))
        {
            sheet.AskRemoved("(0008,1120)[1].(0008,1155)", SampleUid.Of(id));
        }
    }

    /// <summary>Names, identifiers and comments up to three sequences deep, also in items that the object may keep.</summary>
    private static void PlantNested(ExamScope top)
    {
        ExamScope request = top.Item("RequestAttributesSequence", undefinedLength: true);
        request.Plant("RequestedProcedureID").Plant("RequestedProcedureDescription").Plant("ScheduledProcedureStepID").Plant("AccessionNumber");
        ExamScope protocol = request.Item("ScheduledProtocolCodeSequence", undefinedLength: true);
        protocol.Plain("CodeValue", "121139").Plain("CodingSchemeDesignator", "DCM").Plain("CodeMeaning", "Modality");
        ExamScope context = protocol.Item("ProtocolContextSequence", undefinedLength: true);
        context.Plain("ValueType", "TEXT").Plant("TextValue").Plant("PersonName");

        ExamScope reader = top.Item("PhysiciansReadingStudyIdentificationSequence");
        reader.Plant("InstitutionName").Plant("PersonAddress");
        reader.Item("PersonIdentificationCodeSequence").Plain("CodeValue", "1").Plain("CodingSchemeDesignator", "99EXAM").Plant("CodeMeaning");

        ExamScope named = top.Item("AcquisitionContextSequence");
        named.Plain("ValueType", "PNAME").Plant("PersonName");
        named.Item("ConceptNameCodeSequence").Plain("CodeValue", "121008").Plain("CodingSchemeDesignator", "DCM").Plain("CodeMeaning", "Person Observer Name");
        ExamScope typed = top.Item("AcquisitionContextSequence");
        typed.Plain("ValueType", "TEXT").Plant("TextValue");
        typed.Item("ConceptNameCodeSequence").Plain("CodeValue", "121106").Plain("CodingSchemeDesignator", "DCM").Plain("CodeMeaning", "Comment");

        ExamScope former = top.Item("OriginalAttributesSequence");
        former.Plant("ModifyingSystem").Plant("SourceOfPreviousValues").Plain("ReasonForTheAttributeModification", "CORRECT");
        former.Item("ModifiedAttributesSequence").Plant("PatientName").Plant("PatientID").Plant("StudyDescription");
    }

    /// <summary>Codes that a hospital made up: their meanings are what somebody typed.</summary>
    private static void PlantCodes(ExamScope top)
    {
        top.Item("ProcedureCodeSequence").Plant("CodeValue").Plain("CodingSchemeDesignator", "99EXAM").Plant("CodeMeaning");
        top.Item("AnatomicRegionSequence").Plain("CodeValue", "7").Plain("CodingSchemeDesignator", "99EXAM").Plant("CodeMeaning");
        top.Item("AnatomicRegionSequence").Plain("CodeValue", "8").Plant("CodeMeaning");
    }

    /// <summary>Private blocks with a creator and without one, and a sequence that an archive in between wrote as unknown bytes (PS3.5 sections 6.2.2 and 7.8).</summary>
    private static void PlantPrivate(ExamSheet sheet)
    {
        ExamScope top = sheet.Top;
        top.Plain(DicomElement.Create(new DicomTag(PrivateGroup, 0x0010), DicomVR.LO, "EXAM BLOCK"));
        top.Plant(new DicomTag(PrivateGroup, 0x1001), DicomVR.LO).Plant(new DicomTag(PrivateGroup, 0x1002), DicomVR.UN).Plant(new DicomTag(PrivateGroup, 0x1003), DicomVR.OB);
        ExamScope item = top.Item(new DicomTag(PrivateGroup, 0x1010), undefinedLength: true);
        item.Plant("PatientName").Item("ReferencedImageSequence").Plant("PatientComments");
        top.Plant(new DicomTag(0x0031, 0x1001), DicomVR.LO).Plant(new DicomTag(0x0033, 0x0001), DicomVR.LO);

        var hidden = new DicomDataset();
        (string word, _) = sheet.NextWord(ascii: true);
        hidden.Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, word));
        var bytes = new DicomMemoryOutput();
        DicomWriter.Write(bytes, new DicomDataset().Set(DicomElement.Create(DicomTag.ReferencedImageSequence, [new DicomItem(hidden)])), DicomEncoding.ImplicitLittle);
        var tag = new DicomTag(PrivateGroup, 0x1020);
        top.Plain(DicomElement.Create(tag, DicomVR.UN, bytes.Written.Span[8..]));
        sheet.AskRemoved(tag.ToString(), word);
    }

    /// <summary>What the standard has no place for: unknown even groups, leftovers behind a terminator and behind the data set, texts of unknown representation.</summary>
    private static void PlantStrays(ExamSheet sheet)
    {
        ExamScope top = sheet.Top;
        top.Plant(new DicomTag(0x7776, 0x0010), DicomVR.LO).Plant(new DicomTag(0x0014, 0x9998), DicomVR.UN).Plant(new DicomTag(0x0004, 0x1500), DicomVR.CS).Plant(new DicomTag(0x0008, 0x9990), DicomVR.LT);
        top.Plant(DicomTag.DataSetTrailingPadding, DicomVR.OB);
        top.Plant(ExamScope.TagOf("ProcessingFunction"), DicomVR.LO, "STD\0{0}");
        top.Plant(ExamScope.TagOf("EncapsulatedDocument"), DicomVR.OB);
    }

    /// <summary>Pictures and curves beside the picture (PS3.3 sections C.9.2 and C.10.2 of 2004): no search reads a name that is drawn.</summary>
    private static void PlantGraphics(ExamSheet sheet)
    {
        (string word, _) = sheet.NextWord(ascii: true);
        string drawn = word.ToUpperInvariant();
        SampleOverlay.Set(sheet.Dataset, 64, 16, drawn);
        sheet.AskGone(ElementPath.Of(new DicomTag(0x6000, 0x3000)));
        sheet.Top.Plant(new DicomTag(0x6002, 0x4000), DicomVR.LT).Plant(new DicomTag(0x6002, 0x0022), DicomVR.LO).Plant(new DicomTag(0x6002, 0x1500), DicomVR.LO);
        sheet.Top.Plant(new DicomTag(0x5000, 0x0022), DicomVR.LO).Plain(DicomElement.Create(new DicomTag(0x5000, 0x3000), DicomVR.OW, Encoding.ASCII.GetBytes(drawn)));
        sheet.AskGone(ElementPath.Of(new DicomTag(0x5000, 0x3000)));
        sheet.Dataset.Set(SampleOverlay.CreateIcon(sheet.Dataset, drawn));
        sheet.AskGone(ElementPath.Of(DicomTag.IconImageSequence));
    }
}
