using System.Collections.Frozen;
using System.Text;

namespace Ospacs.Dicom.Data.Characters;

/// <summary>Katakana of half width, the only ones that JIS X 0201 has, for those of full width.</summary>
internal static class HalfWidthKana
{
    // Unicode says which character of full width each one stands for; a voicing mark is a character of its own in half width.
    private static readonly FrozenDictionary<char, char> Halves =
        Enumerable.Range(0xFF61, 0x3F).ToFrozenDictionary(c => ((char)c).ToString().Normalize(NormalizationForm.FormKC)[0], c => (char)c);

    /// <summary>The text with katakana of half width; the same text when it has none.</summary>
    internal static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u3001', '\u30FF'))
        {
            return text;
        }
        var half = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c is < '\u3001' or > '\u30FF')
            {
                half.Append(c);
                continue;
            }
            foreach (char part in c.ToString().Normalize(NormalizationForm.FormD))
            {
                half.Append(Halves.GetValueOrDefault(part, part));
            }
        }
        return half.ToString();
    }
}
