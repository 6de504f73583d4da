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
}
