using System.Globalization;

namespace Ospacs.Archive.Import;

/// <summary>A source file that could not be read. The message tells the case apart and names no path, as the system's own would.</summary>
internal sealed class ReadFailure : Exception
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int WouldBlock = 11;

    private ReadFailure(string message, Exception? inner) : base(message, inner)
    {
    }

    public static ReadFailure Changed() => new("changed while it was read", null);

    public static bool IsOne(Exception e) => e is IOException or UnauthorizedAccessException or ReadFailure or NotSupportedException;

    public static ReadFailure Of(Exception e) => e as ReadFailure ?? new ReadFailure(
        e switch
        {
            FileNotFoundException or DirectoryNotFoundException => "has vanished",
            PathTooLongException => "has a path that is too long for this system",
            UnauthorizedAccessException => "may not be read by this account",
            EndOfStreamException => "became shorter while it was read",
            IOException when e.HResult is SharingViolation or LockViolation or WouldBlock => "is locked by another program",
            _ => string.Create(CultureInfo.InvariantCulture, $"cannot be read (error 0x{e.HResult:X8})"),
        },
        e);
}
