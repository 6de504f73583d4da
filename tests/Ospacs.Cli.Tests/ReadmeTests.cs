using System.Text.RegularExpressions;
using Ospacs.Archive.Acceptance;
using Xunit;

namespace Ospacs.Cli.Tests;

/// <summary>What the README shows is what the program does.</summary>
[Collection(SampleCollection.Name)]
public sealed class ReadmeTests(SampleFixture sample)
{
    [Fact]
    public void The_tree_in_the_README_is_the_tree_of_the_quickstart()
    {
        string archive = sample.NewPath(".db");
        // Under a key of its own each time, UIDs would be longer or shorter by a digit, and a size now and then round to another number.
        Directory.CreateDirectory(archive + ".identity");
        File.WriteAllText(Path.Combine(archive + ".identity", "archive.key"), Convert.ToBase64String(new byte[32]));
        foreach (SampleMedium medium in sample.Disc.Media)
        {
            sample.Import(archive, medium);
        }
        string drawn = CliRun.Of("images", "--archive", archive, "--tree").Output;
        Assert.Contains("```\n" + drawn + "```\n", Readme(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_that_the_README_names_is_there()
    {
        string[] named = [.. Regex.Matches(Readme(), "^ospacs (import|images|verify) .*$", RegexOptions.Multiline).Select(match => match.Value)];
        Assert.Equal(3, named.Length);
        Assert.All(named, line =>
        {
            string help = CliRun.Of(line.Split(' ')[1], "--help").Output;
            Assert.All(Regex.Matches(line, "--[a-z]+").Select(match => match.Value), option => Assert.Contains(option + " ", help, StringComparison.Ordinal));
        });
    }

    private static string Readme()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "README.md");
            if (File.Exists(path) && File.Exists(Path.Combine(folder.FullName, "Ospacs.PowerShell.sln")))
            {
                return File.ReadAllText(path).ReplaceLineEndings("\n");
            }
        }
        throw new InvalidOperationException("The tests do not run below the repository.");
    }
}
