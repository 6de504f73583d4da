using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

/// <summary>The steps that most tests take.</summary>
internal static class StoreSteps
{
    /// <summary>Stores images in one batch, each with a few bytes of its own, and gives them back as they were stored.</summary>
    public static IReadOnlyList<ImageRecord> Store(this IArchiveStore store, params IEnumerable<ImageRecord> images)
    {
        using IStoreBatch batch = store.BeginBatch();
        List<ImageRecord> stored = [.. images.Select(image => batch.Write(image))];
        batch.Commit();
        return stored;
    }

    /// <summary>Writes an image with its parts.</summary>
    public static ImageRecord Write(this IStoreBatch batch, ImageRecord image, params IReadOnlyList<byte[]> parts)
    {
        if (parts.Count == 0)
        {
            parts = [SampleRows.Bytes(image.InstanceNumber ?? 0, 100)];
        }

        long policy = batch.AddPolicy(SampleRows.Policy, SampleRows.Hash(SampleRows.Policy), SampleRows.Noon);
        ImageRecord row = image with { ImageId = batch.ReserveImageId(), PolicyId = policy, Size = parts.Sum(part => (long)part.Length) };
        for (int i = 0; i < parts.Count; i++)
        {
            batch.AddPart(row.ImageId, i, parts[i]);
        }

        batch.AddImage(row);
        return row;
    }

    /// <summary>An object's bytes in one piece.</summary>
    public static byte[] ReadAll(this IArchiveStore store, long imageId)
    {
        using MemoryStream whole = new();
        foreach (ReadOnlyMemory<byte> part in store.ReadParts(imageId))
        {
            whole.Write(part.Span);
        }

        return whole.ToArray();
    }
}
