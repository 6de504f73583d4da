using System.Buffers.Binary;
using System.Text;
using Ospacs.Dicom.Data.Characters;

namespace Ospacs.Dicom.Data;

/// <summary>
/// The bytes in which an object could carry a text, whatever character set it declares: for a search for what was left behind. May be used by
/// several threads.
/// </summary>
public static class CharacterForms
{
    /// <summary>Sets of one byte: the standard's, and what devices on Windows and DOS write without saying so.</summary>
    private static readonly Lazy<CharacterTable[]> SingleBytes = new(() =>
    [
        .. Repertoire.ByNumber.Values.Where(r => r.Width == 1).Select(r => r.Table).OfType<CharacterTable>(),
        .. new[] { 1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 437, 850, 852, 866, 20866 }.Select(CodePageTables.SingleByte),
    ]);

    private static readonly Lazy<CharacterTable[]> Pairs = new(() => [.. Repertoire.ByNumber.Values.Where(r => r.Width == 2).Select(r => r.Table!)]);

    /// <summary>Shift-JIS, GBK, Korean with all syllables and Big5, as Windows has them.</summary>
    private static readonly Lazy<Encoding[]> Pages = new(() => [.. new[] { 932, 936, 949, 950 }.Select(CodePageTables.Page)]);

    /// <summary>GB18030 has all characters.</summary>
    private static readonly Lazy<Encoding> Gb18030 = new(() => CodePageTables.Page(54936));

    private static readonly Lazy<CodeExtensions[]> Extensions = new(() =>
    [
        .. new[] { @"\ISO 2022 IR 87\ISO 2022 IR 159", @"ISO 2022 IR 13\ISO 2022 IR 87\ISO 2022 IR 159", @"\ISO 2022 IR 149", @"\ISO 2022 IR 58" }
            .Select(value => new CodeExtensions(CharacterSetTerms.Read(value)!.Repertoires, escapes: true)),
    ]);

    /// <summary>
    /// All distinct byte strings of a text: UTF-8, UTF-16 of both byte orders, every set of one byte that has its characters, Shift-JIS, EUC-JP, EUC-KR,
    /// GBK, GB18030, Big5, what stands between the escape sequences of ISO 2022, katakana of half width; characters composed and taken
    /// apart; and of Latin text what is typed where only ASCII is to be had. ASCII text has three forms. Case is the caller's to look after.
    /// A form may be short (two bytes of a Chinese character look like two letters between escape sequences).
    /// </summary>
    /// <param name="text">The text.</param>
    /// <returns>The byte strings; none for an empty text.</returns>
    public static IReadOnlyList<byte[]> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var forms = new List<byte[]>();
        if (text.Length == 0)
        {
            return forms;
        }
        if (Ascii.IsValid(text))
        {
            AddUnicode(forms, text);
            return forms;
        }
        if (!IsCharacters(text))
        {
            // Only UTF-16 can carry it, and only carelessly.
            AddUtf16(forms, text);
            return forms;
        }
        string composed = text.Normalize(NormalizationForm.FormC);
        string compatible = text.Normalize(NormalizationForm.FormKC);
        string half = HalfWidthKana.Of(compatible);
        foreach (string variant in new[] { text, composed, compatible, half }.Distinct(StringComparer.Ordinal))
        {
            AddUnicode(forms, variant);
            if (!Ascii.IsValid(variant))
            {
                AddSets(forms, variant);
            }
        }
        AddUnicode(forms, text.Normalize(NormalizationForm.FormD));
        AddUnicode(forms, LatinFolding.WithoutAccents(text));
        AddUnicode(forms, LatinFolding.SpeltOut(text));
        return forms;
    }

    private static void AddUnicode(List<byte[]> forms, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            Add(forms, Encoding.UTF8.GetBytes(text));
            AddUtf16(forms, text);
        }
    }

    private static void AddUtf16(List<byte[]> forms, string text)
    {
        var little = new byte[text.Length * 2];
        var big = new byte[text.Length * 2];
        for (int i = 0; i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(little.AsSpan(i * 2), text[i]);
            BinaryPrimitives.WriteUInt16BigEndian(big.AsSpan(i * 2), text[i]);
        }
        Add(forms, little);
        Add(forms, big);
    }

    private static void AddSets(List<byte[]> forms, string text)
    {
        foreach (CharacterTable set in SingleBytes.Value)
        {
            Add(forms, InSingleBytes(text, set));
        }
        Add(forms, Gb18030.Value.GetBytes(text));
        if (text.Any(char.IsSurrogate))
        {
            // Nothing below has characters beyond the first 65,536, and .NET's code pages of two bytes stumble over them.
            return;
        }
        foreach (Encoding page in Pages.Value)
        {
            byte[] bytes = page.GetBytes(text);
            Add(forms, bytes.AsSpan().Contains((byte)CodePageTables.Substitute) ? null : bytes);
        }
        foreach (CharacterTable set in Pairs.Value)
        {
            Add(forms, InPairs(text, set));
        }
        Add(forms, EucJapanese.Encode(text));
        foreach (CodeExtensions extensions in Extensions.Value)
        {
            Add(forms, extensions.Encode(text) is { } bytes ? WithoutOuterEscapes(bytes) : null);
        }
    }

    private static byte[]? InSingleBytes(string text, CharacterTable set)
    {
        var bytes = new byte[text.Length];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] < 0x80)
            {
                bytes[i] = (byte)text[i];
                continue;
            }
            int place = set.PlaceOf(text[i]);
            if (place < 0)
            {
                return null;
            }
            bytes[i] = (byte)(place + 0x80);
        }
        return bytes;
    }

    private static byte[]? InPairs(string text, CharacterTable set)
    {
        var bytes = new byte[text.Length * 2];
        for (int i = 0; i < text.Length; i++)
        {
            int place = set.PlaceOf(text[i]);
            if (place < 0)
            {
                return null;
            }
            bytes[2 * i] = (byte)((place / CharacterTable.Row) + 0x21);
            bytes[(2 * i) + 1] = (byte)((place % CharacterTable.Row) + 0x21);
        }
        return bytes;
    }

    /// <summary>The escape sequences that stand before and behind depend on what else stands there.</summary>
    private static byte[] WithoutOuterEscapes(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0 && bytes[0] == 0x1B)
        {
            bytes = bytes[LengthOfEscape(bytes)..];
        }
        while (bytes.LastIndexOf((byte)0x1B) is >= 0 and var last && last + LengthOfEscape(bytes[last..]) == bytes.Length)
        {
            bytes = bytes[..last];
        }
        return bytes.ToArray();
    }

    /// <summary>An escape sequence is ESC, bytes of 20 to 2F, and one above (ISO/IEC 2022).</summary>
    private static int LengthOfEscape(ReadOnlySpan<byte> bytes) => bytes[1..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x2F) + 2;

    private static void Add(List<byte[]> forms, byte[]? form)
    {
        if (form is null)
        {
            return;
        }
        foreach (byte[] other in forms)
        {
            if (other.AsSpan().SequenceEqual(form))
            {
                return;
            }
        }
        forms.Add(form);
    }

    /// <summary>Whether there is no half of a surrogate pair in it, and no U+FFFE, which Unicode calls no character and which is not normalised.</summary>
    private static bool IsCharacters(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || text[i] == '\uFFFE')
            {
                return false;
            }
        }
        return true;
    }
}
