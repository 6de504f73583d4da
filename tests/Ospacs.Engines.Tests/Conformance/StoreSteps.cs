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

    /// <summary>Writes an object under a key of its own, the draft's, and gives back the key.</summary>
    public static long WriteDraft(this IStoreBatch batch, params IReadOnlyList<byte[]> parts)
    {
        long draft = batch.ReserveImageId();
        for (int i = 0; i < parts.Count; i++)
        {
            batch.AddPart(draft, i, parts[i]);
        }

        return draft;
    }

    /// <summary>Gives a stored image another object, and gives back its row as it is then.</summary>
    public static ImageRecord Replace(this IStoreBatch batch, ImageRecord image, params IReadOnlyList<byte[]> parts)
    {
        ImageRecord next = SampleRows.Next(image) with { Size = parts.Sum(part => (long)part.Length) };
        batch.ReplaceObject(next, batch.WriteDraft(parts));
        return next;
    }

    /// <summary>Removes stored images in one batch.</summary>
    public static void Remove(this IArchiveStore store, params IEnumerable<ImageRecord> images)
    {
        using IStoreBatch batch = store.BeginBatch();
        foreach (ImageRecord image in images)
        {
            batch.RemoveImage(Tombstone.Of(store.History.FindImage(image.ImageId)!, SampleRows.Noon, 1));
        }

        batch.Commit();
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
