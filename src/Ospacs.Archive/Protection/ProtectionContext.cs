using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;

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

    /// <summary>The study that the object is given to, of a later generation, where images of its own belong to another subject and a person has said that this one does not; or null.</summary>
    public StudyRecord? LaterStudy { get; init; }

    /// <summary>The scanning site.</summary>
    public required string Centre { get; init; }

    /// <summary>The trial's sponsor.</summary>
    public required string Sponsor { get; init; }

    /// <summary>The trial's protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>The UID that takes the place of a source's. The object's own is always that of generation 0: by it another file of the same object is known.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="uid">The UID of the source, without padding.</param>
    internal string ReplaceUid(DicomTag tag, string uid) => LaterStudy is null || tag == DicomTag.SOPInstanceUID
        ? Key.ReplaceUid(uid)
        : Key.LaterUid(Key.ReplaceUid(uid), LaterStudy.RootStudyUid, LaterStudy.Generation);
}
