using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using Xunit;

namespace Ospacs.Tests;

/// <summary>Does work as an account that permission bits hold for: root, whom they do not, takes another account's rights on one thread.</summary>
internal static class Unprivileged
{
    private const uint Nobody = 65534;
    private const int Workers = 32;

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
        WakeWorkers();
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

    /// <summary>
    /// Has the thread pool make its threads now: one that it made while work is queued from the thread below would have that one's account, and
    /// keep it for the tests that it serves next.
    /// </summary>
    private static void WakeWorkers()
    {
        ThreadPool.GetMinThreads(out int workers, out int completion);
        ThreadPool.SetMinThreads(Math.Max(workers, Workers), completion);
        using var all = new CountdownEvent(Workers);
        Task[] awake = [.. Enumerable.Range(0, Workers).Select(_ => Task.Run(() =>
        {
            all.Signal();
            all.Wait(TimeSpan.FromSeconds(5));
        }))];
        Task.WaitAll(awake);
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileAccount(uint account);
}
