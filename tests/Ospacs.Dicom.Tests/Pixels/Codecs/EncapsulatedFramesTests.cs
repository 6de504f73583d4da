using System.Buffers.Binary;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Codecs;

public class EncapsulatedFramesTests
{
    private static readonly DicomTransferSyntax Jpeg = DicomTransferSyntax.JpegBaseline;

    private static readonly byte[][] Fragments =
    [
        [0xFF, 0xD8, 1, 2], [3, 4], [0xFF, 0xD8, 5, 6, 7, 8], [0xFF, 0xD9], [0, 0xFF, 0xD8, 9], [0xFF, 0xD8, 10, 0],
    ];

    [Fact]
    public void A_fragment_a_frame_needs_no_table()
    {
        byte[][] frames = [[1, 2], [3, 4, 5, 6], [7, 8]];
        Assert.Equal(frames, Read(DicomTransferSyntax.RleLossless, 3, Dataset(frames)));
        Assert.Equal(frames, Read(Jpeg, 3, Dataset(frames)));
    }

    [Fact]
    public void All_fragments_are_the_one_frame_of_a_still() => Assert.Equal([Join(0, 6)], Read(Jpeg, 1, Dataset(Fragments)));

    [Fact]
    public void A_start_of_image_begins_a_frame_where_there_is_no_table() =>
        Assert.Equal([Join(0, 2), Join(2, 5), Join(5, 6)], Read(Jpeg, 3, Dataset(Fragments)));

    [Fact]
    public void The_basic_offset_table_says_which_fragment_begins_a_frame()
    {
        // Fragments take 12, 10, 14, 10, 12 and 12 bytes with their headers; the table need not agree with the markers.
        Assert.Equal([Join(0, 1), Join(1, 4), Join(4, 6)], Read(Jpeg, 3, Dataset(Fragments, Table(0, 12, 46))));
        Assert.Equal([Join(0, 6)], Read(Jpeg, 1, Dataset(Fragments, Table(0))));
    }

    [Theory]
    [InlineData(new uint[] { 0, 12, 47 })]
    [InlineData(new uint[] { 0, 46, 12 })]
    [InlineData(new uint[] { 0, 0, 12 })]
    [InlineData(new uint[] { 12, 22, 46 })]
    [InlineData(new uint[] { 0, 12, 70 })]
    [InlineData(new uint[] { 0, 12, 4294967295 })]
    [InlineData(new uint[] { 0, 12 })]
    [InlineData(new uint[] { 0, 12, 22, 36 })]
    public void A_basic_offset_table_that_does_not_fit_is_an_error(uint[] offsets) =>
        Refuses(PixelProblem.Inconsistent, Jpeg, 3, Dataset(Fragments, Table(offsets)));

    [Fact]
    public void The_extended_offset_table_says_how_long_frames_are()
    {
        byte[][] fragments = [[1, 2, 3, 0], [4, 5], [6, 0]];
        DicomDataset dataset = Dataset(fragments, extended: ([0, 12, 22], [3, 2, 1]));
        Assert.Equal([[1, 2, 3], [4, 5], [6]], Read(Jpeg, 3, dataset));
    }

    [Fact]
    public void An_extended_offset_table_that_does_not_fit_is_an_error()
    {
        byte[][] fragments = [[1, 2, 3, 0], [4, 5], [6, 0]];
        Refuses(PixelProblem.Inconsistent, Jpeg, 3, Dataset(fragments, extended: ([0, 12, 23], [3, 2, 1])));
        Refuses(PixelProblem.Inconsistent, Jpeg, 3, Dataset(fragments, extended: ([0, 12, 22], [2, 2, 1])));
        Refuses(PixelProblem.Inconsistent, Jpeg, 3, Dataset(fragments, extended: ([0, 12, 22], [5, 2, 1])));
        Refuses(PixelProblem.Inconsistent, Jpeg, 3, Dataset(fragments, extended: ([0, 12, 22], [ulong.MaxValue, 2, 1])));
        Refuses(PixelProblem.Inconsistent, Jpeg, 3, Dataset(fragments, extended: ([0, 12], [3, 2])));
        Refuses(PixelProblem.Inconsistent, Jpeg, 2, Dataset(fragments, extended: ([0, 12], [3, 2])));
        Refuses(PixelProblem.Inconsistent, Jpeg, 3, Dataset(fragments, Table(0, 12, 22), extended: ([0, 12, 22], [3, 2, 1])));
        DicomDataset lengthsOnly = Dataset(fragments, extended: ([0, 12, 22], [3, 2, 1]));
        lengthsOnly.Remove(DicomTag.ExtendedOffsetTableLengths);
        Refuses(PixelProblem.Inconsistent, Jpeg, 3, lengthsOnly);
    }

    [Fact]
    public void Fragments_that_do_not_give_the_frames_are_an_error()
    {
        Refuses(PixelProblem.Inconsistent, Jpeg, 2, Dataset(Fragments));
        Refuses(PixelProblem.Inconsistent, Jpeg, 4, Dataset(Fragments));
        Refuses(PixelProblem.Inconsistent, Jpeg, 7, Dataset(Fragments));
        Refuses(PixelProblem.Inconsistent, Jpeg, 2, Dataset([[0, 1], [0xFF, 0xD8], [0xFF, 0xD8]]));
        Refuses(PixelProblem.Inconsistent, Jpeg, 1, Dataset([]));
        Refuses(PixelProblem.Inconsistent, Jpeg, 2, Dataset([[1, 2], []]));
        Refuses(PixelProblem.Inconsistent, Jpeg, 1, new DicomDataset().Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, [1, 2])));
        Refuses(PixelProblem.Inconsistent, Jpeg, 1, new DicomDataset());
    }

    [Fact]
    public void Run_lengths_have_one_fragment_a_frame()
    {
        Refuses(PixelProblem.Inconsistent, DicomTransferSyntax.RleLossless, 1, Dataset(Fragments));
        Refuses(PixelProblem.Inconsistent, DicomTransferSyntax.RleLossless, 3, Dataset(Fragments));
        Refuses(PixelProblem.Inconsistent, DicomTransferSyntax.RleLossless, 3, Dataset(Fragments, Table(0, 12, 46)));
    }

    [Fact]
    public void A_frame_beyond_the_bound_is_refused_before_anything_is_read()
    {
        // A source that has the length and no bytes: reading them would fail.
        using var source = new HollowSource(EncapsulatedFrames.LargestFrame + 2L);
        var element = new DicomElement(DicomTag.PixelData, DicomVR.OB, DicomEncoding.ExplicitLittle, source, new DicomPlace(0, source.Length), new DicomPlace(0, source.Length), null)
        {
            Fragments = [new(0, 0), new(0, source.Length)],
        };
        Refuses(PixelProblem.Unsupported, Jpeg, 1, new DicomDataset().Set(element));
    }

    [Fact]
    public void Frames_of_a_file_are_read_one_at_a_time()
    {
        string path = Path.GetTempFileName();
        try
        {
            var layout = new FrameLayout(1, 1, 1, 8, 8, false);
            CodecFile.Write(path, Jpeg, layout, Fragments, offsetTable: false);
            using DicomFile file = DicomFile.Open(path);
            Assert.Equal([Join(0, 2), Join(2, 5), Join(5, 6)], Read(Jpeg, 3, file.Dataset));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void Refuses(PixelProblem kind, DicomTransferSyntax syntax, int frames, DicomDataset dataset) =>
        Assert.Equal(kind, Assert.Throws<PixelException>(() => EncapsulatedFrames.Of(dataset, syntax, frames)).Kind);

    private static byte[] Join(int from, int to) => [.. Fragments[from..to].SelectMany(fragment => fragment)];

    private static List<byte[]> Read(DicomTransferSyntax syntax, int count, DicomDataset dataset)
    {
        using EncapsulatedFrames frames = EncapsulatedFrames.Of(dataset, syntax, count);
        Assert.Equal(count, frames.Count);
        // Not in order, and each twice: a frame does not depend on what was read before.
        for (int frame = count - 1; frame >= 0; frame--)
        {
            frames.Read(frame);
        }
        return [.. Enumerable.Range(0, count).Select(frame => frames.Read(frame).ToArray())];
    }

    private static byte[] Table(params uint[] offsets)
    {
        byte[] table = new byte[4 * offsets.Length];
        for (int i = 0; i < offsets.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 * i), offsets[i]);
        }
        return table;
    }

    private static DicomDataset Dataset(byte[][] fragments, byte[]? table = null, (ulong[] Offsets, ulong[] Lengths)? extended = null)
    {
        byte[] bytes = CodecFile.Encapsulate(fragments, offsetTable: false);
        if (table is not null)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), (uint)table.Length);
            bytes = [.. bytes[..20], .. table, .. bytes[20..]];
        }
        DicomDataset dataset = new DicomReader(new DicomMemorySource(bytes)).ReadDataset(0, DicomEncoding.ExplicitLittle);
        if (extended is { } e)
        {
            dataset.Set(DicomElement.Create(DicomTag.ExtendedOffsetTable, DicomVR.OV, Wide(e.Offsets)));
            dataset.Set(DicomElement.Create(DicomTag.ExtendedOffsetTableLengths, DicomVR.OV, Wide(e.Lengths)));
        }
        return dataset;
    }

    private static byte[] Wide(ulong[] values)
    {
        byte[] bytes = new byte[8 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8 * i), values[i]);
        }
        return bytes;
    }

    private sealed class HollowSource(long length) : DicomSource
    {
        public override long Length => length;

        public override bool IsInMemory => false;

        public override ReadOnlyMemory<byte> Slice(long offset, int length) => throw new InvalidOperationException();

        public override ReadOnlySpan<byte> Peek(long offset, int least) => throw new InvalidOperationException();

        public override void Read(long offset, Span<byte> buffer) => throw new InvalidOperationException();
    }
}
