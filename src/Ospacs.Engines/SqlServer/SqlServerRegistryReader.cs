using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Data.SqlClient;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.SqlServer;

/// <summary>
/// Reads a registry from a SQL Server. It has no transaction that is read only, and takes several statements at once: the query is asked as a derived table, where nothing but one SELECT can
/// stand, none that makes a table either, and no function of T-SQL writes. The transaction around it is never committed.
/// </summary>
internal sealed class SqlServerRegistryReader : ServerRegistryReader
{
    // Babelfish has this number for what it has no number of SQL Server's for; the words are PostgreSQL's.
    private const int Unnumbered = 33557097;

    private const string NoColumn = "has no column, or more than one, that its query names";
    private const string NoFunction = "has no function that its query names, for values of these types";

    public override string Engine => "SQL Server";

    private protected override DbConnection Connect(ServerConnection connection) => Alone(SqlServerDataSource.Describe(connection, new ServerSettings()));

    private protected override DbConnection Connect(string settings, NetworkCredential? credential)
    {
        SqlConnectionStringBuilder given = new(settings);
        if (given.Authentication is not (SqlAuthenticationMethod.NotSpecified or SqlAuthenticationMethod.SqlPassword))
        {
            throw new NotSupportedException();
        }

        SqlConnectionStringBuilder kept = new()
        {
            DataSource = given.DataSource,
            InitialCatalog = given.InitialCatalog,
            MultiSubnetFailover = given.MultiSubnetFailover,
            // Where the string says nothing, the driver asks for TLS and verifies the server.
            Encrypt = given.Encrypt,
            TrustServerCertificate = given.TrustServerCertificate,
            HostNameInCertificate = given.HostNameInCertificate,
            ServerCertificate = given.ServerCertificate,
            ConnectTimeout = given.ConnectTimeout,
            ConnectRetryCount = 0,
            ApplicationName = "Ospacs",
            PersistSecurityInfo = false,
        };
        if (credential is not null)
        {
            kept.UserID = credential.UserName;
            kept.Password = credential.Password;
        }
        else if (given.UserID.Length > 0)
        {
            kept.UserID = given.UserID;
        }
        else
        {
            kept.IntegratedSecurity = true;
        }

        return Alone(kept);
    }

    private protected override void OpenToRead(DbConnection connection, StoppableCall call)
    {
        try
        {
            WindowsNetworking.Open(connection);
        }
        catch (Exception failure)
        {
            SqlServerFaults.MarkAsOpening(failure);
            throw;
        }

        // Not committed by anybody: the query is no statement of its own, and the server rolls back what a closed connection leaves.
        using SqlCommand command = Command(connection, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED; BEGIN TRANSACTION");
        call.Execute(command);
    }

    // Of no rows: it is compiled, and what it names is looked for.
    private protected override void Judge(DbConnection connection, string query, StoppableCall call)
    {
        using SqlCommand command = Command(connection, "SELECT TOP (0) * FROM (" + Inside(query) + ") AS Registry");
        call.Execute(command);
    }

    private protected override DbCommand Ask(DbConnection connection, string query) => Command(connection, "SELECT * FROM (" + Inside(query) + ") AS Registry");

    private protected override void BreakOff(DbConnection connection) => connection.Close();

    private protected override RegistryException? Failure(Exception e)
    {
        if (e is not (SqlException or AuthenticationException or IOException or SocketException or TimeoutException))
        {
            return null;
        }

        ServerFinding finding = SqlServerFaults.Classify(e);
        return e switch
        {
            SqlException own when IsNoSelect(own) => NotOneSelect(finding.Code),
            SqlException own => Unreachable(Words(own) ?? Words(finding.Fault), finding.Code),
            _ => Unreachable(finding.Fault == ServerFault.NotTrusted ? Words(finding.Fault) : Words(ServerFault.Unreachable), finding.Code),
        };
    }

    // Syntax and what it is about; a statement that changes tables where rows are to come from; a sequence's next value; a variable.
    private static bool IsNoSelect(SqlException e) => e.Number switch
    {
        102 or 103 or 105 or 113 or 137 or 156 or 170 or 178 or 319 or 343 or (>= 10716 and <= 10732) or 11719 or 11720 => true,
        Unnumbered => e.Message.StartsWith("syntax error", StringComparison.Ordinal) || e.Message.StartsWith("SELECT ... INTO", StringComparison.Ordinal),
        _ => false,
    };

    // What only a query can meet.
    private static string? Words(SqlException e) => e.Number switch
    {
        1033 or 8155 or 8156 => "has a query that SQL Server cannot put into another one: it has an ORDER BY, or a column without a name of its own",
        207 or 209 or 4104 => NoColumn,
        195 or 4121 or 174 or 189 => NoFunction,
        -2 => Words(ServerFault.Busy),
        8134 => Words(ServerFault.Value),
        Unnumbered when e.Message.StartsWith("column ", StringComparison.Ordinal) => NoColumn,
        Unnumbered when e.Message.StartsWith("function ", StringComparison.Ordinal) => NoFunction,
        Unnumbered when e.Message.StartsWith("invalid input syntax", StringComparison.Ordinal) => Words(ServerFault.Value),
        _ => null,
    };

    private static string Words(ServerFault fault) => fault switch
    {
        ServerFault.NoTable or ServerFault.NoDatabase => "has no table or database that is named",
        ServerFault.SignIn or ServerFault.Denied => "has a server where this account may not sign in, or may not read what the query names",
        ServerFault.NotTrusted => "has a server whose certificate is not trusted, or is not of its name",
        ServerFault.NoTls => "has a server that does not encrypt the connection",
        ServerFault.Busy or ServerFault.GivenUp or ServerFault.Stopped => "has a server on which others kept the rows locked, or that ended the query for its time",
        ServerFault.Value => "has a value with which its query cannot be carried out",
        ServerFault.Unreachable or ServerFault.ConnectionLost => "has a server that cannot be reached, or broke the connection",
        _ => "has a server that reported an error",
    };

    private string Inside(string query) => SqlServerQueryText.Inside(query) ?? throw NotOneSelect("parentheses");

    private static SqlConnection Alone(SqlConnectionStringBuilder settings)
    {
        settings.Pooling = false;
        settings.Enlist = false;
        settings.ApplicationIntent = ApplicationIntent.ReadOnly;
        return new SqlConnection(settings.ConnectionString);
    }

    private static SqlCommand Command(DbConnection connection, string text) => new(text, (SqlConnection)connection) { CommandTimeout = 0 };
}
