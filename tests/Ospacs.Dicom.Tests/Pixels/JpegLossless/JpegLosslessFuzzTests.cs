using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.JpegLossless;

public class JpegLosslessFuzzTests
{
    [Fact]
    public void Damaged_lossless_JPEG_gives_a_frame_or_a_pixel_error()
    {
        var streams = new List<(FrameLayout, byte[])>();
        for (int seed = 0; seed < 60; seed++)
        {
            int stored = 2 + (seed % 15);
            // Some are so large that several differences are read at once.
            (int rows, int columns) = seed % 10 == 9 ? (150, 149) : (1 + (seed % 29), 1 + (7 * seed % 41));
            var layout = new FrameLayout(rows, columns, seed % 4 < 2 ? 3 : 1, stored <= 8 ? 8 : 16, stored, false);
            byte[] frame = FrameSamples.Make(layout, FrameSamples.Kinds[seed % FrameSamples.Kinds.Length], seed);
            int[] samples = FrameSamples.Stored(layout, frame);
            streams.Add((layout, new PlainLosslessJpeg
            {
                Precision = stored,
                Predictor = 1 + (seed % 7),
                PointTransform = seed % 4 == 0 ? 1 : 0,
                RestartRows = seed % 5,
                Scans = layout.SamplesPerPixel == 3 && seed % 6 == 0 ? [[1], [0, 2]] : null,
                Seed = seed,
                Clutter = seed % 3 == 0,
            }.Write(layout, samples)));
            streams.Add((layout, FrameSamples.Encode(JpegLosslessCodec.Instance, layout, frame)));
        }
        CodecFuzz.Run(JpegLosslessCodec.Instance, streams);
    }
}
