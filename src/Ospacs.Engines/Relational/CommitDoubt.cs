using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>
/// Settles whether a batch lasted whose commit nobody answered: the connection broke between the question and the answer. The server is asked, over a new connection
/// and with the turn taken, since until then it may still be at the old one.
/// </summary>
/// <param name="channel">The way to the server.</param>
/// <param name="audit">The last audit entry that the batch wrote, or null where it wrote none.</param>
/// <param name="mark">The batch's mark.</param>
internal sealed class CommitDoubt(ServerChannel channel, (long Sequence, byte[] Mac)? audit, byte[] mark)
{
    /// <summary>Whether the batch lasted.</summary>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.Unreachable"/>: the server did not come back in time, so that it is not known.</exception>
    public bool Lasted()
    {
        try
        {
            return channel.Retry.Run(() => channel.RunApart(Ask));
        }
        catch (ArchiveException failure) when (failure.InnerException is ServerException)
        {
            throw new ArchiveException(
                ArchiveFailure.Unreachable,
                "The connection to the database server broke while a batch was made to last, and the server could not be asked about it since: it is stored whole, or not at all. Do the same again when the server is back; what is stored already is known again.",
                failure.InnerException);
        }
    }

    private bool Ask(ServerSession session)
    {
        session.Begin();
        session.Dialect.TakeTurn(session, CancellationToken.None);

        // An entry is for ever, whoever has written since. The mark is that of the last batch alone: where another came between, a batch that wrote no entry is done again.
        return audit is { } entry
            ? session.One(row => row.GetBytes(0), ServerStatements.FindAuditMac.With(entry.Sequence)) is { } mac && mac.AsSpan().SequenceEqual(entry.Mac)
            : session.One(row => row.GetBytesOrNull(3), ServerStatements.ReadHead.With()) is { } last && last.AsSpan().SequenceEqual(mark);
    }
}
