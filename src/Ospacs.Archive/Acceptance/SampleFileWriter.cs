using System.Text;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Acceptance;

/// <summary>Writes a data set as a scanner's disc writer does: with application entity titles, and sometimes more, before the data set.</summary>
internal static class SampleFileWriter
{
    /// <summary>The application entity title that the file meta information names.</summary>
    internal const string ApplicationEntity = "STBRIDE_US_ROOM4";

    /// <summary>A file with native pixel data, or none.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="syntax">The transfer syntax.</param>
    /// <param name="inPreamble">A text that the preamble holds, or null.</param>
    internal static byte[] Write(DicomDataset dataset, DicomTransferSyntax syntax, string? inPreamble = null)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, Meta(dataset, syntax), dataset, syntax);
        byte[] bytes = output.Written.ToArray();
        if (inPreamble is not null)
        {
            // Files that are TIFF as well hold a header here; some makers hold what they like (PS3.10 section 7.1).
            Encoding.ASCII.GetBytes(inPreamble).CopyTo(bytes, 8);
        }
        return bytes;
    }

    /// <summary>A file whose pixel data is encapsulated: an empty offset table and one fragment a frame (PS3.5 Annex A.4).</summary>
    /// <param name="dataset">The data set without pixel data.</param>
    /// <param name="syntax">The transfer syntax.</param>
    /// <param name="fragments">The fragments, each of even length.</param>
    internal static byte[] WriteEncapsulated(DicomDataset dataset, DicomTransferSyntax syntax, IReadOnlyList<byte[]> fragments)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, Meta(dataset, syntax), dataset, syntax);
        output.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        output.Write([0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0]);
        foreach (byte[] fragment in fragments)
        {
            output.Write([0xFE, 0xFF, 0x00, 0xE0]);
            output.Write(BitConverter.GetBytes(fragment.Length));
            output.Write(fragment);
        }
        output.Write([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        return output.Written.ToArray();
    }

    private static DicomDataset Meta(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        DicomDataset meta = DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), dataset.GetCode(DicomTag.SOPInstanceUID), syntax);
        meta.Set(DicomElement.Create(new DicomTag(0x0002, 0x0016), DicomVR.AE, ApplicationEntity));
        meta.Remove(DicomTag.FileMetaInformationGroupLength);
        uint length = (uint)DicomWriter.LengthOf(meta, DicomEncoding.ExplicitLittle);
        return meta.Set(DicomElement.Create(DicomTag.FileMetaInformationGroupLength, length));
    }
}
