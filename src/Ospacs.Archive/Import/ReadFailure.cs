using System.Globalization;

namespace Ospacs.Archive.Import;

/// <summary>A source file that could not be read. The message tells the case apart and names no path, as the system's own would.</summary>
internal sealed class ReadFailure : Exception
{
    // What the systems say is given as IOException.HResult: an error number of its own on Unix, an HRESULT on Windows.
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const int WindowsLockViolation = unchecked((int)0x80070021);
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;

    private const int WindowsDataError = unchecked((int)0x80070017);
    private const int WindowsSectorNotFound = unchecked((int)0x8007001B);
    private const int WindowsReadFault = unchecked((int)0x8007001E);
    private const int WindowsDeviceError = unchecked((int)0x8007045D);
    private const int UnixInputOutput = 5;

    private const int WindowsNotReady = unchecked((int)0x80070015);
    private const int WindowsNoDevice = unchecked((int)0x80070037);
    private const int WindowsNotConnected = unchecked((int)0x8007048F);
    private const int WindowsNetworkGone = unchecked((int)0x80070040);
    private const int UnixNoSuchDevice = 6;
    private const int UnixNoDevice = 19;
    private const int LinuxNotConnected = 107;
    private const int LinuxStale = 116;
    private const int LinuxNoMedium = 123;

    private ReadFailure(string message, Exception? inner) : base(message, inner)
    {
    }

    public static ReadFailure Empty() => new("is empty", null);

    public static ReadFailure Changed() => new("changed while it was read", null);

    public static ReadFailure Shorter() => new("became shorter while it was read", null);

    public static bool IsOne(Exception e) => e is IOException or UnauthorizedAccessException or ReadFailure or NotSupportedException;

    public static ReadFailure Of(Exception e) => e as ReadFailure ?? new ReadFailure(
        e switch
        {
            FileNotFoundException or DirectoryNotFoundException => "has vanished",
            PathTooLongException => "has a path that is too long for this system",
            UnauthorizedAccessException => "may not be read by this account",
            EndOfStreamException => "became shorter while it was read",
            IOException => OfCode(e.HResult),
            _ => Unnamed(e.HResult),
        },
        e);

    private static string OfCode(int code) => code switch
    {
        WindowsSharingViolation or WindowsLockViolation or LinuxWouldBlock or MacWouldBlock => "is locked by another program",
        WindowsDataError or WindowsSectorNotFound or WindowsReadFault or WindowsDeviceError or UnixInputOutput => "has a part that cannot be read: the medium or its drive is damaged",
        WindowsNotReady or WindowsNoDevice or WindowsNotConnected or WindowsNetworkGone or UnixNoSuchDevice or UnixNoDevice or LinuxNotConnected or LinuxStale or LinuxNoMedium
            => "cannot be reached: the medium was taken out, or its drive or server is gone",
        _ => Unnamed(code),
    };

    private static string Unnamed(int code) => string.Create(CultureInfo.InvariantCulture, $"cannot be read (error 0x{code:X8})");
}
