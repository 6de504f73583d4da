using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Codecs;

/// <summary>Files that carry frames from and to programs that share no code with this library.</summary>
internal static class CodecFile
{
    internal static readonly DicomTransferSyntax Native = DicomTransferSyntax.ExplicitVRLittleEndian;

    /// <summary>The layout that a decoded object's frames have.</summary>
    internal static FrameLayout LayoutOf(PixelDescription d) => new(d.Rows, d.Columns, d.SamplesPerPixel, d.BitsAllocated, d.BitsStored, d.IsSigned);

    /// <summary>Writes an object of frames, native or each in one fragment.</summary>
    internal static void Write(string path, DicomTransferSyntax syntax, in FrameLayout layout, IReadOnlyList<byte[]> frames, bool offsetTable = true, string? photometric = null)
    {
        DicomDataset dataset = new DicomDataset()
            .Set(DicomTag.SOPClassUID, DicomUID.UltrasoundMultiFrameImageStorage).Set(DicomTag.SOPInstanceUID, "2.25.1")
            .Set(DicomTag.StudyInstanceUID, "2.25.2").Set(DicomTag.SeriesInstanceUID, "2.25.3").Set(DicomTag.Modality, "US")
            .Set(DicomTag.SamplesPerPixel, (ushort)layout.SamplesPerPixel).Set(DicomTag.PhotometricInterpretation, photometric ?? (layout.SamplesPerPixel == 3 ? "RGB" : "MONOCHROME2"))
            .Set(DicomTag.Rows, (ushort)layout.Rows).Set(DicomTag.Columns, (ushort)layout.Columns)
            .Set(DicomTag.BitsAllocated, (ushort)layout.BitsAllocated).Set(DicomTag.BitsStored, (ushort)layout.BitsStored).Set(DicomTag.HighBit, (ushort)(layout.BitsStored - 1))
            .Set(DicomTag.PixelRepresentation, (ushort)(layout.IsSigned ? 1 : 0))
            .Set(DicomTag.NumberOfFrames, frames.Count.ToString(CultureInfo.InvariantCulture));
        if (layout.SamplesPerPixel > 1)
        {
            dataset.Set(DicomTag.PlanarConfiguration, 0);
        }
        if (photometric == "PALETTE COLOR")
        {
            AddPalette(dataset);
        }
        if (!syntax.Encapsulated)
        {
            byte[] all = [.. frames.SelectMany(frame => frame)];
            dataset.Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, (all.Length & 1) == 0 ? all : [.. all, 0]));
        }
        using FileStream stream = File.Create(path);
        var output = new DicomStreamOutput(stream);
        DicomWriter.WriteFile(output, DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), "2.25.1", syntax), dataset, syntax);
        if (syntax.Encapsulated)
        {
            output.Write(Encapsulate(frames, offsetTable));
        }
        output.Flush();
    }

    /// <summary>A Pixel Data element of fragments, header to delimiter.</summary>
    internal static byte[] Encapsulate(IReadOnlyList<byte[]> fragments, bool offsetTable)
    {
        using var bytes = new MemoryStream();
        bytes.Write([0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF]);
        byte[] table = new byte[offsetTable ? 4 * fragments.Count : 0];
        uint offset = 0;
        for (int i = 0; i < table.Length / 4; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 * i), offset);
            offset += 8 + (uint)fragments[i].Length;
        }
        foreach (byte[] item in fragments.Prepend(table))
        {
            byte[] header = [0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0];
            BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), (uint)item.Length);
            bytes.Write(header);
            bytes.Write(item);
        }
        bytes.Write([0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0]);
        return bytes.ToArray();
    }

    /// <summary>Every frame of a file: decoded by a codec, or as it stands in a native one, samples of a pixel side by side.</summary>
    internal static List<byte[]> Frames(string path, IFrameCodec? codec, out FrameLayout layout)
    {
        using DicomFile file = DicomFile.Open(path);
        PixelDescription description = PixelDescription.Of(file.Dataset);
        layout = LayoutOf(description);
        var frames = new List<byte[]>();
        if (description.IsEncapsulated)
        {
            Assert.NotNull(codec);
            using EncapsulatedFrames fragments = EncapsulatedFrames.Of(file.Dataset, file.TransferSyntax, description.NumberOfFrames);
            for (int frame = 0; frame < fragments.Count; frame++)
            {
                frames.Add(FrameSamples.Decode(codec, layout, fragments.Read(frame).Span));
            }
            return frames;
        }
        DicomElement pixels = file.Dataset.Find(DicomTag.PixelData)!;
        byte[] all = pixels.Value.ToArray();
        if (pixels.Encoding.BigEndian && pixels.VR == DicomVR.OW)
        {
            Span<ushort> words = MemoryMarshal.Cast<byte, ushort>(all.AsSpan());
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        for (int frame = 0; frame < description.NumberOfFrames; frame++)
        {
            byte[] bytes = all.AsSpan((int)(frame * description.FrameLength), (int)description.FrameLength).ToArray();
            frames.Add(description.IsPlanar ? SideBySide(bytes, layout) : bytes);
        }
        return frames;
    }

    /// <summary>Runs a program that turns one file into another and says whether it did.</summary>
    internal static bool Convert(string program, params string[] arguments)
    {
        (int status, _, string errors) = Oracles.Run(program, arguments);
        if (status != 0)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{program}: {errors.Trim()}");
        }
        return status == 0;
    }

    /// <summary>256 entries that differ in every colour.</summary>
    private static void AddPalette(DicomDataset dataset)
    {
        byte[] descriptor = [0, 1, 0, 0, 16, 0];
        DicomTag[] tables = [DicomTag.RedPaletteColorLookupTableData, DicomTag.GreenPaletteColorLookupTableData, DicomTag.BluePaletteColorLookupTableData];
        DicomTag[] descriptors = [DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableDescriptor];
        for (int colour = 0; colour < 3; colour++)
        {
            dataset.Set(DicomElement.Create(descriptors[colour], DicomVR.US, descriptor));
            dataset.Set(DicomElement.Create(tables[colour], DicomVR.OW, [.. Enumerable.Range(0, 512).Select(i => (byte)((i / 2 * (colour + 3)) & 0xFF))]));
        }
    }

    private static byte[] SideBySide(byte[] planes, in FrameLayout layout)
    {
        int cell = layout.BitsAllocated / 8;
        int pixels = layout.Rows * layout.Columns;
        byte[] result = new byte[planes.Length];
        for (int at = 0; at < planes.Length; at++)
        {
            int sample = at / cell / pixels;
            int pixel = at / cell % pixels;
            result[(((pixel * layout.SamplesPerPixel) + sample) * cell) + (at % cell)] = planes[at];
        }
        return result;
    }
}

/// <summary>A folder that is gone when the test is over.</summary>
internal sealed class CodecFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("ospacs-codec-").FullName;

    internal string this[string name] => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
