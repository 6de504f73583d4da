using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Ospacs.Tests;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>
/// A temporary folder that a server of the tests lives in, and the account that it runs under: servers refuse root, who then starts them as somebody without rights.
/// </summary>
internal sealed class ServerFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-server-");
    private readonly string? _account;
    private Process? _guard;

    /// <summary>Makes the folder.</summary>
    /// <param name="account">The account that the server runs under where the tests run as root.</param>
    public ServerFolder(string account)
    {
        if (Environment.IsPrivilegedProcess)
        {
            _account = account;
            Own();
        }
    }

    /// <summary>The folder.</summary>
    public string Path => _folder.FullName;

    /// <summary>A port on the loopback address that nobody listens at now.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Gives everything in the folder to the server's account.</summary>
    public void Own()
    {
        if (_account is not null)
        {
            Check(Oracles.Run("/usr/bin/chown", "-R", _account, Path));
        }
    }

    /// <summary>Runs a program as the server's account; it must succeed.</summary>
    public string Run(string program, params string[] arguments) => Check(_account is null
        ? Oracles.Run(program, arguments)
        : Oracles.Run("/usr/sbin/runuser", ["-u", _account, "--", program, .. arguments]));

    /// <summary>Has a command carried out when this process ends, however it does: by a shell that waits for the end of its input.</summary>
    public void GuardWith(string command)
    {
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"read line; {(_account is null ? command : $"runuser -u {_account} -- {command}")}; rm -rf '{Path}'");
        _guard = Process.Start(start);
    }

    /// <summary>Removes the folder, when the server has been stopped.</summary>
    public void Dispose()
    {
        _guard?.StandardInput.Close();
        _guard?.WaitForExit(TimeSpan.FromSeconds(30));
        _guard?.Dispose();
        if (_folder.Exists)
        {
            try
            {
                _folder.Delete(recursive: true);
            }
            catch (DirectoryNotFoundException)
            {
                // The guard was faster.
            }
        }
    }

    private static string Check((int Status, string Output, string Errors) run)
    {
        Assert.True(run.Status == 0, run.Output + run.Errors);
        return run.Output;
    }
}
