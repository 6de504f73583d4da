using System.CommandLine;
using System.Globalization;
using Ospacs.Archive;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Cli.Failures;
using Ospacs.Cli.Output;

namespace Ospacs.Cli.Commands;

/// <summary><c>ospacs quickstart</c>: takes a small made-up trial through the whole way of a file, and shows it.</summary>
internal static class QuickstartCommand
{
    private const string ArchiveName = "archive.db";
    private const string ExportName = "export";

    internal static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var keep = new Option<string?>("--keep") { HelpName = "DIR", Description = "Leave everything in this folder, which must be empty or not be there yet." };
        var command = new Command("quickstart", "Make a small made-up trial, take it in twice, look at it, write a disc out, verify everything.") { keep };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(keep) is { } folder)
            {
                return Run(Prepare(folder), kept: true, terminal, cancellation);
            }
            string temporary = Directory.CreateTempSubdirectory("ospacs-quickstart-").FullName;
            try
            {
                return Run(temporary, kept: false, terminal, cancellation);
            }
            finally
            {
                Directory.Delete(temporary, recursive: true);
            }
        });
        return command;
    }

    private static string Prepare(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new CommandException("The folder given with --keep is not empty. Give one that is, or that is not there yet.");
        }
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException("The folder given with --keep cannot be made.", e);
        }
    }

    private static int Run(string folder, bool kept, Terminal terminal, CancellationToken cancellation)
    {
        TextWriter output = terminal.Output;
        terminal.Error.WriteLine("Making a small trial of three centres. Everybody in it is made up.");
        SampleDisc disc = SampleDisc.Create(folder);
        cancellation.ThrowIfCancellationRequested();
        string archive = Path.Combine(folder, ArchiveName);
        AcceptanceReport report = new AcceptanceRun(disc, Path.Combine(folder, ExportName)).Run(CommonOptions.EngineOf(archive), archive, cancellation);

        WriteOutcomes(output, report);
        output.WriteLine();
        output.WriteLine("IN THE ARCHIVE: centre > subject > scan date > images");
        using (OspacsArchive opened = CommonOptions.OpenToRead(archive))
        {
            ImageTreeText.Write(output, opened.Store, new ImageQuery(), cancellation);
        }
        output.WriteLine();
        output.WriteLine("PASSPORTS: what each medium was to hold, and what became of it");
        foreach (AcceptanceMedium medium in report.Media)
        {
            if (medium.Passport is { } passport)
            {
                PassportText.Write(output, passport);
            }
        }
        output.WriteLine();
        WriteOutAndVerified(output, report);
        output.WriteLine();
        return WriteEnd(output, report, kept);
    }

    private static void WriteOutcomes(TextWriter output, AcceptanceReport report)
    {
        output.WriteLine("TAKEN IN, TWICE: what became of every file");
        foreach (AcceptanceMedium medium in report.Media)
        {
            output.WriteLine($"Medium {medium.Medium.MediaRef} of centre {medium.Medium.Centre}");
            foreach (AcceptanceFile file in medium.Files.OrderBy(file => file.First?.FileNumber ?? int.MaxValue))
            {
                string number = file.First?.FileNumber.ToString(CultureInfo.InvariantCulture) ?? "?";
                output.WriteLine($"  {number,3}  {file.Planned.What,-46} {Told(file.First),-30} again: {file.Second?.Outcome.ToString() ?? "nothing"}".TrimEnd());
            }
        }
        foreach (FileOutcome outcome in Enum.GetValues<FileOutcome>())
        {
            int first = report.Media.Sum(medium => medium.Files.Count(file => file.First?.Outcome == outcome));
            int second = report.Media.Sum(medium => medium.Files.Count(file => file.Second?.Outcome == outcome));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {outcome,-14} {first,3} at first, {second,3} when taken in again"));
        }
    }

    private static string Told(ImportOutcome? outcome) => outcome switch
    {
        null => "nothing",
        { Reason: { } reason } => $"{outcome.Outcome}: {reason}",
        { Outcome: FileOutcome.Stored } => $"{outcome.Outcome} as {outcome.SubjectId}",
        _ => outcome.Outcome.ToString(),
    };

    private static void WriteOutAndVerified(TextWriter output, AcceptanceReport report)
    {
        output.WriteLine("OUT AGAIN, AND VERIFIED");
        output.WriteLine($"  {Sizes.Count(report.Export.Images, "image")} written as a DICOM file-set with a DICOMDIR, read back, each hash equal");
        output.WriteLine($"  {Sizes.Count(report.Inspected, "object")} in the archive and on the disc searched for every name, number and UID that was planted, pixels included");
        output.WriteLine($"  archive read back against its hashes and {report.AuditEntries} audit entries against their chain: {(report.Findings.Count == 0 ? "all is well" : Sizes.Count(report.Findings.Count, "finding"))}");
    }

    private static int WriteEnd(TextWriter output, AcceptanceReport report, bool kept)
    {
        foreach (string difference in report.Differences)
        {
            output.WriteLine("NOT AS PLANNED: " + difference);
        }
        output.WriteLine(report.Differences.Count == 0 ? "Everything went as planned." : $"{Sizes.Count(report.Differences.Count, "thing")} did not go as planned.");
        if (kept)
        {
            output.WriteLine($"Kept: disc/, registry.csv, policy.json, {ArchiveName} (its key and quarantine in {ArchiveName}.identity/), {ExportName}/.");
        }
        return report.Differences.Count == 0 ? ExitStatus.Done : ExitStatus.NeedsPerson;
    }
}
