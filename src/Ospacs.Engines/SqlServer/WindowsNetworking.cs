using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.SqlClient;

namespace Ospacs.Engines.SqlServer;

/// <summary>
/// On Windows the driver has a network library of its own in native code, which is not shipped (decision 0019). Where nobody has put it into its place, the driver is told to use
/// the managed one that it uses on other systems.
/// </summary>
internal static class WindowsNetworking
{
    /// <summary>The driver's switch. It is read once, when the first connection is opened.</summary>
    internal const string ManagedSwitch = "Switch.Microsoft.Data.SqlClient.UseManagedNetworkingOnWindows";

    private const string Native = "Microsoft.Data.SqlClient.SNI.dll";

    private static readonly Lock s_first = new();
    private static volatile bool s_decided = !OperatingSystem.IsWindows();

    /// <summary>Opens a connection.</summary>
    /// <param name="connection">The connection.</param>
    internal static void Open(DbConnection connection)
    {
        if (s_decided)
        {
            connection.Open();
            return;
        }

        // The switch is the process's, and another module may have the same driver: it is set while ours reads it, and no longer.
        lock (s_first)
        {
            bool managed = !s_decided && !NativeIsThere();
            bool wasSet = AppContext.TryGetSwitch(ManagedSwitch, out bool before);
            if (managed && !wasSet)
            {
                AppContext.SetSwitch(ManagedSwitch, true);
            }

            try
            {
                connection.Open();
            }
            finally
            {
                s_decided = true;
                if (managed && !wasSet)
                {
                    AppContext.SetSwitch(ManagedSwitch, before);
                }
            }
        }
    }

    private static bool NativeIsThere()
    {
        if (!NativeLibrary.TryLoad(Native, typeof(SqlConnection).Assembly, null, out nint handle))
        {
            return false;
        }

        NativeLibrary.Free(handle);
        return true;
    }
}
