using System.Text;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Acceptance;

/// <summary>Writes identity into a header, at every level, and keeps account of what it wrote: none of it may leave the identity side.</summary>
internal sealed class SampleHeader
{
    private readonly SamplePatient _patient;
    private readonly DicomCharacterSet _characters;
    private readonly HashSet<string> _planted = new(StringComparer.Ordinal);

    internal SampleHeader(SamplePatient patient)
    {
        _patient = patient;
        _characters = DicomCharacterSet.Of(patient.CharacterSet);
        _planted.Add(SampleFileWriter.ApplicationEntity);
    }

    /// <summary>Every value that names somebody or something, as it was written.</summary>
    internal IReadOnlyCollection<string> Planted => _planted;

    /// <summary>Sets an element of text that identifies nobody.</summary>
    internal static void Plain(DicomDataset dataset, string keyword, string text) => dataset.Set(TagOf(keyword), text);

    /// <summary>Sets an element of text that identifies somebody.</summary>
    internal void Identity(DicomDataset dataset, string keyword, string text) => Identity(dataset, TagOf(keyword), DicomDictionary.RepresentationOf(TagOf(keyword)), text);

    /// <summary>Sets a private or renamed element of text that identifies somebody.</summary>
    internal void Identity(DicomDataset dataset, DicomTag tag, DicomVR vr, string text)
    {
        _planted.Add(text);
        dataset.Set(DicomElement.Create(tag, vr, _characters.Encode(text)));
    }

    /// <summary>A UID of the scanner's, always the same for the same name.</summary>
    internal string Uid(string name)
    {
        string uid = SampleUid.Of(name);
        _planted.Add(uid);
        return uid;
    }

    /// <summary>The patient module and its relatives (PS3.3 sections C.2.2, C.2.3, C.7.1.1, C.7.2.2).</summary>
    internal void AddPatient(DicomDataset dataset)
    {
        string family = _patient.Name.Split('^')[0];
        if (_patient.CharacterSet.Length > 0)
        {
            Plain(dataset, "SpecificCharacterSet", _patient.CharacterSet);
        }
        Identity(dataset, "PatientName", _patient.Name);
        Identity(dataset, "PatientID", _patient.PatientId);
        Identity(dataset, "IssuerOfPatientID", "STBRIDEMPI");
        if (_patient.BirthDate.Length > 0)
        {
            Identity(dataset, "PatientBirthDate", _patient.BirthDate);
        }
        else
        {
            Plain(dataset, "PatientBirthDate", string.Empty);
        }
        Identity(dataset, "PatientBirthTime", "041327");
        Plain(dataset, "PatientSex", _patient.Sex);
        Identity(dataset, "OtherPatientIDs", "NAT" + _patient.PatientId + "X");
        Identity(dataset, "OtherPatientNames", family + "^FORMERLY");
        Identity(dataset, "PatientBirthName", family + "BORN^");
        Identity(dataset, "PatientMotherBirthName", "MOTHEROF" + family + "^");
        Plain(dataset, "PatientAge", "071Y");
        Plain(dataset, "PatientSize", "1.63");
        Plain(dataset, "PatientWeight", "64");
        Identity(dataset, "PatientAddress", "7 FERRYMANS ROW, " + family);
        Identity(dataset, "PatientTelephoneNumbers", "+00 55 " + _patient.PatientId);
        Identity(dataset, "Occupation", "HARBOUR PILOT");
        Identity(dataset, "AdditionalPatientHistory", "Mrs " + family + " was seen here before.");
        Identity(dataset, "PatientComments", "Call " + _patient.Name + " after the scan.");
        var other = new DicomDataset(dataset);
        Identity(other, "PatientID", "OLD" + _patient.PatientId);
        Identity(other, "IssuerOfPatientID", "OLDCLINIC");
        Plain(other, "TypeOfPatientID", "TEXT");
        dataset.Set(DicomElement.Create(TagOf("OtherPatientIDsSequence"), [new DicomItem(other)]));
    }

    /// <summary>Who asked, who scanned, where, and why.</summary>
    internal void AddStudy(DicomDataset dataset, SampleScanner scanner, string visit)
    {
        Identity(dataset, "InstitutionName", scanner.Institution);
        Identity(dataset, "InstitutionAddress", "QUAYSIDE 1, " + scanner.Institution);
        Identity(dataset, "InstitutionalDepartmentName", "WOMENS IMAGING " + scanner.Station);
        Identity(dataset, "StationName", scanner.Station);
        Identity(dataset, "DeviceSerialNumber", scanner.SerialNumber);
        Identity(dataset, "ReferringPhysicianName", "GREYFRIAR^TOBIAS^^DR");
        Identity(dataset, "PerformingPhysicianName", "LANTERNSHAW^ODILE");
        Identity(dataset, "NameOfPhysiciansReadingStudy", "MERRIWICK^HUGO");
        Identity(dataset, "OperatorsName", "TALLOWBY^PRIYA");
        Identity(dataset, "RequestingPhysician", "GREYFRIAR^TOBIAS");
        Identity(dataset, "AccessionNumber", "A" + visit);
        Identity(dataset, "StudyID", "ST" + visit);
        Identity(dataset, "StudyDescription", "Pelvis, " + _patient.Name);
        Identity(dataset, "ImageComments", "LEFT OVARY OF " + _patient.Name.Split('^')[0]);

        var request = new DicomDataset(dataset);
        Identity(request, "RequestedProcedureID", "RP" + visit);
        Identity(request, "RequestedProcedureDescription", "Scan of " + _patient.Name);
        var step = new DicomDataset(request);
        Identity(step, "CodeMeaning", "For " + _patient.Name.Split('^')[0] + " only");
        Plain(step, "CodeValue", "USPELV");
        Plain(step, "CodingSchemeDesignator", "99SAMPLE");
        request.Set(DicomElement.Create(TagOf("RequestedProcedureCodeSequence"), [new DicomItem(step)], undefinedLength: true));
        dataset.Set(DicomElement.Create(TagOf("RequestAttributesSequence"), [new DicomItem(request, UndefinedLength: true)], undefinedLength: true));

        var study = new DicomDataset(dataset);
        study.Set(DicomTag.ReferencedSOPClassUID, "1.2.840.10008.3.1.2.3.1");
        study.Set(DicomTag.ReferencedSOPInstanceUID, Uid("referenced study " + visit));
        dataset.Set(DicomElement.Create(TagOf("ReferencedStudySequence"), [new DicomItem(study)]));
    }

    /// <summary>Private elements of the maker's, one of them a sequence two levels deep (PS3.5 section 7.8).</summary>
    internal void AddPrivate(DicomDataset dataset, SampleScanner scanner, bool unknownSequence)
    {
        dataset.Set(DicomElement.Create(new DicomTag(0x0009, 0x0010), DicomVR.LO, "SAMPLE " + scanner.Model));
        Identity(dataset, new DicomTag(0x0009, 0x1001), DicomVR.LO, "PAT=" + _patient.Name);
        Identity(dataset, new DicomTag(0x0009, 0x1002), DicomVR.UN, "raw " + _patient.PatientId);
        dataset.Set(DicomElement.Create(new DicomTag(0x0009, 0x1010), [new DicomItem(PrivateItem(dataset))], undefinedLength: true));
        if (unknownSequence)
        {
            // An archive between scanner and disc did not know the element and wrote it as UN: implicit little endian inside (PS3.5 section 6.2.2).
            var hidden = new DicomDataset(dataset);
            hidden.Set(DicomElement.Create(new DicomTag(0x0009, 0x1020), [new DicomItem(PrivateItem(dataset))]));
            var bytes = new DicomMemoryOutput();
            DicomWriter.Write(bytes, hidden, DicomEncoding.ImplicitLittle);
            dataset.Set(DicomElement.Create(new DicomTag(0x0009, 0x1020), DicomVR.UN, bytes.Written.Span[8..]));
        }
    }

    /// <summary>The burned-in name behind other bytes, for places that hold no proper text.</summary>
    /// <param name="before">What stands before it; ASCII.</param>
    internal byte[] NameBehind(string before)
    {
        _planted.Add(_patient.BurnedName);
        return Encoding.ASCII.GetBytes(before + _patient.BurnedName);
    }

    internal static DicomTag TagOf(string keyword) => DicomDictionary.FindKeyword(keyword)?.Tag
        ?? throw new ArgumentException($"The dictionary has no element {keyword}.", nameof(keyword));

    private DicomDataset PrivateItem(DicomDataset parent)
    {
        var outer = new DicomDataset(parent);
        Identity(outer, "PatientName", _patient.Name);
        var inner = new DicomDataset(outer);
        Identity(inner, "PatientID", _patient.PatientId);
        Identity(inner, "PatientComments", "kept for " + _patient.Name);
        outer.Set(DicomElement.Create(new DicomTag(0x0009, 0x0010), DicomVR.LO, "SAMPLE INNER"));
        outer.Set(DicomElement.Create(new DicomTag(0x0009, 0x1011), [new DicomItem(inner)]));
        return outer;
    }
}
