namespace Ospacs.Archive.Protection.Exams;

/// <summary>Words that stand for identity: each is used at one place only, none is a word of any language, and all are of one length.</summary>
/// <param name="from">The number of the first word.</param>
internal sealed class ExamWords(int from)
{
    private const string Consonants = "bdfghklmnprstvwz";
    private const string Vowels = "aeiou";

    private int _next = from;

    /// <summary>The next word, as "Zqbakedi".</summary>
    internal string Next()
    {
        int number = _next++;
        Span<char> word = stackalloc char[8];
        word[0] = 'Z';
        word[1] = 'q';
        for (int at = 6; at >= 2; at -= 2)
        {
            (number, int syllable) = Math.DivRem(number, Consonants.Length * Vowels.Length);
            word[at] = Consonants[syllable / Vowels.Length];
            word[at + 1] = Vowels[syllable % Vowels.Length];
        }
        return word.ToString();
    }
}
