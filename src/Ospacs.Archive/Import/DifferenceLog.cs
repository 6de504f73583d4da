using System.Text;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>
/// What protection did to each object of a medium, on the identity side, old values included: a file a medium, a line an object, in JSON. Lines are
/// written before their objects become durable, so that no stored object is without its own; of a run that was cut off in between, the
/// next run writes them again, and the last line of an object counts.
/// </summary>
internal sealed class DifferenceLog(IdentityFolder identity)
{
    private readonly Dictionary<string, StringBuilder> _pending = new(StringComparer.Ordinal);

    /// <summary>The folder of the files, below the identity folder.</summary>
    internal string Folder { get; } = Path.Combine(identity.Path, "differences");

    internal void Add(string mediaRef, DifferenceRecord record)
    {
        if (!_pending.TryGetValue(mediaRef, out StringBuilder? lines))
        {
            _pending.Add(mediaRef, lines = new StringBuilder());
        }
        lines.Append((record with { MediaRef = mediaRef }).ToJson()).Append('\n');
    }

    /// <summary>Forgets what was added and not written.</summary>
    internal void Discard() => _pending.Clear();

    /// <summary>Writes what was added, to the disk itself.</summary>
    /// <exception cref="ArchiveException">The identity folder cannot be written.</exception>
    internal void Flush()
    {
        if (_pending.Count == 0)
        {
            return;
        }
        try
        {
            IdentityFolder.CreatePrivateFolder(Folder);
            foreach ((string mediaRef, StringBuilder lines) in _pending)
            {
                using FileStream output = Open(Path.Combine(Folder, MediumFileName.Of(mediaRef, ".jsonl")));
                output.Write(Encoding.UTF8.GetBytes(lines.ToString()));
                output.Flush(flushToDisk: true);
            }
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            throw IdentityFailure.Of(e, "The record of differences");
        }
        _pending.Clear();
    }

    private static FileStream Open(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return new FileStream(path, options);
    }
}
