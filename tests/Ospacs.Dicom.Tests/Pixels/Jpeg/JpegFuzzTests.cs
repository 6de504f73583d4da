using System.Buffers;
using System.Security.Cryptography;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

public class JpegFuzzTests
{
    [Fact]
    public void Damaged_JPEG_streams_give_a_frame_or_a_pixel_error() => CodecFuzz.Run(new JpegDecoder(), Streams());

    [Fact]
    public void Damaged_JPEG_streams_are_masked_or_give_a_pixel_error() => CodecFuzz.Run(new MaskAsCodec(), Streams());

    [Fact]
    public void Damaged_JPEG_streams_have_an_identity_or_give_a_pixel_error() => CodecFuzz.Run(new IdentityAsCodec(), Streams());

    private static List<(FrameLayout, byte[])> Streams()
    {
        var streams = new List<(FrameLayout, byte[])>();
        for (int seed = 0; seed < 60; seed++)
        {
            JpegModel model = JpegModel.Random(seed);
            int allocated = model.Precision == 8 ? 8 : 16;
            streams.Add((new FrameLayout(model.Rows, model.Columns, model.Components.Length, allocated, model.Precision, false), model.Write()));
        }
        return streams;
    }

    /// <summary>Masks a frame and reads all coefficients. What was masked must be masked again without an error.</summary>
    private sealed class MaskAsCodec : IFrameCodec
    {
        public void Decode(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples)
        {
            var output = new ArrayBufferWriter<byte>();
            var rectangle = new PixelRectangle(layout.Columns / 4, layout.Rows / 4, (layout.Columns / 2) + 1, (layout.Rows / 4) + 1);
            JpegMaskReport report = JpegBlockMask.Apply(stream, [rectangle], new JpegMaskColour(), output);
            var again = new ArrayBufferWriter<byte>();
            try
            {
                Assert.Equal(report.BlocksChanged, JpegBlockMask.Apply(output.WrittenSpan, [rectangle], new JpegMaskColour(), again).BlocksChanged);
            }
            catch (PixelException e)
            {
                Assert.Fail($"What was masked cannot be masked again: {e.Message}");
            }
            Assert.Equal(output.WrittenSpan, again.WrittenSpan);
            JpegCoefficients before = JpegCoefficients.Read(stream);
            JpegMaskJudge.AssertCoefficients(before, JpegCoefficients.Read(output.WrittenSpan), [rectangle]);
        }

        public void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output) => throw new NotSupportedException();
    }

    /// <summary>Takes the identity of a frame. One that has an identity has coefficients, and a hash that was given none is as it was.</summary>
    private sealed class IdentityAsCodec : IFrameCodec
    {
        private static readonly byte[] Nothing = SHA256.HashData([]);

        public void Decode(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            try
            {
                JpegIdentity.Append(stream, hash);
            }
            catch (PixelException)
            {
                Assert.Equal(Nothing, hash.GetHashAndReset());
                throw;
            }
            try
            {
                JpegCoefficients.Read(stream);
            }
            catch (PixelException e)
            {
                Assert.Fail($"What has an identity has no coefficients: {e.Message}");
            }
        }

        public void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output) => throw new NotSupportedException();
    }
}
