namespace Ospacs.Dicom.Media;

/// <summary>
/// An image of a file-set with the keys of its directory records (PS3.3 section F.5). What is empty and must not be is filled by
/// <see cref="DicomDirectoryWriter"/>. Of a study's or series' keys, those of its first image count.
/// </summary>
public sealed record DicomDirectoryImage
{
    /// <summary>The components of the file ID.</summary>
    public required IReadOnlyList<string> FileId { get; init; }

    /// <summary>Patient ID: one PATIENT record for each.</summary>
    public required string PatientId { get; init; }

    /// <summary>Patient's Name; may be empty.</summary>
    public string PatientName { get; init; } = string.Empty;

    /// <summary>Study Instance UID. A study belongs to one patient.</summary>
    public required string StudyInstanceUid { get; init; }

    /// <summary>Study Date as yyyyMMdd; may be empty.</summary>
    public string StudyDate { get; init; } = string.Empty;

    /// <summary>Study Time as HHmmss, with a fraction or not; may be empty.</summary>
    public string StudyTime { get; init; } = string.Empty;

    /// <summary>Study ID; may be empty.</summary>
    public string StudyId { get; init; } = string.Empty;

    /// <summary>Study Description; may be empty.</summary>
    public string StudyDescription { get; init; } = string.Empty;

    /// <summary>Accession Number; may be empty.</summary>
    public string AccessionNumber { get; init; } = string.Empty;

    /// <summary>Series Instance UID. A series belongs to one study.</summary>
    public required string SeriesInstanceUid { get; init; }

    /// <summary>Modality; may be empty.</summary>
    public string Modality { get; init; } = string.Empty;

    /// <summary>Series Number; may be null.</summary>
    public int? SeriesNumber { get; init; }

    /// <summary>SOP Class UID.</summary>
    public required string SopClassUid { get; init; }

    /// <summary>SOP Instance UID.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>The transfer syntax that the file is in.</summary>
    public required string TransferSyntaxUid { get; init; }

    /// <summary>Instance Number; may be null.</summary>
    public int? InstanceNumber { get; init; }
}
