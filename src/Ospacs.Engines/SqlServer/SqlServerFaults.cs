using System.Globalization;
using System.Security.Authentication;
using Microsoft.Data.SqlClient;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.SqlServer;

/// <summary>What SQL Server's error numbers mean. sys.messages of a server has them all.</summary>
internal static class SqlServerFaults
{
    /// <summary>The number of our own error for a turn that was waited for too long.</summary>
    internal const int TurnNotGiven = 56200;

    // Errors that the schema raises itself have numbers from here on; their text is the refusal.
    private const int FirstRefusal = 56001;
    private const int LastRefusal = 56199;

    // From this class on the server closes the connection.
    private const byte Fatal = 20;

    // Babelfish has this number for what it has no number of SQL Server's for; the words are PostgreSQL's.
    private const int Unnumbered = 33557097;
    private static readonly (string Words, ServerFault Fault)[] s_unnumbered =
    [
        ("due to lock timeout", ServerFault.Busy),
        ("due to user request", ServerFault.Stopped),
        ("permission denied", ServerFault.Denied),
        ("does not exist", ServerFault.NoTable),
        ("could not serialize", ServerFault.GivenUp),
        ("deadlock detected", ServerFault.GivenUp),
        ("terminating connection", ServerFault.ConnectionLost),
    ];

    private const string Opening = "Ospacs.Opening";

    /// <summary>Remembers that a failure came while a connection was opened: what broke then is a server that cannot be reached.</summary>
    internal static void MarkAsOpening(Exception failure) => failure.Data[Opening] = true;

    /// <summary>Says what a failure of the driver means.</summary>
    internal static ServerFinding Classify(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return new ServerFinding(ServerFault.NotTrusted, "TLS");
            }
        }

        return failure is SqlException error
            ? new ServerFinding(FaultOf(error), error.Number.ToString(CultureInfo.InvariantCulture), RefusalOf(error))
            : new ServerFinding(WasOpening(failure) ? ServerFault.Unreachable : ServerFault.Other, failure.GetType().Name);
    }

    private static ServerFault FaultOf(SqlException error) => error.Number switch
    {
        >= FirstRefusal and <= LastRefusal => ServerFault.Refused,
        // Foreign key or check, NULL, unique constraint, unique index.
        547 or 515 or 2627 or 2601 => ServerFault.Refused,
        TurnNotGiven or 1222 => ServerFault.Busy,
        // Deadlock; two changes of one row under snapshots.
        1205 or 3960 or 3961 => ServerFault.GivenUp,
        18401 or 18456 or 18452 or 18470 or 18486 or 18487 or 18488 => ServerFault.SignIn,
        911 or 4060 => ServerFault.NoDatabase,
        208 or 2812 => ServerFault.NoTable,
        229 or 230 or 262 or 297 or 300 or 916 or 1088 or 2760 or 15151 or 15247 => ServerFault.Denied,
        976 or 978 or 3906 => ServerFault.ReadOnly,
        1101 or 1105 or 9002 => ServerFault.DiskFull,
        220 or 232 or 245 or 2628 or 8114 or 8115 or 8152 => ServerFault.Value,
        20 => ServerFault.NoTls,
        Unnumbered => s_unnumbered.FirstOrDefault(each => error.Message.Contains(each.Words, StringComparison.Ordinal)).Fault,
        // The program's own cancellation.
        0 when error.Class == 11 => ServerFault.Stopped,
        // Shutting down; ended by an administrator; paused; starting.
        596 or 6005 or 17142 or 17143 or 18461 => WasOpening(error) ? ServerFault.Unreachable : ServerFault.ConnectionLost,
        _ when WasOpening(error) => ServerFault.Unreachable,
        _ => error.Class >= Fatal ? ServerFault.ConnectionLost : ServerFault.Other,
    };

    private static string? RefusalOf(SqlException error) => error.Number is >= FirstRefusal and <= LastRefusal ? error.Errors[0].Message : null;

    private static bool WasOpening(Exception failure) => failure.Data.Contains(Opening);
}
