using System.Text;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>The words in a file's header that tell who its patient is.</summary>
internal static class IdentityWords
{
    private const int Shortest = 3;
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
                    .SelectMany(name => name.Split(['^', '=', ' ', ',', '-'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                    .Concat(Texts(dataset, DicomTag.PatientID)).Concat(Texts(dataset, DicomTag.PatientBirthDate)).Concat(Texts(dataset, DicomTag.AccessionNumber))
                    .Select(word => word.Trim()).Where(word => word.Length >= Shortest).Distinct(StringComparer.OrdinalIgnoreCase),
            ];
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException || ReadFailure.IsOne(e))
        {
            return [];
        }
    }

    /// <summary>Whether a text has a word in it, as a word of its own.</summary>
    internal static bool Holds(string text, string word)
    {
        for (int at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            bool begins = at == 0 || !char.IsLetterOrDigit(text[at - 1]);
            bool ends = at + word.Length == text.Length || !char.IsLetterOrDigit(text[at + word.Length]);
            if (begins && ends)
            {
                return true;
            }
        }
        return false;
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
