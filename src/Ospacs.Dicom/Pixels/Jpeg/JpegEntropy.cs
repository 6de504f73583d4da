using System.Buffers;
using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>Stuffed zeros: within entropy-coded data every byte of ones is followed by a zero, so that none looks like a marker (T.81 section B.1.1.5).</summary>
internal static class JpegEntropy
{
    /// <summary>Takes the zeros out.</summary>
    /// <param name="stuffed">Entropy-coded data without a marker.</param>
    /// <param name="bytes">At least as long.</param>
    /// <returns>How many bytes remain.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static int Unstuff(ReadOnlySpan<byte> stuffed, Span<byte> bytes)
    {
        int length = 0;
        while (true)
        {
            int ones = stuffed.IndexOf((byte)0xFF);
            if (ones < 0)
            {
                stuffed.CopyTo(bytes[length..]);
                return length + stuffed.Length;
            }
            stuffed[..(ones + 1)].CopyTo(bytes[length..]);
            length += ones + 1;
            stuffed = stuffed[Math.Min(ones + 2, stuffed.Length)..];
        }
    }

    /// <summary>Writes bytes and a zero behind each that is all ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Stuff(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        Span<byte> target = output.GetSpan(2 * bytes.Length);
        int length = 0;
        while (true)
        {
            int ones = bytes.IndexOf((byte)0xFF);
            int count = ones < 0 ? bytes.Length : ones + 1;
            bytes[..count].CopyTo(target[length..]);
            length += count;
            if (ones < 0)
            {
                break;
            }
            target[length++] = 0;
            bytes = bytes[count..];
        }
        output.Advance(length);
    }

    /// <summary>Where a byte stood before the zeros were taken out.</summary>
    /// <param name="bytes">The bytes before it, without the zeros.</param>
    internal static int StuffedLength(ReadOnlySpan<byte> bytes) => bytes.Length + bytes.Count((byte)0xFF);
}
