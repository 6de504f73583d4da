using System.Diagnostics;
using Xunit;

namespace Ospacs.Tests;

/// <summary>Programs that share no code with this project and judge what it makes. Where one is absent its tests are skipped, or fail if OSPACS_REQUIRE_ORACLES=1.</summary>
internal static class Oracles
{
    private const string Python = "/usr/bin/python3";

    // Asked once: loading pydicom takes longer than most of what it is asked.
    private static readonly Lazy<bool> HasPydicom = new(() => Run(Python, "-c", "import pydicom, numpy").Status == 0, LazyThreadSafetyMode.PublicationOnly);

    private static readonly bool Required = Environment.GetEnvironmentVariable("OSPACS_REQUIRE_ORACLES") == "1";

    /// <summary>The checkout's folder of real files, or the test is skipped.</summary>
    internal static string Data(params string[] path)
    {
        string folder = Path.GetFullPath(Path.Combine([RepositoryRoot(), "..", "shared", "data", .. path]));
        // A worktree stands one folder deeper than the checkout.
        string deeper = Path.GetFullPath(Path.Combine([RepositoryRoot(), "..", "..", "shared", "data", .. path]));
        string found = Path.Exists(folder) ? folder : deeper;
        if (!Path.Exists(found))
        {
            Assert.Skip($"../shared/data/{string.Join('/', path)} is missing.");
        }
        return found;
    }

    /// <summary>Sees to it that programs are there which a test's own script runs: where one is missing the test is skipped, or fails if it is required.</summary>
    internal static void Need(params string[] programs) => Array.ForEach(programs, program => Locate(program));

    /// <summary>Sees to it that Python has a module beside pydicom: where it is missing the test is skipped, or fails if it is required.</summary>
    internal static void NeedPython(string module)
    {
        if (Run(Python, "-c", $"import {module}").Status != 0)
        {
            if (Required)
            {
                Assert.Fail($"Python's {module} is missing and OSPACS_REQUIRE_ORACLES is 1.");
            }
            Assert.Skip($"Python's {module} is missing.");
        }
    }

    /// <summary>Runs a program and gives its exit status and both outputs.</summary>
    internal static (int Status, string Output, string Errors) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(Locate(program)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    /// <summary>Runs a Python program with pydicom and gives its output; a Python without pydicom counts as missing.</summary>
    internal static string Pydicom(string code, params string[] arguments)
    {
        if (!HasPydicom.Value)
        {
            if (Required)
            {
                Assert.Fail("pydicom is missing and OSPACS_REQUIRE_ORACLES is 1.");
            }
            Assert.Skip("pydicom is missing.");
        }
        (int status, string output, string errors) = Run(Python, ["-W", "ignore", "-c", code, .. arguments]);
        Assert.True(status == 0, errors);
        return output;
    }

    private static string Locate(string program)
    {
        string? path = program.Contains('/', StringComparison.Ordinal) ? (File.Exists(program) ? program : null) : Find(program);
        if (path is null)
        {
            if (Required)
            {
                Assert.Fail($"{program} is missing and OSPACS_REQUIRE_ORACLES is 1.");
            }
            Assert.Skip($"{program} is missing.");
        }
        return path!;
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>The checkout's root.</summary>
    internal static string RepositoryRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ospacs.PowerShell.sln")))
            {
                return folder.FullName;
            }
        }
        throw new InvalidOperationException("The tests do not run below the repository.");
    }
}
