using System.Data.Common;
using MySql.Data.MySqlClient;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.MySql;

/// <summary>What is MySQL's and MariaDB's own.</summary>
internal sealed class MySqlDialect : ServerDialect
{
    // A role's name is the database's with the longest of these behind it, and MySQL's names of accounts have 32 characters.
    private const int LongestDatabase = 32 - 9;

    private static readonly StatementTexts Texts = new("MySql.statements.sql");

    // What the last whole part of a thread was copied to: a part is sent before the next one comes, and arrays of this size are collected late.
    [ThreadStatic]
    private static byte[]? s_part;

    /// <inheritdoc/>
    public override string Name => "MySQL";

    /// <inheritdoc/>
    /// <remarks>A deadlock does; it is told apart.</remarks>
    public override bool ErrorsEndTransactions => false;

    /// <inheritdoc/>
    public override bool SchemaIsTransactional => false;

    /// <inheritdoc/>
    public override DbDataSource CreateDataSource(ServerConnection connection, ServerSettings settings)
    {
        MySqlConnectionStringBuilder described = MySqlConnections.Describe(connection);
        described.ConnectionTimeout = (uint)Math.Ceiling(settings.ConnectTimeout.TotalSeconds);
        return new MySqlDataSource(described, settings);
    }

    /// <inheritdoc/>
    public override string TextOf(ServerStatement statement) => Texts[statement];

    /// <inheritdoc/>
    public override DbParameter CreateParameter(ServerParameter parameter, object? value)
    {
        MySqlParameter made = new()
        {
            ParameterName = "@" + parameter.Name,
            MySqlDbType = parameter.Type switch
            {
                ServerType.Number => MySqlDbType.Int64,
                ServerType.Text => MySqlDbType.LongText,
                _ => MySqlDbType.LongBlob,
            },
            Value = value switch
            {
                // There is no word for no limit at all.
                null when parameter.Name == "Count" => long.MaxValue,
                null => DBNull.Value,
                ReadOnlyMemory<byte> bytes => Array(bytes),
                _ => value,
            },
        };
        return made;
    }

    /// <inheritdoc/>
    /// <remarks>A part goes beside its statement, as it is: in the text a byte may take two, and a server takes no longer text at once than two parts. The driver's own buffer is kept with it.</remarks>
    public override bool IsKeptPrepared(ServerStatement statement) => statement == ServerStatements.AddPart;

    /// <inheritdoc/>
    /// <remarks>It stumbles over what it makes of a statement that was stopped.</remarks>
    public override bool IsTheDrivers(Exception failure) => failure is NullReferenceException { Source: "MySql.Data" };

    /// <inheritdoc/>
    /// <remarks>The driver makes an array of every part that is read.</remarks>
    public override void ReadBytes(DbDataReader reader, int column, Span<byte> buffer)
    {
        base.ReadBytes(reader, column, buffer);
        LargeArrays.Drop(buffer.Length);
    }

    /// <inheritdoc/>
    public override ServerFinding Classify(Exception failure) => MySqlFault.Of(failure);

    /// <inheritdoc/>
    public override IReadOnlyList<SchemaScript> Scripts(ServerConnection connection, int version)
    {
        if (connection.Database.Length > LongestDatabase || connection.Database.AsSpan().ContainsAny('`', '\'', '\\'))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The connection's database has a name longer than {LongestDatabase} characters, or one with a quotation mark: it could not be part of the names of the archive's roles.");
        }

        return [.. Enumerable.Range(3, SchemaVersion - 2).Where(each => each > version).SelectMany(each => new[] { Script($"schema-{each}.sql"), Script($"roles-{each}.sql") })];

        SchemaScript Script(string name) => new(name, EmbeddedSql.Read("MySql." + name)
            .Replace("{database}", connection.Database, StringComparison.Ordinal)
            .Replace("{pattern}", connection.Database.Replace("_", "\\_", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    /// <inheritdoc/>
    public override void Apply(ServerSession session, SchemaScript script)
    {
        foreach (string statement in MySqlScript.Statements(script.Text))
        {
            try
            {
                session.ExecuteText(statement);
            }
            catch (ArchiveException denied) when (script.Name.StartsWith("roles-", StringComparison.Ordinal) && ServerFailure.Is(denied, ServerFault.Denied))
            {
                // The account may make no roles: somebody who may carries this script out once more.
                return;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>By a lock with a name, which lasts as long as the session: these servers end a transaction at every change of a schema. Names have 64 characters at most.</remarks>
    public override void TakeCreationTurn(ServerSession session)
    {
        if (Convert.ToInt64(session.ScalarText("SELECT GET_LOCK(CONCAT('ospacs.', SHA1(DATABASE())), 600)"), System.Globalization.CultureInfo.InvariantCulture) != 1)
        {
            throw ServerFailure.From(Name, new ServerFinding(ServerFault.Busy, "GET_LOCK"));
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Tables are built anew beside themselves, the largest first; each is as it was or compacted. Others may read and write meanwhile: the turn is waited for,
    /// and given back with the first table, since these servers end a transaction at every change of a schema.
    /// </remarks>
    public override void Compact(ServerSession session, CancellationToken cancellation)
    {
        session.Begin();
        session.Execute(ServerStatements.TakeTurn.With(), cancellation);
        foreach (string table in (string[])["ImagePart", "Image", "MediaFile", "Audit"])
        {
            session.ExecuteText($"ALTER TABLE {table} FORCE", cancellation);
        }
    }

    // The driver takes arrays alone, of which it sends the whole.
    private static byte[] Array(ReadOnlyMemory<byte> bytes)
    {
        byte[] array = bytes.Length == StoreLimits.PartSize ? s_part ??= new byte[StoreLimits.PartSize] : new byte[bytes.Length];
        bytes.CopyTo(array);
        return array;
    }
}
