using System.Diagnostics;
using System.Text.Json;
using Ospacs.Archive.Acceptance;
using Xunit;

namespace Ospacs.Cli.Tests;

/// <summary>The program as a process of its own: what a script sees.</summary>
[Collection(SampleCollection.Name)]
public sealed class ProcessTests(SampleFixture sample)
{
    [Fact]
    public async Task Standard_output_is_json_lines_from_its_first_byte_and_the_status_reaches_the_shell()
    {
        using Process process = CliProcess.Start([.. sample.ImportArguments(sample.NewPath(".db"), sample.Disc.Media[0]), "--json"]);
        using var bytes = new MemoryStream();
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardOutput.BaseStream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((byte)'{', bytes.ToArray()[0]);
        string[] lines = System.Text.Encoding.UTF8.GetString(bytes.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.Equal(sample.Disc.Media[0].Files.Count, lines.Length);
        Assert.Equal(1, process.ExitCode);
        Assert.DoesNotContain("   at ", await errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_goes_away_leaves_no_stack_behind()
    {
        using Process process = CliProcess.Start("images", "--archive", sample.Archive, "--tree");
        process.StandardOutput.Close();
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
        Assert.InRange(process.ExitCode, 0, 2);
    }

    [Fact]
    public async Task A_termination_signal_ends_a_run_with_status_2_and_the_next_run_completes_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no signals to send.");
        }
        // Enough files that the signal comes while it runs; when it comes too late the run is simply complete, which is as good.
        string folder = sample.NewPath();
        Directory.CreateDirectory(folder);
        for (int i = 0; i < 400; i++)
        {
            SampleObject made = Many(i);
            File.WriteAllBytes(Path.Combine(folder, "IM" + i), made.ToBytes());
        }
        string archive = sample.NewPath(".db");
        string[] arguments = [.. sample.ImportArguments(archive, sample.Disc.Media[2]), "--json"];
        arguments[1] = folder;
        using Process process = CliProcess.Start(arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => File.Exists(archive) || process.HasExited);
        using (Process kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string said = await errors;
        Assert.True(process.ExitCode is 0 or 2, said);
        Assert.True(process.ExitCode == 0 || said.Contains("Stopped", StringComparison.Ordinal), said);
        int told = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

        CliRun again = CliRun.Of(arguments);
        Assert.Equal(0, again.Status);
        Assert.Equal(400, again.Objects.Count);
        Assert.True(again.Objects.Count(line => line.GetProperty("outcome").GetString() == "AlreadyStored") >= told);
        Assert.Equal(0, CliRun.Of("verify", "--archive", archive).Status);
    }

    private static SampleObject Many(int number) => new()
    {
        Patient = new SamplePatient { PatientId = "H-09317", Name = "VANTERPOOL^ESMERALDA", BurnedName = "VANTERPOOL, ESMERALDA", BirthDate = "19520923" },
        Scanner = new SampleScanner
        {
            Manufacturer = "Plover Research", Model = "P1", SerialNumber = "PLV-00012", Station = "PLOVER", Institution = "HARBOURSIDE UNIT",
            Columns = 64, Rows = 64, Format = SamplePixelFormat.Monochrome2, Banner = 0, Footer = 0,
        },
        InstanceNumber = number + 1,
    };
}
