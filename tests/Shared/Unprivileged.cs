using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Xunit;

namespace Ospacs.Tests;

/// <summary>Does work as an account that permission bits hold for: root, whom they do not, takes another account's rights on one thread.</summary>
internal static class Unprivileged
{
    private const uint Nobody = 65534;

    /// <summary>Rights for everybody: to read, to write, and of a folder to go into.</summary>
    public const UnixFileMode All = (UnixFileMode)0b111_111_111;

    /// <summary>Rights for everybody to read, and of a folder to go into, and not to write.</summary>
    public const UnixFileMode Read = (UnixFileMode)0b101_101_101;

    /// <summary>Lets everybody into a folder and all folders in it.</summary>
    public static void Prepare(string folder) => Array.ForEach([folder, .. Directory.GetDirectories(folder, "*", SearchOption.AllDirectories)], inner => Allow(inner, All));

    /// <summary>Sets everybody's rights to a file or folder.</summary>
    public static void Allow(string path, UnixFileMode rights)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, rights);
        }
    }

    public static void Run(Action work)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Permission bits are those of Unix.");
        }
        if (!Environment.IsPrivilegedProcess)
        {
            work();
            return;
        }
        // Linux keeps the account for files by thread (setfsuid(2)); with it go root's own rights over files. The thread ends with the work.
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                // It gives the account before, and so tells of the second call whether the first one worked.
                _ = SetFileAccount(Nobody);
                Assert.Equal((int)Nobody, SetFileAccount(Nobody));
                work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileAccount(uint account);
}
