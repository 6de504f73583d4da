using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;
using Ospacs.Engines.MySql;
using Ospacs.Engines.PostgreSql;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.MySql;
using Ospacs.Engines.Tests.PostgreSql;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>A server that does not answer any more, not even to be stopped: whoever waits for it can leave all the same.</summary>
public sealed class SilentServerTests
{
    // What a server, the network's times and a machine that is busy may take beside the grace.
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(15);

    [Theory]
    [InlineData("PostgreSQL", 0)]
    [InlineData("PostgreSQL", 100_000)]
    [InlineData("MySQL", 0)]
    [InlineData("MySQL", 100_000)]
    public async Task A_registry_that_has_gone_silent_can_be_left(string engine, long answer)
    {
        RegistryServer server = RegistryServer.Of(engine);
        (string numbers, string question) = engine == "MySQL" ? ("(SELECT seq AS g FROM seq_1_to_5000000) g", "'C01'") : ("generate_series(1, 5000000) g", "FETCH ALL");
        using SilentProxy proxy = new(int.Parse(Part(server.Connection, "port"), CultureInfo.InvariantCulture), Encoding.ASCII.GetBytes(question), answer);
        string through = server.Connection.Replace($"ort={Part(server.Connection, "port")}", $"ort={proxy.Port}", StringComparison.OrdinalIgnoreCase) + (engine == "MySQL" ? ";Connection Timeout=2" : ";Timeout=2");
        string query = $"SELECT g AS SubjectId, g AS PatientId, '' AS FamilyName, '' AS GivenName, '' AS BirthDate, '' AS Sex, 'C01' AS Centre FROM {numbers}";
        if (engine == "MySQL")
        {
            // The query is judged first, by words that are its own too.
            query = query.Replace("'C01'", "CONCAT('C0', 1)", StringComparison.Ordinal) + " WHERE 'C01' = 'C01'";
        }

        using CancellationTokenSource stop = new();
        RegistrySource source = new() { Engine = engine, Connection = through, Query = engine == "MySQL" ? query : Quoted(query), Credential = server.Owner };
        Task load = Task.Run(() => MemoryRegistry.Load(source, new RegistryReaderCatalogue(), stop.Token));
        await proxy.Silent.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(300);
        Assert.False(load.IsCompleted);
        await Leaves(load, stop);
        if (engine == "PostgreSQL")
        {
            // Its driver closes what does not answer. MySQL's stays in the network until that says something.
            await proxy.Left.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Theory]
    [InlineData("PostgreSQL")]
    [InlineData("MySQL")]
    public async Task A_search_in_an_archive_that_has_gone_silent_can_be_left(string engine)
    {
        using IDisposable archives = engine == "MySQL" ? new MySqlArchives(MariaDbServer.Shared) : new PostgreSqlArchives(PostgreSqlServer.Shared);
        SilentProxy proxy = null!;
        (IArchiveStore direct, IArchiveStore store) = archives switch
        {
            MySqlArchives mySql => Both(mySql.Engine, mySql.Add(), archive => mySql.AddTo(archive, connection => connection with { Port = (proxy = Proxy(connection.Port!.Value)).Port })),
            PostgreSqlArchives postgreSql => Both(postgreSql.Engine, postgreSql.Add(), archive => postgreSql.AddTo(archive, connection => connection with { Port = (proxy = Proxy(connection.Port!.Value)).Port })),
            _ => throw new UnreachableException(),
        };
        using (proxy)
        using (direct)
        {
            using CancellationTokenSource stop = new();
            Task search = Task.Run(() => store.FindOrphans(stop.Token).ToList());
            await proxy.Silent.WaitAsync(TimeSpan.FromMinutes(1));
            await Leaves(search, stop);

            // Neither is anybody held up who closes the store.
            await Task.Run(store.Dispose).WaitAsync(s_late);
            Assert.Single(direct.FindImages(new()));
        }

        static SilentProxy Proxy(int port) => new(port, Encoding.ASCII.GetBytes("SELECT 4, i.ImageId"), 0);

        static (IArchiveStore Direct, IArchiveStore Store) Both(Relational.ServerEngine engine, string archive, Func<string, string> through)
        {
            IArchiveStore direct = engine.Create(archive, SampleRows.Info());
            direct.Store(SampleRows.Image(1));
            return (direct, engine.Open(through(archive), StoreAccess.Read));
        }
    }

    /// <summary>Cancels work, and sees that neither that nor the work keeps anybody.</summary>
    internal static async Task Leaves(Task work, CancellationTokenSource stop)
    {
        Stopwatch clock = Stopwatch.StartNew();
        stop.Cancel();
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), "Whoever cancels is kept.");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.True(clock.Elapsed < s_late, $"It took {clock.Elapsed}.");
    }

    private static string Quoted(string query) => System.Text.RegularExpressions.Regex.Replace(query, @"AS (\w+)", "AS \"$1\"");

    private static string Part(string connection, string name) => (string)new System.Data.Common.DbConnectionStringBuilder { ConnectionString = connection }[name];
}
