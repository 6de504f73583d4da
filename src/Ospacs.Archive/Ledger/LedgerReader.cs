using Ospacs.Archive.Store;

namespace Ospacs.Archive.Ledger;

/// <summary>Reads the identity ledger. Whoever shows to a person what it gives goes by <see cref="SourceDisclosure"/>, which audits it. An object serves one thread at a time.</summary>
internal sealed class LedgerReader : IDisposable
{
    private readonly LedgerCipher _cipher;
    private readonly Dictionary<string, (long Lines, long First)> _damage = new(StringComparer.Ordinal);

    internal LedgerReader(OspacsArchive archive)
    {
        Folder = new LedgerFolder(archive.Identity);
        _cipher = new LedgerCipher(archive.Key, archive.Info.ArchiveId);
    }

    /// <summary>Where the ledger lies.</summary>
    internal LedgerFolder Folder { get; }

    /// <summary>What could not be read so far, a file each.</summary>
    internal IEnumerable<LedgerDamage> Damage => _damage.Select(file => new LedgerDamage(Path.GetFileNameWithoutExtension(file.Key), file.Value.Lines, file.Value.First));

    /// <summary>The records of a file from a place on, each with the place behind it; none when the file is not there. Damaged lines are passed over and remembered.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where a line begins.</param>
    /// <param name="number">The number of the line before.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArchiveException">The file cannot be read.</exception>
    internal IEnumerable<(LedgerRecord? Record, LedgerLine Line)> Read(string file, long offset = 0, long number = 0, CancellationToken cancellation = default)
    {
        if (LedgerFolder.LengthOf(file) <= offset)
        {
            yield break;
        }
        using IEnumerator<LedgerLine> lines = LedgerLines.Read(file, offset, number).GetEnumerator();
        while (LedgerFolder.Guarded(lines.MoveNext))
        {
            cancellation.ThrowIfCancellationRequested();
            LedgerLine line = lines.Current;
            LedgerRecord? record = line.IsHead ? null : _cipher.Unseal(line.Text.Span);
            // A last line without its end is being written, or was when its writer was killed: it is of no image that is stored.
            if (record is null && !line.IsHead && line.IsEnded)
            {
                (long lost, long first) = _damage.GetValueOrDefault(file);
                _damage[file] = (lost + 1, lost == 0 ? line.Number : first);
            }
            yield return (record, line);
        }
    }

    public void Dispose() => _cipher.Dispose();
}
