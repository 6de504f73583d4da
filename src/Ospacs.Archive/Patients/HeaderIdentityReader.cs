namespace Ospacs.Archive.Patients;

/// <summary>Reads what an object's header says of its patient.</summary>
public static class HeaderIdentityReader
{
    /// <summary>The longest value that can be somebody's, in bytes: three groups of 64 characters (PN, PS3.5 section 6.2) in any character set.</summary>
    private const int LongestValue = 1024;

    /// <summary>Reads the identity of an object, decoded by its Specific Character Set and trimmed.</summary>
    /// <param name="dataset">The object.</param>
    /// <exception cref="DicomTextException">A value cannot be decoded, or is too long to be anybody's: whom the object is of cannot be told.</exception>
    public static HeaderIdentity Read(DicomDataset dataset) => new(
        Text(dataset, DicomTag.PatientID), Text(dataset, DicomTag.PatientName), Text(dataset, DicomTag.PatientBirthDate), Text(dataset, DicomTag.PatientSex),
        DicomText.ParseDate(dataset.GetCode(DicomTag.StudyDate)));

    private static string Text(DicomDataset dataset, DicomTag tag) => dataset.Find(tag) switch
    {
        null => string.Empty,
        { Length: > LongestValue } => throw new DicomTextException("is too long to be an identity value", tag),
        { } element => dataset.TextOf(element).Trim(),
    };
}
