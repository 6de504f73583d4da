using System.Buffers.Binary;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>Damages files as discs, programs and chance do. The same seed gives the same damage.</summary>
internal static class FileMutation
{
    private const int HeaderLength = 6 << 10;
    private const int Sector = 2048;
    private static readonly uint[] Lengths = [0, 1, 2, 7, 8, 0xFF, 0xFFFE, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF, 0xE000FFFE, 0xE00DFFFE, 0xE0DDFFFE];
    private static readonly string[] Numbers = ["2147483647", "-1", "0", "99999999999", "1\\2", "        ", "1E9"];

    /// <summary>A damaged copy.</summary>
    /// <param name="file">The file.</param>
    /// <param name="other">Another file, whose pieces may come into this one.</param>
    /// <param name="random">What decides.</param>
    public static byte[] Of(byte[] file, byte[] other, Random random)
    {
        byte[] bytes = [.. file];
        for (int damages = 1 + random.Next(3); damages > 0; damages--)
        {
            bytes = Once(bytes, other, random);
        }
        return bytes;
    }

    private static byte[] Once(byte[] bytes, byte[] other, Random random)
    {
        if (bytes.Length < 16)
        {
            return [.. bytes, .. other.AsSpan(0, Math.Min(other.Length, 500))];
        }
        int at = Place(bytes.Length, random);
        switch (random.Next(12))
        {
            case 0 or 1 or 2:
                for (int flips = 1 + random.Next(8); flips > 0; flips--)
                {
                    bytes[Place(bytes.Length, random)] ^= (byte)(1 << random.Next(8));
                }
                return bytes;
            case 3:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 4:
                return bytes[..at];
            case 5 or 6:
                // A length, or whatever stands there, of one or the other byte order.
                uint length = Lengths[random.Next(Lengths.Length)];
                at = Math.Min(at & ~1, bytes.Length - 4);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), random.Next(3) == 0 ? BinaryPrimitives.ReverseEndianness(length) : length);
                return bytes;
            case 7:
                bytes.AsSpan(at - (at % Sector), Math.Min(Sector, bytes.Length - at + (at % Sector))).Clear();
                return bytes;
            case 8:
                return bytes.AsSpan(0, at).ToArray().Concat(bytes.Skip(Math.Min(bytes.Length, at + random.Next(1, 400)))).ToArray();
            case 9:
                int from = Place(bytes.Length, random);
                return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(from, Math.Min(random.Next(1, 400), bytes.Length - from)), .. bytes.AsSpan(at)];
            case 10:
                from = Place(other.Length, random);
                ReadOnlySpan<byte> piece = other.AsSpan(from, Math.Min(random.Next(1, 2000), Math.Min(other.Length - from, bytes.Length - at)));
                piece.CopyTo(bytes.AsSpan(at));
                return bytes;
            default:
                string number = Numbers[random.Next(Numbers.Length)];
                for (int i = 0; i < number.Length && at + i < bytes.Length; i++)
                {
                    bytes[at + i] = (byte)number[i];
                }
                return bytes;
        }
    }

    /// <summary>A place in a file: most often in its header, where most can go wrong.</summary>
    private static int Place(int length, Random random) => random.Next(random.Next(8) == 0 ? length : Math.Min(length, HeaderLength));
}
