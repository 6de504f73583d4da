using Ospacs.Dicom.Data;

namespace Ospacs.Archive.Acceptance;

/// <summary>A structured report beside the images, as scanners write their measurements: no ultrasound image, and full of names (PS3.3 section A.35.3).</summary>
internal static class SampleReport
{
    private const string ComprehensiveSR = "1.2.840.10008.5.1.4.1.1.88.33";

    internal static byte[] Create(SampleObject reported)
    {
        DicomDataset dataset = reported.CreateDataset();
        foreach (DicomTag tag in dataset.Select(element => element.Tag).Where(tag => tag.Group is 0x0028 or 0x7FE0 || tag == DicomTag.SequenceOfUltrasoundRegions).ToArray())
        {
            dataset.Remove(tag);
        }
        dataset.Set(DicomTag.SOPClassUID, ComprehensiveSR).Set(DicomTag.Modality, "SR");
        SampleHeader.Plain(dataset, "ValueType", "CONTAINER");
        SampleHeader.Plain(dataset, "ContinuityOfContent", "SEPARATE");
        SampleHeader.Plain(dataset, "CompletionFlag", "PARTIAL");
        SampleHeader.Plain(dataset, "VerificationFlag", "UNVERIFIED");
        dataset.Set(DicomElement.Create(SampleHeader.TagOf("ConceptNameCodeSequence"), [new DicomItem(Code(dataset, "125000", "OB-GYN Ultrasound Procedure Report"))]));

        var observer = new DicomDataset(dataset);
        SampleHeader.Plain(observer, "RelationshipType", "HAS OBS CONTEXT");
        SampleHeader.Plain(observer, "ValueType", "PNAME");
        observer.Set(DicomElement.Create(SampleHeader.TagOf("ConceptNameCodeSequence"), [new DicomItem(Code(observer, "121029", "Subject Name"))]));
        SampleHeader.Plain(observer, "PersonName", reported.Patient.Name);
        dataset.Set(DicomElement.Create(SampleHeader.TagOf("ContentSequence"), [new DicomItem(observer)]));
        return SampleFileWriter.Write(dataset, reported.Scanner.Syntax);
    }

    private static DicomDataset Code(DicomDataset parent, string value, string meaning)
    {
        var code = new DicomDataset(parent);
        code.Set(DicomTag.CodeValue, value).Set(DicomTag.CodingSchemeDesignator, "DCM").Set(DicomTag.CodeMeaning, meaning);
        return code;
    }
}
