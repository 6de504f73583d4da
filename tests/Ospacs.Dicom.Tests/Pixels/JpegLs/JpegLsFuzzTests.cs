using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.JpegLs;

public class JpegLsFuzzTests
{
    [Fact]
    public void Damaged_JPEG_LS_gives_a_frame_or_a_pixel_error()
    {
        var streams = new List<(FrameLayout, byte[])>();
        for (int seed = 0; seed < 90; seed++)
        {
            int stored = 2 + (seed % 15);
            var layout = new FrameLayout(1 + (seed % 29), 1 + (7 * seed % 41), 1 + (seed % 4), stored <= 8 ? 8 : 16, stored, false);
            byte[] frame = FrameSamples.Make(layout, FrameSamples.Kinds[seed % FrameSamples.Kinds.Length], seed);
            streams.Add((layout, new PlainJpegLs
            {
                Precision = stored,
                Near = seed % 2 == 0 ? 0 : 1,
                Presets = seed % 5 == 0 ? [0, 0, 0, 0, 9] : null,
                Interleave = layout.SamplesPerPixel == 1 ? 0 : 1 + (seed % 2),
                Scans = layout.SamplesPerPixel == 3 && seed % 3 == 0 ? [[1], [0, 2]] : null,
                RestartLines = seed % 6,
                Clutter = seed % 4 == 0,
            }.Write(layout, FrameSamples.Stored(layout, frame), out _)));
            streams.Add((layout, FrameSamples.Encode(JpegLsCodec.Instance, layout, frame)));
        }
        CodecFuzz.Run(JpegLsCodec.Instance, streams);
    }
}
