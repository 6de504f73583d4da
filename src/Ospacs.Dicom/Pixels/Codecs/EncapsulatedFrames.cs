using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>
/// The frames of compressed pixel data: which fragments make up which frame (PS3.5 section A.4), and their bytes, one frame at a time.
/// Fragments are placed by the Basic Offset Table, by the Extended Offset Table, by being as many as the frames, or, of JPEG, by the marker
/// that a frame begins with; anything that leaves a doubt is an error. Not for use by several threads at once.
/// </summary>
public sealed class EncapsulatedFrames : IDisposable
{
    /// <summary>The most bytes that a compressed frame may have.</summary>
    public const int LargestFrame = 64 << 20;

    private readonly DicomSource _source;
    private readonly IReadOnlyList<DicomPlace> _fragments;
    // The first fragment of each frame, and one behind the last.
    private readonly int[] _firsts;
    // Bytes of each frame where the Extended Offset Table says so; else null.
    private readonly long[]? _lengths;
    private byte[]? _buffer;

    private EncapsulatedFrames(DicomSource source, IReadOnlyList<DicomPlace> fragments, int[] firsts, long[]? lengths)
    {
        _source = source;
        _fragments = fragments;
        _firsts = firsts;
        _lengths = lengths;
        for (int frame = 0; frame < Count; frame++)
        {
            long length = LengthOf(frame);
            if (length == 0)
            {
                throw Inconsistent(DicomTag.PixelData, "has a frame of no bytes");
            }
            if (length > LargestFrame)
            {
                throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "has a compressed frame of more than 64 MiB");
            }
        }
    }

    /// <summary>Frames.</summary>
    public int Count => _firsts.Length - 1;

    /// <summary>Finds the frames of an object; nothing but tables and, if need be, the first bytes of fragments is read.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="syntax">Its transfer syntax: run lengths have one fragment a frame (PS3.5 section A.4.2).</param>
    /// <param name="numberOfFrames">Frames that there must be.</param>
    /// <exception cref="PixelException">The pixel data is not compressed, the fragments do not give that many frames, or a frame is larger than <see cref="LargestFrame"/>.</exception>
    public static EncapsulatedFrames Of(DicomDataset dataset, DicomTransferSyntax syntax, int numberOfFrames)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFrames, 1);
        if (dataset.Find(DicomTag.PixelData) is not { Fragments: { } fragments, Source: { } source })
        {
            throw Inconsistent(DicomTag.PixelData, "is not in fragments");
        }
        int count = fragments.Count - 1;
        if (count < numberOfFrames)
        {
            throw Inconsistent(DicomTag.PixelData, string.Create(CultureInfo.InvariantCulture, $"has {Math.Max(count, 0)} fragments for {numberOfFrames} frames"));
        }
        int[] firsts = new int[numberOfFrames + 1];
        firsts[numberOfFrames] = fragments.Count;
        long[]? lengths = null;
        if (dataset.Contains(DicomTag.ExtendedOffsetTable))
        {
            lengths = PlaceByExtendedTable(dataset, fragments, firsts);
        }
        else if (fragments[0].Length > 0)
        {
            PlaceByBasicTable(source, fragments, firsts);
        }
        else if (count == numberOfFrames || numberOfFrames == 1)
        {
            for (int frame = 0; frame < numberOfFrames; frame++)
            {
                firsts[frame] = frame + 1;
            }
        }
        else if (syntax.Uid != DicomTransferSyntax.RleLossless.Uid)
        {
            PlaceByMarker(source, fragments, firsts);
        }
        if (syntax.Uid == DicomTransferSyntax.RleLossless.Uid && count != numberOfFrames)
        {
            throw Inconsistent(DicomTag.PixelData, "has frames of run lengths in more than one fragment");
        }
        return new EncapsulatedFrames(source, fragments, firsts, lengths);
    }

    /// <summary>The bytes of a frame, its fragments together; they stay valid until the next call and until this is disposed of.</summary>
    /// <param name="frame">The frame, from 0.</param>
    public ReadOnlyMemory<byte> Read(int frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(frame);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(frame, Count);
        int length = (int)LengthOf(frame);
        if (_source.IsInMemory && _firsts[frame + 1] - _firsts[frame] == 1)
        {
            return _source.Slice(_fragments[_firsts[frame]].Offset, length);
        }
        if (_buffer is null || _buffer.Length < length)
        {
            ReturnBuffer();
            _buffer = ArrayPool<byte>.Shared.Rent(length);
        }
        int at = 0;
        for (int fragment = _firsts[frame]; at < length; fragment++)
        {
            int count = (int)Math.Min(_fragments[fragment].Length, length - at);
            _source.Read(_fragments[fragment].Offset, _buffer.AsSpan(at, count));
            at += count;
        }
        return _buffer.AsMemory(0, length);
    }

    /// <summary>Gives the buffer back; the source stays open.</summary>
    public void Dispose() => ReturnBuffer();

    private void ReturnBuffer()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private long LengthOf(int frame)
    {
        if (_lengths is not null)
        {
            return _lengths[frame];
        }
        long length = 0;
        for (int fragment = _firsts[frame]; fragment < _firsts[frame + 1]; fragment++)
        {
            length += _fragments[fragment].Length;
        }
        return length;
    }

    /// <summary>An offset counts from the item that follows the table to the item that a frame begins with: tag and length belong to it.</summary>
    private static long OffsetOf(IReadOnlyList<DicomPlace> fragments, int fragment) => fragments[fragment].Offset - fragments[1].Offset;

    private static void PlaceByBasicTable(DicomSource source, IReadOnlyList<DicomPlace> fragments, int[] firsts)
    {
        int frames = firsts.Length - 1;
        if (fragments[0].Length != 4L * frames)
        {
            throw Inconsistent(DicomTag.PixelData, "has an offset table that does not have a number a frame");
        }
        byte[] table = new byte[fragments[0].Length];
        source.Read(fragments[0].Offset, table);
        int fragment = 1;
        for (int frame = 0; frame < frames; frame++)
        {
            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(4 * frame));
            while (fragment < fragments.Count && OffsetOf(fragments, fragment) < offset)
            {
                fragment++;
            }
            if (fragment == fragments.Count || OffsetOf(fragments, fragment) != offset || (frame == 0 ? offset != 0 : fragment == firsts[frame - 1]))
            {
                throw Inconsistent(DicomTag.PixelData, "has an offset table that does not fit its fragments");
            }
            firsts[frame] = fragment;
        }
    }

    /// <summary>The Extended Offset Table (PS3.3 section C.7.6.3.1.8): one fragment a frame, and an empty Basic Offset Table.</summary>
    private static long[] PlaceByExtendedTable(DicomDataset dataset, IReadOnlyList<DicomPlace> fragments, int[] firsts)
    {
        int frames = firsts.Length - 1;
        ReadOnlySpan<byte> offsets = TableOf(dataset, DicomTag.ExtendedOffsetTable, frames);
        ReadOnlySpan<byte> sizes = TableOf(dataset, DicomTag.ExtendedOffsetTableLengths, frames);
        if (fragments[0].Length != 0 || fragments.Count - 1 != frames)
        {
            throw Inconsistent(DicomTag.ExtendedOffsetTable, "stands beside a basic one or more fragments than frames");
        }
        long[] lengths = new long[frames];
        for (int frame = 0; frame < frames; frame++)
        {
            firsts[frame] = frame + 1;
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(sizes[(8 * frame)..]);
            // A byte may pad the fragment.
            if (BinaryPrimitives.ReadUInt64LittleEndian(offsets[(8 * frame)..]) != (ulong)OffsetOf(fragments, frame + 1)
                || ((ulong)fragments[frame + 1].Length - length) is not (0 or 1))
            {
                throw Inconsistent(DicomTag.ExtendedOffsetTable, "does not fit the fragments");
            }
            lengths[frame] = (long)length;
        }
        return lengths;
    }

    private static ReadOnlySpan<byte> TableOf(DicomDataset dataset, DicomTag tag, int frames)
    {
        if (!dataset.TryGet(tag, out DicomElement? element))
        {
            throw Inconsistent(tag, "is missing");
        }
        return element.Items is null && element.Length == 8L * frames ? element.Value.Span : throw Inconsistent(tag, "does not have a number a frame");
    }

    private static void PlaceByMarker(DicomSource source, IReadOnlyList<DicomPlace> fragments, int[] firsts)
    {
        int frames = firsts.Length - 1;
        int found = 0;
        Span<byte> head = stackalloc byte[2];
        for (int fragment = 1; fragment < fragments.Count; fragment++)
        {
            bool begins = false;
            if (fragments[fragment].Length >= 2)
            {
                source.Read(fragments[fragment].Offset, head);
                // Start of image; within a frame a byte of 255 is followed by something smaller (ISO 10918-1 section B.1.1.2).
                begins = head[0] == 0xFF && head[1] == 0xD8;
            }
            if (begins && found < frames)
            {
                firsts[found] = fragment;
            }
            found += begins ? 1 : 0;
            if (fragment == 1 && !begins)
            {
                break;
            }
        }
        if (found != frames)
        {
            throw Inconsistent(DicomTag.PixelData, "has fragments that do not begin as many frames as there must be");
        }
    }

    private static PixelException Inconsistent(DicomTag tag, string problem) => new(PixelProblem.Inconsistent, tag, problem);
}
