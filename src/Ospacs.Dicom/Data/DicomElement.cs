using Ospacs.Dicom.Reading;

namespace Ospacs.Dicom.Data;

/// <summary>Where something stands in a source.</summary>
/// <param name="Offset">Bytes from the beginning of the source.</param>
/// <param name="Length">Bytes.</param>
public readonly record struct DicomPlace(long Offset, long Length)
{
    /// <summary>The first byte behind.</summary>
    public long End => Offset + Length;
}

/// <summary>Changes the bytes of a value while they stream by: how a clip is masked without ever being in memory whole.</summary>
public interface IDicomValueEdit
{
    /// <summary>Changes a run of the value's bytes in place. Runs come in order and cover the value.</summary>
    /// <param name="bytes">The run, in the byte order of the source.</param>
    /// <param name="offset">Where in the value the run begins.</param>
    void Apply(Span<byte> bytes, long offset);
}

/// <summary>
/// A data element (PS3.5 section 7.1): a value, the items of a sequence, or the fragments of encapsulated pixel data.
/// An element that was read remembers its place in the source, so that it can be written again byte for byte.
/// It is never changed: an edit makes another element.
/// </summary>
public sealed class DicomElement
{
    private readonly ReadOnlyMemory<byte> _value;
    private readonly bool _deferred;

    private DicomElement(DicomTag tag, DicomVR vr, DicomEncoding encoding, ReadOnlyMemory<byte> value)
    {
        Tag = tag;
        VR = vr;
        Encoding = encoding;
        _value = value;
        ValuePlace = new DicomPlace(-1, value.Length);
    }

    internal DicomElement(DicomTag tag, DicomVR vr, DicomEncoding encoding, DicomSource? source, DicomPlace place, DicomPlace valuePlace, ReadOnlyMemory<byte>? value)
        : this(tag, vr, encoding, value ?? default)
    {
        Source = source;
        Place = place;
        ValuePlace = valuePlace;
        _deferred = value is null;
    }

    /// <summary>The largest value that is ever brought into memory, in bytes: larger ones are streamed.</summary>
    public const int LargestValueInMemory = 64 << 20;

    /// <summary>The element's tag.</summary>
    public DicomTag Tag { get; }

    /// <summary>The representation: as the file says, or from the dictionary where it does not.</summary>
    public DicomVR VR { get; }

    /// <summary>What the value is: the representation, or, of an element that the file calls unknown, the dictionary's (PS3.5 section 6.2.2).</summary>
    public DicomVR KnownVR => VR == DicomVR.UN ? DicomDictionary.RepresentationOf(Tag) : VR;

    /// <summary>How this element (header and value) is written in its source; made elements are in explicit little endian.</summary>
    public DicomEncoding Encoding { get; }

    /// <summary>The source that the element was read from, or null when it was made.</summary>
    public DicomSource? Source { get; }

    /// <summary>The element from header to end in its source.</summary>
    public DicomPlace Place { get; } = new(-1, 0);

    /// <summary>The value in its source; of a made element only the length counts.</summary>
    public DicomPlace ValuePlace { get; private init; }

    /// <summary>The items, when the element is a sequence; else null.</summary>
    public IReadOnlyList<DicomItem>? Items { get; private init; }

    /// <summary>The fragments, when the element is encapsulated pixel data; else null. The first one is the basic offset table (PS3.5 Annex A.4).</summary>
    public IReadOnlyList<DicomPlace>? Fragments { get; internal init; }

    /// <summary>
    /// Frames that are made while they are written, when the element is pixel data made anew; else null. Compressed ones become a fragment
    /// each behind an empty offset table, native ones follow each other. A frame is valid until the next one is asked for.
    /// </summary>
    public IEnumerable<ReadOnlyMemory<byte>>? Frames { get; private init; }

    /// <summary>Whether the length in the header is undefined and a delimiter ends the value.</summary>
    public bool UndefinedLength { get; internal init; }

    /// <summary>What changes the value while it is written, or null.</summary>
    public IDicomValueEdit? Edit { get; private init; }

    /// <summary>The value's length in bytes as it stands in the source.</summary>
    public long Length => ValuePlace.Length;

    /// <summary>Whether the element can be copied from its source as it stands.</summary>
    public bool IsUntouched => Source is not null && Edit is null;

    /// <summary>The value's bytes, in the byte order of <see cref="Encoding"/>.</summary>
    /// <exception cref="DicomFormatException">The value is larger than <see cref="LargestValueInMemory"/>.</exception>
    public ReadOnlyMemory<byte> Value
    {
        get
        {
            if (!_deferred)
            {
                return _value;
            }
            if (ValuePlace.Length > LargestValueInMemory)
            {
                throw new DicomFormatException("is too large to be read into memory", Tag, ValuePlace.Offset, ValuePlace.Length);
            }
            byte[] bytes = new byte[ValuePlace.Length];
            Source!.Read(ValuePlace.Offset, bytes);
            return bytes;
        }
    }

    /// <summary>Makes an element of a value in little endian.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="vr">The representation.</param>
    /// <param name="value">The value; one of odd length is padded (PS3.5 section 6.2).</param>
    public static DicomElement Create(DicomTag tag, DicomVR vr, ReadOnlySpan<byte> value)
    {
        byte[] bytes = new byte[(value.Length + 1) & ~1];
        value.CopyTo(bytes);
        if (bytes.Length != value.Length)
        {
            bytes[^1] = vr.Padding;
        }
        return new DicomElement(tag, vr, DicomEncoding.ExplicitLittle, bytes);
    }

    /// <summary>Makes an element of text that every character set can carry (ASCII).</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="vr">The representation.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The text has other characters.</exception>
    public static DicomElement Create(DicomTag tag, DicomVR vr, string text)
    {
        if (!System.Text.Ascii.IsValid(text))
        {
            throw new ArgumentException($"A value for {tag} has characters outside ASCII; encode it in the data set's own character set.", nameof(text));
        }
        return Create(tag, vr, System.Text.Encoding.ASCII.GetBytes(text));
    }

    /// <summary>Makes an element of one 16-bit number.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The number.</param>
    public static DicomElement Create(DicomTag tag, ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Create(tag, DicomVR.US, bytes);
    }

    /// <summary>Makes an element of one 32-bit number.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The number.</param>
    public static DicomElement Create(DicomTag tag, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Create(tag, DicomVR.UL, bytes);
    }

    /// <summary>Makes a sequence.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="items">Its items.</param>
    /// <param name="undefinedLength">Whether a delimiter rather than a length ends it.</param>
    public static DicomElement Create(DicomTag tag, IEnumerable<DicomItem> items, bool undefinedLength = false) =>
        new(tag, DicomVR.SQ, DicomEncoding.ExplicitLittle, default(ReadOnlyMemory<byte>)) { Items = [.. items], UndefinedLength = undefinedLength };

    /// <summary>Makes encapsulated pixel data of frames that are made while they are written (PS3.5 Annex A.4).</summary>
    /// <param name="frames">The frames, compressed, in order.</param>
    /// <param name="likelyLength">How many bytes they will take, as far as one can tell.</param>
    public static DicomElement CreateEncapsulated(IEnumerable<ReadOnlyMemory<byte>> frames, long likelyLength) =>
        new(DicomTag.PixelData, DicomVR.OB, DicomEncoding.ExplicitLittle, default(ReadOnlyMemory<byte>))
        {
            Frames = frames,
            ValuePlace = new DicomPlace(-1, likelyLength),
            UndefinedLength = true,
        };

    /// <summary>Makes native pixel data of frames that are made while they are written.</summary>
    /// <param name="frames">The frames, in little endian, in order.</param>
    /// <param name="length">Bytes of all frames.</param>
    /// <param name="bitsAllocated">Bits of a sample's cell: cells of more than a byte are words (PS3.5 section 8.1.2).</param>
    public static DicomElement CreateNative(IEnumerable<ReadOnlyMemory<byte>> frames, long length, int bitsAllocated) =>
        new(DicomTag.PixelData, bitsAllocated > 8 ? DicomVR.OW : DicomVR.OB, DicomEncoding.ExplicitLittle, default(ReadOnlyMemory<byte>))
        {
            Frames = frames,
            ValuePlace = new DicomPlace(-1, length),
        };

    /// <summary>The same element, its value changed by <paramref name="edit"/> whenever it is written.</summary>
    /// <param name="edit">The change.</param>
    public DicomElement WithEdit(IDicomValueEdit edit) =>
        new(Tag, VR, Encoding, Source, Place, ValuePlace, _deferred ? default(ReadOnlyMemory<byte>?) : _value) { Edit = edit, UndefinedLength = UndefinedLength, Fragments = Fragments };

    internal static DicomElement ReadSequence(DicomTag tag, DicomVR vr, DicomEncoding encoding, DicomSource source, DicomPlace place, DicomPlace valuePlace, bool undefinedLength, IReadOnlyList<DicomItem> items) =>
        new(tag, vr, encoding, source, place, valuePlace, ReadOnlyMemory<byte>.Empty) { Items = items, UndefinedLength = undefinedLength };

    /// <summary>Tag and representation, never the value: it may name a patient.</summary>
    public override string ToString() => $"{Tag} {VR}";
}

/// <summary>An item of a sequence: a data set of its own (PS3.5 section 7.5).</summary>
/// <param name="Dataset">The item's elements.</param>
/// <param name="UndefinedLength">Whether a delimiter rather than a length ends it.</param>
public sealed record DicomItem(DicomDataset Dataset, bool UndefinedLength = false);
