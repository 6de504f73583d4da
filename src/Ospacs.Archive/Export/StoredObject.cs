using System.Security.Cryptography;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Export;

/// <summary>
/// An object as the archive holds it, brought out whole and held against its row. One that is a single part lies in memory until it is
/// known how it is to be written; a larger one goes straight into its place on the medium.
/// </summary>
internal sealed class StoredObject : IDisposable
{
    private readonly ExportFolder _folder;
    private readonly IReadOnlyList<string> _fileId;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _inFile;
    private bool _kept;

    private StoredObject(ExportFolder folder, IReadOnlyList<string> fileId, DicomFile file, ReadOnlyMemory<byte>? bytes)
    {
        _folder = folder;
        _fileId = fileId;
        File = file;
        _inFile = bytes is null;
        _bytes = bytes ?? default;
    }

    /// <summary>The object.</summary>
    internal DicomFile File { get; }

    /// <summary>Brings an object out.</summary>
    /// <param name="store">The archive.</param>
    /// <param name="folder">The medium.</param>
    /// <param name="image">The object's row.</param>
    /// <param name="fileId">Its place on the medium.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ObjectRefusedException">The bytes are not those that were stored, or no DICOM object; no file is left of it.</exception>
    internal static StoredObject Open(IArchiveStore store, ExportFolder folder, ImageRecord image, IReadOnlyList<string> fileId, CancellationToken cancellation)
    {
        if (image.Size <= StoreLimits.PartSize)
        {
            ReadOnlyMemory<byte> bytes = ReadAll(store, image, cancellation);
            Compare(image, bytes.Length, SHA256.HashData(bytes.Span));
            return new StoredObject(folder, fileId, Read(() => DicomFile.Read(new DicomMemorySource(bytes))), bytes);
        }
        try
        {
            (long size, byte[] sha256) = WriteAll(store, folder, image, fileId, cancellation);
            Compare(image, size, sha256);
            return new StoredObject(folder, fileId, Read(() => DicomFile.Open(folder.PathOf(fileId))), null);
        }
        catch (ObjectRefusedException)
        {
            folder.Remove(fileId);
            throw;
        }
    }

    /// <summary>Leaves the object on the medium as it is stored.</summary>
    /// <param name="cancellation">Ends the writing.</param>
    internal void Keep(CancellationToken cancellation)
    {
        if (!_inFile)
        {
            using var stream = new HashingStream(_folder.Create(_fileId), cancellation);
            stream.Write(_bytes.Span);
        }
        _kept = true;
    }

    /// <summary>Writes the object anew in its place, and closes it.</summary>
    /// <param name="write">Writes it; the object can be read meanwhile.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <returns>Bytes that were written, and their SHA-256.</returns>
    internal (long Size, byte[] Sha256) Rewrite(Action<Stream> write, CancellationToken cancellation)
    {
        // While the object stands in its place, the new one is made under another name.
        IReadOnlyList<string> draftId = _inFile ? [.. _fileId.Take(_fileId.Count - 1), "DRAFT"] : _fileId;
        (long, byte[]) written;
        try
        {
            using var stream = new HashingStream(_folder.Create(draftId), cancellation);
            write(stream);
            written = (stream.Position, stream.Hash());
        }
        catch (ObjectRefusedException)
        {
            _folder.Remove(draftId);
            throw;
        }
        File.Dispose();
        if (_inFile)
        {
            _folder.Replace(draftId, _fileId);
        }
        _kept = true;
        return written;
    }

    /// <summary>Closes the object. Its file goes, unless it was kept or written anew.</summary>
    public void Dispose()
    {
        File.Dispose();
        if (_inFile && !_kept)
        {
            _folder.Remove(_fileId);
        }
    }

    private static ReadOnlyMemory<byte> ReadAll(IArchiveStore store, ImageRecord image, CancellationToken cancellation)
    {
        var bytes = new MemoryStream((int)image.Size);
        foreach (ReadOnlyMemory<byte> part in store.ReadParts(image.ImageId, cancellation))
        {
            if (bytes.Length + part.Length > image.Size)
            {
                throw OtherBytes();
            }
            bytes.Write(part.Span);
        }
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    private static (long Size, byte[] Sha256) WriteAll(IArchiveStore store, ExportFolder folder, ImageRecord image, IReadOnlyList<string> fileId, CancellationToken cancellation)
    {
        using var stream = new HashingStream(folder.Create(fileId), cancellation);
        foreach (ReadOnlyMemory<byte> part in store.ReadParts(image.ImageId, cancellation))
        {
            stream.Write(part.Span);
        }
        return (stream.Position, stream.Hash());
    }

    private static void Compare(ImageRecord image, long size, byte[] sha256)
    {
        if (size != image.Size || !sha256.AsSpan().SequenceEqual(image.Sha256))
        {
            throw OtherBytes();
        }
    }

    private static DicomFile Read(Func<DicomFile> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException)
        {
            throw new ObjectRefusedException(RefusalReason.Damaged, "The archive's bytes are no whole DICOM object.", e);
        }
    }

    private static ObjectRefusedException OtherBytes() =>
        new(RefusalReason.Damaged, "The archive's bytes are not those that were stored: their hash differs.");
}
