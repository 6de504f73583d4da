using System.Buffers;

namespace Ospacs.Archive.Ledger;

/// <summary>A line of a ledger's file.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Text">Its bytes without the end, valid until the next line is asked for; empty when it is too long to be a record.</param>
/// <param name="IsEnded">Whether its end is there; it can be missing of the last line alone.</param>
/// <param name="Next">Where the next line begins in the file.</param>
internal readonly record struct LedgerLine(long Number, ReadOnlyMemory<byte> Text, bool IsEnded, long Next)
{
    /// <summary>Whether the line tells what the file is, and is no record.</summary>
    internal bool IsHead => Text.Length > 0 && Text.Span[0] == (byte)'#';
}

/// <summary>Reads a ledger's file line by line, however long it or a damaged line in it is.</summary>
internal static class LedgerLines
{
    /// <summary>No record comes near: values are bounded.</summary>
    private const int LongestLine = 1 << 20;

    /// <summary>The lines from a place on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where a line begins.</param>
    /// <param name="number">The number of the line before.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static IEnumerable<LedgerLine> Read(string path, long offset = 0, long number = 0)
    {
        // Others append meanwhile.
        using var input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.SequentialScan);
        input.Position = offset;
        byte[] chunk = ArrayPool<byte>.Shared.Rent(1 << 16);
        var line = new ArrayBufferWriter<byte>(1 << 12);
        try
        {
            bool tooLong = false;
            long read = offset;
            int count;
            while ((count = input.Read(chunk)) > 0)
            {
                for (int at = 0; at < count;)
                {
                    int end = chunk.AsSpan(at, count - at).IndexOf((byte)'\n');
                    int length = end < 0 ? count - at : end;
                    tooLong |= line.WrittenCount + length > LongestLine;
                    if (!tooLong)
                    {
                        line.Write(chunk.AsSpan(at, length));
                    }
                    at += length;
                    read += length;
                    if (end >= 0)
                    {
                        at++;
                        read++;
                        yield return new LedgerLine(++number, tooLong ? default : line.WrittenMemory, true, read);
                        line.ResetWrittenCount();
                        tooLong = false;
                    }
                }
            }
            if (tooLong || line.WrittenCount > 0)
            {
                yield return new LedgerLine(number + 1, tooLong ? default : line.WrittenMemory, false, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
