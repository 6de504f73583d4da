using Ospacs.Dicom.Pixels.Jpeg;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

public class JpegHuffmanTableTests
{
    [Fact]
    public void A_symbol_is_added_behind_the_others_which_keep_their_codes()
    {
        // Codes 0, 10, 110; 111 is left free, as it must be.
        JpegHuffmanTable table = JpegHuffmanTable.Of(Definition([1, 1, 1], 3, 4, 5), true)!;
        JpegHuffmanTable more = table.With([7, 9], out bool keeps);
        Assert.True(keeps);
        Assert.Equal(Definition([1, 1, 1, 1, 1], 3, 4, 5, 7, 9), more.Definition.ToArray());
        foreach (int symbol in new[] { 3, 4, 5 })
        {
            Assert.Equal((table.CodeOf(symbol), table.LengthOf(symbol)), (more.CodeOf(symbol), more.LengthOf(symbol)));
        }
        Assert.Equal((0b1110u, 4), (more.CodeOf(7), more.LengthOf(7)));
    }

    [Fact]
    public void A_symbol_is_added_to_a_table_without_room_beside_another_one()
    {
        byte[] counts = [.. Enumerable.Repeat((byte)1, 16)];
        JpegHuffmanTable table = JpegHuffmanTable.Of(Definition(counts, [.. Enumerable.Range(16, 16).Select(i => (byte)i)]), true)!;
        JpegHuffmanTable more = table.With([3], out bool keeps);
        Assert.False(keeps);
        Assert.Equal(16, more.LengthOf(3));
        Assert.Equal(16, more.LengthOf(16 + 14));
        Assert.All(Enumerable.Range(16, 14), symbol => Assert.Equal(symbol - 15, more.LengthOf(symbol)));
        Assert.Equal(17, more.Definition.Length - 16);
    }

    [Fact]
    public void An_empty_table_gets_symbols_too()
    {
        JpegHuffmanTable more = JpegHuffmanTable.Of(new byte[16], false)!.With([0], out bool keeps);
        Assert.True(keeps);
        Assert.InRange(more.LengthOf(0), 1, 16);
    }

    [Fact]
    public void Counts_that_give_more_codes_than_there_are_give_no_table()
    {
        Assert.Null(JpegHuffmanTable.Of(Definition([3], 1, 2, 3), true));
        Assert.Null(JpegHuffmanTable.Of(Definition([1, 1, 3], 1, 2, 3, 4, 5), true));
        Assert.NotNull(JpegHuffmanTable.Of(Definition([2], 1, 2), true));
    }

    private static byte[] Definition(byte[] counts, params byte[] symbols) => [.. counts, .. new byte[16 - counts.Length], .. symbols];
}
