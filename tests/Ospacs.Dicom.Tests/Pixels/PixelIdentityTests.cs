using System.Buffers.Binary;
using System.Security.Cryptography;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels;

public class PixelIdentityTests
{
    private static readonly DicomTransferSyntax[] Lossless =
    [
        DicomTransferSyntax.RleLossless, DicomTransferSyntax.JpegLossless, DicomTransferSyntax.JpegLosslessSV1, DicomTransferSyntax.JpegLsLossless, DicomTransferSyntax.ExplicitVRLittleEndian,
    ];

    public static TheoryData<string> Layouts => [.. Samples.Keys];

    private static Dictionary<string, PixelSample> Samples { get; } = new()
    {
        ["8 bits"] = new() { Frames = 3 },
        ["odd frames"] = new() { Rows = 5, Columns = 7, Frames = 3 },
        ["12 bits"] = new() { Allocated = 16, Stored = 12 },
        ["16 bits"] = new() { Allocated = 16, Stored = 16, Frames = 2 },
        ["signed"] = new() { Allocated = 16, Stored = 16, Signed = 1 },
        ["RGB"] = new() { Samples = 3, Photometric = "RGB", Frames = 2 },
        ["RGB by plane"] = new() { Samples = 3, Photometric = "RGB", Planar = 1, Frames = 2, Columns = 21 },
        ["RGB of 16 bits by plane"] = new() { Samples = 3, Photometric = "RGB", Planar = 1, Allocated = 16, Stored = 16 },
        ["YBR"] = new() { Samples = 3, Photometric = "YBR_FULL" },
        ["palette"] = new() { Photometric = "PALETTE COLOR" },
        ["big endian words of 8 bits, odd frames"] = new() { Rows = 5, Columns = 7, Frames = 3, Big = true },
        ["big endian bytes"] = new() { Rows = 5, Columns = 7, Frames = 3, Big = true, VR = DicomVR.OB },
        ["big endian, 16 bits"] = new() { Allocated = 16, Stored = 16, Big = true, Frames = 2 },
        ["big endian RGB by plane"] = new() { Samples = 3, Photometric = "RGB", Planar = 1, Big = true, Rows = 5, Columns = 7, Frames = 3 },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Pixels_are_the_same_in_every_lossless_syntax(string layout)
    {
        PixelSample sample = Samples[layout];
        byte[] pixels = Pixels(sample);
        PixelWay source = PixelWay.Begin(sample, pixels);
        string identity = Convert.ToHexString(SHA256.HashData(Canonical(sample, pixels)));

        Assert.Equal(identity, Convert.ToHexString(source.Into(null).PixelSha256!));
        foreach (DicomTransferSyntax first in Lossless)
        {
            PixelWay stored = source.Into(first);
            Assert.Equal(first, stored.Syntax);
            Assert.Equal(identity, Convert.ToHexString(stored.PixelSha256!));
            foreach (DicomTransferSyntax second in Lossless)
            {
                PixelWay exported = stored.Into(second);
                Assert.Equal(second, exported.Syntax);
                Assert.Equal(identity, Convert.ToHexString(exported.PixelSha256!));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Pixels_come_back_as_they_were_with_their_samples_side_by_side(string layout)
    {
        PixelSample sample = Samples[layout];
        byte[] pixels = Pixels(sample);
        PixelWay back = PixelWay.Begin(sample, pixels).Into(DicomTransferSyntax.JpegLsLossless).Into(DicomTransferSyntax.RleLossless).Into(DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(Canonical(sample, pixels)[28..], back.Native[..(sample.FrameLength * (sample.Frames ?? 1))]);
        Assert.Equal(sample.Photometric, back.Dataset.GetCode(DicomTag.PhotometricInterpretation));
        Assert.Equal(sample.Samples == 1 ? null : 0L, back.Dataset.GetInteger(DicomTag.PlanarConfiguration));
    }

    [Fact]
    public void Colours_that_pixels_share_have_an_identity_and_are_never_made_up()
    {
        var sample = new PixelSample { Samples = 3, Photometric = "YBR_FULL_422", Frames = 2 };
        byte[] pixels = sample.Noise(1);
        PixelWay source = PixelWay.Begin(sample, pixels);
        PixelWay kept = source.Into(DicomTransferSyntax.JpegLsLossless);
        Assert.Equal(DicomTransferSyntax.ExplicitVRLittleEndian, kept.Syntax);
        Assert.Equal(pixels, kept.Native);
        Assert.Equal("YBR_FULL_422", kept.Dataset.GetCode(DicomTag.PhotometricInterpretation));
        Assert.Equal(SHA256.HashData(Canonical(sample, pixels)), kept.PixelSha256);
    }

    [Fact]
    public void Another_sample_another_identity()
    {
        var sample = new PixelSample { Frames = 2 };
        byte[] pixels = sample.Noise(1);
        byte[]? before = PixelWay.Begin(sample, pixels).Into(null).PixelSha256;
        foreach (int at in new[] { 0, 47, 48, 95 })
        {
            byte[] other = [.. pixels];
            other[at] ^= 1;
            Assert.NotEqual(before, PixelWay.Begin(sample, other).Into(null).PixelSha256);
        }
        Assert.NotEqual(before, PixelWay.Begin(sample with { Frames = 1, Rows = 12 }, pixels).Into(null).PixelSha256);
        Assert.NotEqual(before, PixelWay.Begin(sample with { Rows = 8, Columns = 6 }, pixels).Into(null).PixelSha256);
    }

    [Fact]
    public void The_identity_is_of_what_is_left_when_rectangles_are_blanked()
    {
        var sample = new PixelSample { Frames = 2 };
        byte[] one = sample.Noise(1);
        byte[] two = [.. one];
        two[3] ^= 0xFF;
        two[48 + 3] ^= 0xFF;
        var name = new PixelRectangle(3, 0, 1, 1);
        Assert.NotEqual(PixelWay.Begin(sample, one).Into(null).PixelSha256, PixelWay.Begin(sample, two).Into(null).PixelSha256);
        Assert.Equal(PixelWay.Begin(sample, one).Into(null, name).PixelSha256, PixelWay.Begin(sample, two).Into(null, name).PixelSha256);
        Assert.Equal(PixelWay.Begin(sample, one).Into(null, name).PixelSha256, PixelWay.Begin(sample, two).Into(DicomTransferSyntax.JpegLsLossless, name).PixelSha256);
    }

    /// <summary>Random samples that keep to their bits stored, in the object's own order.</summary>
    private static byte[] Pixels(PixelSample sample)
    {
        byte[] pixels = sample.Noise(7);
        if (sample.Stored == 12)
        {
            for (int i = 1; i < pixels.Length; i += 2)
            {
                pixels[i] &= 0x0F;
            }
        }
        return pixels;
    }

    /// <summary>The canonical form as it is documented, made of little-endian pixels by another way than the product's.</summary>
    private static byte[] Canonical(PixelSample sample, byte[] pixels)
    {
        bool shared = sample.Photometric.EndsWith("422", StringComparison.Ordinal);
        int cell = sample.Allocated / 8;
        int frames = sample.Frames ?? 1;
        var bytes = new List<byte>();
        bytes.AddRange("ospacs pixels 1\0"u8);
        bytes.Add((byte)(shared ? 'H' : 'S'));
        Number(sample.Rows, 2);
        Number(sample.Columns, 2);
        Number(sample.Samples, 2);
        Number(cell, 1);
        Number(frames, 4);
        int plane = sample.Rows * sample.Columns;
        for (int frame = 0; frame < frames; frame++)
        {
            int start = frame * sample.FrameLength;
            for (int i = 0; i < sample.FrameLength / cell; i++)
            {
                int from = sample.Planar == 1 ? ((i % sample.Samples) * plane) + (i / sample.Samples) : i;
                bytes.AddRange(pixels.AsSpan(start + (from * cell), cell));
            }
        }
        return [.. bytes];

        void Number(int value, int length)
        {
            byte[] four = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(four, value);
            bytes.AddRange(four[(4 - length)..]);
        }
    }
}
