using System.Numerics;
using System.Runtime.InteropServices;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>
/// Moves samples between the cells of a frame (8 or 16 bits, little endian) and the unsigned numbers of a stream's precision that predictive
/// codecs work on. A signed sample goes through a stream as the low bits of its two's complement (PS3.5 section 8.2).
/// </summary>
internal static class SampleCells
{
    /// <summary>Finds out whether a layout is one that JPEG of any kind can hold.</summary>
    /// <exception cref="PixelException">It is not.</exception>
    internal static void CheckCells(in FrameLayout layout)
    {
        if (layout.BitsAllocated is not (8 or 16) || layout.SamplesPerPixel > 4)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "has samples of more bits, or more of them, than JPEG holds");
        }
    }

    /// <summary>Examines a stream's precision against the layout.</summary>
    /// <param name="precision">Bits that the stream gives a sample.</param>
    /// <param name="layout">The layout.</param>
    /// <exception cref="PixelException">The cells cannot hold the samples, or samples would lose their sign.</exception>
    internal static void CheckPrecision(int precision, in FrameLayout layout)
    {
        CheckCells(layout);
        if (precision > layout.BitsAllocated || (layout.IsSigned && precision < layout.BitsStored))
        {
            throw new PixelException(PixelProblem.Inconsistent, DicomTag.PixelData, "holds a frame whose precision does not fit the cells");
        }
    }

    /// <summary>
    /// The precision to encode a frame with: the bits stored, and two at least, which is the least that these codecs know. The whole cell where
    /// samples are signed, for not every decoder extends them, or where bits beyond those stored are set and would be lost.
    /// </summary>
    internal static int PrecisionOf(ReadOnlySpan<byte> cells, in FrameLayout layout)
    {
        CheckCells(layout);
        if (layout.IsSigned || layout.BitsStored == layout.BitsAllocated)
        {
            return layout.BitsAllocated;
        }
        uint union = Union(MemoryMarshal.Cast<byte, ushort>(cells));
        if (layout.BitsAllocated == 8)
        {
            // Two cells were looked at together, and a last one not at all.
            union = (byte)(union | (union >> 8) | cells[^1]);
        }
        else if (!BitConverter.IsLittleEndian)
        {
            union = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ushort)union);
        }
        return union >> layout.BitsStored == 0 ? Math.Max(layout.BitsStored, 2) : layout.BitsAllocated;
    }

    /// <summary>Takes samples out of cells.</summary>
    internal static void Load(ReadOnlySpan<byte> cells, in FrameLayout layout, Span<ushort> samples)
    {
        if (layout.BitsAllocated == 8)
        {
            Widen(cells, samples);
            return;
        }
        MemoryMarshal.Cast<byte, ushort>(cells)[..samples.Length].CopyTo(samples);
        if (!BitConverter.IsLittleEndian)
        {
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(samples, samples);
        }
    }

    /// <summary>Puts samples into cells, a signed one extended over its cell.</summary>
    /// <exception cref="PixelException">A sample has more bits than the precision.</exception>
    internal static void Store(ReadOnlySpan<ushort> samples, in FrameLayout layout, int precision, Span<byte> cells)
    {
        if (layout.IsSigned)
        {
            StoreSigned(samples, layout, precision, cells);
            return;
        }
        if (precision < 16 && Union(samples) >> precision != 0)
        {
            throw OutOfRange();
        }
        if (layout.BitsAllocated == 8)
        {
            Narrow(samples, cells);
            return;
        }
        Span<ushort> wide = MemoryMarshal.Cast<byte, ushort>(cells)[..samples.Length];
        samples.CopyTo(wide);
        if (!BitConverter.IsLittleEndian)
        {
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(wide, wide);
        }
    }

    /// <summary>Copies the cells of one component out of a row with some components into a row with all of them.</summary>
    /// <param name="cells">The cells of the row with some.</param>
    /// <param name="component">The component's place in it.</param>
    /// <param name="components">Its components.</param>
    /// <param name="target">The cells of the row with all of them.</param>
    /// <param name="place">The component's place in that.</param>
    /// <param name="layout">The layout.</param>
    internal static void Scatter(ReadOnlySpan<byte> cells, int component, int components, Span<byte> target, int place, in FrameLayout layout)
    {
        if (layout.BitsAllocated == 8)
        {
            Scatter(cells, component, components, target, place, layout.SamplesPerPixel);
            return;
        }
        Scatter(MemoryMarshal.Cast<byte, ushort>(cells), component, components, MemoryMarshal.Cast<byte, ushort>(target), place, layout.SamplesPerPixel);
    }

    /// <summary>Copies the cells of one component out of a row with all of them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="component">The component.</param>
    /// <param name="layout">The layout.</param>
    /// <param name="cells">Where the cells go.</param>
    internal static void Gather(ReadOnlySpan<byte> row, int component, in FrameLayout layout, Span<byte> cells)
    {
        if (layout.BitsAllocated == 8)
        {
            Gather(row, component, layout.SamplesPerPixel, cells);
            return;
        }
        Gather(MemoryMarshal.Cast<byte, ushort>(row), component, layout.SamplesPerPixel, MemoryMarshal.Cast<byte, ushort>(cells));
    }

    private static void Gather<T>(ReadOnlySpan<T> row, int component, int step, Span<T> cells)
    {
        for (int to = 0, from = component; to < cells.Length; to++, from += step)
        {
            cells[to] = row[from];
        }
    }

    private static void Scatter<T>(ReadOnlySpan<T> cells, int component, int components, Span<T> target, int place, int step)
    {
        for (int from = component, to = place; to < target.Length; from += components, to += step)
        {
            target[to] = cells[from];
        }
    }

    private static void StoreSigned(ReadOnlySpan<ushort> samples, in FrameLayout layout, int precision, Span<byte> cells)
    {
        int shift = 32 - precision;
        for (int i = 0; i < samples.Length; i++)
        {
            int value = (int)((uint)samples[i] << shift) >> shift;
            // Encoders have been known to code the extended number, whose upper bits then come out as well.
            if (samples[i] >> precision != 0 && (ushort)value != samples[i])
            {
                throw OutOfRange();
            }
            if (layout.BitsAllocated == 8)
            {
                cells[i] = (byte)value;
            }
            else
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt16LittleEndian(cells[(2 * i)..], (short)value);
            }
        }
    }

    private static uint Union(ReadOnlySpan<ushort> samples)
    {
        uint union = 0;
        ReadOnlySpan<Vector<ushort>> vectors = MemoryMarshal.Cast<ushort, Vector<ushort>>(samples);
        Vector<ushort> wide = Vector<ushort>.Zero;
        foreach (Vector<ushort> vector in vectors)
        {
            wide |= vector;
        }
        for (int i = 0; i < Vector<ushort>.Count; i++)
        {
            union |= wide[i];
        }
        for (int i = vectors.Length * Vector<ushort>.Count; i < samples.Length; i++)
        {
            union |= samples[i];
        }
        return union;
    }

    private static void Widen(ReadOnlySpan<byte> cells, Span<ushort> samples)
    {
        int at = 0;
        for (; at + Vector<byte>.Count <= samples.Length; at += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(cells[at..]), out Vector<ushort> low, out Vector<ushort> high);
            low.CopyTo(samples[at..]);
            high.CopyTo(samples[(at + Vector<ushort>.Count)..]);
        }
        for (; at < samples.Length; at++)
        {
            samples[at] = cells[at];
        }
    }

    private static void Narrow(ReadOnlySpan<ushort> samples, Span<byte> cells)
    {
        int at = 0;
        for (; at + Vector<byte>.Count <= samples.Length; at += Vector<byte>.Count)
        {
            Vector.Narrow(new Vector<ushort>(samples[at..]), new Vector<ushort>(samples[(at + Vector<ushort>.Count)..])).CopyTo(cells[at..]);
        }
        for (; at < samples.Length; at++)
        {
            cells[at] = (byte)samples[at];
        }
    }

    private static PixelException OutOfRange() => new(PixelProblem.Inconsistent, DicomTag.PixelData, "holds a frame whose samples exceed its precision");
}
