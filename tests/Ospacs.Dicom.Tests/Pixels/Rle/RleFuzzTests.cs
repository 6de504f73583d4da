using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Rle;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Rle;

public class RleFuzzTests
{
    [Fact]
    public void Damaged_streams_of_run_lengths_give_a_frame_or_a_pixel_error()
    {
        var streams = new List<(FrameLayout, byte[])>();
        foreach ((int samples, int allocated) in new[] { (1, 8), (3, 8), (1, 16), (1, 32) })
        {
            foreach ((int rows, int columns) in new[] { (1, 3), (30, 70), (50, 100) })
            {
                foreach (FrameKind kind in FrameSamples.Kinds)
                {
                    var layout = new FrameLayout(rows, columns, samples, allocated, allocated, false);
                    streams.Add((layout, FrameSamples.Encode(RleCodec.Instance, layout, FrameSamples.Make(layout, kind, 1))));
                }
            }
        }
        CodecFuzz.Run(RleCodec.Instance, streams);
    }
}
