namespace Ospacs.Dicom.Media;

/// <summary>A file that a DICOMDIR refers to (PS3.3 section F.3.2.2).</summary>
/// <param name="FileId">The components of its file ID: folders and file, as written, without padding. They may be in another case on the medium.</param>
/// <param name="SopClassUid">Referenced SOP Class UID in File; empty when absent.</param>
/// <param name="SopInstanceUid">Referenced SOP Instance UID in File; empty when absent.</param>
/// <param name="TransferSyntaxUid">Referenced Transfer Syntax UID in File; empty when absent.</param>
/// <param name="RecordType">The kind of record, as "IMAGE".</param>
public sealed record DicomDirectoryReference(IReadOnlyList<string> FileId, string SopClassUid, string SopInstanceUid, string TransferSyntaxUid, string RecordType)
{
    /// <summary>The file ID as a path relative to the folder of the DICOMDIR, parted by slashes.</summary>
    public string RelativePath => string.Join('/', FileId);
}
