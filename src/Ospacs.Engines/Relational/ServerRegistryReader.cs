using System.Data.Common;
using System.Net;
using System.Text.RegularExpressions;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.Engines.Relational;

/// <summary>
/// Reads a registry from a database server. The connection is for this one query, and the server itself is told to write nothing on it and to judge whether
/// the query is a single SELECT. Its errors are told in words of our own, which name no connection, query or value.
/// </summary>
internal abstract partial class ServerRegistryReader : IRegistryReader
{
    /// <inheritdoc/>
    public abstract string Engine { get; }

    /// <inheritdoc/>
    public IRegistryRows Open(RegistrySource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        cancellation.ThrowIfCancellationRequested();
        DbConnection connection = Connect(source);
        StoppableConnection stoppable = new(connection, BreakOff);
        try
        {
            return stoppable.Run(
                call =>
                {
                    OpenToRead(connection, call);
                    Judge(connection, source.Query, call);
                    DbCommand command = Ask(connection, source.Query);
                    command.CommandTimeout = 0;

                    // There is a driver that gives none where the query was stopped.
                    return new ServerRegistryRows(stoppable, command, call.Read(command) ?? throw new TimeoutException(), Failure, cancellation);
                },
                cancellation);
        }
        catch (Exception e)
        {
            stoppable.Dispose();
            cancellation.ThrowIfCancellationRequested();
            if (e is ArchiveException or RegistryException or OperationCanceledException || Failure(e) is not { } failure)
            {
                throw;
            }

            throw failure;
        }
    }

    /// <summary>A connection of the user's file, not opened yet.</summary>
    private protected abstract DbConnection Connect(ServerConnection connection);

    /// <summary>A connection by a connection string, not opened yet, verified by TLS where the string does not say otherwise.</summary>
    /// <exception cref="ArgumentException">It is no connection string.</exception>
    private protected abstract DbConnection Connect(string settings, NetworkCredential? credential);

    /// <summary>Opens a connection and has the server refuse every write on it.</summary>
    private protected abstract void OpenToRead(DbConnection connection, StoppableCall call);

    /// <summary>Has the server judge whether a query is a single SELECT, without carrying it out.</summary>
    private protected abstract void Judge(DbConnection connection, string query, StoppableCall call);

    /// <summary>What gives the query's rows, once it was judged.</summary>
    private protected abstract DbCommand Ask(DbConnection connection, string query);

    /// <summary>Closes the connection's socket under a call that waits, as <see cref="ServerDialect.BreakOff"/> does.</summary>
    private protected virtual void BreakOff(DbConnection connection)
    {
    }

    /// <summary>Says in a registry's words what the driver reports; null for what is none of its failures.</summary>
    private protected abstract RegistryException? Failure(Exception e);

    /// <summary>A registry that cannot be asked.</summary>
    private protected RegistryException Unreachable(string problem, string code) => new(problem, inner: new RegistryServerException(Engine, code)) { Kind = RegistryFailure.Unreachable };

    /// <summary>A query that is no single SELECT, or that the server does not understand as one.</summary>
    private protected RegistryException NotOneSelect(string code) =>
        new($"is only read: its query must be a single SELECT, and {Engine} does not understand it as one", inner: new RegistryServerException(Engine, code)) { Kind = RegistryFailure.Unreachable };

    /// <summary>A query without the semicolon at its end, behind which there may be comments.</summary>
    private protected static string WithoutEnd(string query) => End().Replace(query, string.Empty);

    [GeneratedRegex(@";(\s|--[^\n]*(\n|$)|/\*.*?\*/)*$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex End();

    private DbConnection Connect(RegistrySource source)
    {
        if (!source.Connection.Contains('=', StringComparison.Ordinal))
        {
            ServerConnection found = new ConnectionFile().Find(source.Connection)
                ?? throw new ArchiveException(ArchiveFailure.InvalidArgument, "The configuration file of connections has none of this name. Name one of its connections, or give a connection string without a password.");
            return found.Engine.Equals(Engine, StringComparison.OrdinalIgnoreCase)
                ? Connect(source.Credential is null ? found : found with { Credential = source.Credential })
                : throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The connection of this name is one to {found.Engine}, and the registry is to be read from {Engine}.");
        }

        try
        {
            return Connect(source.Connection, source.Credential);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            // Its words may repeat the string.
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The connection is no connection string that {Engine} understands.");
        }
    }
}
