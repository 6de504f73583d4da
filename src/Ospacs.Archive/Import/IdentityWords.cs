using System.Globalization;
using System.Text;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>The words in a file's header that tell who its patient is.</summary>
internal static class IdentityWords
{
    private const int Shortest = 3;

    // Names of one or two syllables or characters are the rule outside Latin; one alone is too common.
    private const int ShortestBeyondAscii = 2;

    private const int LongestValue = 1024;

    /// <summary>The words: identifiers, parts of names, birth date. None when the file cannot be read.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        try
        {
            using DicomFile file = DicomFile.Open(path);
            DicomDataset dataset = file.Dataset;
            return
            [
                .. Texts(dataset, DicomTag.PatientName)
                    .SelectMany(name => name.Split(['^', '=', ' ', ',', '-', '\u3000'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    .Concat(Texts(dataset, DicomTag.PatientID)).Concat(Texts(dataset, DicomTag.PatientBirthDate)).Concat(Texts(dataset, DicomTag.AccessionNumber))
                    .Select(word => Plain(word.Trim())).Where(word => word.Length >= (Ascii.IsValid(word) ? Shortest : ShortestBeyondAscii)).Distinct(StringComparer.OrdinalIgnoreCase),
            ];
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException || ReadFailure.IsOne(e))
        {
            return [];
        }
    }

    /// <summary>Whether a text has a word in it: as a word of its own, or anywhere in scripts that write without spaces or put particles to a name.</summary>
    internal static bool Holds(string text, string word)
    {
        text = Plain(text);
        bool anywhere = !Ascii.IsValid(word) && word.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter);
        for (int at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            bool begins = anywhere || at == 0 || !char.IsLetterOrDigit(text[at - 1]);
            bool ends = anywhere || at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length]);
            if (begins && ends)
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Half width and full width alike. What cannot be normalised is no text that anybody typed.</summary>
    private static string Plain(string text)
    {
        try
        {
            return Ascii.IsValid(text) ? text : text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    /// <summary>A value's text; where its character set fails it, what a person may have read it as.</summary>
    private static IEnumerable<string> Texts(DicomDataset dataset, DicomTag tag)
    {
        if (!dataset.TryGet(tag, out DicomElement? element) || element.Length is 0 or > DicomElement.LargestValueInMemory)
        {
            return [];
        }
        try
        {
            return [dataset.TextOf(element)];
        }
        catch (DicomTextException)
        {
            byte[] bytes = element.Value.Span[..(int)Math.Min(element.Length, LongestValue)].ToArray();
            return [Encoding.Latin1.GetString(bytes), Encoding.UTF8.GetString(bytes)];
        }
    }
}
