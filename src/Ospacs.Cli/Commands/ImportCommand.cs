using System.CommandLine;
using System.Globalization;
using Ospacs.Archive;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Cli.Failures;
using Ospacs.Cli.Output;

namespace Ospacs.Cli.Commands;

/// <summary><c>ospacs import</c>: takes a medium in.</summary>
internal static class ImportCommand
{
    internal static Command Create(Terminal terminal, CancellationToken cancellation)
    {
        var paths = new Argument<string[]>("PATH") { Arity = ArgumentArity.OneOrMore, Description = "Files and folders of one medium; folders are read to their bottom." };
        Option<string> archive = CommonOptions.Archive();
        var media = new Option<string>("--media") { Required = true, HelpName = "REF", Description = "The medium's number." };
        var centre = new Option<string>("--centre") { Required = true, HelpName = "CODE", Description = "The centre that sent it." };
        var registry = new Option<string>("--registry") { Required = true, HelpName = "CSV", Description = "The trial's registry, a CSV file." };
        var policy = new Option<string?>("--policy") { HelpName = "JSON", Description = "The policy; without it the one that ships serves, or the newest of an archive that was made with another one." };
        Option<bool> json = CommonOptions.Json();
        var command = new Command("import", "Take a medium in: check each file against the registry, protect it, store it. An archive that is not there yet is made.")
        {
            paths, archive, media, centre, registry, policy, json,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<string> given = parsed.GetRequiredValue(paths);
            CheckPaths(given);
            ArchivePolicy loaded = LoadPolicy(parsed.GetValue(policy), parsed.GetRequiredValue(archive));
            var options = new ImportOptions
            {
                MediaRef = parsed.GetRequiredValue(media),
                Centre = parsed.GetRequiredValue(centre),
                Policy = loaded,
                Registry = LoadRegistry(parsed.GetRequiredValue(registry), loaded.Registry),
            };
            options.Validate();
            return Import(given, parsed.GetRequiredValue(archive), options, parsed.GetValue(json), terminal, cancellation);
        });
        return command;
    }

    private static int Import(IReadOnlyList<string> paths, string archive, ImportOptions options, bool json, Terminal terminal, CancellationToken cancellation)
    {
        IArchiveEngine engine = CommonOptions.EngineOf(archive);
        using OspacsArchive opened = CreateOrOpen(engine, archive, options.Policy, out bool made);
        if (made)
        {
            terminal.Error.WriteLine($"The archive is new. Sponsor: {opened.Info.Sponsor}. Protocol: {opened.Info.Protocol}.");
        }
        var run = new ImportRun(opened, options);
        var lines = new JsonLine(terminal.Output);
        bool needsPerson = false;
        using (var progress = new ProgressLine(terminal))
        {
            IProgress<ImportProgress> report = progress.Of<ImportProgress>(done =>
                string.Create(CultureInfo.InvariantCulture, $"import: {done.Done} of {Sizes.Count(done.Total, "file")}, {Sizes.Of(done.Bytes)}"));
            foreach (ImportOutcome outcome in run.Run(paths, report, cancellation))
            {
                needsPerson |= outcome.Outcome is FileOutcome.Quarantined or FileOutcome.Failed;
                progress.Clear();
                if (json)
                {
                    OutcomeJson.Write(lines, outcome);
                }
                else
                {
                    terminal.Output.WriteLine(OutcomeText.Of(outcome));
                }
                // What is told is durable; whoever reads along may rely on it, and a killed run leaves no told file untold.
                terminal.Output.Flush();
            }
        }
        foreach (MediaFinding finding in run.Findings)
        {
            needsPerson = true;
            terminal.Error.WriteLine($"Medium {options.MediaRef}: {finding.Message}");
        }
        if (run.Passport is { } passport)
        {
            PassportText.Write(json ? terminal.Error : terminal.Output, passport);
        }
        return needsPerson ? ExitStatus.NeedsPerson : ExitStatus.Done;
    }

    private static OspacsArchive CreateOrOpen(IArchiveEngine engine, string archive, ArchivePolicy policy, out bool made)
    {
        if (!engine.Exists(archive))
        {
            try
            {
                made = true;
                return OspacsArchive.Create(engine, archive, policy);
            }
            catch (ArchiveException e) when (e.Kind == ArchiveFailure.AlreadyExists && engine.Exists(archive))
            {
                // Another import has made it in this moment.
            }
        }
        made = false;
        return OspacsArchive.Open(engine, archive, StoreAccess.Write);
    }

    private static void CheckPaths(IReadOnlyList<string> paths)
    {
        for (int i = 0; i < paths.Count; i++)
        {
            if (!Path.Exists(paths[i]))
            {
                throw new CommandException(string.Create(CultureInfo.InvariantCulture, $"PATH number {i + 1} names no file or folder."));
            }
        }
    }

    private static ArchivePolicy LoadPolicy(string? path, string archive)
    {
        if (path is null)
        {
            if (!CommonOptions.EngineOf(archive).Exists(archive))
            {
                return ArchivePolicy.Shipped;
            }
            using OspacsArchive opened = CommonOptions.OpenToRead(archive);
            return opened.Accepts(ArchivePolicy.Shipped) ? ArchivePolicy.Shipped : opened.NewestPolicy;
        }
        try
        {
            return ArchivePolicy.Load(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException("The file given with --policy is not there or cannot be read.", e);
        }
    }

    private static CsvRegistry LoadRegistry(string path, RegistryLayout layout)
    {
        try
        {
            return CsvRegistry.Load(path, layout);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException("The file given with --registry is not there or cannot be read.", e);
        }
    }
}
