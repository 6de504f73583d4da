using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Protection;

/// <summary>What an object is protected with: whose it is, in which trial, under which key.</summary>
public sealed record ProtectionContext
{
    /// <summary>The archive's key.</summary>
    public required ArchiveKey Key { get; init; }

    /// <summary>The volunteer. It becomes Patient ID and Patient's Name.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The volunteer as the registry has her, whose names and numbers are searched for beside those of the header; or null where no registry knows her.</summary>
    public RegistryPatient? Patient { get; init; }

    /// <summary>Whether a person has looked at the text in the picture and decided: it stops the image no more.</summary>
    public bool TextIsDecided { get; init; }

    /// <summary>The scanning site.</summary>
    public required string Centre { get; init; }

    /// <summary>The trial's sponsor.</summary>
    public required string Sponsor { get; init; }

    /// <summary>The trial's protocol.</summary>
    public required string Protocol { get; init; }
}
