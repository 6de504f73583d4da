using System.Globalization;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Bench;

/// <summary>Frames of a corpus, all of one layout, in memory; and as one native clip, for programs that take files.</summary>
internal sealed record Frames(FrameLayout Layout, IReadOnlyList<byte[]> Samples)
{
    internal long Bytes => Samples.Sum(frame => (long)frame.Length);

    /// <summary>Takes native stills of the layout that most of a folder's files have, evenly over the folder.</summary>
    internal static Frames Of(string folder, int most)
    {
        string[] files = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        var found = new List<(FrameLayout Layout, byte[] Samples)>();
        for (int i = 0; i < 2 * most && i < files.Length; i++)
        {
            try
            {
                using DicomFile file = DicomFile.Open(files[(long)i * files.Length / Math.Min(2 * most, files.Length)]);
                PixelDescription d = PixelDescription.Of(file.Dataset);
                if (!d.IsEncapsulated && !d.IsPlanar && !d.IsSubsampled && d.BitsAllocated <= 16 && d.FrameLength <= int.MaxValue)
                {
                    found.Add((new FrameLayout(d.Rows, d.Columns, d.SamplesPerPixel, d.BitsAllocated, d.BitsStored, d.IsSigned), file.Dataset.Find(DicomTag.PixelData)!.Value[..(int)d.FrameLength].ToArray()));
                }
            }
            catch (Exception e) when (e is NotDicomException or DicomFormatException or PixelException)
            {
                // A DICOMDIR or whatever else lies about.
            }
        }
        if (found.Count == 0)
        {
            throw new InvalidOperationException("The folder has no native stills.");
        }
        FrameLayout layout = found.GroupBy(frame => frame.Layout).MaxBy(group => group.Count())!.Key;
        return new Frames(layout, [.. found.Where(frame => frame.Layout == layout).Take(most).Select(frame => frame.Samples)]);
    }

    /// <summary>Writes them as one clip.</summary>
    internal void Write(string path)
    {
        DicomDataset dataset = new DicomDataset()
            .Set(DicomTag.SOPClassUID, DicomUID.UltrasoundMultiFrameImageStorage).Set(DicomTag.SOPInstanceUID, "2.25.1")
            .Set(DicomTag.StudyInstanceUID, "2.25.2").Set(DicomTag.SeriesInstanceUID, "2.25.3").Set(DicomTag.Modality, "US")
            .Set(DicomTag.SamplesPerPixel, (ushort)Layout.SamplesPerPixel).Set(DicomTag.PhotometricInterpretation, Layout.SamplesPerPixel == 3 ? "RGB" : "MONOCHROME2")
            .Set(DicomTag.Rows, (ushort)Layout.Rows).Set(DicomTag.Columns, (ushort)Layout.Columns)
            .Set(DicomTag.BitsAllocated, (ushort)Layout.BitsAllocated).Set(DicomTag.BitsStored, (ushort)Layout.BitsStored).Set(DicomTag.HighBit, (ushort)(Layout.BitsStored - 1))
            .Set(DicomTag.PixelRepresentation, (ushort)(Layout.IsSigned ? 1 : 0))
            .Set(DicomTag.NumberOfFrames, Samples.Count.ToString(CultureInfo.InvariantCulture))
            .Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, [.. Samples.SelectMany(frame => frame)]));
        if (Layout.SamplesPerPixel > 1)
        {
            dataset.Set(DicomTag.PlanarConfiguration, 0);
        }
        using FileStream stream = File.Create(path);
        var output = new DicomStreamOutput(stream);
        DicomTransferSyntax syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
        DicomWriter.WriteFile(output, DicomFileMeta.Create(DicomUID.UltrasoundMultiFrameImageStorage, "2.25.1", syntax), dataset, syntax);
        output.Flush();
    }
}
