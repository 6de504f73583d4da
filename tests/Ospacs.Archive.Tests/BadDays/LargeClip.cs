using System.Globalization;
using Ospacs.Archive.Acceptance;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>
/// A clip of any length, of the sample's volunteer T3002: a header, and behind it frames of nothing but zeros, which take no room on the disk.
/// </summary>
internal static class LargeClip
{
    private const int Columns = 1024;
    private const int Rows = 1024;

    /// <summary>The clip in memory.</summary>
    /// <param name="least">The least length of its pixel data, in bytes.</param>
    /// <param name="number">Its instance number, which makes it an object of its own.</param>
    public static byte[] Bytes(long least, int number = 9000)
    {
        (byte[] header, long pixels) = Make(least, number);
        byte[] bytes = new byte[header.Length + pixels];
        header.CopyTo(bytes, 0);
        return bytes;
    }

    /// <summary>The clip as a sparse file.</summary>
    /// <returns>The file's length.</returns>
    public static long Write(string path, long least)
    {
        (byte[] header, long pixels) = Make(least, 9000);
        using FileStream stream = File.Create(path);
        stream.Write(header);
        stream.SetLength(header.Length + pixels);
        return stream.Length;
    }

    private static (byte[] Header, long Pixels) Make(long least, int number)
    {
        const long FrameLength = Columns * Rows * 3;
        long frames = Math.Max(2, (least + FrameLength - 1) / FrameLength);
        uint length = checked((uint)(frames * FrameLength));
        var made = new SampleObject
        {
            Patient = new SamplePatient { PatientId = "H-09317", Name = "VANTERPOOL^ESMERALDA", BurnedName = "VANTERPOOL, ESMERALDA", BirthDate = "19520923" },
            Scanner = new SampleScanner
            {
                Manufacturer = "Plover Research", Model = "P1", SerialNumber = "PLV-00012", Station = "PLOVER", Institution = "HARBOURSIDE UNIT",
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
