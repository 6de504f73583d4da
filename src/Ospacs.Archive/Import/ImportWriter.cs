using Ospacs.Archive.Ledger;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>
/// The one who writes: a group of files as a whole, in a batch of its own, and again from the beginning where a server gave the batch up. What
/// lies outside the archive follows it: ledger and differences are written before the batch is durable, and may then hold lines too many,
/// never too few; what need not wait any more leaves the quarantine afterwards. Belongs to one thread at a time.
/// </summary>
internal sealed class ImportWriter(OspacsArchive archive, ArchivePolicy policy, string action, string? reason, DifferenceLog? differences = null) : IDisposable
{
    private readonly ImportDesk _desk = new(archive, policy, action, reason, archive.BeginLedger(), differences, new QuarantineWriter(archive, policy));
    private bool _swept;
    private bool _isWrittenAgain;

    /// <summary>Prepares files again that were prepared for an archive that has changed since; null where there are none.</summary>
    public FilePreparation? Preparation { get; init; }

    /// <summary>Told of each file that is written, once.</summary>
    public Action<PreparedFile>? Written { get; init; }

    /// <summary>Writes a group.</summary>
    /// <param name="group">The group; it keeps its files until it is disposed of.</param>
    /// <param name="cancellation">Ends the work between two files; nothing of the group is there then.</param>
    /// <returns>What became of its files, in their order. It is durable.</returns>
    public IReadOnlyList<ImportOutcome> Write(ImportGroup group, CancellationToken cancellation)
    {
        if (group.IsEmpty)
        {
            return [];
        }
        bool begun = false;
        int told = 0;
        ImportBatch written;
        try
        {
            written = Run(isTrusting: true);
        }
        catch (ArchiveException e) when (e.Kind == ArchiveFailure.Conflict)
        {
            // Among images that were written together there is one that cannot be. By itself it is told and goes into quarantine.
            written = Run(isTrusting: false);
        }
        _desk.Quarantine.Settle(written.LeavingQuarantine);
        return written.Outcomes;

        ImportBatch Run(bool isTrusting) => archive.Store.RunBatch(
            batch =>
            {
                _isWrittenAgain |= begun;
                begun = true;
                return Try(group, batch, isTrusting, ref told, cancellation);
            },
            cancellation);
    }

    public void Dispose() => _desk.Ledger.Dispose();

    private ImportBatch Try(ImportGroup group, IStoreBatch batch, bool isTrusting, ref int told, CancellationToken cancellation)
    {
        _desk.Ledger.Discard();
        differences?.Discard();
        _desk.Quarantine.BeginTry();
        if (!_swept)
        {
            archive.Quarantine.Sweep();
            _swept = true;
        }
        NewKeys keys = NewKeys.Of(archive.Store, group.Files);
        var work = new ImportBatch(_desk, batch, keys, isTrusting);
        if (group.Opening is { } opening)
        {
            work.Write(opening);
            foreach (byte[] folder in group.ReadableFolders)
            {
                cancellation.ThrowIfCancellationRequested();
                batch.RemoveMediaFile(opening.MediaRef, folder);
            }
        }
        for (int i = 0; i < group.Files.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Preparation?.IsOutdated(group.Files[i], keys, _isWrittenAgain) == true)
            {
                group.Replace(i, Preparation.Prepare(group.Files[i].Source, alone: true, cancellation));
            }
            work.Write(group.Files[i], cancellation);
            if (i == told)
            {
                told++;
                Written?.Invoke(group.Files[i]);
            }
        }
        if (group.Closing is { } closing)
        {
            work.Write(closing);
        }
        differences?.Flush();
        _desk.Ledger.Flush();
        return work;
    }
}
