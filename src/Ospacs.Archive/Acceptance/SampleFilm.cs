using System.Globalization;
using Ospacs.Dicom.Data;

namespace Ospacs.Archive.Acceptance;

/// <summary>A clip as a film, MPEG-2 in one fragment (PS3.5 section 8.2.5): a stream that no mask can be laid into. Its bytes show nothing.</summary>
internal static class SampleFilm
{
    private const int Frames = 50;
    private const int StreamLength = 65536;

    internal static byte[] Create(SampleObject still)
    {
        DicomDataset dataset = still.CreateDataset();
        dataset.Remove(DicomTag.PixelData);
        dataset.Set(DicomTag.SOPClassUID, DicomUID.UltrasoundMultiFrameImageStorage);
        dataset.Set(DicomTag.NumberOfFrames, Frames.ToString(CultureInfo.InvariantCulture));
        SampleHeader.Plain(dataset, "FrameTime", "40.0");
        dataset.Set(DicomElement.Create(DicomTag.FrameIncrementPointer, DicomVR.AT, [0x18, 0x00, 0x63, 0x10]));
        dataset.Set(DicomTag.SamplesPerPixel, 3).Set(DicomTag.PhotometricInterpretation, "YBR_PARTIAL_420").Set(DicomTag.PlanarConfiguration, 0);
        dataset.Set(DicomTag.LossyImageCompression, "01").Set(DicomTag.LossyImageCompressionRatio, "40").Set(DicomTag.LossyImageCompressionMethod, "ISO_13818_2");

        byte[] stream = new byte[StreamLength];
        var noise = new SampleNoise((uint)still.InstanceNumber);
        for (int i = 0; i < stream.Length; i++)
        {
            stream[i] = noise.NextByte();
        }
        // The start code of a sequence header, so that it is not taken for anything else.
        ((ReadOnlySpan<byte>)[0, 0, 1, 0xB3]).CopyTo(stream);
        return SampleFileWriter.WriteEncapsulated(dataset, DicomTransferSyntax.Of("1.2.840.10008.1.2.4.100"), [stream]);
    }
}
