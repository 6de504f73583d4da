using System.Globalization;
using Ospacs.Archive.Acceptance;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>
/// A clip of any length, of the sample's volunteer T3002 and a scanner that burns a banner in: a header, and behind it frames of nothing
/// but zeros, which take no room on the disk.
/// </summary>
internal static class LargeClip
{
    public const int Columns = 512;
    public const int Rows = 384;

    /// <summary>Bytes of a frame.</summary>
    public const int FrameLength = Columns * Rows * 3;

    /// <summary>The clip in memory.</summary>
    /// <param name="least">The least length of its pixel data, in bytes.</param>
    /// <param name="number">Its instance number, which makes it an object of its own.</param>
    public static byte[] Bytes(long least, int number = 9000)
    {
        (byte[] header, long pixels) = Make(least, number, isStrangers: false);
        byte[] bytes = new byte[header.Length + pixels];
        header.CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>The clip as a sparse file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="least">The least length of its pixel data, in bytes.</param>
    /// <param name="number">Its instance number, which makes it an object of its own.</param>
    /// <param name="isStrangers">Whether it is of somebody whom the registry does not know.</param>
    /// <returns>The file's length.</returns>
    public static long Write(string path, long least, int number = 9000, bool isStrangers = false)
    {
        (byte[] header, long pixels) = Make(least, number, isStrangers);
        using FileStream stream = File.Create(path);
        stream.Write(header);
        stream.SetLength(header.Length + pixels);
        return stream.Length;
    }

    private static (byte[] Header, long Pixels) Make(long least, int number, bool isStrangers)
    {
        long frames = Math.Max(2, (least + FrameLength - 1) / FrameLength);
        uint length = checked((uint)(frames * FrameLength));
        var made = new SampleObject
        {
            Patient = isStrangers
                ? new SamplePatient { PatientId = "B79999", Name = "STRANDVIK^BEATRIX", BurnedName = "STRANDVIK, BEATRIX", BirthDate = "19530117" }
                : new SamplePatient { PatientId = "H-09317", Name = "VANTERPOOL^ESMERALDA", BurnedName = "VANTERPOOL, ESMERALDA", BirthDate = "19520923" },
            Scanner = new SampleScanner
            {
                Manufacturer = "Kittiwake Systems", Model = "KW-20", SerialNumber = "KW20-0500", Station = "KITTI-9", Institution = "HARBOURSIDE UNIT",
                Columns = 32, Rows = 32, Format = SamplePixelFormat.Rgb, Banner = 0, Footer = 0,
            },
            InstanceNumber = number,
            Frames = 2,
        };
        DicomDataset dataset = made.CreateDataset();
        dataset.Remove(DicomTag.PixelData);
        dataset.Set(DicomTag.NumberOfFrames, frames.ToString(CultureInfo.InvariantCulture)).Set(DicomTag.Rows, Rows).Set(DicomTag.Columns, Columns);
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(
            output,
            DicomFileMeta.Create(made.SopClassUid, made.SopInstanceUid, DicomTransferSyntax.ExplicitVRLittleEndian),
            dataset,
            DicomTransferSyntax.ExplicitVRLittleEndian);
        output.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'W', 0, 0, (byte)length, (byte)(length >> 8), (byte)(length >> 16), (byte)(length >> 24)]);
        return (output.Written.ToArray(), length);
    }
}
