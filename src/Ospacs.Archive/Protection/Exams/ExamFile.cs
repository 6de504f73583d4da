using System.Text;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>Writes an object as a careless scanner does: names before the data set too.</summary>
internal static class ExamFile
{
    internal static byte[] Write(ExamSheet sheet, DicomTransferSyntax syntax)
    {
        DicomDataset meta = DicomFileMeta.Create(sheet.Dataset.GetCode(DicomTag.SOPClassUID), sheet.Dataset.GetCode(DicomTag.SOPInstanceUID), syntax);
        // Titles of the programs that wrote, sent and received the file, and what a maker adds (PS3.10 section 7.1).
        foreach (ushort element in (ReadOnlySpan<ushort>)[0x0016, 0x0017, 0x0018])
        {
            Plant(sheet, meta, new DicomTag(0x0002, element), DicomVR.AE);
        }
        meta.Set(DicomElement.Create(new DicomTag(0x0002, 0x0100), DicomVR.UI, "2.25.1"));
        Plant(sheet, meta, new DicomTag(0x0002, 0x0102), DicomVR.OB);
        meta.Remove(DicomTag.FileMetaInformationGroupLength);
        meta.Set(DicomElement.Create(DicomTag.FileMetaInformationGroupLength, (uint)DicomWriter.LengthOf(meta, DicomEncoding.ExplicitLittle)));
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, meta, sheet.Dataset, syntax);
        byte[] bytes = output.Written.ToArray();
        (string word, _) = sheet.NextWord(ascii: true);
        Encoding.ASCII.GetBytes(word).CopyTo(bytes, 8);
        sheet.AskRemoved("preamble", word);
        return bytes;
    }

    private static void Plant(ExamSheet sheet, DicomDataset meta, DicomTag tag, DicomVR vr)
    {
        (string word, _) = sheet.NextWord(ascii: true);
        meta.Set(DicomElement.Create(tag, vr, Encoding.ASCII.GetBytes(word)));
        sheet.AskRemoved(tag.ToString(), word);
    }
}
