namespace Ospacs.Archive.Acceptance;

/// <summary>A person that was made up: how a scanner knows her.</summary>
public sealed record SamplePatient
{
    /// <summary>Patient ID (0010,0020).</summary>
    public required string PatientId { get; init; }

    /// <summary>Patient's Name (0010,0010), its components parted by carets.</summary>
    public required string Name { get; init; }

    /// <summary>The name as it is burned into pictures: capital letters without accents.</summary>
    public required string BurnedName { get; init; }

    /// <summary>Patient's Birth Date (0010,0030) as yyyyMMdd; or empty, as scanners have it when nobody typed it.</summary>
    public string BirthDate { get; init; } = string.Empty;

    /// <summary>Patient's Sex (0010,0040).</summary>
    public string Sex { get; init; } = "F";

    /// <summary>Specific Character Set (0008,0005) that the name is written in; empty for ASCII.</summary>
    public string CharacterSet { get; init; } = string.Empty;
}
