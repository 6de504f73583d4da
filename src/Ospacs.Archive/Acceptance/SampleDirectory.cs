using System.Globalization;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Acceptance;

/// <summary>The DICOMDIR of a sample medium, as a scanner's disc writer makes it: with patients' names.</summary>
internal static class SampleDirectory
{
    internal static byte[] Create(IEnumerable<SampleFile> listed)
    {
        var writer = new DicomDirectoryWriter("SAMPLE");
        foreach (SampleFile file in listed)
        {
            // A damaged file was whole when the disc was burned: what is listed is what was meant to be in it.
            DicomDataset dataset = file.Object!.CreateDataset();
            writer.Add(new DicomDirectoryImage
            {
                FileId = file.Name.Split('/'),
                PatientId = file.Object.Patient.PatientId,
                PatientName = file.Object.Patient.Name,
                StudyInstanceUid = dataset.GetCode(DicomTag.StudyInstanceUID),
                StudyDate = file.Object.StudyDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture),
                StudyTime = dataset.GetCode(DicomTag.StudyTime),
                StudyId = dataset.GetCode(DicomTag.StudyID),
                StudyDescription = dataset.GetText(DicomTag.StudyDescription) ?? string.Empty,
                AccessionNumber = dataset.GetCode(DicomTag.AccessionNumber),
                SeriesInstanceUid = dataset.GetCode(DicomTag.SeriesInstanceUID),
                Modality = dataset.GetCode(DicomTag.Modality),
                SeriesNumber = 1,
                SopClassUid = file.Object.SopClassUid,
                SopInstanceUid = file.Object.SopInstanceUid,
                TransferSyntaxUid = file.Object.Scanner.Syntax.Uid,
                InstanceNumber = file.Object.InstanceNumber,
            });
        }
        var output = new DicomMemoryOutput();
        writer.Write(output, SampleUid.Of("directory of the first medium"));
        return output.Written.ToArray();
    }
}
