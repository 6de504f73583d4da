using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace Ospacs.Dicom.Data;

/// <summary>Text that cannot be decoded or encoded in its declared character set. The message never holds the text.</summary>
public sealed class DicomTextException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="tag">The element, when known.</param>
    /// <param name="inner">The cause.</param>
    public DicomTextException(string message, DicomTag? tag = null, Exception? inner = null) : base(tag is null ? message : $"{tag} {message}", inner) => Tag = tag;

    /// <summary>The element, when known.</summary>
    public DicomTag? Tag { get; }
}

/// <summary>
/// A character repertoire of Specific Character Set (0008,0005), PS3.3 section C.12.1.1.2: the default one, those of one byte
/// without code extensions, UTF-8, GB18030 and GBK. Decoding is strict: a byte that the repertoire lacks is an error, not a question mark.
/// </summary>
public sealed class DicomCharacterSet
{
    private static readonly Dictionary<string, int> CodePages = new(StringComparer.Ordinal)
    {
        ["ISO_IR 6"] = 20127, ["ISO_IR 100"] = 28591, ["ISO_IR 101"] = 28592, ["ISO_IR 109"] = 28593, ["ISO_IR 110"] = 28594,
        ["ISO_IR 144"] = 28595, ["ISO_IR 127"] = 28596, ["ISO_IR 126"] = 28597, ["ISO_IR 138"] = 28598, ["ISO_IR 148"] = 28599,
        ["ISO_IR 203"] = 28605, ["ISO_IR 166"] = 874, ["ISO_IR 13"] = 932, ["ISO_IR 192"] = 65001, ["GB18030"] = 54936, ["GBK"] = 936,
    };

    private static readonly SearchValues<byte> JisX0201 = SearchValues.Create([.. Enumerable.Range(0, 0x80).Concat(Enumerable.Range(0xA1, 0x3F)).Select(b => (byte)b)]);

    private static readonly SearchValues<char> Unassigned = SearchValues.Create([.. Enumerable.Range(0x80, 0x20).Concat(Enumerable.Range(0xE000, 0x1900)).Select(c => (char)c)]);

    // Making an encoding reads tables; a medium has thousands of objects in two or three repertoires.
    private static readonly ConcurrentDictionary<string, DicomCharacterSet> Made = new(StringComparer.Ordinal);

    private readonly Encoding? _encoding;

    private DicomCharacterSet(string term, int codePage)
    {
        Term = term;
        _encoding = codePage == 20127
            ? null
            : (CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback));
    }

    /// <summary>The default repertoire, ASCII (ISO_IR 6).</summary>
    public static DicomCharacterSet Default { get; } = new("ISO_IR 6", 20127);

    /// <summary>The defined term, as "ISO_IR 100".</summary>
    public string Term { get; }

    /// <summary>The repertoire that a value of (0008,0005) names.</summary>
    /// <param name="value">The trimmed value; empty for the default.</param>
    /// <exception cref="DicomTextException">The value names no repertoire that can be read here, or code extensions.</exception>
    public static DicomCharacterSet Of(string value)
    {
        // "ISO-IR 100", "ISO IR 100" and "ISO_IR_100" are well-known slips of devices; they can mean nothing else.
        string term = value.Trim().ToUpperInvariant();
        if (term.Length == 0 || term == "\\")
        {
            return Default;
        }
        if (term.Length > 7 && term.StartsWith("ISO", StringComparison.Ordinal) && term.AsSpan(4, 2).SequenceEqual("IR"))
        {
            term = "ISO_IR " + term[7..];
        }
        if (term.StartsWith("ISO 2022 IR ", StringComparison.Ordinal) && CodePages.ContainsKey("ISO_IR " + term[12..]))
        {
            // Alone, and without an escape in the text, the repertoire with code extensions is the one without.
            term = "ISO_IR " + term[12..];
        }
        if (term == Default.Term)
        {
            return Default;
        }
        if (!CodePages.TryGetValue(term, out int codePage))
        {
            throw new DicomTextException("names a character set that cannot be read", DicomTag.SpecificCharacterSet);
        }
        return Made.GetOrAdd(term, static (name, page) => new DicomCharacterSet(name, page), codePage);
    }

    /// <summary>Decodes text.</summary>
    /// <param name="bytes">The bytes, without padding.</param>
    /// <exception cref="DicomTextException">A byte is not of the repertoire.</exception>
    public string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes) && bytes.IndexOf((byte)0x1B) < 0)
        {
            return Encoding.ASCII.GetString(bytes);
        }
        // JIS X 0201 is decoded by a code page that has pairs of bytes besides; what begins one is not of the repertoire.
        bool pairs = Term == "ISO_IR 13" && bytes.IndexOfAnyExcept(JisX0201) >= 0;
        if (_encoding is null || pairs || bytes.IndexOf((byte)0x1B) >= 0)
        {
            throw new DicomTextException("has bytes that its character set does not have");
        }
        try
        {
            string text = _encoding.GetString(bytes);
            // Code pages give a byte that stands for nothing a control or private character rather than an error.
            return _encoding.IsSingleByte && text.AsSpan().IndexOfAny(Unassigned) >= 0 ? throw new DicomTextException("has bytes that its character set does not have") : text;
        }
        catch (DecoderFallbackException e)
        {
            throw new DicomTextException("has bytes that its character set does not have", null, e);
        }
    }

    /// <summary>Encodes text.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="DicomTextException">A character is not of the repertoire.</exception>
    public byte[] Encode(string text)
    {
        if (Ascii.IsValid(text))
        {
            return Encoding.ASCII.GetBytes(text);
        }
        try
        {
            return _encoding?.GetBytes(text) ?? throw new DicomTextException("cannot carry the text that is to be written: the object's character set lacks a character of it");
        }
        catch (EncoderFallbackException e)
        {
            throw new DicomTextException("cannot carry the text that is to be written: the object's character set lacks a character of it", null, e);
        }
    }
}
