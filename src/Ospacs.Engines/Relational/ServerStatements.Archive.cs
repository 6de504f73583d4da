namespace Ospacs.Engines.Relational;

internal static partial class ServerStatements
{
    /// <summary>How many tables named <c>SchemaVersion</c> there are where the archive is to be: 0 or 1. It must work, and fail for nobody, before the schema is there.</summary>
    public static readonly ServerStatement HasSchema = Statement(nameof(HasSchema), [], "Tables");

    /// <summary>The version of the schema that is there; NULL where the table is empty.</summary>
    public static readonly ServerStatement ReadSchemaVersion = Statement(nameof(ReadSchemaVersion), [], "Version");

    /// <summary>What the archive was made with: one row, or none where only the schema is there.</summary>
    public static readonly ServerStatement ReadArchive = Statement(nameof(ReadArchive), [], "ArchiveId", "Sponsor", "Protocol", "DatePolicy", "KeyCheck", "CreatedUtc");

    /// <summary>Writes the archive's row. Only <see cref="ServerEngine.Create"/> does, holding the turn of <see cref="ServerDialect.TakeCreationTurn"/>.</summary>
    public static readonly ServerStatement AddArchive = Statement(
        nameof(AddArchive), [Text("ArchiveId"), Text("Sponsor"), Text("Protocol"), Text("DatePolicy"), Bytes("KeyCheck"), Text("CreatedUtc")]);

    /// <summary>Whether the account may add images: 1, or 0 for one that only reads, and on a server that takes no changes.</summary>
    public static readonly ServerStatement MayWrite = Statement(nameof(MayWrite), [], "MayWrite");

    /// <summary>What the archive holds, from the kept totals: centres and subjects that have images, media, images, frames, bytes, and the highest key of an image (0 for none).</summary>
    public static readonly ServerStatement GetTotals = Statement(nameof(GetTotals), [], "Centres", "Subjects", "Media", "Images", "Frames", "Bytes", "LastImageId");

    /// <summary>The room that the archive takes with its indexes, and what of it is known to hold nothing; both in bytes.</summary>
    public static readonly ServerStatement Measure = Statement(nameof(Measure), [], "Bytes", "FreeBytes");

    /// <summary>
    /// What belongs to nothing or lacks what belongs to it, and totals that are not those of the rows. <c>Problem</c> is a number of <see cref="OrphanProblem"/>; the other columns
    /// are what that says, and NULL where it says nothing.
    /// </summary>
    public static readonly ServerStatement FindOrphans = Statement(nameof(FindOrphans), [], "Problem", "ImageId", "Number", "MediaRef", "Name");

    /// <summary>Every policy, by its key.</summary>
    public static readonly ServerStatement GetPolicies = Statement(nameof(GetPolicies), [], "PolicyId", "Sha256", "PolicyText", "FirstUsedUtc");

    /// <summary>Every medium by its reference, a row for each outcome and reason of its files; a medium without files has one row, whose last three columns are NULL.</summary>
    public static readonly ServerStatement GetMedia = Statement(nameof(GetMedia), [], MediaColumns);

    /// <summary>One medium, as <see cref="GetMedia"/>.</summary>
    public static readonly ServerStatement GetMedium = Statement(nameof(GetMedium), [Text("MediaRef")], MediaColumns);

    /// <summary>
    /// Audit entries behind a sequence, in their order, at most <c>Count</c>. Every parameter between may be NULL, which leaves its condition out.
    /// </summary>
    public static readonly ServerStatement ReadAudit = Statement(nameof(ReadAudit), AuditParameters, AuditColumns);

    /// <summary>As <see cref="ReadAudit"/>, where <c>MediaRef</c> is given: by its index.</summary>
    public static readonly ServerStatement ReadAuditOfMedium = Statement(nameof(ReadAuditOfMedium), AuditParameters, AuditColumns);

    /// <summary>As <see cref="ReadAudit"/>, where <c>SubjectId</c> is given: by its index.</summary>
    public static readonly ServerStatement ReadAuditOfSubject = Statement(nameof(ReadAuditOfSubject), AuditParameters, AuditColumns);

    private static string[] MediaColumns =>
        ["MediaRef", "Centre", "Expected", "Missing", "FirstImportUtc", "LastImportUtc", "AuditSequence", "AuditMac", "Outcome", "Reason", "Files"];

    private static string[] AuditColumns =>
        ["Sequence", "TimeUtc", "Account", "Machine", "Action", "MediaRef", "FileNumber", "SubjectId", "SopInstanceUid", "PolicyId", "Outcome", "Reason", "Mac", "OldValue", "NewValue"];

    private static ServerParameter[] AuditParameters =>
        [Number("After"), Text("FromUtc"), Text("ToUtc"), Text("MediaRef"), Text("SubjectId"), Text("Action"), Text("SopInstanceUid"), Text("Outcome"), Text("Account"), Number("Count")];
}
