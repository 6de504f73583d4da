using System.Diagnostics;

namespace Ospacs.Engines.Tests.Sqlite;

/// <summary>A small file system in memory, which can be full or read-only. Only an administrator on Linux can make one; elsewhere its tests are skipped.</summary>
internal sealed class SmallVolume : IDisposable
{
    /// <summary>Makes a volume.</summary>
    /// <param name="megabytes">Its size.</param>
    public SmallVolume(int megabytes)
    {
        Folder = Directory.CreateTempSubdirectory("ospacs-volume-").FullName;
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "ospacs-test", Folder) != 0)
        {
            Directory.Delete(Folder);
            Assert.Skip("The right to mount a file system is missing.");
        }
    }

    /// <summary>Where the volume is.</summary>
    public string Folder { get; }

    /// <summary>Takes away the right to write.</summary>
    public void MakeReadOnly() => Assert.Equal(0, Run("mount", "-o", "remount,ro", Folder));

    /// <summary>Removes the volume and all on it.</summary>
    public void Dispose()
    {
        Run("umount", Folder);
        Directory.Delete(Folder, recursive: true);
    }

    private static int Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    }
}
