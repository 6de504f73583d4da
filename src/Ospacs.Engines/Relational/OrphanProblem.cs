namespace Ospacs.Engines.Relational;

/// <summary>What <see cref="ServerStatements.FindOrphans"/> finds. The numbers are part of the contract with the statements' texts.</summary>
internal enum OrphanProblem
{
    /// <summary>A part whose image has no row: <c>ImageId</c>, <c>Number</c>.</summary>
    PartWithoutImage = 1,

    /// <summary>An image whose parts do not have as many bytes as its row says, or are not numbered from 0 without a gap: <c>ImageId</c>, <c>MediaRef</c>.</summary>
    ImageWithoutParts = 2,

    /// <summary>An image whose study has no row, or is another subject's: <c>ImageId</c>, <c>MediaRef</c>.</summary>
    ImageWithoutStudy = 3,

    /// <summary>An image whose policy has no row: <c>ImageId</c>, <c>MediaRef</c>.</summary>
    ImageWithoutPolicy = 4,

    /// <summary>An image that has a tombstone too: <c>ImageId</c>, <c>MediaRef</c>.</summary>
    ImageWithTombstone = 5,

    /// <summary>An image on a medium that was written, which has no row: <c>ImageId</c>, the medium's number in <c>Number</c>.</summary>
    ExportImageWithoutExport = 6,

    /// <summary>A centre's total that is not that of its images, or is missing: the centre in <c>Name</c>.</summary>
    WrongCentreTotal = 7,

    /// <summary>A subject's total that is not that of her images, or is missing: the subject in <c>Name</c>.</summary>
    WrongSubjectTotal = 8,

    /// <summary>The archive's total is not that of its images, or is missing.</summary>
    WrongArchiveTotal = 9,

    /// <summary>A study of a later generation whose study of generation 0 has no row: its UID in <c>Name</c>.</summary>
    StudyWithoutRoot = 10,

    /// <summary>
    /// A medium of images or files that has no row and was imported, by an audit entry whose <c>Action</c> is <c>Import</c> and whose <c>Outcome</c> is not <c>Refused</c>: <c>MediaRef</c>.
    /// One that was not need have none: a file that waited in the quarantine when the import was cut off may have been decided since.
    /// </summary>
    MediumWithoutRow = 11,
}
