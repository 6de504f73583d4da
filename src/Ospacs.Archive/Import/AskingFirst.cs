namespace Ospacs.Archive.Import;

/// <summary>
/// Whether the archive is asked for a file before it is prepared: what is stored already need not be prepared, and what is new need not be asked
/// for, since the group that it is written in is asked for as a whole. As long as files turn out to be known, each is asked for; behind many new
/// ones in a row only now and then one. Several threads ask.
/// </summary>
internal sealed class AskingFirst
{
    private const int ManyInARow = 64;
    private const int OneOf = 16;
    private int _newInARow;
    private int _passed;

    /// <summary>Whether the next file is asked for.</summary>
    public bool IsDue() => Volatile.Read(ref _newInARow) < ManyInARow || Interlocked.Increment(ref _passed) % OneOf == 0;

    /// <summary>A file was asked for, or turned out to be known without having been.</summary>
    /// <param name="known">Whether it is known.</param>
    public void Learn(bool known)
    {
        if (known)
        {
            Volatile.Write(ref _newInARow, 0);
        }
        else
        {
            Interlocked.Increment(ref _newInARow);
        }
    }
}
