using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.PostgreSql;

/// <summary>What is PostgreSQL's own.</summary>
internal sealed class PostgreSqlDialect : ServerDialect
{
    // The roles' names are the schema's with the longest of these behind it, and PostgreSQL cuts names off at 63 bytes.
    private const int LongestSchema = 63 - 9;

    private static readonly StatementTexts Texts = new("PostgreSql.statements.sql");

    /// <inheritdoc/>
    public override string Name => "PostgreSQL";

    /// <inheritdoc/>
    public override bool ErrorsEndTransactions => true;

    /// <inheritdoc/>
    public override bool SchemaIsTransactional => true;

    /// <inheritdoc/>
    public override DbDataSource CreateDataSource(ServerConnection connection, ServerSettings settings) =>
        new NpgsqlSlimDataSourceBuilder(PostgreSqlConnection.StringOf(connection, settings)).EnableTransportSecurity().EnableIntegratedSecurity().Build();

    /// <inheritdoc/>
    public override string TextOf(ServerStatement statement) => Texts[statement];

    /// <inheritdoc/>
    public override DbParameter CreateParameter(ServerParameter parameter, object? value) => new NpgsqlParameter
    {
        ParameterName = parameter.Name,
        NpgsqlDbType = parameter.Type switch
        {
            ServerType.Number => NpgsqlDbType.Bigint,
            ServerType.Text => NpgsqlDbType.Text,
            _ => NpgsqlDbType.Bytea,
        },
        Value = value ?? DBNull.Value,
    };

    /// <inheritdoc/>
    public override ServerFinding Classify(Exception failure) => PostgreSqlFault.Of(failure);

    /// <inheritdoc/>
    public override IReadOnlyList<SchemaScript> Scripts(ServerConnection connection, int version)
    {
        if (connection.Schema.Length > LongestSchema)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The connection's schema has a name longer than {LongestSchema} characters: the names of its roles would be too long for PostgreSQL.");
        }

        return [.. Enumerable.Range(3, SchemaVersion - 2).Where(each => each > version).SelectMany(each => new[] { Script($"schema-{each}.sql"), Script($"roles-{each}.sql") })];

        SchemaScript Script(string name) => new(name, EmbeddedSql.Read("PostgreSql." + name).Replace("{schema}", connection.Schema, StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override void TakeCreationTurn(ServerSession session) => session.ExecuteText("SELECT pg_advisory_xact_lock(hashtextextended('Ospacs schema ' || current_setting('search_path'), 0))");

    /// <inheritdoc/>
    public override void Compact(ServerSession session, CancellationToken cancellation) => PostgreSqlCompaction.Run(session, cancellation);
}
