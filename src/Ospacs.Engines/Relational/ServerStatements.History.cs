namespace Ospacs.Engines.Relational;

internal static partial class ServerStatements
{
    /// <summary>A study, of whatever generation; <c>RootStudyUid</c> is its own UID for generation 0.</summary>
    public static readonly ServerStatement FindStudy = Statement(nameof(FindStudy), [Text("StudyInstanceUid")], StudyColumns);

    /// <summary>The generations of a study, in their order, that of generation 0 with them.</summary>
    public static readonly ServerStatement GetStudies = Statement(nameof(GetStudies), [Text("RootStudyUid")], StudyColumns);

    /// <summary>The keys of images that have or had a UID (study, series or SOP instance), retired versions and tombstones with them, each once and in their order.</summary>
    public static readonly ServerStatement FindHistoryOfUid = Statement(nameof(FindHistoryOfUid), [Text("Uid")], "ImageId");

    /// <summary>The keys of images that are or were a subject's, retired versions and tombstones with them, each once and in their order.</summary>
    public static readonly ServerStatement FindHistoryOfSubject = Statement(nameof(FindHistoryOfSubject), [Text("SubjectId")], "ImageId");

    /// <summary>The retired version that had a SOP Instance UID.</summary>
    public static readonly ServerStatement FindRetired = Statement(nameof(FindRetired), [Text("SopInstanceUid")], RetiredColumns);

    /// <summary>The retired versions of an image, oldest first.</summary>
    public static readonly ServerStatement GetRetired = Statement(nameof(GetRetired), [Number("ImageId")], RetiredColumns);

    /// <summary>The tombstone of a source, or of an object of this first SOP Instance UID, which may be NULL; one of them where there are two.</summary>
    public static readonly ServerStatement FindTombstone = Statement(nameof(FindTombstone), [Bytes("SourceHash"), Text("RootSopUid")], TombstoneColumns);

    /// <summary>An image's tombstone.</summary>
    public static readonly ServerStatement GetTombstone = Statement(nameof(GetTombstone), [Number("ImageId")], TombstoneColumns);

    /// <summary>The media that an image went out on, by their numbers.</summary>
    public static readonly ServerStatement GetExports = Statement(nameof(GetExports), [Number("ImageId")], [.. ExportColumns, .. ExportImageColumns]);

    /// <summary>Retired versions behind one of them, by image and version, at most <c>Count</c>.</summary>
    public static readonly ServerStatement ReadRetired = Statement(nameof(ReadRetired), [Number("ImageId"), Number("Version"), Number("Count")], RetiredColumns);

    /// <summary>Tombstones behind an image, by image, at most <c>Count</c>.</summary>
    public static readonly ServerStatement ReadTombstones = Statement(nameof(ReadTombstones), [Number("ImageId"), Number("Count")], TombstoneColumns);

    /// <summary>Media that were written behind one of them, by their numbers, at most <c>Count</c>.</summary>
    public static readonly ServerStatement ReadExports = Statement(nameof(ReadExports), [Number("ExportId"), Number("Count")], ExportColumns);

    /// <summary>Images on media that were written behind one of them, by medium and image, at most <c>Count</c>.</summary>
    public static readonly ServerStatement ReadExportImages = Statement(
        nameof(ReadExportImages), [Number("ExportId"), Number("ImageId"), Number("Count")], ["ExportId", .. ExportImageColumns]);

    private static string[] StudyColumns => ["StudyInstanceUid", "SubjectId", "RootStudyUid", "Generation"];

    private static string[] RetiredColumns =>
        ["ImageId", "Version", "SubjectId", "StudyDate", "StudyInstanceUid", "SeriesInstanceUid", "SopInstanceUid", "TransferSyntaxUid", "Size", "Sha256", "RetiredUtc", "AuditSequence"];

    private static string[] TombstoneColumns =>
    [
        "ImageId", "Version", "SubjectId", "Centre", "StudyDate", "MediaRef", "StudyInstanceUid", "SeriesInstanceUid", "SopInstanceUid", "RootSopUid", "TransferSyntaxUid", "Size",
        "Sha256", "SourceHash", "ImportedUtc", "RemovedUtc", "AuditSequence",
    ];

    private static string[] ExportColumns => ["ExportId", "Label", "Profile", "ExportedUtc", "Images", "Subjects", "Bytes", "AuditSequence"];

    private static string[] ExportImageColumns => ["ImageId", "Version", "SubjectId", "SopInstanceUid", "FileId", "TransferSyntaxUid", "Sha256"];
}
