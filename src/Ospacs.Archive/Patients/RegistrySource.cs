using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Patients;

/// <summary>Where a registry is read from a database, and what is asked there. Identity side; the credential is never shown.</summary>
public sealed partial record RegistrySource
{
    /// <summary>The engine's name, as "SQLite".</summary>
    public required string Engine { get; init; }

    /// <summary>A file's full path, or a connection string without credentials.</summary>
    public required string Connection { get; init; }

    /// <summary>The query: one SELECT, in the engine's own SQL.</summary>
    public required string Query { get; init; }

    /// <summary>What the query calls the columns, and how it writes dates.</summary>
    public RegistryLayout Layout { get; init; } = RegistryLayout.Default;

    /// <summary>Who asks; null for the account that the program runs under.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>The reader for this source's engine.</summary>
    /// <param name="readers">Those that there are.</param>
    /// <exception cref="ArchiveException">There is none for the engine, or the connection has a password in it.</exception>
    internal IRegistryReader ReaderAmong(IReadOnlyList<IRegistryReader> readers)
    {
        if (Password().IsMatch(Connection))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The connection has a password in it. It would stay in histories and logs: leave it out, and give a credential beside it.");
        }
        return readers.FirstOrDefault(reader => reader.Engine.Equals(Engine, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArchiveException(ArchiveFailure.InvalidArgument, $"This program reads no registry from an engine of that name; it reads them from {string.Join(", ", readers.Select(reader => reader.Engine))}, and from CSV files.");
    }

    // What a record would print of itself: the connection and the query are not for a log, and the credential for nobody.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Engine = ").Append(Engine);
        return true;
    }

    /// <summary>A password as connection strings ("pwd=...") and addresses ("//name:password@host") have it.</summary>
    [GeneratedRegex(@"(^|[;\s])(password|pwd)\s*=|://[^/@\s:]*:[^/@\s]*@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Password();
}
