using Ospacs.Archive.Import;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Protection;

/// <summary>Opens a file that was found, or says why it cannot be.</summary>
internal static class OpenedFile
{
    /// <summary>The file, to be disposed; or null, what it is instead, and why.</summary>
    internal static DicomFile? Open(ScannedFile scanned, out FileProtectionOutcome outcome, out string message)
    {
        (outcome, message) = (FileProtectionOutcome.Failed, $"The file {scanned.Problem}.");
        if (scanned.Problem is not null)
        {
            return null;
        }
        try
        {
            DicomFile file = DicomFile.Open(scanned.Path);
            if (file.FileMeta.GetCode(DicomTag.MediaStorageSOPClassUID) != DicomUID.MediaStorageDirectoryStorage)
            {
                return file;
            }
            file.Dispose();
            (outcome, message) = (FileProtectionOutcome.Index, "The file is a DICOMDIR, which is never protected but made anew.");
        }
        catch (NotDicomException)
        {
            (outcome, message) = (FileProtectionOutcome.NotDicom, "The file is no DICOM file.");
        }
        catch (DicomFormatException e)
        {
            message = "The file is damaged: " + e.Message;
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            message = $"The file {ReadFailure.Of(e).Message}.";
        }
        return null;
    }
}
