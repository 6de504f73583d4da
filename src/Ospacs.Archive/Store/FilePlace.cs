using System.Runtime.InteropServices;

namespace Ospacs.Archive.Store;

/// <summary>
/// Puts a finished file in its place, at once and never over another one. The runtime's own move looks first and renames then on Unix, so
/// that of two programs that make the same archive or key the second would replace what the first has already begun to use.
/// </summary>
public static class FilePlace
{
    // renameat2(2) and RENAME_NOREPLACE of Linux 3.15; renamex_np(2) and RENAME_EXCL of macOS 10.12.
    private const int CurrentFolder = -100;
    private const uint LinuxNoReplace = 1;
    private const uint MacExclusive = 4;
    private const int Exists = 17;

    /// <summary>Moves a file within a folder.</summary>
    /// <param name="draft">The file.</param>
    /// <param name="path">Its place.</param>
    /// <exception cref="IOException">Something is there already, or the file cannot be moved.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Put(string draft, string path)
    {
        switch (MoveExclusively(draft, path))
        {
            case true:
                return;
            case false:
                throw new IOException("There is a file in this place already.");
            default:
                // Windows, whose own move is exclusive; or a file system that has no such call, where looking first must do.
                File.Move(draft, path, overwrite: false);
                return;
        }
    }

    /// <summary>Whether the file was moved; or null when that must be done otherwise.</summary>
    private static bool? MoveExclusively(string draft, string path)
    {
        try
        {
            int status = OperatingSystem.IsLinux() ? Rename(CurrentFolder, draft, CurrentFolder, path, LinuxNoReplace)
                : OperatingSystem.IsMacOS() ? Rename(draft, path, MacExclusive)
                : -1;
            return status == 0 ? true : !OperatingSystem.IsWindows() && Marshal.GetLastPInvokeError() == Exists ? false : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "renameat2", SetLastError = true, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(
        int fromFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string from, int toFolder, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);

    [DllImport("libc", EntryPoint = "renamex_np", SetLastError = true, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename([MarshalAs(UnmanagedType.LPUTF8Str)] string from, [MarshalAs(UnmanagedType.LPUTF8Str)] string to, uint flags);
}
