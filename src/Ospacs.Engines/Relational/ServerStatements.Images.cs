namespace Ospacs.Engines.Relational;

internal static partial class ServerStatements
{
    /// <summary>The image made of a source file.</summary>
    public static readonly ServerStatement FindImageBySource = Statement(nameof(FindImageBySource), [Bytes("SourceHash")], ImageColumns);

    /// <summary>The image with a SOP Instance UID.</summary>
    public static readonly ServerStatement FindImageBySopInstance = Statement(nameof(FindImageBySopInstance), [Text("SopInstanceUid")], ImageColumns);

    /// <summary>The image of the lowest key with these pixels that is another subject's.</summary>
    public static readonly ServerStatement FindImageByPixels = Statement(nameof(FindImageByPixels), [Bytes("PixelSha256"), Text("SubjectId")], ImageColumns);

    /// <summary>
    /// Which of many keys are known, a row each: <c>Kind</c> is 1 for a source (image or tombstone), 2 for a SOP Instance UID (image, retired version, or the root UID of a
    /// tombstone), 3 for a study, 4 for pixels of an image. <c>Text</c> is the UID of kinds 2 and 3, <c>Hash</c> the 32 bytes of 1 and 4. The parameters are JSON arrays, of
    /// hashes in hexadecimal.
    /// </summary>
    public static readonly ServerStatement FindKnownKeys = Statement(nameof(FindKnownKeys), [Text("Sources"), Text("SopInstances"), Text("Studies"), Text("Pixels")], "Kind", "Text", "Hash");

    /// <summary>An image by its key.</summary>
    public static readonly ServerStatement FindImage = Statement(nameof(FindImage), [Number("ImageId")], ImageColumns);

    /// <summary>Images behind a key, by their keys, at most <c>Count</c>.</summary>
    public static readonly ServerStatement GetImages = Statement(nameof(GetImages), [Number("After"), Number("Count")], ImageColumns);

    /// <summary>The images of a JSON array of keys, in any order; keys that there are no images of are left out.</summary>
    public static readonly ServerStatement GetImagesOfKeys = Statement(nameof(GetImagesOfKeys), [Text("ImageIds")], ImageColumns);

    /// <summary>
    /// A part of an object: always one row. <c>Version</c> is that of the image, NULL where it has no row; <c>More</c> is 1 where there is a part behind this one;
    /// <c>Length</c> and <c>Bytes</c> are NULL where the part is not there. The columns are read in their order, the last one as a stream.
    /// </summary>
    public static readonly ServerStatement ReadPart = Statement(nameof(ReadPart), [Number("ImageId"), Number("Number")], "Version", "More", "Length", "Bytes");

    /// <summary>The subject of a study.</summary>
    public static readonly ServerStatement FindSubjectOfStudy = Statement(nameof(FindSubjectOfStudy), [Text("StudyInstanceUid")], "SubjectId");

    private static string[] ImageColumns =>
    [
        "ImageId", "SubjectId", "Centre", "StudyDate", "MediaRef", "StudyInstanceUid", "SeriesInstanceUid", "SopInstanceUid", "SopClassUid", "Modality", "SeriesNumber", "InstanceNumber",
        "Manufacturer", "ManufacturerModelName", "ImageRows", "ImageColumns", "PhotometricInterpretation", "TransferSyntaxUid", "NumberOfFrames", "Size",
        "Sha256", "PixelSha256", "SourceHash", "PolicyId", "MaskRule", "Version", "ImportedUtc", "RootSeriesUid", "RootSopUid",
    ];
}
