namespace Ospacs.Archive.Patients;

/// <summary>Reads what an object's header says of its patient.</summary>
public static class HeaderIdentityReader
{
    /// <summary>Reads the identity of an object, decoded by its Specific Character Set and trimmed.</summary>
    /// <param name="dataset">The object.</param>
    /// <exception cref="DicomTextException">A value cannot be decoded: whom the object is of cannot be told.</exception>
    public static HeaderIdentity Read(DicomDataset dataset) => new(
        Text(dataset, DicomTag.PatientID), Text(dataset, DicomTag.PatientName), Text(dataset, DicomTag.PatientBirthDate), Text(dataset, DicomTag.PatientSex));

    private static string Text(DicomDataset dataset, DicomTag tag) => dataset.GetText(tag)?.Trim() ?? string.Empty;
}
