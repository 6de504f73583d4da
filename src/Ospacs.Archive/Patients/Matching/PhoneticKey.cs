using System.Text;

namespace Ospacs.Archive.Patients.Matching;

/// <summary>The consonants of a name as English speaks them: names that share them sound alike, more or less. Letters of A to Z only.</summary>
internal static class PhoneticKey
{
    /// <summary>The key of a word in normal form; empty where it has other letters, and then nothing sounds like it.</summary>
    internal static string Of(string word)
    {
        if (word.Length < 3 || word.AsSpan().ContainsAnyExceptInRange('A', 'Z'))
        {
            return string.Empty;
        }
        var key = new StringBuilder(word.Length);
        int at = 0;
        // Letters that are silent where a word begins.
        if (word is ['K' or 'G' or 'P', 'N', ..] or ['W', 'R', ..])
        {
            at = 1;
        }
        if (IsVowel(word[at]) || word[at] is 'H')
        {
            key.Append(word[at] is 'H' ? 'H' : 'A');
            at++;
        }
        for (; at < word.Length; at++)
        {
            char c = word[at];
            char next = at + 1 < word.Length ? word[at + 1] : '\0';
            char sound = c switch
            {
                'P' when next == 'H' => 'F',
                'G' when next == 'H' => '\0',
                'T' when next == 'H' => 'T',
                'S' when next == 'H' => 'X',
                'C' when next == 'H' => 'X',
                'C' when next is 'E' or 'I' or 'Y' => 'S',
                'D' when next == 'G' => '\0',
                'G' when next is 'E' or 'I' or 'Y' => 'J',
                'C' or 'Q' or 'K' => 'K',
                'Z' => 'S',
                'V' => 'F',
                'B' or 'F' or 'G' or 'J' or 'L' or 'M' or 'N' or 'P' or 'R' or 'S' or 'T' or 'D' or 'X' => c,
                _ => '\0',
            };
            if (sound != '\0' && (key.Length == 0 || key[^1] != sound))
            {
                key.Append(sound);
            }
        }
        return key.ToString();
    }

    private static bool IsVowel(char c) => c is 'A' or 'E' or 'I' or 'O' or 'U' or 'Y';
}
