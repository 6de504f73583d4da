namespace Ospacs.Archive.Store;

/// <summary>What an archive holds.</summary>
/// <param name="Centres">Centres that have images.</param>
/// <param name="Subjects">Subjects that have images.</param>
/// <param name="Media">Media that were taken in.</param>
/// <param name="Images">Images.</param>
/// <param name="Frames">Their frames.</param>
/// <param name="Bytes">The size of their objects, in bytes.</param>
/// <param name="LastImageId">The highest key of an image, 0 for none.</param>
public sealed record ArchiveTotals(int Centres, int Subjects, int Media, long Images, long Frames, long Bytes, long LastImageId);

/// <summary>A row that belongs to nothing, or lacks what belongs to it.</summary>
/// <param name="Table">The table, as "ImagePart".</param>
/// <param name="Key">The row's key, in words that name no patient, as "image 17, part 0".</param>
/// <param name="Problem">What is wrong, as "its image has no row".</param>
/// <param name="ImageId">The image, or null.</param>
/// <param name="MediaRef">The medium to import again, or null.</param>
public sealed record OrphanedRow(string Table, string Key, string Problem, long? ImageId = null, string? MediaRef = null);
