using System.CommandLine;
using Ospacs.Archive;
using Ospacs.Archive.Store;
using Ospacs.Cli.Failures;
using Ospacs.Engines;

namespace Ospacs.Cli.Commands;

/// <summary>Options that several commands have, and what they lead to.</summary>
internal static class CommonOptions
{
    /// <summary>The archive.</summary>
    internal static Option<string> Archive() => new("--archive") { Required = true, HelpName = "A", Description = "The archive: the path of its file." };

    /// <summary>Results as JSON.</summary>
    internal static Option<bool> Json() => new("--json") { Description = "Write results as JSON, one object a line." };

    /// <summary>The database that keeps an archive.</summary>
    /// <param name="archive">The value of <c>--archive</c>.</param>
    /// <exception cref="CommandException">There is none.</exception>
    internal static IArchiveEngine EngineOf(string archive) =>
        new EngineCatalogue().FirstOrDefault(engine => engine.Accepts(archive))
        ?? throw new CommandException("No database engine keeps an archive of the name given with --archive. An archive in a file is named by a path, as './trial.db'.");

    /// <summary>Opens an archive to look.</summary>
    /// <param name="archive">The value of <c>--archive</c>.</param>
    internal static OspacsArchive OpenToRead(string archive) => OspacsArchive.Open(EngineOf(archive), archive, StoreAccess.Read);

    /// <summary>Opens an archive that must be there, to write to it.</summary>
    /// <param name="archive">Its path.</param>
    internal static OspacsArchive OpenToWrite(string archive) => OspacsArchive.Open(EngineOf(archive), archive, StoreAccess.Write);
}
