using System.Text;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Ledger;

/// <summary>
/// Appends to the identity ledger. Records are gathered, and written to the disk itself before their batch becomes durable, so that no image
/// is without its entry: a run that is cut off in between leaves entries too many, never too few, and the last one of an image counts. To be
/// used while a batch is open, which keeps other writers out.
/// </summary>
public sealed class LedgerWriter : IDisposable
{
    private readonly LedgerFolder _folder;
    private readonly LedgerCipher _cipher;
    private readonly TimeProvider _clock;
    private readonly byte[] _head;
    private readonly string _account = $"{Environment.UserDomainName}\\{Environment.UserName}";
    private readonly string _machine = Environment.MachineName;
    private readonly Dictionary<string, MemoryStream> _pending = new(StringComparer.Ordinal);

    internal LedgerWriter(OspacsArchive archive, TimeProvider? clock = null)
    {
        _folder = new LedgerFolder(archive.Identity);
        _cipher = new LedgerCipher(archive.Key, archive.Info.ArchiveId);
        _clock = clock ?? TimeProvider.System;
        _head = Encoding.ASCII.GetBytes($"# {LedgerCipher.ContextOf(archive.Info.ArchiveId)}\n");
    }

    /// <summary>Adds an entry; time, account and machine are filled in.</summary>
    /// <param name="record">The entry.</param>
    public void Add(LedgerRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        string file = _folder.FileOf(record.MediaRef);
        if (!_pending.TryGetValue(file, out MemoryStream? lines))
        {
            _pending.Add(file, lines = new MemoryStream());
        }
        _cipher.Seal(record with { TimeUtc = _clock.GetUtcNow().UtcDateTime, Account = _account, Machine = _machine }, lines);
        lines.WriteByte((byte)'\n');
    }

    /// <summary>Forgets what was added and not written: the batch that it was of came to nothing.</summary>
    public void Discard() => _pending.Clear();

    /// <summary>Writes what was added, to the disk itself. To be called inside the batch, just before it is made durable.</summary>
    /// <exception cref="ArchiveException">It cannot be written: nothing of the batch may become durable.</exception>
    public void Flush()
    {
        foreach ((string file, MemoryStream lines) in _pending)
        {
            LedgerFolder.Guarded(() =>
            {
                IdentityFolder.CreatePrivateFolder(_folder.Path);
                Append(file, lines.GetBuffer().AsSpan(0, (int)lines.Length));
                return true;
            });
        }
        _pending.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();

    private void Append(string path, ReadOnlySpan<byte> lines)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using var file = new FileStream(path, options);
        long end = Repair(path, file);
        try
        {
            file.Position = end;
            if (end == 0)
            {
                file.Write(_head);
            }
            file.Write(lines);
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // On a full disk half a line would take the room of what follows. The next writer would take it away, too.
            TakeBack(file, end);
            throw;
        }
    }

    /// <summary>
    /// Sees to it that the file ends with a whole line. A writer that was killed leaves half a line of a batch that never became durable: it is
    /// taken away. A whole record whose end alone is missing gets it.
    /// </summary>
    /// <returns>Where to write.</returns>
    private long Repair(string path, FileStream file)
    {
        long length = file.Length;
        if (length == 0)
        {
            return 0;
        }
        file.Position = length - 1;
        if (file.ReadByte() == '\n')
        {
            return length;
        }
        long begin = LastLine(file, length);
        LedgerLine last = LedgerLines.Read(path, begin).Last();
        if (last.IsHead || _cipher.Unseal(last.Text.Span) is null)
        {
            file.SetLength(begin);
            return begin;
        }
        file.Position = length;
        file.WriteByte((byte)'\n');
        return length + 1;
    }

    /// <summary>Where the last line begins, whose end is missing.</summary>
    private static long LastLine(FileStream file, long length)
    {
        Span<byte> chunk = stackalloc byte[4096];
        for (long end = length; end > 0;)
        {
            int count = (int)Math.Min(chunk.Length, end);
            file.Position = end - count;
            file.ReadExactly(chunk[..count]);
            int at = chunk[..count].LastIndexOf((byte)'\n');
            if (at >= 0)
            {
                return end - count + at + 1;
            }
            end -= count;
        }
        return 0;
    }

    private static void TakeBack(FileStream file, long end)
    {
        try
        {
            file.SetLength(end);
        }
        catch (IOException)
        {
            // The first failure is the one to tell.
        }
    }
}
