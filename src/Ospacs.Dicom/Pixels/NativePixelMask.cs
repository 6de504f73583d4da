using System.Runtime.InteropServices;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Dicom.Pixels;

/// <summary>
/// Blanks rectangles to white in every frame of native pixel data while it streams by, and clears the bits of embedded overlays.
/// It keeps the byte runs of one frame and no pixel.
/// </summary>
public sealed class NativePixelMask : IDicomValueEdit
{
    private readonly PixelDescription _description;
    private readonly Run[] _runs;
    private readonly byte[] _keptBits;
    private readonly bool _swapped;

    private NativePixelMask(PixelDescription description, IReadOnlyList<PixelRectangle> masked, Run[] runs, byte[] keptBits, bool swapped)
    {
        _description = description;
        Masked = masked;
        _runs = runs;
        _keptBits = keptBits;
        _swapped = swapped;
    }

    /// <summary>What is blanked: the rectangles that were asked for, grown to whole pairs of columns where two pixels share their colour.</summary>
    public IReadOnlyList<PixelRectangle> Masked { get; }

    /// <summary>Whether bits outside the samples are cleared in every cell, because an overlay lies in them.</summary>
    public bool ClearsOverlayBits => _keptBits.Length > 0;

    /// <summary>Makes the mask of an object; <see cref="DicomElement.WithEdit"/> puts it on Pixel Data.</summary>
    /// <param name="description">How the object's pixels are laid out.</param>
    /// <param name="dataset">The object.</param>
    /// <param name="rectangles">What is to be blanked; may be empty.</param>
    /// <exception cref="PixelException">The pixels are compressed, or their palette cannot be read.</exception>
    /// <exception cref="ArgumentException">A rectangle is empty or does not lie within the image.</exception>
    public static NativePixelMask Create(PixelDescription description, DicomDataset dataset, IReadOnlyList<PixelRectangle> rectangles)
    {
        if (description.IsEncapsulated || dataset.Find(DicomTag.PixelData) is not { Fragments: null } pixels)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "is compressed");
        }
        PixelRectangle[] masked = [.. rectangles.Select(rectangle => Checked(rectangle, description))];
        // In words of 16 bits the first of two bytes is the low half, which big endian puts second (PS3.5 section 8.1.1 and Annex D).
        bool big = pixels.Encoding.BigEndian;
        bool swapped = big && description.BitsAllocated == 8 && pixels.VR == DicomVR.OW;
        byte[] keptBits = KeptBitsOf(description, big);
        Run[] runs = masked.Length == 0 ? [] : RunsOf(description, masked, PatternsOf(description, dataset, keptBits, big));
        return new NativePixelMask(description, masked, runs, keptBits, swapped);
    }

    /// <summary>Makes the mask of one decoded frame of a compressed object: samples beside each other, in little endian, none of them shared.</summary>
    /// <param name="description">How the object's pixels are laid out.</param>
    /// <param name="dataset">The object.</param>
    /// <param name="rectangles">What is to be blanked; may be empty.</param>
    /// <exception cref="PixelException">The palette cannot be read.</exception>
    internal static NativePixelMask CreateForDecodedFrame(PixelDescription description, DicomDataset dataset, IReadOnlyList<PixelRectangle> rectangles)
    {
        PixelDescription frame = description with
        {
            IsEncapsulated = false,
            IsPlanar = false,
            NumberOfFrames = 1,
            // A decoder gives every pixel its own colour, whatever the attribute says of the stream.
            Photometric = description.Photometric switch
            {
                PhotometricInterpretation.YbrFull422 or PhotometricInterpretation.YbrPartial422 => PhotometricInterpretation.YbrFull,
                PhotometricInterpretation photometric => photometric,
            },
        };
        PixelRectangle[] masked = [.. rectangles.Select(rectangle => Checked(rectangle, frame))];
        byte[] keptBits = KeptBitsOf(frame, big: false);
        Run[] runs = masked.Length == 0 ? [] : RunsOf(frame, masked, PatternsOf(frame, dataset, keptBits, big: false));
        return new NativePixelMask(frame, masked, runs, keptBits, swapped: false);
    }

    /// <inheritdoc/>
    public void Apply(Span<byte> bytes, long offset)
    {
        if (!_swapped)
        {
            ApplyInOrder(bytes, offset);
            return;
        }
        // Whole words are turned into the order of the pixels and back; a half of a word at either end is looked up by its place there.
        if ((offset & 1) != 0 && bytes.Length > 0)
        {
            ApplyInOrder(bytes[..1], offset - 1);
            bytes = bytes[1..];
            offset++;
        }
        int whole = bytes.Length & ~1;
        Span<byte> words = bytes[..whole];
        DicomWriter.Swap(words, 2);
        ApplyInOrder(words, offset);
        DicomWriter.Swap(words, 2);
        if (whole < bytes.Length)
        {
            ApplyInOrder(bytes[whole..], offset + whole + 1);
        }
    }

    private void ApplyInOrder(Span<byte> bytes, long offset)
    {
        // A byte behind the last frame is padding and stays.
        long end = Math.Min(offset + bytes.Length, _description.TotalLength);
        if (offset >= end)
        {
            return;
        }
        bytes = bytes[..(int)(end - offset)];
        if (_keptBits.Length > 0)
        {
            KeepBits(bytes, offset);
        }
        if (_runs.Length == 0)
        {
            return;
        }
        long frameLength = _description.FrameLength;
        for (long frame = offset / frameLength; frame * frameLength < end; frame++)
        {
            long frameStart = frame * frameLength;
            long low = Math.Max(offset - frameStart, 0);
            long high = Math.Min(end - frameStart, frameLength);
            for (int at = FirstRunBehind(low); at < _runs.Length && _runs[at].Start < high; at++)
            {
                Run run = _runs[at];
                long from = Math.Max(run.Start, low);
                long to = Math.Min(run.End, high);
                Fill(bytes.Slice((int)(frameStart + from - offset), (int)(to - from)), run.Pattern, (int)((from - run.Start) % run.Pattern.Length));
            }
        }
    }

    private void KeepBits(Span<byte> bytes, long offset)
    {
        Span<byte> mask = stackalloc byte[8];
        for (int i = 0; i < mask.Length; i++)
        {
            mask[i] = _keptBits[(int)((offset + i) % _keptBits.Length)];
        }
        ulong wide = MemoryMarshal.Read<ulong>(mask);
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        for (int i = 0; i < words.Length; i++)
        {
            words[i] &= wide;
        }
        for (int i = words.Length * 8; i < bytes.Length; i++)
        {
            bytes[i] &= mask[i & 7];
        }
    }

    private int FirstRunBehind(long position)
    {
        int low = 0;
        int high = _runs.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_runs[middle].End <= position)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }
        return low;
    }

    private static void Fill(Span<byte> target, byte[] pattern, int phase)
    {
        if (pattern.Length == 1)
        {
            target.Fill(pattern[0]);
            return;
        }
        int done = Math.Min(target.Length, pattern.Length);
        for (int i = 0; i < done; i++)
        {
            target[i] = pattern[(phase + i) % pattern.Length];
        }
        while (done < target.Length)
        {
            int count = Math.Min(done, target.Length - done);
            target[..count].CopyTo(target[done..]);
            done += count;
        }
    }

    private static PixelRectangle Checked(PixelRectangle rectangle, PixelDescription description)
    {
        (int x, int y, int width, int height) = rectangle;
        if (x < 0 || y < 0 || width < 1 || height < 1 || (long)x + width > description.Columns || (long)y + height > description.Rows)
        {
            throw new ArgumentException("A rectangle to be blanked does not lie within the image.", nameof(rectangle));
        }
        if (!description.IsSubsampled)
        {
            return rectangle;
        }
        int left = x & ~1;
        return rectangle with { X = left, Width = ((x + width + 1) & ~1) - left };
    }

    private static byte[] KeptBitsOf(PixelDescription description, bool big) => description.HasEmbeddedOverlay && description.BitsStored < description.BitsAllocated
        ? Cell((uint)((1UL << description.BitsStored) - 1), description.BytesPerSample, big)
        : [];

    /// <summary>What is repeated over a run: one pattern for pixels side by side, one a plane where samples have planes.</summary>
    private static byte[][] PatternsOf(PixelDescription description, DicomDataset dataset, byte[] keptBits, bool big)
    {
        byte[][] cells = [.. PixelWhite.Of(description, dataset).Select(sample => Cell(sample, description.BytesPerSample, big))];
        foreach (byte[] cell in cells)
        {
            for (int i = 0; i < keptBits.Length; i++)
            {
                cell[i] &= keptBits[i];
            }
        }
        if (description.IsPlanar)
        {
            return [.. cells.Select(Shortest)];
        }
        // Y1 Y2 Cb Cr: two pixels with one pair of colour differences (PS3.3 section C.7.6.3.1.2).
        return [Shortest(description.IsSubsampled ? [.. cells[0], .. cells[0], .. cells[1], .. cells[2]] : [.. cells.SelectMany(cell => cell)])];
    }

    private static byte[] Cell(uint value, int size, bool big)
    {
        byte[] cell = new byte[size];
        for (int i = 0; i < size; i++)
        {
            cell[big ? size - 1 - i : i] = (byte)(value >> (8 * i));
        }
        return cell;
    }

    private static byte[] Shortest(byte[] pattern) => pattern.AsSpan().IndexOfAnyExcept(pattern[0]) < 0 ? [pattern[0]] : pattern;

    private static Run[] RunsOf(PixelDescription description, PixelRectangle[] rectangles, byte[][] patterns)
    {
        var runs = new List<Run>();
        int pixel = description.IsPlanar ? description.BytesPerSample : (description.IsSubsampled ? 2 : description.SamplesPerPixel) * description.BytesPerSample;
        long row = (long)description.Columns * pixel;
        for (int plane = 0; plane < patterns.Length; plane++)
        {
            var planeRuns = new List<Run>();
            long start = plane * row * description.Rows;
            foreach (PixelRectangle rectangle in rectangles)
            {
                for (int y = rectangle.Y; y < rectangle.Bottom; y++)
                {
                    long at = start + (y * row) + ((long)rectangle.X * pixel);
                    planeRuns.Add(new Run(at, at + ((long)rectangle.Width * pixel), patterns[plane]));
                }
            }
            planeRuns.Sort((a, b) => a.Start.CompareTo(b.Start));
            Join(planeRuns, runs);
        }
        return [.. runs];
    }

    /// <summary>Joins runs that touch or overlap; all begin at whole pixels, so the joined run keeps the phase of its pattern.</summary>
    private static void Join(List<Run> sorted, List<Run> into)
    {
        Run current = sorted[0];
        foreach (Run run in sorted)
        {
            if (run.Start <= current.End)
            {
                current = current with { End = Math.Max(current.End, run.End) };
            }
            else
            {
                into.Add(current);
                current = run;
            }
        }
        into.Add(current);
    }

    private readonly record struct Run(long Start, long End, byte[] Pattern);
}
