namespace Ospacs.Archive.Ledger;

/// <summary>What a source's header says of itself and its patient, as it came: decoded, trimmed, otherwise untouched. Identity side.</summary>
public sealed record SourceIdentifiers
{
    /// <summary>Of a longer value only so many bytes are kept. No lawful one is longer: three component groups of 64 characters (PN, PS3.5 section 6.2).</summary>
    private const int LongestValue = 1024;

    /// <summary>How many other identifiers and names are kept.</summary>
    private const int MostOthers = 32;

    private static readonly DicomTag OtherPatientIdsSequence = new(0x00101002u);
    private static readonly DicomTag PatientBirthName = new(0x00101005u);

    /// <summary>Study Instance UID (0020,000D); empty when absent.</summary>
    public string StudyInstanceUid { get; init; } = string.Empty;

    /// <summary>Series Instance UID (0020,000E); empty when absent.</summary>
    public string SeriesInstanceUid { get; init; } = string.Empty;

    /// <summary>SOP Instance UID (0008,0018); empty when absent.</summary>
    public string SopInstanceUid { get; init; } = string.Empty;

    /// <summary>Patient ID (0010,0020), or null.</summary>
    public string? PatientId { get; init; }

    /// <summary>Issuer of Patient ID (0010,0021), or null.</summary>
    public string? IssuerOfPatientId { get; init; }

    /// <summary>Other Patient IDs (0010,1000), and Patient ID of each item of Other Patient IDs Sequence (0010,1002).</summary>
    public IReadOnlyList<string> OtherPatientIds { get; init => field = value ?? []; } = [];

    /// <summary>Patient's Name (0010,0010), or null.</summary>
    public string? PatientName { get; init; }

    /// <summary>Other Patient Names (0010,1001) and Patient's Birth Name (0010,1005).</summary>
    public IReadOnlyList<string> OtherPatientNames { get; init => field = value ?? []; } = [];

    /// <summary>Patient's Birth Date (0010,0030) as written, or null.</summary>
    public string? PatientBirthDate { get; init; }

    /// <summary>Patient's Sex (0010,0040), or null.</summary>
    public string? PatientSex { get; init; }

    /// <summary>Accession Number (0008,0050), or null.</summary>
    public string? AccessionNumber { get; init; }

    /// <summary>Study ID (0020,0010), or null.</summary>
    public string? StudyId { get; init; }

    /// <summary>Study Date (0008,0020) as written, or null: in an archive whose dates are shifted, the true one.</summary>
    public string? StudyDate { get; init; }

    /// <summary>Values that the object's character set does not explain, or that are too long to be anybody's: as bytes, the first 1,024 of each.</summary>
    public IReadOnlyList<UndecodedValue> Undecoded { get; init => field = value ?? []; } = [];

    /// <summary>Reads a header.</summary>
    /// <param name="dataset">The object as it came.</param>
    public static SourceIdentifiers Of(DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        List<UndecodedValue> undecoded = [];
        List<string> ids = [];
        AddValues(ids, dataset, DicomTag.OtherPatientIDs, undecoded);
        foreach (DicomItem item in dataset.GetItems(OtherPatientIdsSequence).Take(MostOthers))
        {
            AddValues(ids, item.Dataset, DicomTag.PatientID, undecoded);
        }
        List<string> names = [];
        AddValues(names, dataset, DicomTag.OtherPatientNames, undecoded);
        AddValues(names, dataset, PatientBirthName, undecoded);
        return new SourceIdentifiers
        {
            StudyInstanceUid = dataset.GetCode(DicomTag.StudyInstanceUID),
            SeriesInstanceUid = dataset.GetCode(DicomTag.SeriesInstanceUID),
            SopInstanceUid = dataset.GetCode(DicomTag.SOPInstanceUID),
            PatientId = Value(dataset, DicomTag.PatientID, undecoded),
            IssuerOfPatientId = Value(dataset, DicomTag.IssuerOfPatientID, undecoded),
            OtherPatientIds = ids,
            PatientName = Value(dataset, DicomTag.PatientName, undecoded),
            OtherPatientNames = names,
            PatientBirthDate = Value(dataset, DicomTag.PatientBirthDate, undecoded),
            PatientSex = Value(dataset, DicomTag.PatientSex, undecoded),
            AccessionNumber = Value(dataset, DicomTag.AccessionNumber, undecoded),
            StudyId = Value(dataset, DicomTag.StudyID, undecoded),
            StudyDate = Value(dataset, DicomTag.StudyDate, undecoded),
            Undecoded = undecoded,
        };
    }

    private static string? Value(DicomDataset dataset, DicomTag tag, List<UndecodedValue> undecoded)
    {
        if (dataset.Find(tag) is not { Length: > 0, Items: null } element)
        {
            return null;
        }
        try
        {
            if (element.Length <= LongestValue)
            {
                return dataset.TextOf(element).Trim() is { Length: > 0 } text ? text : null;
            }
        }
        catch (DicomTextException)
        {
            // Kept as bytes.
        }
        undecoded.Add(new UndecodedValue(tag.ToString(), element.Value.Span[..(int)Math.Min(element.Length, LongestValue)].ToArray()));
        return null;
    }

    private static void AddValues(List<string> values, DicomDataset dataset, DicomTag tag, List<UndecodedValue> undecoded)
    {
        if (values.Count < MostOthers && Value(dataset, tag, undecoded) is { } text)
        {
            values.AddRange(text.Split('\\', MostOthers, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
    }
}

/// <summary>A value that could not be read as text.</summary>
/// <param name="Tag">The element, as "(0010,0010)".</param>
/// <param name="Bytes">Its first bytes, 1,024 at most.</param>
public sealed record UndecodedValue(string Tag, byte[] Bytes);
