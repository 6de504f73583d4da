using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Ledger;

/// <summary>A field in which a source's header and the registry differ, and a person or a rule has decided all the same. Identity side.</summary>
/// <param name="Field">The field, as "BirthDate".</param>
/// <param name="HeaderValue">What the header has.</param>
/// <param name="RegistryValue">What the registry has.</param>
public sealed record SourceCorrection(string Field, string? HeaderValue, string? RegistryValue)
{
    /// <summary>The fields in which a header and a patient of the registry differ; those that either leaves blank do not count.</summary>
    /// <param name="source">The header.</param>
    /// <param name="patient">The patient, or null where no registry knows her.</param>
    internal static IReadOnlyList<SourceCorrection> Between(SourceIdentifiers source, RegistryPatient? patient)
    {
        if (patient is null)
        {
            return [];
        }
        var header = new PatientComparison(new HeaderIdentity(source.PatientId ?? string.Empty, source.PatientName ?? string.Empty, source.PatientBirthDate ?? string.Empty, source.PatientSex ?? string.Empty));
        return
        [
            .. Enum.GetValues<IdentityField>().Where(field => header.Agreement(field, patient) == FieldAgreement.Differs).Select(field => field switch
            {
                IdentityField.PatientId => new SourceCorrection(nameof(IdentityField.PatientId), source.PatientId, string.Join("; ", patient.PatientIds)),
                IdentityField.Name => new SourceCorrection(nameof(IdentityField.Name), source.PatientName, $"{patient.FamilyName}^{patient.GivenName}"),
                IdentityField.BirthDate => new SourceCorrection(nameof(IdentityField.BirthDate), source.PatientBirthDate, patient.BirthDate?.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture)),
                _ => new SourceCorrection(nameof(IdentityField.Sex), source.PatientSex, patient.Sex),
            }),
        ];
    }
}
