using System.Buffers.Binary;
using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Data.SqlClient;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.SqlServer;

/// <summary>
/// SQL Server, by stored procedures alone. Text goes and comes as its UTF-8 bytes, which is what the tables hold: SQL Server passes over spaces at the end of text when it compares.
/// </summary>
/// <param name="schema">The schema that the archive is in. SQL Server has no path that names are looked for along, so every procedure is called with it.</param>
/// <param name="busyTimeout">How long a lock is waited for.</param>
internal sealed class SqlServerDialect(string schema = "ospacs", TimeSpan? busyTimeout = null) : ServerDialect
{
    // What one size of parameter has room for; longer ones go as varbinary(max).
    private const int ShortBytes = 8000;

    private const string NumberList = "ImageIds";

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly HashSet<string> s_textLists = new(StringComparer.Ordinal) { "Uids", "Subjects", "Media", "Centres", "Rules", "SopInstances", "Studies" };

    private static readonly HashSet<string> s_hashLists = new(StringComparer.Ordinal) { "Sources", "Pixels" };

    private readonly TimeSpan _busyTimeout = busyTimeout ?? new ServerSettings().BusyTimeout;

    /// <inheritdoc/>
    public override string Name => "SQL Server";

    /// <inheritdoc/>
    public override bool ErrorsEndTransactions => true;

    /// <inheritdoc/>
    public override bool SchemaIsTransactional => true;

    /// <inheritdoc/>
    public override ServerDialect For(ServerConnection connection, ServerSettings settings) => new SqlServerDialect(connection.Schema, settings.BusyTimeout);

    /// <inheritdoc/>
    public override DbDataSource CreateDataSource(ServerConnection connection, ServerSettings settings) => new SqlServerDataSource(connection, settings);

    /// <inheritdoc/>
    public override CommandType CommandTypeOf(ServerStatement statement) => statement == ServerStatements.HasSchema ? CommandType.Text : CommandType.StoredProcedure;

    /// <inheritdoc/>
    public override string TextOf(ServerStatement statement) =>
        // An account sees the procedures that it may call, and no table.
        statement == ServerStatements.HasSchema ? $"SELECT CASE WHEN OBJECT_ID('[{schema}].{nameof(ServerStatements.ReadSchemaVersion)}') IS NULL THEN 0 ELSE 1 END AS Tables"
        : $"[{schema}].{statement.Name}";

    /// <inheritdoc/>
    public override DbParameter CreateParameter(ServerParameter parameter, object? value)
    {
        SqlParameter made = new() { ParameterName = "@" + parameter.Name };
        switch (parameter.Type)
        {
            case ServerType.Number:
                made.SqlDbType = SqlDbType.BigInt;
                made.Value = value ?? DBNull.Value;
                break;
            case ServerType.Text when parameter.Name == NumberList:
                made.SqlDbType = SqlDbType.NVarChar;
                made.Size = -1;
                made.Value = value ?? DBNull.Value;
                break;
            case ServerType.Text when s_textLists.Contains(parameter.Name):
                SetBytes(made, value is string list ? ListOfBytes(list, s_utf8.GetBytes) : null);
                break;
            case ServerType.Text when s_hashLists.Contains(parameter.Name):
                SetBytes(made, value is string hashes ? ListOfBytes(hashes, Convert.FromHexString) : null);
                break;
            case ServerType.Text:
                SetBytes(made, value is string text ? s_utf8.GetBytes(text) : null);
                break;
            default:
                SetBytes(made, value);
                break;
        }

        return made;
    }

    /// <inheritdoc/>
    /// <remarks>The driver closes under a command whose first answer does not come; among rows it waits for the next.</remarks>
    public override void BreakOff(DbConnection connection) => connection.Close();

    /// <inheritdoc/>
    public override string ReadText(DbDataReader reader, int column)
    {
        try
        {
            return s_utf8.GetString((byte[])reader.GetValue(column));
        }
        catch (Exception e) when (e is DecoderFallbackException or InvalidCastException)
        {
            throw new ArchiveException(ArchiveFailure.NotAnArchive, "The archive's database is damaged: a text in it is not in UTF-8.");
        }
    }

    /// <inheritdoc/>
    public override ServerFinding Classify(Exception failure) => SqlServerFaults.Classify(failure);

    /// <inheritdoc/>
    /// <remarks>The procedure waits for two seconds at most, and says by its return whether it has the turn: 0 or 1, or -1 where others had it.</remarks>
    public override void TakeTurn(ServerSession session, CancellationToken cancellation)
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            cancellation.ThrowIfCancellationRequested();
            int result = Convert.ToInt32(session.ScalarText($"DECLARE @turn int; EXEC @turn = [{schema}].{nameof(ServerStatements.TakeTurn)}; SELECT @turn AS Turn"), CultureInfo.InvariantCulture);
            if (result >= 0)
            {
                return;
            }

            ServerFault? fault = result switch
            {
                -1 => Stopwatch.GetElapsedTime(start) < _busyTimeout ? null : ServerFault.Busy,
                -3 => ServerFault.GivenUp,
                _ => ServerFault.Other,
            };
            if (fault is { } final)
            {
                throw ServerFailure.From(Name, new ServerFinding(final, result.ToString(CultureInfo.InvariantCulture)));
            }
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<SchemaScript> Scripts(ServerConnection connection, int version) => version == 0 ? SqlServerScripts.All(connection.Schema) : [];

    /// <inheritdoc/>
    public override void Apply(ServerSession session, SchemaScript script)
    {
        foreach (string batch in SqlServerScripts.Batches(script.Text))
        {
            session.ExecuteText(batch);
        }
    }

    /// <inheritdoc/>
    public override void TakeCreationTurn(ServerSession session) => session.ExecuteText(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        DECLARE @turn int;
        EXEC @turn = sp_getapplock @Resource = '{schema}', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = {(long)_busyTimeout.TotalMilliseconds};
        IF @turn < 0 THROW {SqlServerFaults.TurnNotGiven}, 'busy', 1;
        """));

    /// <inheritdoc/>
    /// <remarks>Beside waiting nothing is done: SQL Server uses the room again by itself, and to take it from its files is its administrator's to decide.</remarks>
    public override void Compact(ServerSession session, CancellationToken cancellation)
    {
        session.Begin();
        TakeTurn(session, cancellation);
        session.Commit();
    }

    // What the function Elements takes apart: of each text the length in four bytes, and its bytes.
    private static byte[] ListOfBytes(string list, Func<string, byte[]> bytesOf)
    {
        using MemoryStream made = new();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (string text in JsonSerializer.Deserialize<string[]>(list)!)
        {
            byte[] bytes = bytesOf(text);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            made.Write(length);
            made.Write(bytes);
        }

        return made.ToArray();
    }

    private static void SetBytes(SqlParameter parameter, object? value)
    {
        parameter.SqlDbType = SqlDbType.VarBinary;
        parameter.Size = ShortBytes;
        switch (value)
        {
            case null:
                parameter.Value = DBNull.Value;
                break;
            case byte[] bytes:
                parameter.Size = bytes.Length <= ShortBytes ? ShortBytes : -1;
                parameter.Value = bytes;
                break;
            case ReadOnlyMemory<byte> memory when MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) && segment.Array!.Length == memory.Length:
                parameter.Size = memory.Length <= ShortBytes ? ShortBytes : -1;
                parameter.Value = segment.Array;
                break;
            case ReadOnlyMemory<byte> memory:
                parameter.Size = -1;
                parameter.Value = new PartStream(memory);
                break;
            default:
                throw new ArgumentException("A parameter is given what it cannot take.", nameof(value));
        }
    }
}
