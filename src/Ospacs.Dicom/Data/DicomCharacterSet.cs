using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using Ospacs.Dicom.Data.Characters;

namespace Ospacs.Dicom.Data;

/// <summary>
/// The character sets that Specific Character Set (0008,0005) declares, PS3.3 section C.12.1.1.2: the default one, those of one byte, those of one
/// and two bytes that take turns by escape sequences (code extensions, PS3.5 section 6.1.2.5), UTF-8, GB18030 and GBK. Decoding is strict: a byte that
/// the set lacks, half a character, or an escape sequence that was not declared is an error, not a question mark. May be used by several threads.
/// </summary>
public sealed class DicomCharacterSet
{
    private const string CannotBeRead = "has bytes that its character set does not have";
    private const string CannotBeWritten = "cannot carry the text that is to be written: the object's character set lacks a character of it";

    // Making a set reads tables; a medium has thousands of objects in two or three sets. Somebody's discs may have any number.
    private const int MostKept = 256;
    private static readonly ConcurrentDictionary<string, DicomCharacterSet> Made = new(StringComparer.Ordinal);

    /// <summary>What Windows' GBK has and GBK has not: the private use area, and the euro of byte 80.</summary>
    private static readonly SearchValues<char> NotGbk = SearchValues.Create([.. Enumerable.Range(0xE000, 0x1900).Append('€').Select(c => (char)c)]);

    private readonly Encoding? _encoding;
    private readonly CodeExtensions? _extensions;

    private DicomCharacterSet(CharacterSetTerms terms)
    {
        Term = terms.Canonical;
        if (terms.CodePage is { } codePage)
        {
            _encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        else
        {
            _extensions = new CodeExtensions(terms.Repertoires, terms.HasExtensions);
        }
    }

    /// <summary>The default set, ASCII (ISO_IR 6).</summary>
    public static DicomCharacterSet Default { get; } = new(CharacterSetTerms.Read(string.Empty)!);

    /// <summary>The defined terms as the standard writes them, as "ISO_IR 100" or "\ISO 2022 IR 87".</summary>
    public string Term { get; }

    /// <summary>The set that a value of (0008,0005) names; the well-known slips of devices in writing it are understood.</summary>
    /// <param name="value">The trimmed value, several terms parted by backslashes; empty for the default.</param>
    /// <exception cref="DicomTextException">The value names a set that cannot be read, or one that stands alone (UTF-8, GB18030, GBK) among others.</exception>
    public static DicomCharacterSet Of(string value)
    {
        if (value.Length == 0)
        {
            return Default;
        }
        if (Made.TryGetValue(value, out DicomCharacterSet? made))
        {
            return made;
        }
        CharacterSetTerms terms = CharacterSetTerms.Read(value) ?? throw new DicomTextException("names a character set that cannot be read", DicomTag.SpecificCharacterSet);
        DicomCharacterSet set = terms.Canonical == Default.Term ? Default : Made.TryGetValue(terms.Canonical, out made) ? made : new DicomCharacterSet(terms);
        if (Made.Count < MostKept)
        {
            set = Made.GetOrAdd(terms.Canonical, set);
            Made.TryAdd(value, set);
        }
        return set;
    }

    /// <summary>Decodes text of no particular representation: as one or several values that are not names.</summary>
    /// <param name="bytes">The bytes, without padding.</param>
    /// <exception cref="DicomTextException">A byte is not of the set, or an escape sequence was not declared.</exception>
    public string Decode(ReadOnlySpan<byte> bytes) => Decode(bytes, DicomVR.LO);

    /// <summary>
    /// Decodes text. Several values stay parted by backslashes; those that are half of a character are gone by then, so that whoever parts values
    /// does so in the text and not in the bytes.
    /// </summary>
    /// <param name="bytes">The bytes, without padding.</param>
    /// <param name="vr">The representation, which says at which characters the text is back in its first set (PS3.5 section 6.1.2.5.3).</param>
    /// <exception cref="DicomTextException">A byte is not of the set, or an escape sequence was not declared.</exception>
    public string Decode(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        // Nearly all text there is, so it is kept apart from what needs more care.
        if (Ascii.IsValid(bytes) && bytes.IndexOf((byte)0x1B) < 0)
        {
            return Encoding.ASCII.GetString(bytes);
        }
        return DecodeBeyondAscii(bytes, vr);
    }

    /// <summary>
    /// Encodes text. Where sets take turns, each character is written in the set in use or in the first declared one that has it; before every
    /// delimiter of any representation, and at the end, the text is back in its first set.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <exception cref="DicomTextException">A character is not of the set.</exception>
    public byte[] Encode(string text)
    {
        bool escape = text.Contains('\x1B', StringComparison.Ordinal);
        if (!escape && Ascii.IsValid(text))
        {
            return Encoding.ASCII.GetBytes(text);
        }
        if (_extensions is not null)
        {
            return _extensions.Encode(text) ?? throw new DicomTextException(CannotBeWritten);
        }
        try
        {
            return escape || (Term == "GBK" && text.AsSpan().IndexOfAny(NotGbk) >= 0) ? throw new DicomTextException(CannotBeWritten) : _encoding!.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new DicomTextException(CannotBeWritten, null, e);
        }
    }

    private string DecodeBeyondAscii(ReadOnlySpan<byte> bytes, DicomVR vr)
    {
        if (_extensions is not null)
        {
            return _extensions.Decode(bytes, TextDelimiters.Of(vr)) ?? throw new DicomTextException(CannotBeRead);
        }
        if (bytes.IndexOf((byte)0x1B) >= 0)
        {
            throw new DicomTextException(CannotBeRead);
        }
        try
        {
            string text = _encoding!.GetString(bytes);
            return Term == "GBK" && text.AsSpan().IndexOfAny(NotGbk) >= 0 ? throw new DicomTextException(CannotBeRead) : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new DicomTextException(CannotBeRead, null, e);
        }
    }
}
