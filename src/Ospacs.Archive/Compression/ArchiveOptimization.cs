using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Compression;

/// <summary>
/// Compresses stored objects without loss. Each new object is read back and compared with the old one, sample by sample and element by
/// element, before the old one goes, in one transaction. A run can be stopped or killed at any moment and started again: what is
/// compressed already is passed over by its row alone.
/// </summary>
public sealed class ArchiveOptimization
{
    private readonly OspacsArchive _archive;
    private readonly DicomTransferSyntax _to;

    /// <summary>Prepares a run.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="compression">The compression.</param>
    /// <exception cref="ArchiveException">It is none.</exception>
    public ArchiveOptimization(OspacsArchive archive, PixelCompression compression)
    {
        _archive = archive;
        _to = compression.Syntax() ?? throw new ArchiveException(ArchiveFailure.InvalidArgument, "A compression must be chosen: what is stored is not uncompressed.");
    }

    /// <summary>Compresses images.</summary>
    /// <param name="query">Which.</param>
    /// <param name="progress">Told after each image.</param>
    /// <param name="cancellation">Ends the run between two images; what is not durable by then is taken back.</param>
    /// <returns>What became of each image, when it is durable.</returns>
    /// <exception cref="ArchiveException">The archive failed: full, locked, gone.</exception>
    public IEnumerable<OptimizedImage> Run(ImageQuery query, IProgress<OptimizationProgress>? progress = null, CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using IEnumerator<ImageRecord> images = _archive.Store.FindImages(query, cancellation).GetEnumerator();
        var ahead = new Queue<Task<CompressedObject>>();
        using var group = new ReplacementGroup();
        long done = 0;
        long saved = 0;
        try
        {
            bool more = true;
            while (more || ahead.Count > 0)
            {
                while (more && ahead.Count <= Environment.ProcessorCount)
                {
                    cancellation.ThrowIfCancellationRequested();
                    more = images.MoveNext();
                    if (more)
                    {
                        ImageRecord image = images.Current;
                        ahead.Enqueue(Verdict(image) is { } known ? Task.FromResult(known) : Task.Run(() => Prepare(image, stop.Token), stop.Token));
                    }
                }
                if (ahead.Count == 0)
                {
                    break;
                }
                group.Add(ahead.Dequeue().GetAwaiter().GetResult());
                progress?.Report(new OptimizationProgress(++done, saved));
                if (group.IsFull || (ahead.Count == 0 && !more))
                {
                    foreach (OptimizedImage image in Write(group, cancellation))
                    {
                        saved += image.BytesBefore - image.BytesAfter;
                        yield return image;
                    }
                    group.Clear();
                }
            }
        }
        finally
        {
            stop.Cancel();
            foreach (Task<CompressedObject> task in ahead)
            {
                ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
                if (task.IsCompletedSuccessfully)
                {
                    task.Result.Dispose();
                }
                _ = task.Exception;
            }
        }
    }

    /// <summary>Writes a group in one transaction; one of which nothing is to be written in none.</summary>
    private IReadOnlyList<OptimizedImage> Write(ReplacementGroup group, CancellationToken cancellation)
    {
        if (group.Images.All(image => image.Outcome != OptimizationOutcome.Compressed))
        {
            return [.. group.Images.Select(image => image.Tell())];
        }
        return _archive.Store.RunBatch<IReadOnlyList<OptimizedImage>>(
            store =>
            {
                var batch = new ReplacementBatch(_archive, store);
                List<OptimizedImage> images = new(group.Images.Count);
                foreach (CompressedObject image in group.Images)
                {
                    cancellation.ThrowIfCancellationRequested();
                    images.Add(image.Outcome == OptimizationOutcome.Compressed ? Replace(batch, image, cancellation) : image.Tell());
                }
                return images;
            },
            cancellation);
    }

    /// <summary>What the row alone tells, or null.</summary>
    private CompressedObject? Verdict(ImageRecord image)
    {
        var stored = DicomTransferSyntax.Of(image.TransferSyntaxUid);
        OptimizationOutcome? known = stored.Uid == _to.Uid ? OptimizationOutcome.AlreadyCompressed
            : stored.IsLossy ? OptimizationOutcome.Lossy
            : !stored.CanEncode ? OptimizationOutcome.NotHeld
            : null;
        return known is { } outcome ? new CompressedObject(image) { Outcome = outcome } : null;
    }

    private CompressedObject Prepare(ImageRecord image, CancellationToken cancellation)
    {
        try
        {
            return image.Size <= FilePreparation.LargestInMemory
                ? PrepareSmall(image, cancellation)
                : PrepareLarge(image, cancellation);
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException or PixelException or EndOfStreamException)
        {
            return new CompressedObject(image) { Outcome = OptimizationOutcome.Damaged, Message = "its bytes are no whole object" };
        }
        catch (ArchiveException e) when (e.Kind is ArchiveFailure.Conflict or ArchiveFailure.NotFound)
        {
            return new CompressedObject(image) { Outcome = OptimizationOutcome.Changed, Message = e.Message };
        }
        catch (ArchiveException e) when (e.Kind is ArchiveFailure.NotAnArchive or ArchiveFailure.Database)
        {
            // One damaged place in the file must not keep the rest from being compressed.
            return new CompressedObject(image) { Outcome = OptimizationOutcome.Damaged, Message = "its bytes cannot be read from the archive" };
        }
    }

    private CompressedObject PrepareSmall(ImageRecord image, CancellationToken cancellation)
    {
        byte[] bytes = new byte[image.Size];
        int at = 0;
        foreach (ReadOnlyMemory<byte> part in _archive.Store.ReadParts(image.ImageId, cancellation))
        {
            if (part.Length > bytes.Length - at)
            {
                return NotAsStored(image);
            }
            part.CopyTo(bytes.AsMemory(at));
            at += part.Length;
        }
        if (at != bytes.Length || !SHA256.HashData(bytes).AsSpan().SequenceEqual(image.Sha256))
        {
            return NotAsStored(image);
        }
        using var source = new DicomMemorySource(bytes);
        if (ObjectCompression.Begin(source, _to) is not { } compression)
        {
            return new CompressedObject(image) { Outcome = OptimizationOutcome.NotHeld };
        }
        var parts = new PartList(image.Size);
        try
        {
            compression.WriteTo(parts);
            if (parts.Length >= image.Size)
            {
                parts.Dispose();
                return new CompressedObject(image) { Outcome = OptimizationOutcome.NotSmaller };
            }
            // Smaller than its source, it is one part.
            using var written = new DicomMemorySource(parts.Parts.Single());
            if (compression.Difference(image, written) is { } difference)
            {
                parts.Dispose();
                return new CompressedObject(image) { Outcome = OptimizationOutcome.Damaged, Message = difference };
            }
            return new CompressedObject(image) { Outcome = OptimizationOutcome.Compressed, Parts = parts, Row = compression.RowOf(image, parts.Length, parts.Hash()) };
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <summary>Of a large object only what can be told before its turn: whether it is as it was stored, and whether its pixels can be held.</summary>
    private CompressedObject PrepareLarge(ImageRecord image, CancellationToken cancellation)
    {
        using (IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256))
        {
            foreach (ReadOnlyMemory<byte> part in _archive.Store.ReadParts(image.ImageId, cancellation))
            {
                hash.AppendData(part.Span);
            }
            if (!hash.GetHashAndReset().AsSpan().SequenceEqual(image.Sha256))
            {
                return NotAsStored(image);
            }
        }
        using var source = new StoredObjectSource(_archive.Store, image.ImageId, image.Size, cancellation);
        return new CompressedObject(image) { Outcome = ObjectCompression.Begin(source, _to) is null ? OptimizationOutcome.NotHeld : OptimizationOutcome.Compressed };
    }

    private OptimizedImage Replace(ReplacementBatch batch, CompressedObject prepared, CancellationToken cancellation)
    {
        IStoreBatch open = batch.Store;
        long draft = open.ReserveImageId();
        CompressedObject made = prepared;
        if (prepared.Parts is { } parts)
        {
            int number = 0;
            foreach (ReadOnlyMemory<byte> part in parts.Parts)
            {
                open.AddPart(draft, number++, part.Span);
            }
        }
        else
        {
            made = Stream(open, prepared.Image, draft, cancellation);
        }
        if (made.Outcome == OptimizationOutcome.Compressed)
        {
            try
            {
                open.ReplaceObject(made.Row!, draft);
                batch.Enter(made.Image, made.Row!, string.Create(CultureInfo.InvariantCulture, $"{DicomTransferSyntax.Of(made.Image.TransferSyntaxUid).Keyword}, {made.Image.Size} bytes, into {_to.Keyword}, {made.Row!.Size} bytes; pixels equal"));
                return made.Tell();
            }
            catch (ArchiveException e) when (e.Kind is ArchiveFailure.Conflict or ArchiveFailure.NotFound)
            {
                made = new CompressedObject(made.Image) { Outcome = OptimizationOutcome.Changed, Message = e.Message };
            }
        }
        open.RemoveParts(draft);
        return made.Tell();
    }

    /// <summary>Writes a large object beside the old one and compares the two, a frame of each in memory.</summary>
    private CompressedObject Stream(IStoreBatch batch, ImageRecord image, long draft, CancellationToken cancellation)
    {
        try
        {
            using var source = new StoredObjectSource(_archive.Store, image.ImageId, image.Size, cancellation);
            ObjectCompression compression = ObjectCompression.Begin(source, _to) ?? throw new InvalidOperationException("The pixels could be held before.");
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            int number = 0;
            long size = 0;
            using var output = new PartStream((buffer, count) =>
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
                batch.AddPart(draft, number++, buffer.AsSpan(0, count));
                size += count;
                ArrayPool<byte>.Shared.Return(buffer);
            });
            compression.WriteTo(output);
            output.Flush();
            if (size >= image.Size)
            {
                return new CompressedObject(image) { Outcome = OptimizationOutcome.NotSmaller };
            }
            using var written = new StoredObjectSource(_archive.Store, draft, size, cancellation);
            return compression.Difference(image, written) is { } difference
                ? new CompressedObject(image) { Outcome = OptimizationOutcome.Damaged, Message = difference }
                : new CompressedObject(image) { Outcome = OptimizationOutcome.Compressed, Row = compression.RowOf(image, size, hash.GetHashAndReset()) };
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException or PixelException or EndOfStreamException)
        {
            return new CompressedObject(image) { Outcome = OptimizationOutcome.Damaged, Message = "its bytes are no whole object" };
        }
    }

    private static CompressedObject NotAsStored(ImageRecord image) => new(image) { Outcome = OptimizationOutcome.Damaged, Message = "its bytes are not those that were stored" };
}
