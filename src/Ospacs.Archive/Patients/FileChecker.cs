using Ospacs.Archive.Import;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Patients;

/// <summary>Checks whose files are, and stores nothing.</summary>
/// <param name="checker">The check.</param>
/// <param name="centre">The centre whose patients are asked.</param>
public sealed class FileChecker(PatientChecker checker, string centre)
{
    /// <summary>Checks files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    /// <returns>A check for every file, in their order.</returns>
    public IEnumerable<FileCheck> Run(IReadOnlyList<ScannedFile> files, CancellationToken cancellation = default)
    {
        foreach (ScannedFile file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Check(file);
        }
    }

    private FileCheck Check(ScannedFile scanned)
    {
        if (scanned.Problem is not null)
        {
            return Unread(scanned, $"The file {scanned.Problem}.");
        }
        try
        {
            using DicomFile file = DicomFile.Open(scanned.Path);
            if (file.FileMeta.GetCode(DicomTag.MediaStorageSOPClassUID) == DicomUID.MediaStorageDirectoryStorage)
            {
                return Unread(scanned, "The file is a DICOMDIR.");
            }
            PatientCheck check = checker.Check(HeaderIdentityReader.Read(file.Dataset), centre);
            return Empty(scanned) with
            {
                Status = check.Status,
                SubjectId = check.SubjectId,
                Fields = check.Fields,
                Score = check.Score,
                Parts = check.Parts,
                Candidates = check.Candidates,
                Proposal = check.Proposal,
                Message = check.Message,
            };
        }
        catch (NotDicomException)
        {
            return Unread(scanned, "The file is no DICOM file.");
        }
        catch (DicomTextException e)
        {
            return Empty(scanned) with { Status = CheckStatus.Unverified, Message = e.Message };
        }
        catch (DicomFormatException e)
        {
            return Unread(scanned, "The file is damaged: " + e.Message);
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            return Unread(scanned, $"The file {ReadFailure.Of(e).Message}.");
        }
    }

    private FileCheck Empty(ScannedFile file) => new() { Path = file.Path, FileNumber = file.Number, Centre = centre };

    private FileCheck Unread(ScannedFile file, string message) => Empty(file) with { Message = message };
}
