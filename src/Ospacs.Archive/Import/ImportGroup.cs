using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>
/// Prepared files that are written together, in their order. They are kept until they are durable, since the writing may have to be done
/// again; disposing the group lets go of them.
/// </summary>
internal sealed class ImportGroup : IDisposable
{
    private readonly List<PreparedFile> _files = [];

    /// <summary>The files.</summary>
    public IReadOnlyList<PreparedFile> Files => _files;

    /// <summary>Bytes of memory that their objects take.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether no file follows.</summary>
    public bool IsLast { get; set; }

    /// <summary>The medium's row, to be written before the files; or null.</summary>
    public MediaRecord? Opening { get; set; }

    /// <summary>The keys of folders of the medium that could not be read once and were read now: they are taken off its passport.</summary>
    public IReadOnlyList<byte[]> ReadableFolders { get; set; } = [];

    /// <summary>The medium's row, to be written behind the files; or null.</summary>
    public MediaRecord? Closing { get; set; }

    /// <summary>Whether there is nothing to write.</summary>
    public bool IsEmpty => _files.Count == 0 && Opening is null && Closing is null;

    /// <summary>Adds a file, which the group disposes of.</summary>
    /// <param name="file">The file.</param>
    public void Add(PreparedFile file)
    {
        _files.Add(file);
        Bytes += file.Parts?.Borrowed ?? 0;
    }

    /// <summary>Puts a file in the place of one that was prepared for an archive that has changed since.</summary>
    /// <param name="index">The place.</param>
    /// <param name="file">The file, prepared again.</param>
    public void Replace(int index, PreparedFile file)
    {
        _files[index].Dispose();
        _files[index] = file;
    }

    public void Dispose() => _files.ForEach(file => file.Dispose());
}
