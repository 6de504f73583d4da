using System.Buffers.Binary;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Ospacs.Dicom.Reading;

namespace Ospacs.Dicom.Data;

/// <summary>Data elements in the order of their tags, each tag once (PS3.5 section 7.1).</summary>
public sealed class DicomDataset : IReadOnlyCollection<DicomElement>
{
    private const int LongestCode = 64 << 10;
    private readonly List<DicomElement> _elements;

    /// <summary>Makes an empty data set.</summary>
    /// <param name="parent">The data set that holds this one as an item, whose character set it inherits; or null.</param>
    public DicomDataset(DicomDataset? parent = null)
    {
        Parent = parent;
        _elements = [];
    }

    /// <summary>Makes a data set of elements of another one, which both then share: what is set in one does not change the other.</summary>
    /// <param name="elements">The elements; of several with the same tag the last counts.</param>
    public static DicomDataset Of(IEnumerable<DicomElement> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        var dataset = new DicomDataset();
        foreach (DicomElement element in elements)
        {
            dataset.Set(element);
        }
        return dataset;
    }

    /// <summary>The data set that holds this one as an item, or null.</summary>
    public DicomDataset? Parent { get; }

    /// <inheritdoc/>
    public int Count => _elements.Count;

    /// <summary>The character set that this data set's text is written in: its own (0008,0005), or that of the data set around it.</summary>
    /// <exception cref="DicomTextException">The character set is not one that can be read here.</exception>
    public DicomCharacterSet CharacterSet
    {
        get
        {
            if (TryGet(DicomTag.SpecificCharacterSet, out DicomElement? element))
            {
                return DicomCharacterSet.Of(DicomText.TrimmedAscii(element.Value.Span));
            }
            return Parent?.CharacterSet ?? DicomCharacterSet.Default;
        }
    }

    /// <summary>Finds an element.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="element">The element, when there is one.</param>
    public bool TryGet(DicomTag tag, [NotNullWhen(true)] out DicomElement? element)
    {
        int at = IndexOf(tag);
        element = at >= 0 ? _elements[at] : null;
        return element is not null;
    }

    /// <summary>The element with a tag, or null.</summary>
    /// <param name="tag">The tag.</param>
    public DicomElement? Find(DicomTag tag) => TryGet(tag, out DicomElement? element) ? element : null;

    /// <summary>Whether there is an element with the tag.</summary>
    /// <param name="tag">The tag.</param>
    public bool Contains(DicomTag tag) => IndexOf(tag) >= 0;

    /// <summary>Adds an element, in place of one with the same tag.</summary>
    /// <param name="element">The element.</param>
    /// <returns>This data set.</returns>
    public DicomDataset Set(DicomElement element)
    {
        if (_elements.Count == 0 || _elements[^1].Tag < element.Tag)
        {
            _elements.Add(element);
            return this;
        }
        int at = IndexOf(element.Tag);
        if (at >= 0)
        {
            _elements[at] = element;
        }
        else
        {
            _elements.Insert(~at, element);
        }
        return this;
    }

    /// <summary>Adds an element of ASCII text with the dictionary's representation, in place of one with the same tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="text">The text.</param>
    /// <returns>This data set.</returns>
    public DicomDataset Set(DicomTag tag, string text) => Set(DicomElement.Create(tag, DicomDictionary.RepresentationOf(tag), text));

    /// <summary>Adds an element of one 16-bit number, in place of one with the same tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The number.</param>
    /// <returns>This data set.</returns>
    public DicomDataset Set(DicomTag tag, ushort value) => Set(DicomElement.Create(tag, value));

    /// <summary>Takes an element out.</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(DicomTag tag)
    {
        int at = IndexOf(tag);
        if (at >= 0)
        {
            _elements.RemoveAt(at);
        }
        return at >= 0;
    }

    /// <summary>
    /// An element's text, decoded, without the padding: trailing spaces and NULs, and whatever stands behind a NUL.
    /// Several values stay parted by backslashes.
    /// </summary>
    /// <param name="tag">The tag.</param>
    /// <returns>The text, or null when there is no such element; empty when it has no value.</returns>
    /// <exception cref="DicomTextException">The bytes are not text in the declared character set.</exception>
    public string? GetText(DicomTag tag) => TryGet(tag, out DicomElement? element) ? TextOf(element) : null;

    /// <summary>The text of one of this data set's elements; see <see cref="GetText"/>.</summary>
    /// <param name="element">The element.</param>
    public string TextOf(DicomElement element)
    {
        ReadOnlySpan<byte> bytes = DicomText.Trim(element.Value.Span);
        DicomVR vr = element.VR;
        try
        {
            if (!vr.IsCharacterSetText && vr != DicomVR.UN)
            {
                return DicomCharacterSet.Default.Decode(bytes);
            }
            // UN says nothing; what the dictionary knows of the element does (PS3.5 section 6.2.2).
            return CharacterSet.Decode(bytes, vr == DicomVR.UN ? DicomDictionary.RepresentationOf(element.Tag) : vr);
        }
        catch (DicomTextException e)
        {
            throw new DicomTextException(e.Message, element.Tag, e);
        }
    }

    /// <summary>Text that needs no character set (codes, numbers, UIDs); bytes outside ASCII come out as question marks.</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>The trimmed text, or an empty one when the element is missing.</returns>
    public string GetCode(DicomTag tag) => TryGet(tag, out DicomElement? element) ? CodeOf(element) : string.Empty;

    /// <summary>The first value of an element as a whole number, whatever its representation (US, SS, UL, SL, IS).</summary>
    /// <param name="tag">The tag.</param>
    /// <returns>The number, or null when there is none.</returns>
    public long? GetInteger(DicomTag tag)
    {
        if (!TryGet(tag, out DicomElement? element))
        {
            return null;
        }
        // UN says nothing; what the dictionary knows of the element does (PS3.5 section 6.2.2).
        DicomVR vr = element.KnownVR;
        if (vr.IsText)
        {
            string first = CodeOf(element).Split('\\')[0].Trim();
            return long.TryParse(first, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
        }
        ReadOnlySpan<byte> bytes = element.Value.Span;
        bool big = element.Encoding.BigEndian && element.VR != DicomVR.UN;
        bool signed = vr == DicomVR.SS || vr == DicomVR.SL;
        return bytes.Length switch
        {
            >= 4 when vr.UnitSize == 4 => big
                ? (signed ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes))
                : (signed ? BinaryPrimitives.ReadInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes)),
            >= 2 => big
                ? (signed ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes))
                : (signed ? BinaryPrimitives.ReadInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes)),
            _ => null,
        };
    }

    /// <summary>The items of a sequence; none when the element is missing or no sequence.</summary>
    /// <param name="tag">The tag.</param>
    public IReadOnlyList<DicomItem> GetItems(DicomTag tag) => TryGet(tag, out DicomElement? element) && element.Items is { } items ? items : [];

    /// <inheritdoc/>
    public IEnumerator<DicomElement> GetEnumerator() => _elements.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the last element's tag is behind another one.</summary>
    internal bool EndsBehind(DicomTag tag) => _elements.Count > 0 && tag < _elements[^1].Tag;

    /// <summary>Adds an element that was read, unless its tag is there already.</summary>
    internal bool TryAdd(DicomElement element)
    {
        int before = _elements.Count;
        if (before == 0 || _elements[^1].Tag < element.Tag)
        {
            _elements.Add(element);
            return true;
        }
        int at = IndexOf(element.Tag);
        if (at >= 0)
        {
            return false;
        }
        _elements.Insert(~at, element);
        return true;
    }

    /// <summary>A code of more than 64 KiB is none: what stands beyond is not looked at.</summary>
    private static string CodeOf(DicomElement element)
    {
        ReadOnlySpan<byte> bytes = element.Value.Span;
        return DicomText.TrimmedAscii(bytes[..Math.Min(bytes.Length, LongestCode)]);
    }

    private int IndexOf(DicomTag tag)
    {
        int low = 0;
        int high = _elements.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            DicomTag found = _elements[middle].Tag;
            if (found == tag)
            {
                return middle;
            }
            if (found < tag)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }
        return ~low;
    }
}
