using System.Text;
using Ospacs.Dicom.Pixels.Jpeg;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

public class JpegBitsTests
{
    [Fact]
    public void Bits_are_written_copied_and_taken_back_as_if_they_were_letters()
    {
        var random = new Random(11);
        byte[] source = new byte[600];
        random.NextBytes(source);
        string letters = Letters(source);
        for (int round = 0; round < 300; round++)
        {
            using var writer = new JpegBitWriter();
            var expected = new StringBuilder();
            for (int step = 0; step < 30; step++)
            {
                int from = random.Next(500 * 8);
                int to = random.Next(from, Math.Min(from + random.Next(1, 900), 590 * 8));
                ulong value = (ulong)random.NextInt64();
                int count = random.Next(57);
                value &= (1UL << count) - 1;
                writer.Write(value, count);
                expected.Append(count == 0 ? "" : Convert.ToString((long)value, 2).PadLeft(count, '0'));
                writer.Copy(source, from, to);
                expected.Append(letters, from, to - from);
                Assert.Equal(expected.Length, writer.Position);
                if (random.Next(4) == 0)
                {
                    int back = random.Next(Math.Max(0, expected.Length - 300), expected.Length + 1);
                    var scratch = new System.Buffers.ArrayBufferWriter<byte>();
                    writer.TakeBack(back, scratch);
                    Assert.StartsWith(expected.ToString(back, expected.Length - back), Letters(scratch.WrittenSpan)[(back & 7)..], StringComparison.Ordinal);
                    expected.Length = back;
                    Assert.Equal(back, writer.Position);
                }
            }
            writer.Pad();
            expected.Append('1', (8 - (expected.Length % 8)) % 8);
            Assert.Equal(expected.ToString(), Letters(writer.Bytes));
        }
    }

    [Fact]
    public void Stuffed_zeros_are_put_in_and_taken_out()
    {
        var random = new Random(12);
        for (int length = 0; length < 200; length++)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            for (int i = 0; i < length; i += random.Next(1, 9))
            {
                bytes[i] = 0xFF;
            }
            using var output = new JpegOutput(1);
            JpegEntropy.Stuff(bytes, output);
            Assert.Equal(bytes.SelectMany(value => value == 0xFF ? new byte[] { value, 0 } : [value]), output.Written.ToArray());
            Assert.Equal(output.Length, JpegEntropy.StuffedLength(bytes));
            byte[] again = new byte[output.Length];
            Assert.Equal(length, JpegEntropy.Unstuff(output.Written, again));
            Assert.Equal(bytes, again[..length]);
        }
    }

    private static string Letters(ReadOnlySpan<byte> bytes)
    {
        var letters = new StringBuilder();
        foreach (byte value in bytes)
        {
            letters.Append(Convert.ToString(value, 2).PadLeft(8, '0'));
        }
        return letters.ToString();
    }
}
