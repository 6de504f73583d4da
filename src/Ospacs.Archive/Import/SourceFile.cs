using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Ospacs.Archive.Protection;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>
/// A source file, opened once: what is hashed, judged and stored is the same file, whatever becomes of its name meanwhile. Whether its
/// bytes have stayed the same too is asked with <see cref="CheckUnchanged"/>. Tests derive from it, to have a sector that cannot be read.
/// </summary>
internal class SourceFile : IDisposable
{
    private const int ChunkSize = 1 << 20;
    private readonly SafeFileHandle _handle;
    private readonly DateTime _lastWrite;

    /// <summary>Opens a file for reading, a link's target for the link.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ReadFailure">It is empty.</exception>
    /// <exception cref="IOException">It cannot be opened; see <see cref="ReadFailure.IsOne"/> for the others.</exception>
    public SourceFile(string path)
    {
        // Asked before opening: to open a pipe would mean to wait for somebody who writes into it. Pipes and devices have no length.
        if (LengthOf(path) == 0)
        {
            throw ReadFailure.Empty();
        }
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
        try
        {
            Length = RandomAccess.GetLength(_handle);
            _lastWrite = File.GetLastWriteTimeUtc(_handle);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>Bytes of a file, or of a link's target.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It is not there, or cannot be asked.</exception>
    public static long LengthOf(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.Attributes.HasFlag(FileAttributes.ReparsePoint) && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            file = target;
        }
        return file.Length;
    }

    /// <summary>Reads the file whole.</summary>
    /// <param name="buffer">As many bytes as the file has.</param>
    /// <exception cref="ReadFailure">The file has become shorter or longer.</exception>
    public void ReadWhole(Span<byte> buffer)
    {
        Fill(buffer);
        CheckUnchanged();
    }

    /// <summary>The file's first bytes.</summary>
    /// <param name="length">How many; the file has them.</param>
    /// <exception cref="ReadFailure">The file has become shorter.</exception>
    public byte[] ReadBeginning(int length)
    {
        byte[] beginning = new byte[length];
        Fill(beginning);
        return beginning;
    }

    /// <summary>The keyed hash of the file's bytes.</summary>
    /// <param name="key">The archive's key.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public byte[] Hash(ArchiveKey key, CancellationToken cancellation)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            using SourceFingerprint hash = key.BeginSourceHash();
            long offset = 0;
            int read;
            while ((read = Read(chunk.AsSpan(0, ChunkSize), offset)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(chunk.AsSpan(0, read));
                offset += read;
            }
            return offset == Length ? hash.GetHashAndReset() : throw ReadFailure.Changed();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>The file as a source of elements. It lives as long as this object.</summary>
    public virtual DicomSource AsSource() => new DicomFileSource(_handle);

    /// <summary>Sees to it that the file is as it was when it was opened, by its length and the time of its last change.</summary>
    /// <exception cref="ReadFailure">It is not.</exception>
    public void CheckUnchanged()
    {
        if (RandomAccess.GetLength(_handle) != Length || File.GetLastWriteTimeUtc(_handle) != _lastWrite)
        {
            throw ReadFailure.Changed();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private void Fill(Span<byte> buffer)
    {
        for (long offset = 0; buffer.Length > 0;)
        {
            int read = Read(buffer, offset);
            if (read <= 0)
            {
                throw ReadFailure.Shorter();
            }
            buffer = buffer[read..];
            offset += read;
        }
    }

    /// <summary>Reads a piece of the file.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="offset">From where in the file.</param>
    /// <returns>How many bytes; 0 at its end.</returns>
    protected virtual int Read(Span<byte> buffer, long offset) => RandomAccess.Read(_handle, buffer, offset);
}
