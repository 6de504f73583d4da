using System.Globalization;
using System.Text.RegularExpressions;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Media;

namespace Ospacs.Archive.Export;

/// <summary>Takes the keys of directory records from a protected object. A value that is not lawful as a key counts as none.</summary>
internal static partial class DirectoryKeys
{
    private static readonly DicomTag[] Dates = [DicomTag.StudyDate, DicomTag.SeriesDate, DicomTag.AcquisitionDate, DicomTag.ContentDate];

    internal static DicomDirectoryImage Of(ImageRecord image, DicomDataset dataset, DicomTransferSyntax written, IReadOnlyList<string> fileId) => new()
    {
        FileId = fileId,
        PatientId = image.SubjectId,
        PatientName = Text(dataset, DicomTag.PatientName, 64),
        StudyInstanceUid = dataset.GetCode(DicomTag.StudyInstanceUID),
        StudyDate = Dates.Select(tag => dataset.GetCode(tag)).FirstOrDefault(date => date.Length == 8 && DicomText.ParseDate(date) is not null, string.Empty),
        StudyTime = dataset.GetCode(DicomTag.StudyTime) is { } time && LawfulTime().IsMatch(time) ? time : string.Empty,
        StudyId = Text(dataset, DicomTag.StudyID, 16),
        StudyDescription = Text(dataset, DicomTag.StudyDescription, 64),
        AccessionNumber = Text(dataset, DicomTag.AccessionNumber, 16),
        SeriesInstanceUid = dataset.GetCode(DicomTag.SeriesInstanceUID),
        Modality = dataset.GetCode(DicomTag.Modality) is { } modality && LawfulCode().IsMatch(modality) ? modality : string.Empty,
        SeriesNumber = Number(dataset, DicomTag.SeriesNumber),
        SopClassUid = dataset.GetCode(DicomTag.SOPClassUID),
        SopInstanceUid = dataset.GetCode(DicomTag.SOPInstanceUID),
        TransferSyntaxUid = written.Uid,
        InstanceNumber = Number(dataset, DicomTag.InstanceNumber),
    };

    private static int? Number(DicomDataset dataset, DicomTag tag) =>
        int.TryParse(dataset.GetCode(tag), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string Text(DicomDataset dataset, DicomTag tag, int longest)
    {
        try
        {
            string text = dataset.GetText(tag)?.Trim(' ') ?? string.Empty;
            return text.Length <= longest && !text.Any(c => c == '\\' || char.IsControl(c)) ? text : string.Empty;
        }
        catch (DicomTextException)
        {
            return string.Empty;
        }
    }

    [GeneratedRegex(@"^([01]\d|2[0-3])([0-5]\d([0-5]\d(\.\d{1,6})?)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex LawfulTime();

    [GeneratedRegex(@"^[A-Z0-9_ ]{1,16}$", RegexOptions.CultureInvariant)]
    private static partial Regex LawfulCode();
}
