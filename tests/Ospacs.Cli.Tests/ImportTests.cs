using System.Text.Json;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Xunit;

namespace Ospacs.Cli.Tests;

[Collection(SampleCollection.Name)]
public sealed class ImportTests(SampleFixture sample)
{
    [Fact]
    public void Every_file_of_the_medium_has_its_line_with_its_planned_outcome()
    {
        SampleMedium medium = sample.Disc.Media[0];
        Assert.Equal(medium.Files.Count, sample.Imported.Objects.Count);
        Dictionary<string, JsonElement> byPath = sample.Imported.Objects.ToDictionary(line => line.GetProperty("path").GetString()!);
        Assert.All(medium.Files, file =>
        {
            JsonElement line = byPath[Path.Combine([medium.Folder, .. file.Name.Split('/')])];
            Assert.Equal(file.Outcome.ToString(), line.GetProperty("outcome").GetString());
            Assert.Equal(file.Reason?.ToString(), line.GetProperty("reason").GetString());
            bool stored = file.Outcome == FileOutcome.Stored;
            Assert.Equal(stored ? file.SubjectId : null, line.GetProperty("subject").GetString());
            Assert.Equal(stored ? file.Rule : null, line.GetProperty("rule").GetString());
            Assert.Equal(stored, line.GetProperty("sopInstanceUid").GetString() is not null);
            Assert.Equal("M0001", line.GetProperty("media").GetString());
        });
    }

    [Fact]
    public void Files_that_need_a_person_give_status_1() => Assert.Equal(1, sample.Imported.Status);

    [Fact]
    public void Nothing_but_the_paths_bears_identity()
    {
        string withoutPaths = string.Join('\n', sample.Imported.Objects.SelectMany(line => line.EnumerateObject()).Where(member => member.Name != "path").Select(member => member.Value.ToString()));
        Assert.False(sample.Search.IsIn(withoutPaths));
        Assert.False(sample.Search.IsIn(sample.Imported.Error));
        Assert.True(sample.Imported.Output.All(char.IsAscii));
    }

    [Fact]
    public void Files_that_are_all_stored_give_status_0_twice()
    {
        string archive = sample.NewPath(".db");
        string[] arguments = sample.ImportArguments(archive, sample.Disc.Media[0]);
        arguments[1] = Path.Combine(arguments[1], "DICOM", "IM000001");
        CliRun first = CliRun.Of([.. arguments, "--json"]);
        CliRun second = CliRun.Of([.. arguments, "--json"]);
        Assert.Equal((0, 0), (first.Status, second.Status));
        Assert.Equal("Stored", Assert.Single(first.Objects).GetProperty("outcome").GetString());
        JsonElement again = Assert.Single(second.Objects);
        Assert.Equal("AlreadyStored", again.GetProperty("outcome").GetString());
        Assert.Equal(first.Objects[0].GetProperty("sopInstanceUid").GetString(), again.GetProperty("sopInstanceUid").GetString());
    }

    [Fact]
    public void Without_a_policy_an_archive_goes_on_with_its_own()
    {
        string archive = sample.NewPath(".db");
        string[] arguments = sample.ImportArguments(archive, sample.Disc.Media[2]);
        CliRun first = CliRun.Of([.. arguments, "--json"]);
        string[] withoutPolicy = [.. arguments.TakeWhile(argument => argument != "--policy")];
        withoutPolicy[1] = sample.Disc.Media[1].Folder;
        withoutPolicy[Array.IndexOf(withoutPolicy, "--centre") + 1] = sample.Disc.Media[1].Centre;
        withoutPolicy[Array.IndexOf(withoutPolicy, "--media") + 1] = "M0009";
        CliRun second = CliRun.Of([.. withoutPolicy, "--json"]);
        Assert.Equal((1, 1), (first.Status, second.Status));
        Assert.Equal(sample.Disc.Media[1].Files.Count(file => file.Outcome == FileOutcome.Stored), second.Objects.Count(line => line.GetProperty("outcome").GetString() == "Stored"));
    }

    [Fact]
    public async Task Imports_that_make_the_same_archive_at_once_both_end_well()
    {
        string archive = sample.NewPath(".db");
        using var start = new Barrier(2);
        CliRun[] runs = await Task.WhenAll(new[] { 1, 2 }.Select(medium => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return CliRun.Of([.. sample.ImportArguments(archive, sample.Disc.Media[medium]), "--json"]);
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        Assert.All(runs, run => Assert.Equal(1, run.Status));
        Assert.Equal(0, CliRun.Of("verify", "--archive", archive).Status);
    }

    [Fact]
    public void The_text_form_shows_outcomes_and_passport_and_no_path()
    {
        CliRun run = CliRun.Of(sample.ImportArguments(sample.NewPath(".db"), sample.Disc.Media[1]));
        Assert.Equal(1, run.Status);
        Assert.Contains("NotFound", run.Output, StringComparison.Ordinal);
        Assert.Contains("Medium M0002 of centre C02: 5 files found", run.Output, StringComparison.Ordinal);
        Assert.False(sample.Search.IsIn(run.Output + run.Error));
    }

    [Fact]
    public void A_path_that_is_not_there_could_not_run_and_is_not_repeated()
    {
        string archive = sample.NewPath(".db");
        string[] arguments = sample.ImportArguments(archive, sample.Disc.Media[0]);
        arguments[1] = Path.Combine(sample.Folder, "SMITH_JANE");
        CliRun.Of(arguments).AssertCouldNotRun("PATH number 1", "smith");
        Assert.False(File.Exists(archive));
    }

    [Fact]
    public void A_folder_whose_name_begins_with_an_at_sign_is_a_folder()
    {
        string folder = Path.Combine(sample.Folder, "@disc [1]");
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(sample.Disc.Media[0].Folder, "DICOM", "IM000001"), Path.Combine(folder, "IM1"), overwrite: true);
        string[] arguments = sample.ImportArguments(sample.NewPath(".db"), sample.Disc.Media[0]);
        arguments[1] = folder;
        Assert.Equal(0, CliRun.Of(arguments).Status);
    }

    [Fact]
    public void A_policy_that_does_not_parse_is_told_with_line_and_column_and_no_archive_is_made()
    {
        string policy = sample.NewPath(".json");
        File.WriteAllText(policy, "{\n  \"sponsor\": \"S\",\n  \"protocol\": }\n");
        string archive = sample.NewPath(".db");
        string[] arguments = sample.ImportArguments(archive, sample.Disc.Media[0]);
        arguments[^1] = policy;
        CliRun.Of(arguments).AssertCouldNotRun("line 3");
        Assert.False(File.Exists(archive));
    }

    [Fact]
    public void A_policy_of_another_sponsor_is_refused()
    {
        string policy = sample.NewPath(".json");
        File.WriteAllText(policy, File.ReadAllText(sample.Disc.PolicyPath).Replace("Sample Trials Unit", "Somebody Else", StringComparison.Ordinal));
        string[] arguments = sample.ImportArguments(sample.Archive, sample.Disc.Media[0]);
        arguments[^1] = policy;
        CliRun.Of(arguments).AssertCouldNotRun("sponsor");
    }

    [Fact]
    public void The_shipped_policy_serves_a_new_archive()
    {
        string[] arguments = sample.ImportArguments(sample.NewPath(".db"), sample.Disc.Media[0])[..^2];
        CliRun made = CliRun.Of([.. arguments, "--json"]);
        Assert.Equal(1, made.Status);
        Assert.Equal(5, made.Objects.Count(line => line.GetProperty("reason").GetString() == "NoMaskRule"));
    }

    [Fact]
    public void A_registry_without_its_columns_is_told()
    {
        string registry = sample.NewPath(".csv");
        File.WriteAllText(registry, "Name,Number\nHolloway,1\n");
        string[] arguments = sample.ImportArguments(sample.NewPath(".db"), sample.Disc.Media[0]);
        arguments[^3] = registry;
        CliRun.Of(arguments).AssertCouldNotRun("SubjectId", "holloway");
    }

    [Fact]
    public void A_registry_that_is_not_there_is_told_by_its_option()
    {
        string[] arguments = sample.ImportArguments(sample.NewPath(".db"), sample.Disc.Media[0]);
        arguments[^3] = Path.Combine(sample.Folder, "SMITH.csv");
        CliRun.Of(arguments).AssertCouldNotRun("--registry", "smith");
    }

    [Fact]
    public void A_medium_named_like_a_patient_is_refused()
    {
        string[] arguments = sample.ImportArguments(sample.NewPath(".db"), sample.Disc.Media[0]);
        arguments[5] = "44719320";
        CliRun.Of(arguments).AssertCouldNotRun("media reference", "44719320");
    }

    [Fact]
    public void A_file_that_is_no_archive_is_told()
    {
        string archive = sample.NewPath(".db");
        File.WriteAllText(archive, new string('x', 10000));
        CliRun.Of(sample.ImportArguments(archive, sample.Disc.Media[0])).AssertCouldNotRun("archive");
    }

    [Fact]
    public void A_run_that_is_stopped_gives_status_2_and_can_be_run_again()
    {
        string archive = sample.NewPath(".db");
        string[] arguments = [.. sample.ImportArguments(archive, sample.Disc.Media[0]), "--json"];
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        CliRun run = CliRun.Of(stopped.Token, arguments);
        Assert.Equal(2, run.Status);
        Assert.Contains("Stopped", run.Error, StringComparison.Ordinal);
        Assert.Equal(sample.Imported.Objects.Select(line => line.GetProperty("outcome").GetString()), CliRun.Of(arguments).Objects.Select(line => line.GetProperty("outcome").GetString()));
    }
}
