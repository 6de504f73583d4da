using Ospacs.Archive.Patients;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>The words in a file's header that tell who its patient is.</summary>
internal static class IdentityWords
{
    private const int Shortest = 3;

    /// <summary>The words: identifiers, parts of names, birth date. None when the file cannot be read.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        try
        {
            using DicomFile file = DicomFile.Open(path);
            HeaderIdentity header = HeaderIdentityReader.Read(file.Dataset);
            string accession = file.Dataset.GetCode(DicomTag.AccessionNumber);
            return
            [
                .. header.PatientName.Split(['^', '=', ' ', ',', '-'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Append(header.PatientId).Append(header.BirthDate).Append(accession)
                    .Where(word => word.Length >= Shortest),
            ];
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException or DicomTextException || ReadFailure.IsOne(e))
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
}
