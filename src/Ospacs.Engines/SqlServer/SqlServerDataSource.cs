using System.Data.Common;
using Microsoft.Data.SqlClient;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.SqlServer;

/// <summary>
/// Connections to one database. The driver pools them for the whole process by what they are made with, and closes those that nobody has used for some minutes: the next
/// command finds one ready.
/// </summary>
internal sealed class SqlServerDataSource : DbDataSource
{
    private readonly string _connection;

    /// <summary>Makes the source; nothing is opened yet.</summary>
    /// <param name="connection">The connection by the configuration file.</param>
    /// <param name="settings">How patient to be.</param>
    public SqlServerDataSource(ServerConnection connection, ServerSettings settings) => _connection = Describe(connection, settings).ConnectionString;

    /// <inheritdoc/>
    /// <remarks>It would show the password.</remarks>
    public override string ConnectionString => string.Empty;

    /// <summary>What the driver is told.</summary>
    /// <param name="connection">The connection by the configuration file.</param>
    /// <param name="settings">How patient to be.</param>
    internal static SqlConnectionStringBuilder Describe(ServerConnection connection, ServerSettings settings)
    {
        SqlConnectionStringBuilder described = new()
        {
            DataSource = connection.Port is { } port ? $"tcp:{connection.Server},{port}" : $"tcp:{connection.Server}",
            InitialCatalog = connection.Database,
            // Not Strict, which servers before 2022 do not speak.
            Encrypt = connection.Tls == ConnectionTls.Off ? SqlConnectionEncryptOption.Optional : SqlConnectionEncryptOption.Mandatory,
            TrustServerCertificate = connection.Tls != ConnectionTls.Verified,
            ConnectTimeout = Math.Max(1, (int)settings.ConnectTimeout.TotalSeconds),
            // What broke is tried again by the program, which knows what was begun.
            ConnectRetryCount = 0,
            ApplicationName = "Ospacs",
            PersistSecurityInfo = false,
        };
        if (connection.Tls == ConnectionTls.Verified && connection.CertificateAuthority is { } certificate)
        {
            // The driver knows the machine's authorities, or else the server's own certificate.
            described.ServerCertificate = certificate;
        }

        if (connection.Credential is { } credential)
        {
            described.UserID = credential.UserName;
            described.Password = credential.Password;
        }
        else
        {
            described.IntegratedSecurity = true;
        }

        return described;
    }

    /// <inheritdoc/>
    protected override DbConnection CreateDbConnection() => new SqlConnection(_connection);

    /// <inheritdoc/>
    protected override DbConnection OpenDbConnection()
    {
        DbConnection connection = CreateDbConnection();
        try
        {
            WindowsNetworking.Open(connection);
            return connection;
        }
        catch (Exception failure)
        {
            connection.Dispose();
            SqlServerFaults.MarkAsOpening(failure);
            throw;
        }
    }
}
