using Ospacs.Archive.Store;

namespace Ospacs.Archive.Protection;

/// <summary>Says in the archive's words what the system reports of the identity side's files. Its own message would name a path.</summary>
internal static class IdentityFailure
{
    // What the systems say is given as IOException.HResult: an error number of its own on Unix, an HRESULT on Windows.
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int UnixNoSpace = 28;
    private const int LinuxQuota = 122;
    private const int MacQuota = 69;
    private const int WindowsWriteProtected = unchecked((int)0x80070013);
    private const int UnixReadOnly = 30;

    public static bool IsOne(Exception e) => e is IOException or UnauthorizedAccessException;

    /// <summary>The failure.</summary>
    /// <param name="e">What the system reported.</param>
    /// <param name="what">What could not be read or written, as "The quarantine".</param>
    public static ArchiveException Of(Exception e, string what) => e switch
    {
        UnauthorizedAccessException => new(ArchiveFailure.ReadOnly, $"{what} may not be read or written by this account.", e),
        { HResult: WindowsDiskFull or WindowsHandleDiskFull or UnixNoSpace or LinuxQuota or MacQuota } => new(ArchiveFailure.DiskFull, $"{what} cannot be written: its disk is full.", e),
        { HResult: WindowsWriteProtected or UnixReadOnly } => new(ArchiveFailure.ReadOnly, $"{what} cannot be written: its disk is write-protected.", e),
        _ => new(ArchiveFailure.Database, FormattableString.Invariant($"{what} cannot be read or written (error 0x{e.HResult:X8})."), e),
    };
}
