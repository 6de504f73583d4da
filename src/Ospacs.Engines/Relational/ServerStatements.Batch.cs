namespace Ospacs.Engines.Relational;

internal static partial class ServerStatements
{
    /// <summary>
    /// Waits for the writers' turn and takes it until the transaction ends: one at a time in all processes. It gives no rows. Where the wait is longer than
    /// <see cref="ServerSettings.BusyTimeout"/> it fails as <see cref="ServerFault.Busy"/>.
    /// </summary>
    public static readonly ServerStatement TakeTurn = Statement(nameof(TakeTurn), []);

    /// <summary>
    /// Where the batches before have come to: always one row. The last key that was given to an image or a draft (0 for none), the last audit entry's sequence (0 for none) and code
    /// (NULL for none), and the mark of the last batch (NULL for none). It must see what was committed before the turn was taken.
    /// </summary>
    public static readonly ServerStatement ReadHead = Statement(nameof(ReadHead), [], "LastImageId", "Sequence", "Mac", "LastBatch");

    /// <summary>Writes the last key that was given, and the batch's mark: 16 bytes of chance, by which it is known again after a commit that nobody answered.</summary>
    public static readonly ServerStatement SetHead = Statement(nameof(SetHead), [Number("LastImageId"), Bytes("LastBatch")]);

    /// <summary>Writes a part of an object whose image has no row yet.</summary>
    public static readonly ServerStatement AddPart = Statement(nameof(AddPart), [Number("ImageId"), Number("Number"), Bytes("Bytes")]);

    /// <summary>Takes the parts of a draft back; those of an image that has a row stay. The importer's only way to delete a part.</summary>
    public static readonly ServerStatement RemoveDraft = Statement(nameof(RemoveDraft), [Number("ImageId")]);

    /// <summary>
    /// Writes an image's row, and its study's where that is not there. Nothing is written, and <c>Result</c> is not <see cref="WriteResult.Written"/>, where the SOP Instance UID
    /// or the source is there (<see cref="WriteResult.SameSopInstance"/>, <see cref="WriteResult.SameSource"/>, looked for in this order), the key is in use
    /// (<see cref="WriteResult.SameKey"/>), the policy is not there (<see cref="WriteResult.NoPolicy"/>), or the study is another subject's (<see cref="WriteResult.OtherSubject"/>).
    /// </summary>
    public static readonly ServerStatement AddImage = Statement(nameof(AddImage), ImageParameters, "Result");

    /// <summary>Writes what follows an object on the row of its image.</summary>
    public static readonly ServerStatement UpdateObject = Statement(
        nameof(UpdateObject),
        [Number("ImageId"), Text("TransferSyntaxUid"), Text("PhotometricInterpretation"), Number("Size"), Bytes("Sha256"), Bytes("PixelSha256"), Number("Version")]);

    /// <summary>Writes the whole row of an image that is given to another subject. What never changes is written as it is; the database sees to that.</summary>
    public static readonly ServerStatement UpdateImage = Statement(nameof(UpdateImage), ImageParameters);

    /// <summary>Deletes every part of an image.</summary>
    public static readonly ServerStatement RemoveParts = Statement(nameof(RemoveParts), [Number("ImageId")]);

    /// <summary>Gives the parts of a draft to an image, which has none.</summary>
    public static readonly ServerStatement MoveParts = Statement(nameof(MoveParts), [Number("DraftId"), Number("ImageId")]);

    /// <summary>Deletes an image's row, whose tombstone stands and whose parts are gone.</summary>
    public static readonly ServerStatement RemoveImage = Statement(nameof(RemoveImage), [Number("ImageId")]);

    /// <summary>
    /// Writes a study of a later generation, unless the one of generation 0 is not there (<see cref="WriteResult.NoRoot"/>), or the UID (<see cref="WriteResult.SameStudy"/>), the
    /// generation (<see cref="WriteResult.SameGeneration"/>) or a study of the subject (<see cref="WriteResult.SameSubject"/>) is, looked for in this order.
    /// </summary>
    public static readonly ServerStatement AddStudy = Statement(
        nameof(AddStudy), [Text("StudyInstanceUid"), Text("SubjectId"), Text("RootStudyUid"), Number("Generation")], "Result");

    /// <summary>
    /// Whether a row may be given to a subject: <see cref="WriteResult.OtherSubject"/> where the study is not hers, <see cref="WriteResult.SameSopInstance"/> where an image, a retired
    /// version or a tombstone has the SOP Instance UID, else <see cref="WriteResult.Written"/>. Nothing is written.
    /// </summary>
    public static readonly ServerStatement CheckMove = Statement(nameof(CheckMove), [Text("StudyInstanceUid"), Text("SubjectId"), Text("SopInstanceUid")], "Result");

    /// <summary>Writes a retired version.</summary>
    public static readonly ServerStatement AddRetired = Statement(
        nameof(AddRetired),
        [
            Number("ImageId"), Number("Version"), Text("SubjectId"), Number("StudyDate"), Text("StudyInstanceUid"), Text("SeriesInstanceUid"), Text("SopInstanceUid"),
            Text("TransferSyntaxUid"), Number("Size"), Bytes("Sha256"), Text("RetiredUtc"), Number("AuditSequence"),
        ]);

    /// <summary>Writes a tombstone.</summary>
    public static readonly ServerStatement AddTombstone = Statement(
        nameof(AddTombstone),
        [
            Number("ImageId"), Number("Version"), Text("SubjectId"), Text("Centre"), Number("StudyDate"), Text("MediaRef"), Text("StudyInstanceUid"), Text("SeriesInstanceUid"),
            Text("SopInstanceUid"), Text("RootSopUid"), Text("TransferSyntaxUid"), Number("Size"), Bytes("Sha256"), Bytes("SourceHash"), Text("ImportedUtc"), Text("RemovedUtc"),
            Number("AuditSequence"),
        ]);

    /// <summary>Writes a medium that was written, and gives its number: one more than the last.</summary>
    public static readonly ServerStatement AddExport = Statement(
        nameof(AddExport),
        [Text("Label"), Text("Profile"), Text("ExportedUtc"), Number("Images"), Number("Subjects"), Number("Bytes"), Number("AuditSequence")],
        "ExportId");

    /// <summary>Writes an image on a medium that was written.</summary>
    public static readonly ServerStatement AddExportImage = Statement(
        nameof(AddExportImage),
        [
            Number("ImageId"), Number("ExportId"), Number("Version"), Text("SubjectId"), Text("SopInstanceUid"), Text("FileId"), Text("TransferSyntaxUid"), Bytes("Sha256"),
        ]);

    /// <summary>Writes a policy, unless it is there, and gives its key: one more than the last, or that it has.</summary>
    public static readonly ServerStatement AddPolicy = Statement(nameof(AddPolicy), [Bytes("Sha256"), Text("PolicyText"), Text("FirstUsedUtc")], "PolicyId");

    /// <summary>Writes what became of a file, in place of an earlier word on it.</summary>
    public static readonly ServerStatement SetMediaFile = Statement(
        nameof(SetMediaFile), [Text("MediaRef"), Bytes("FileKey"), Number("Number"), Text("Outcome"), Text("Reason")]);

    /// <summary>Takes back what was written of a file.</summary>
    public static readonly ServerStatement RemoveMediaFile = Statement(nameof(RemoveMediaFile), [Text("MediaRef"), Bytes("FileKey")]);

    /// <summary>Writes a medium, in place of an earlier word on it; the time of the first import stays.</summary>
    public static readonly ServerStatement SetMedia = Statement(
        nameof(SetMedia),
        [
            Text("MediaRef"), Text("Centre"), Number("Expected"), Number("Missing"), Text("FirstImportUtc"), Text("LastImportUtc"), Number("AuditSequence"), Bytes("AuditMac"),
        ]);

    /// <summary>Appends an audit entry. The database refuses one that does not follow the last.</summary>
    public static readonly ServerStatement AddAudit = Statement(
        nameof(AddAudit),
        [
            Number("Sequence"), Text("TimeUtc"), Text("Account"), Text("Machine"), Text("Action"), Text("MediaRef"), Number("FileNumber"), Text("SubjectId"), Text("SopInstanceUid"),
            Number("PolicyId"), Text("Outcome"), Text("Reason"), Bytes("Mac"), Text("OldValue"), Text("NewValue"),
        ]);

    /// <summary>The code of an audit entry, by its sequence.</summary>
    public static readonly ServerStatement FindAuditMac = Statement(nameof(FindAuditMac), [Number("Sequence")], "Mac");

    /// <summary>How many images each subject of a JSON array has by the kept totals; those without a total are left out.</summary>
    public static readonly ServerStatement GetSubjectTotals = Statement(nameof(GetSubjectTotals), [Text("Subjects")], "SubjectId", "Images");

    /// <summary>Adds to a centre's total, which may not be there yet. What is added may be negative.</summary>
    public static readonly ServerStatement AddCentreTotal = Statement(nameof(AddCentreTotal), [Text("Centre"), Number("Images"), Number("Frames"), Number("Bytes")]);

    /// <summary>Adds to a subject's total, which may not be there yet. What is added may be negative.</summary>
    public static readonly ServerStatement AddSubjectTotal = Statement(nameof(AddSubjectTotal), [Text("SubjectId"), Number("Images"), Number("Frames"), Number("Bytes")]);

    /// <summary>Adds to the archive's total. What is added may be negative.</summary>
    public static readonly ServerStatement AddArchiveTotal = Statement(nameof(AddArchiveTotal), [Number("Subjects"), Number("Images"), Number("Frames"), Number("Bytes")]);

    private static ServerParameter[] ImageParameters =>
    [
        Number("ImageId"), Text("SubjectId"), Text("Centre"), Number("StudyDate"), Text("MediaRef"), Text("StudyInstanceUid"), Text("SeriesInstanceUid"), Text("SopInstanceUid"),
        Text("SopClassUid"), Text("Modality"), Number("SeriesNumber"), Number("InstanceNumber"), Text("Manufacturer"), Text("ManufacturerModelName"), Number("ImageRows"),
        Number("ImageColumns"), Text("PhotometricInterpretation"), Text("TransferSyntaxUid"), Number("NumberOfFrames"), Number("Size"), Bytes("Sha256"), Bytes("PixelSha256"),
        Bytes("SourceHash"), Number("PolicyId"), Text("MaskRule"), Number("Version"), Text("ImportedUtc"), Text("RootSeriesUid"), Text("RootSopUid"),
    ];
}
