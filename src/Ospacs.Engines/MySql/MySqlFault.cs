using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using MySql.Data.MySqlClient;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.MySql;

/// <summary>Says what an error of MySQL, MariaDB or their driver means. Of a message nothing is passed on but the schema's own refusals.</summary>
internal static class MySqlFault
{
    private const int OwnRefusal = 1644;

    /// <summary>What a failure means.</summary>
    /// <param name="failure">The failure.</param>
    public static ServerFinding Of(Exception failure)
    {
        if (failure is NullReferenceException)
        {
            return new ServerFinding(ServerFault.Stopped, "a statement that was stopped");
        }

        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is MySqlException { Number: > 0 } server && Of(server.Number) is var fault && fault != ServerFault.Other)
            {
                return new ServerFinding(fault, server.Number.ToString(CultureInfo.InvariantCulture), server.Number == OwnRefusal ? server.Message : null);
            }
        }

        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return new ServerFinding(ServerFault.NotTrusted, "a certificate that is not trusted");
                // The driver has no code for a server without TLS; these words stand in it.
                case MySqlException when cause.Message.Contains("does not support SSL", StringComparison.Ordinal):
                    return new ServerFinding(ServerFault.NoTls, "no TLS");
                case SocketException socket:
                    return new ServerFinding(ServerFault.ConnectionLost, $"a network error, {socket.SocketErrorCode}");
                case TimeoutException:
                    return new ServerFinding(ServerFault.ConnectionLost, "no answer in time");
                case IOException:
                    return new ServerFinding(ServerFault.ConnectionLost, "a broken connection");
            }
        }

        return new ServerFinding(ServerFault.Other, failure is MySqlException { Number: > 0 } known ? known.Number.ToString(CultureInfo.InvariantCulture) : "an error of its driver");
    }

    /// <summary>What a server's number means. The two share them but for those from 3000 on (MySQL) and from 1900 to 1999 and 4000 on (MariaDB).</summary>
    /// <param name="number">The number.</param>
    public static ServerFault Of(int number) => number switch
    {
        OwnRefusal or 1048 or 1062 or 1169 or 1216 or 1217 or 1364 or 1451 or 1452 or 1586 or 1761 or 1762 or 3819 or 4025 => ServerFault.Refused,
        1205 or 3572 => ServerFault.Busy,
        1213 or 1020 or 1180 or 1613 or 1614 or 3101 => ServerFault.GivenUp,
        1053 or 1077 or 1079 or 1080 or 1152 or 1158 or 1159 or 1160 or 1161 or 1184 or 1927 or 2006 or 2013 or 2055 or 3169 or 4031 => ServerFault.ConnectionLost,
        1040 or 1042 or 1043 or 1129 or 1130 or 1203 or 1226 or 2002 or 2003 or 2005 => ServerFault.Unreachable,
        1045 or 1251 or 1698 or 1820 or 1862 or 2059 or 2061 or 3118 or 4151 => ServerFault.SignIn,
        1049 => ServerFault.NoDatabase,
        1146 or 1305 => ServerFault.NoTable,
        1044 or 1142 or 1143 or 1227 or 1370 or 1410 or 1419 or 1396 or 1873 => ServerFault.Denied,
        1290 or 1792 or 1836 or 3159 => ServerFault.ReadOnly,
        3 or 28 or 1021 or 1026 or 1114 or 3675 => ServerFault.DiskFull,
        1317 or 1028 or 1969 or 3024 => ServerFault.Stopped,
        1153 or 1264 or 1265 or 1292 or 1366 or 1406 or 1690 or 3988 => ServerFault.Value,
        _ => ServerFault.Other,
    };
}
