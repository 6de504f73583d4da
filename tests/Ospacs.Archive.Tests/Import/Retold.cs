using Ospacs.Archive.Acceptance;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>A picture told anew: the same pixels as another object of another patient, or in another transfer syntax.</summary>
internal static class Retold
{
    /// <summary>The picture of a file under another patient's name, with UIDs of its own.</summary>
    internal static byte[] As(SamplePatient patient, byte[] file)
    {
        using DicomFile read = DicomFile.Read(new DicomMemorySource(file));
        DicomDataset dataset = DicomDataset.Of(read.Dataset);
        dataset.Set(DicomTag.PatientID, patient.PatientId).Set(DicomTag.PatientBirthDate, patient.BirthDate);
        dataset.Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, System.Text.Encoding.UTF8.GetBytes(patient.Name)));
        if (!System.Text.Ascii.IsValid(patient.Name))
        {
            dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        }
        foreach (DicomTag tag in new[] { DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID })
        {
            dataset.Set(tag, dataset.GetCode(tag)[..^4] + "9999");
        }
        return Write(dataset, read.TransferSyntax);
    }

    /// <summary>A file with other pixels, as many as it has.</summary>
    internal static byte[] Showing(byte[] pixels, byte[] file)
    {
        using DicomFile read = DicomFile.Read(new DicomMemorySource(file));
        Assert.Equal(pixels.Length, read.Dataset.Find(DicomTag.PixelData)!.Length);
        DicomDataset dataset = DicomDataset.Of(read.Dataset);
        dataset.Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OB, pixels));
        return Write(dataset, read.TransferSyntax);
    }

    /// <summary>The object of a file in another transfer syntax.</summary>
    internal static byte[] In(DicomTransferSyntax syntax, byte[] file)
    {
        using DicomFile read = DicomFile.Read(new DicomMemorySource(file));
        PixelRecoding recoding = PixelRecoding.Create(PixelDescription.Of(read.Dataset, read.TransferSyntax), read.Dataset, read.TransferSyntax, [], syntax);
        DicomDataset dataset = DicomDataset.Of(read.Dataset);
        PixelAttributes.Follow(dataset, recoding, read.Dataset);
        return Write(dataset, recoding.Syntax);
    }

    private static byte[] Write(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), dataset.GetCode(DicomTag.SOPInstanceUID), syntax), dataset, syntax);
        return output.Written.ToArray();
    }
}
