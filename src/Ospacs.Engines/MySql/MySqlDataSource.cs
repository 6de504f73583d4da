using System.Data.Common;
using System.Globalization;
using MySql.Data.MySqlClient;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.MySql;

/// <summary>
/// The source of an archive's connections. The driver pools them, and looks whether one still stands before it gives it out; what holds for a session is said anew each time,
/// since the driver cannot tell a new one from one that stood ready.
/// </summary>
internal sealed class MySqlDataSource : DbDataSource
{
    private readonly string _settings;
    private readonly long _seconds;

    /// <summary>Makes the source.</summary>
    /// <param name="settings">How the server is reached.</param>
    /// <param name="patience">How patient to be.</param>
    public MySqlDataSource(MySqlConnectionStringBuilder settings, ServerSettings patience)
    {
        _settings = settings.ConnectionString;
        _seconds = (long)Math.Max(1, Math.Ceiling(patience.BusyTimeout.TotalSeconds));
    }

    /// <inheritdoc/>
    /// <remarks>Not shown: it holds the credential.</remarks>
    public override string ConnectionString => string.Empty;

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new MySqlConnection(_settings);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        MySqlConnection connection = new(_settings);
        try
        {
            MySqlConnections.Open(connection);
            using MySqlCommand session = new(SessionOf(connection.ServerVersion), connection);
            session.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // What stands ready is closed, and with it every lock that a session holds.
            using MySqlConnection any = new(_settings);
            MySqlConnection.ClearPool(any);
        }

        base.Dispose(disposing);
    }

    // Values that do not fit are refused and not cut; escapes mean what the driver writes. A client that is gone without a word is noticed after a quarter of an hour,
    // and its turn is free.
    private string SessionOf(string version) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SET NAMES utf8mb4 COLLATE {(version.Contains("MariaDB", StringComparison.OrdinalIgnoreCase) ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin")},
            SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,ONLY_FULL_GROUP_BY',
            SESSION innodb_lock_wait_timeout = {_seconds}, SESSION lock_wait_timeout = {_seconds}, SESSION wait_timeout = 900, SESSION autocommit = 1, SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION time_zone = '+00:00'
            /*!80000 , SESSION information_schema_stats_expiry = 0 */
        """);
}
