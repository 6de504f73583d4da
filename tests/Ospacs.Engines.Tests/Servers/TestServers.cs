using Ospacs.Engines.Tests.Servers;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Ospacs.Engines.Tests.Servers;

/// <summary>Stops every server that was started for these tests, when the last of them is through.</summary>
public sealed class TestServers : IDisposable
{
    private static readonly List<IDisposable> s_started = [];

    /// <summary>Has a server stopped at the end.</summary>
    /// <param name="server">The server, which has just been started.</param>
    internal static T Remember<T>(T server) where T : IDisposable
    {
        lock (s_started)
        {
            s_started.Add(server);
        }

        return server;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (s_started)
        {
            s_started.ForEach(server => server.Dispose());
            s_started.Clear();
        }
    }
}
