using System.Buffers.Binary;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Reading;

/// <summary>
/// Reads data sets (PS3.5 section 7). Every declared length is held against what is there before anything is made of it,
/// nesting and the number of elements are bounded, and values are slices of the source.
/// </summary>
internal sealed class DicomReader(DicomSource source)
{
    internal const int MaximumDepth = 32;
    internal const int MaximumElements = 1_000_000;

    /// <summary>How many elements of one data set may stand out of order: each is put in its place, which takes the longer the more there are.</summary>
    internal const int MaximumOutOfOrder = 10_000;

    private const int LargestInlineValue = 32 << 10;
    private const long LargestInlineTotal = 32 << 20;
    private const int SourceWindow = 64 << 10;
    private const uint Undefined = 0xFFFFFFFF;

    private int _elements;
    private long _inlineTotal;
    private long _inlineEnd;
    private int _outOfOrder;
    private bool _signedPixels;

    /// <summary>Where reading stopped.</summary>
    internal long Position { get; private set; }

    /// <summary>Whether damage ends what it stands in rather than the reading: for a DICOMDIR, whose whole records count although one is broken.</summary>
    internal bool IsSalvaging { get; init; }

    /// <summary>
    /// The elements of the data set that are wanted, in the order of their tags, where not all of them are: others are passed over by their
    /// length, and reading stops before what stands behind the last one.
    /// </summary>
    internal DicomTag[]? Wanted { get; init; }

    /// <summary>
    /// A sequence of the data set whose items are given to <see cref="Visit"/> one by one and not kept, or null. Bounds then hold for each
    /// of them: a DICOMDIR has a record, a dozen elements, for each of any number of files.
    /// </summary>
    internal DicomTag? Visited { get; init; }

    /// <summary>Is given each item of <see cref="Visited"/>, a damaged one with what could be read of it.</summary>
    internal Action<DicomDataset>? Visit { get; init; }

    /// <summary>Whether damage was passed over.</summary>
    internal bool FoundDamage { get; private set; }

    /// <summary>The file meta information, from its first element on (PS3.10 section 7.1); its group length is not trusted.</summary>
    internal DicomDataset ReadFileMeta(long offset)
    {
        var meta = new DicomDataset();
        Position = offset;
        while (Position + 8 <= source.Length && BinaryPrimitives.ReadUInt16LittleEndian(source.Peek(Position, 2)) == 2)
        {
            Add(meta, ReadElement(meta, DicomEncoding.ExplicitLittle, source.Length, 0));
        }
        return meta;
    }

    /// <summary>The elements from an offset to the end of the source.</summary>
    internal DicomDataset ReadDataset(long offset, DicomEncoding encoding)
    {
        var dataset = new DicomDataset();
        Position = offset;
        try
        {
            ReadElements(dataset, encoding, source.Length, undefinedLength: false, 0);
        }
        catch (DicomFormatException) when (IsSalvaging)
        {
            FoundDamage = true;
        }
        return dataset;
    }

    private void ReadElements(DicomDataset dataset, DicomEncoding encoding, long end, bool undefinedLength, int depth)
    {
        while (Position < end)
        {
            if (end - Position < 8)
            {
                // Fewer bytes than a header are padding, if they are all zero: some devices fill a file up.
                ReadOnlySpan<byte> rest = source.Peek(Position, (int)(end - Position))[..(int)(end - Position)];
                if (depth == 0 && rest.IndexOfAnyExcept((byte)0) < 0)
                {
                    Position = end;
                    return;
                }
                throw new DicomFormatException("is no whole element header", null, Position, end - Position);
            }
            DicomTag tag = PeekTag(encoding);
            if (depth == 0 && Wanted is not null)
            {
                if (tag.Value > Wanted[^1].Value)
                {
                    return;
                }
                if (Array.IndexOf(Wanted, tag) < 0 && PassOver(tag, encoding, end))
                {
                    continue;
                }
            }
            if (tag == DicomTag.ItemDelimitationItem && undefinedLength)
            {
                Position += 8;
                return;
            }
            if (tag.Group == 0xFFFE)
            {
                throw new DicomFormatException("stands where an element should", tag, Position);
            }
            if (depth == 0 && tag.Value == 0 && IsZeroToEnd(end))
            {
                Position = end;
                return;
            }
            Add(dataset, ReadElement(dataset, encoding, end, depth));
        }
        if (undefinedLength)
        {
            throw new DicomFormatException("is not ended by a delimiter", DicomTag.Item, Position);
        }
    }

    /// <summary>Passes over an element of known length. Of one that must be read to know where it ends, nothing is passed over.</summary>
    private bool PassOver(DicomTag tag, DicomEncoding encoding, long end)
    {
        long start = Position;
        ReadHeader(tag, encoding, end, out uint length);
        if (tag.Group == 0xFFFE || length == Undefined || length > end - Position)
        {
            Position = start;
            return false;
        }
        Position += length;
        return true;
    }

    private DicomElement ReadElement(DicomDataset dataset, DicomEncoding encoding, long end, int depth)
    {
        if (++_elements > MaximumElements)
        {
            throw new DicomFormatException("is one element too many", null, Position);
        }
        long start = Position;
        DicomTag tag = PeekTag(encoding);
        DicomVR vr = ReadHeader(tag, encoding, end, out uint length);
        long valueStart = Position;

        if (length == Undefined)
        {
            return ReadUndefinedLength(dataset, tag, vr, encoding, start, end, depth);
        }
        if (length > end - valueStart)
        {
            if (!IsSalvaging || vr != DicomVR.SQ)
            {
                throw new DicomFormatException("runs beyond the end of what holds it", tag, start, length);
            }
            FoundDamage = true;
            length = (uint)(end - valueStart);
        }
        IReadOnlyList<DicomItem>? items = vr == DicomVR.SQ ? ReadItems(dataset, tag, encoding, valueStart + length, undefinedLength: false, depth)
            : vr == DicomVR.UN ? ReadDisguisedItems(dataset, tag, valueStart, length, depth) : null;
        if (items is not null)
        {
            return DicomElement.ReadSequence(tag, vr, encoding, source, Span(start), new DicomPlace(valueStart, length), false, items);
        }

        Position = valueStart + length;
        bool inline = source.IsInMemory || KeepsInline(valueStart, length);
        var element = new DicomElement(tag, vr, encoding, source, Span(start), new DicomPlace(valueStart, length),
            inline ? source.Slice(valueStart, (int)length) : default(ReadOnlyMemory<byte>?));
        if (tag == DicomTag.PixelRepresentation && length >= 2)
        {
            ReadOnlySpan<byte> value = element.Value.Span;
            _signedPixels = (value[0] | value[1]) == 1;
        }
        return element;
    }

    /// <summary>
    /// Whether a value of a file is kept in memory. It keeps the window that it was read by: what lies between it and the value kept before
    /// is counted too, up to a window, so that values strewn among large ones cannot keep the whole file.
    /// </summary>
    private bool KeepsInline(long valueStart, uint length)
    {
        long cost = length + Math.Min(SourceWindow, Math.Max(0, valueStart - _inlineEnd));
        if (length > LargestInlineValue || _inlineTotal + cost > LargestInlineTotal)
        {
            return false;
        }
        _inlineTotal += cost;
        _inlineEnd = valueStart + length;
        return true;
    }

    private DicomVR ReadHeader(DicomTag tag, DicomEncoding encoding, long end, out uint length)
    {
        ReadOnlySpan<byte> header = source.Peek(Position, (int)Math.Min(12, source.Length - Position));
        if (encoding.ExplicitVR)
        {
            var vr = new DicomVR((ushort)(header[4] | (header[5] << 8)));
            if (vr.IsWellFormed)
            {
                if (!vr.HasLongLength && vr.IsKnown)
                {
                    length = encoding.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(header[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
                    Position += 8;
                    return vr;
                }
                if (!vr.IsKnown && !(header[6] == 0 && header[7] == 0))
                {
                    // A representation that nobody knows, with something in the reserved bytes: it has a short length.
                    length = encoding.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(header[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
                    Position += 8;
                    return DicomVR.UN;
                }
                if (end - Position < 12)
                {
                    throw new DicomFormatException("is no whole element header", tag, Position);
                }
                length = encoding.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
                Position += 12;
                return vr.IsKnown ? vr : DicomVR.UN;
            }
            if (header[4] != 0 || header[5] != 0)
            {
                // Two bytes that are no letters are the length of an element that a device wrote in implicit VR.
                length = encoding.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
                if (length == Undefined || length <= end - Position - 8)
                {
                    Position += 8;
                    return DicomDictionary.RepresentationOf(tag, _signedPixels);
                }
            }
            length = encoding.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(header[6..]) : BinaryPrimitives.ReadUInt16LittleEndian(header[6..]);
            Position += 8;
            return DicomDictionary.RepresentationOf(tag, _signedPixels) is { HasLongLength: false } known ? known : DicomVR.UN;
        }
        length = encoding.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        Position += 8;
        return DicomDictionary.RepresentationOf(tag, _signedPixels);
    }

    private DicomElement ReadUndefinedLength(DicomDataset dataset, DicomTag tag, DicomVR vr, DicomEncoding encoding, long start, long end, int depth)
    {
        long valueStart = Position;
        if (tag == DicomTag.PixelData && depth == 0 && vr != DicomVR.SQ)
        {
            List<DicomPlace> fragments = ReadFragments(tag, encoding, end);
            return new DicomElement(tag, vr, encoding, source, Span(start), new DicomPlace(valueStart, Position - valueStart), default(ReadOnlyMemory<byte>?))
            {
                Fragments = fragments,
                UndefinedLength = true,
            };
        }
        if (vr != DicomVR.SQ && vr != DicomVR.UN)
        {
            throw new DicomFormatException($"is of undefined length, which a {vr} cannot be", tag, start);
        }
        // UN is implicit little endian inside, whatever stands around it (PS3.5 section 6.2.2).
        DicomEncoding inner = vr == DicomVR.UN ? DicomEncoding.ImplicitLittle : encoding;
        IReadOnlyList<DicomItem> items = ReadItems(dataset, tag, inner, end, undefinedLength: true, depth);
        return DicomElement.ReadSequence(tag, vr, encoding, source, Span(start), new DicomPlace(valueStart, Position - valueStart), true, items);
    }

    private List<DicomItem> ReadItems(DicomDataset dataset, DicomTag sequence, DicomEncoding encoding, long end, bool undefinedLength, int depth)
    {
        if (depth >= MaximumDepth)
        {
            throw new DicomFormatException("is nested too deeply", sequence, Position);
        }
        var items = new List<DicomItem>();
        try
        {
            ReadItems(items, dataset, sequence, encoding, end, undefinedLength, depth);
        }
        catch (DicomFormatException) when (IsSalvaging)
        {
            FoundDamage = true;
            Position = end;
        }
        return items;
    }

    private void ReadItems(List<DicomItem> items, DicomDataset dataset, DicomTag sequence, DicomEncoding encoding, long end, bool undefinedLength, int depth)
    {
        while (Position < end)
        {
            long start = Position;
            (DicomTag tag, uint length) = ReadItemHeader(encoding, end);
            if (tag == DicomTag.SequenceDelimitationItem)
            {
                // In a sequence of known length a delimiter is superfluous, and some devices write one all the same.
                if (undefinedLength || Position == end)
                {
                    return;
                }
                throw new DicomFormatException("ends a sequence whose length says otherwise", tag, start);
            }
            if (tag != DicomTag.Item)
            {
                throw new DicomFormatException($"stands where an item of {sequence} should", tag, start);
            }
            if (++_elements > MaximumElements)
            {
                throw new DicomFormatException("is one item too many", tag, start);
            }
            var item = new DicomDataset(dataset);
            if (depth > 0 || sequence != Visited)
            {
                items.Add(new DicomItem(item, length == Undefined));
                ReadItem(item, sequence, encoding, start, length, end, depth);
                continue;
            }
            (int elements, long inlineTotal) = (_elements, _inlineTotal);
            try
            {
                ReadItem(item, sequence, encoding, start, length, end, depth);
            }
            finally
            {
                Visit!(item);
            }
            // Nothing of it is kept.
            (_elements, _inlineTotal) = (elements - 1, inlineTotal);
        }
        if (undefinedLength)
        {
            throw new DicomFormatException("is not ended by a delimiter", sequence, Position);
        }
    }

    /// <summary>The elements of an item, whose header has been read.</summary>
    private void ReadItem(DicomDataset item, DicomTag sequence, DicomEncoding encoding, long start, uint length, long end, int depth)
    {
        if (length == Undefined)
        {
            ReadElements(item, encoding, end, undefinedLength: true, depth + 1);
            return;
        }
        long itemEnd = Position + length;
        if (itemEnd > end)
        {
            if (!IsSalvaging)
            {
                throw new DicomFormatException($"in {sequence} runs beyond the end of what holds it", DicomTag.Item, start, length);
            }
            FoundDamage = true;
            itemEnd = end;
        }
        try
        {
            ReadElements(item, encoding, itemEnd, undefinedLength: false, depth + 1);
        }
        catch (DicomFormatException) when (IsSalvaging && _elements <= MaximumElements)
        {
            // The item's own length says where the next one begins.
            FoundDamage = true;
            Position = itemEnd;
        }
    }

    private List<DicomPlace> ReadFragments(DicomTag tag, DicomEncoding encoding, long end)
    {
        var fragments = new List<DicomPlace>();
        while (true)
        {
            long start = Position;
            if (end - Position < 8)
            {
                throw new DicomFormatException("is not ended by a delimiter", tag, Position);
            }
            (DicomTag item, uint length) = ReadItemHeader(encoding, end);
            if (item == DicomTag.SequenceDelimitationItem)
            {
                return fragments;
            }
            if (item != DicomTag.Item)
            {
                throw new DicomFormatException("stands where a fragment of pixel data should", item, start);
            }
            if (length > end - Position)
            {
                throw new DicomFormatException("is a fragment that runs beyond the end of the file", item, start, length);
            }
            if (++_elements > MaximumElements)
            {
                throw new DicomFormatException("is one fragment too many", item, start);
            }
            fragments.Add(new DicomPlace(Position, length));
            Position += length;
        }
    }

    private (DicomTag Tag, uint Length) ReadItemHeader(DicomEncoding encoding, long end)
    {
        if (end - Position < 8)
        {
            throw new DicomFormatException("is no whole item header", null, Position, end - Position);
        }
        ReadOnlySpan<byte> header = source.Peek(Position, 8);
        DicomTag tag = PeekTag(encoding);
        uint length = encoding.BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(header[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        Position += 8;
        return (tag, length);
    }

    /// <summary>
    /// The items of a UN value of known length that is a sequence, or null: the dictionary says so, or the element is not in it (as private
    /// ones are not), begins with an item and reads as items to its last byte. Inside it is implicit little endian, whatever stands around
    /// it (PS3.5 section 6.2.2).
    /// </summary>
    private List<DicomItem>? ReadDisguisedItems(DicomDataset dataset, DicomTag tag, long offset, uint length, int depth)
    {
        if (length < 8 || tag.IsPrivateCreator)
        {
            return null;
        }
        ReadOnlySpan<byte> header = source.Peek(offset, 8);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != 0xE000FFFEu)
        {
            return null;
        }
        uint item = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        DicomVR known = DicomDictionary.RepresentationOf(tag);
        if (known == DicomVR.SQ)
        {
            return ReadItems(dataset, tag, DicomEncoding.ImplicitLittle, offset + length, undefinedLength: false, depth);
        }
        if (known != DicomVR.UN || (item != Undefined && item > length - 8))
        {
            return null;
        }
        if (depth >= MaximumDepth)
        {
            throw new DicomFormatException("is nested too deeply", tag, offset);
        }
        try
        {
            return ReadItems(dataset, tag, DicomEncoding.ImplicitLittle, offset + length, undefinedLength: false, depth);
        }
        catch (DicomFormatException) when (_elements <= MaximumElements)
        {
            // Bytes that look like an item by chance. The value is passed over once more; what was read of it is forgotten.
            Position = offset;
            return null;
        }
    }

    private bool IsZeroToEnd(long end)
    {
        for (long at = Position; at < end;)
        {
            int count = (int)Math.Min(end - at, 4096);
            if (source.Peek(at, count)[..count].IndexOfAnyExcept((byte)0) >= 0)
            {
                return false;
            }
            at += count;
        }
        return true;
    }

    private void Add(DicomDataset dataset, DicomElement element)
    {
        if (dataset.EndsBehind(element.Tag) && ++_outOfOrder > MaximumOutOfOrder)
        {
            throw new DicomFormatException("is one element too many that stands out of order", element.Tag, element.Place.Offset);
        }
        if (!dataset.TryAdd(element))
        {
            throw new DicomFormatException("stands twice in one data set", element.Tag, element.Place.Offset);
        }
    }

    private DicomTag PeekTag(DicomEncoding encoding)
    {
        ReadOnlySpan<byte> bytes = source.Peek(Position, 4);
        return encoding.BigEndian
            ? new DicomTag(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : new DicomTag(BinaryPrimitives.ReadUInt16LittleEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]));
    }

    private DicomPlace Span(long start) => new(start, Position - start);
}
