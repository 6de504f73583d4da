using System.Globalization;
using Ospacs.Archive.Acceptance;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>
/// Draws the frames of an object: speckle like that of tissue, and lines of text over every pixel that must be hidden. What must stay never
/// shows text.
/// </summary>
/// <param name="area">What must be hidden.</param>
/// <param name="format">How pixels are written.</param>
/// <param name="frames">How many there are.</param>
/// <param name="seed">Begins the speckle: no two objects show the same picture.</param>
internal sealed class ExamPicture(ExamArea area, ExamFormat format, int frames, int seed)
{
    private const string Text = "VOLUNTEER ZQMARY 1948";
    private const byte Bright = 235;
    private const int LineHeight = 9;

    /// <summary>Writes the attributes of the image pixel module and the frames into the sheet, and returns the file.</summary>
    internal byte[] Finish(ExamSheet sheet)
    {
        DicomDataset dataset = sheet.Dataset;
        if (frames > 1)
        {
            sheet.Top.Stays("NumberOfFrames", frames.ToString(CultureInfo.InvariantCulture)).Stays("FrameTime", "40.0");
            // Frame Increment Pointer holds the tag of Frame Time (0018,1063).
            sheet.Top.StaysNumber(DicomElement.Create(DicomTag.FrameIncrementPointer, DicomVR.AT, [0x18, 0x00, 0x63, 0x10]));
        }
        if (format.IsJpeg)
        {
            return FinishJpeg(sheet);
        }
        var canvases = new SampleCanvas[frames];
        for (int i = 0; i < frames; i++)
        {
            canvases[i] = Draw(i);
        }
        sheet.Top.Stays("LossyImageCompression", "00");
        SamplePixels.Set(dataset, canvases, format.Pixels, implicitVR: !format.Syntax.Encoding.ExplicitVR);
        AskLayout(sheet);
        if (format.Syntax.Encapsulated)
        {
            // Frames are compressed when they are written, out of a data set that still has them as they were.
            DicomDataset native = DicomDataset.Of(dataset);
            PixelDescription description = PixelDescription.Of(native, DicomTransferSyntax.ExplicitVRLittleEndian);
            dataset.Set(PixelRecoding.Create(description, native, DicomTransferSyntax.ExplicitVRLittleEndian, [], format.Syntax).PixelData);
        }
        return ExamFile.Write(sheet, format.Syntax);
    }

    private byte[] FinishJpeg(ExamSheet sheet)
    {
        var blank = new SampleCanvas(1, 1);
        SamplePixels.Set(sheet.Dataset, [blank], format.Pixels, implicitVR: false);
        sheet.Dataset.Set(DicomTag.Columns, (ushort)area.Columns).Set(DicomTag.Rows, (ushort)area.Rows);
        AskLayout(sheet);
        sheet.Top.Stays("LossyImageCompression", "01").Stays("LossyImageCompressionMethod", "ISO_10918_1").Stays("LossyImageCompressionRatio", "8");
        ExamArea blocks = area.InBlocks();
        (string word, _) = sheet.NextWord(ascii: true);
        var made = new List<ReadOnlyMemory<byte>>(frames);
        for (int i = 0; i < frames; i++)
        {
            made.Add(ExamJpeg.Create(blocks, (uint)((seed * 31) + i), word));
        }
        sheet.AskRemoved(DicomTag.PixelData.ToString(), word, "the comment in the compressed frames is gone");
        sheet.Dataset.Set(DicomElement.CreateEncapsulated(made, made.Sum(frame => frame.Length)));
        return ExamFile.Write(sheet, format.Syntax);
    }

    /// <summary>What says how pixels are read; how planes lie may follow the transfer syntax.</summary>
    private static void AskLayout(ExamSheet sheet)
    {
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.Rows, DicomTag.Columns, DicomTag.SamplesPerPixel, DicomTag.BitsAllocated, DicomTag.BitsStored, DicomTag.HighBit, DicomTag.PixelRepresentation])
        {
            sheet.Top.AskSame(sheet.Dataset.Find(tag)!);
        }
        sheet.Top.Stays("PhotometricInterpretation", sheet.Dataset.GetCode(DicomTag.PhotometricInterpretation));
    }

    private SampleCanvas Draw(int frame)
    {
        var canvas = new SampleCanvas(area.Columns, area.Rows);
        canvas.DrawSector(new PixelRectangle(0, 0, area.Columns, area.Rows), seed, frame, colour: format.Pixels is not (SamplePixelFormat.Monochrome1 or SamplePixelFormat.Monochrome2 or SamplePixelFormat.Monochrome2Deep));
        ReadOnlySpan<bool> tile = Tile();
        int width = tile.Length / LineHeight;
        foreach ((int start, int end) in area.Runs(hidden: true))
        {
            for (int i = start; i < end; i++)
            {
                bool lit = tile[(i / area.Columns % LineHeight * width) + (i % area.Columns % width)];
                canvas.Rgb.AsSpan(i * 3, 3).Fill(lit ? Bright : (byte)0);
            }
        }
        return canvas;
    }

    /// <summary>A line of text with the gaps around it, to lay side by side.</summary>
    private static bool[] Tile()
    {
        int width = BurnedInText.WidthOf(Text, 1);
        bool[] tile = new bool[(width + 2) * LineHeight];
        for (int y = 0; y < BurnedInText.HeightOf(1); y++)
        {
            for (int x = 0; x < width; x++)
            {
                tile[(y * (width + 2)) + x] = BurnedInText.IsLit(Text, x, y);
            }
        }
        return tile;
    }
}
