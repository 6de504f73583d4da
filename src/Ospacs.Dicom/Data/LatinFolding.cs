using System.Collections.Frozen;
using System.Text;

namespace Ospacs.Dicom.Data;

/// <summary>Latin letters with accents and of other alphabets as they are typed where only ASCII is to be had.</summary>
public static class LatinFolding
{
    private static readonly FrozenDictionary<char, string> Letters = new Dictionary<char, string>
    {
        ['ß'] = "ss", ['ẞ'] = "SS", ['ø'] = "o", ['Ø'] = "O", ['ł'] = "l", ['Ł'] = "L", ['æ'] = "ae", ['Æ'] = "AE", ['œ'] = "oe", ['Œ'] = "OE",
        ['đ'] = "d", ['Đ'] = "D", ['ð'] = "d", ['Ð'] = "D", ['þ'] = "th", ['Þ'] = "TH", ['ħ'] = "h", ['Ħ'] = "H", ['ŧ'] = "t", ['Ŧ'] = "T",
        ['ı'] = "i", ['ŋ'] = "n", ['Ŋ'] = "N",
    }.ToFrozenDictionary();

    /// <summary>What German and the Nordic languages write where the letter cannot be had.</summary>
    private static readonly FrozenDictionary<char, string> Spellings = new Dictionary<char, string>
    {
        ['ä'] = "ae", ['ö'] = "oe", ['ü'] = "ue", ['å'] = "aa", ['ø'] = "oe", ['Ä'] = "AE", ['Ö'] = "OE", ['Ü'] = "UE", ['Å'] = "AA", ['Ø'] = "OE",
    }.ToFrozenDictionary();

    /// <summary>The ASCII letters for a letter that Unicode does not take apart into a letter and an accent, as "ss" for "ß".</summary>
    /// <param name="letter">The letter.</param>
    /// <returns>The letters, small ones for a small one; or null.</returns>
    public static string? LettersOf(char letter) => Letters.GetValueOrDefault(letter);

    /// <summary>The text without accents: "Muller" for "Müller".</summary>
    /// <param name="text">The text, without halves of surrogate pairs.</param>
    /// <returns>The ASCII text; null where a character is no Latin one.</returns>
    public static string? WithoutAccents(string text)
    {
        string parts = text.Normalize(NormalizationForm.FormKD);
        var folded = new StringBuilder(parts.Length);
        for (int i = 0; i < parts.Length; i++)
        {
            char c = parts[i];
            if (c < 0x80)
            {
                folded.Append(c);
            }
            else if (LettersOf(c) is { } letters)
            {
                folded.Append(Cased(letters, parts, i));
            }
            else if (!IsAccent(c))
            {
                return null;
            }
        }
        return folded.ToString();
    }

    /// <summary>The text as it is spelt out without umlauts and rings: "Mueller" for "Müller".</summary>
    /// <param name="text">The text, without halves of surrogate pairs.</param>
    /// <returns>The ASCII text; null where a character is no Latin one.</returns>
    public static string? SpeltOut(string text)
    {
        string composed = text.Normalize(NormalizationForm.FormC);
        var spelt = new StringBuilder(composed.Length);
        for (int i = 0; i < composed.Length; i++)
        {
            if (Spellings.TryGetValue(composed[i], out string? letters))
            {
                spelt.Append(Cased(letters, composed, i));
            }
            else
            {
                spelt.Append(composed[i]);
            }
        }
        return WithoutAccents(spelt.ToString());
    }

    private static bool IsAccent(char c) => c is >= '\u0300' and <= '\u036F';

    /// <summary>Of two capitals that stand for one the second is small where a small letter follows: Ägir is Aegir, ÄGIR is AEGIR.</summary>
    private static string Cased(string letters, string text, int at)
    {
        do
        {
            at++;
        }
        while (at < text.Length && IsAccent(text[at]));
        return at < text.Length && char.IsLower(text[at]) && letters.Length == 2 ? letters[0] + letters[1..].ToLowerInvariant() : letters;
    }
}
