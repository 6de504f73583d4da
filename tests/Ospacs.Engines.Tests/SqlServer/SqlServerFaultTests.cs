using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.SqlClient;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;
using Ospacs.Engines.SqlServer;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.SqlServer;

/// <summary>A server that ends connections, and one that is away, at every moment that matters. The server is somebody else's: it is not started anew.</summary>
[Trait("Server", "SqlServer")]
public sealed class SqlServerFaultTests : IClassFixture<SqlServerServer>, IDisposable
{
    private readonly SqlServerServer _server;
    private readonly Dictionary<string, ServerConnection> _connections = [];
    private readonly AuditTrail _trail = new(new byte[32]);
    private readonly ServerConnection _connection;
    private readonly string _archive;
    private readonly IArchiveStore _store;
    private int _ended;

    public SqlServerFaultTests(SqlServerServer server)
    {
        server.Need();
        _server = server;
        _connection = server.NewConnection();
        _archive = _connection.Name;
        _connections.Add(_archive, _connection);
        _store = Engine(Settings).Create(_archive, SampleRows.Info());
    }

    private static ServerSettings Settings => new() { Patience = TimeSpan.FromSeconds(60), OpeningPatience = TimeSpan.FromSeconds(30), BusyTimeout = TimeSpan.FromSeconds(60) };

    public void Dispose()
    {
        _store.Dispose();
        SqlConnection.ClearAllPools();
        _server.GiveBack(_connection);
    }

    [Fact]
    public void A_connection_that_was_ended_between_batches_is_not_noticed()
    {
        _store.Store(SampleRows.Image(1));
        Assert.True(_server.EndConnections() > 0);
        Assert.NotNull(_store.FindBySource(SampleRows.Hash("source 1")));
        Assert.True(_server.EndConnections() > 0);
        _store.Store(SampleRows.Image(2));
        Assert.Equal([1, 2], _store.FindImages(new()).Select(image => image.ImageId));
    }

    [Fact]
    public void A_batch_whose_connection_is_ended_in_the_middle_of_it_leaves_nothing_and_says_so()
    {
        using (IStoreBatch batch = _store.BeginBatch())
        {
            batch.Write(SampleRows.Image(1), SampleRows.Bytes(1, 500_000));
            Assert.True(_server.EndConnections() > 0);
            Assert.Equal(ArchiveFailure.Interrupted, Assert.Throws<ArchiveException>(() => batch.Write(SampleRows.Image(2))).Kind);
            Assert.Equal(ArchiveFailure.Interrupted, Assert.Throws<ArchiveException>(() => batch.Write(SampleRows.Image(3))).Kind);
            Assert.Equal(ArchiveFailure.Interrupted, Assert.Throws<ArchiveException>(batch.Commit).Kind);

            // Whoever only looks goes on without the batch.
            Assert.Null(_store.FindBySource(SampleRows.Hash("source 1")));
        }

        Assert.Empty(_store.FindImages(new()));
        Assert.Empty(_store.FindOrphans());
        _store.Store(SampleRows.Image(4));
        Assert.Equal(1, Assert.Single(_store.FindImages(new())).ImageId);
    }

    [Fact]
    public void Work_whose_connection_is_ended_in_the_middle_of_it_is_done_again_and_once()
    {
        int runs = 0;
        long id = _store.RunBatch(batch =>
        {
            ImageRecord first = batch.Write(SampleRows.Image(1));
            _trail.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored", SopInstanceUid = first.SopInstanceUid });
            if (++runs == 1)
            {
                Assert.True(_server.EndConnections() > 0);
            }

            return batch.Write(SampleRows.Image(2)).ImageId;
        });
        Assert.Equal((2, 2L), (runs, id));
        Assert.Equal([1, 2], _store.FindImages(new()).Select(image => image.ImageId));
        Assert.Equal((1, null), Verdict());
    }

    [Fact]
    public void Work_that_was_done_once_is_not_done_again_where_only_the_answer_was_lost()
    {
        using BreakingProxy proxy = new(_connection.Port ?? 1433, IsCommit);
        using IArchiveStore store = Engine(Settings).Open(Through(proxy), StoreAccess.Write);
        foreach (bool audited in new[] { true, false })
        {
            int before = store.FindImages(new()).Count();
            foreach ((BreakingPoint point, int expected) in new[] { (BreakingPoint.BeforeTheAnswer, 1), (BreakingPoint.BeforeTheQuestion, 2) })
            {
                int runs = 0;
                proxy.BreakNext(point);
                store.RunBatch(batch =>
                {
                    runs++;
                    ImageRecord image = batch.Write(SampleRows.Image((before * 10) + (int)point));
                    if (audited)
                    {
                        _trail.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored", SopInstanceUid = image.SopInstanceUid });
                    }

                    return image;
                });
                Assert.True(proxy.HasBroken);
                Assert.Equal(expected, runs);
            }

            Assert.Equal(before + 2, store.FindImages(new()).Count());
        }

        Assert.Equal((2, null), Verdict());
        Assert.Empty(store.FindOrphans());
    }

    [Fact]
    public void A_plain_batch_says_truly_whether_it_lasted()
    {
        using BreakingProxy proxy = new(_connection.Port ?? 1433, IsCommit);
        using IArchiveStore store = Engine(Settings).Open(Through(proxy), StoreAccess.Write);
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(1));
            proxy.BreakNext(BreakingPoint.BeforeTheAnswer);
            batch.Commit();
            Assert.True(proxy.HasBroken);
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(2));
            proxy.BreakNext(BreakingPoint.BeforeTheQuestion);
            Assert.Equal(ArchiveFailure.Interrupted, Assert.Throws<ArchiveException>(batch.Commit).Kind);
        }

        Assert.Equal(1, Assert.Single(store.FindImages(new())).InstanceNumber);
    }

    [Fact]
    public void Of_a_batch_that_nobody_can_be_asked_about_that_is_said()
    {
        using BreakingProxy proxy = new(_connection.Port ?? 1433, IsCommit) { StaysAway = true };
        using IArchiveStore store = Engine(Settings with { Patience = TimeSpan.FromSeconds(1) }).Open(Through(proxy), StoreAccess.Write);
        int runs = 0;
        ArchiveException failure = Assert.Throws<ArchiveException>(() => store.RunBatch(batch =>
        {
            runs++;
            proxy.BreakNext(BreakingPoint.BeforeTheAnswer);
            return batch.Write(SampleRows.Image(1));
        }));
        Assert.Equal((1, ArchiveFailure.Unreachable), (runs, failure.Kind));
        Assert.Contains("whole, or not at all", failure.Message, StringComparison.Ordinal);
        Assert.Single(_store.FindImages(new()));
    }

    [Fact]
    public void A_server_that_stays_away_is_told_of_in_words_without_its_name()
    {
        using BreakingProxy proxy = new(_connection.Port ?? 1433, IsCommit) { StaysAway = true };
        string port = proxy.Port.ToString(CultureInfo.InvariantCulture);
        string archive = Through(proxy);
        SqlServerEngine engine = Engine(Settings with { Patience = TimeSpan.FromSeconds(1), OpeningPatience = TimeSpan.FromSeconds(1) });
        using IArchiveStore store = engine.Open(archive, StoreAccess.Write);
        proxy.BreakNext(BreakingPoint.BeforeTheQuestion);
        Assert.Throws<ArchiveException>(() => store.Store(SampleRows.Image(1)));
        foreach (Action attempt in new Action[] { () => store.GetPolicies(), () => store.BeginBatch(), () => store.RunBatch(_ => 1), () => engine.Open(archive, StoreAccess.Read), () => engine.Exists(archive) })
        {
            ArchiveException failure = Assert.Throws<ArchiveException>(attempt);
            Assert.Equal(ArchiveFailure.Unreachable, failure.Kind);
            Assert.DoesNotContain("127.0.0.1", failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(port, failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(archive, failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reading_goes_on_whole_while_connections_are_ended()
    {
        IReadOnlyList<ImageRecord> images = _store.Store(Enumerable.Range(1, 40).Select(i => SampleRows.Image(i)));
        await WhileConnectionsAreEnded(() =>
        {
            Stopwatch clock = Stopwatch.StartNew();
            do
            {
                Assert.Equal(images.Select(image => image.ImageId), _store.FindImages(new()).Select(image => image.ImageId));
                Parallel.ForEach(images.Take(12), new ParallelOptions { MaxDegreeOfParallelism = 4 }, image => Assert.Equal(SampleRows.Bytes(image.InstanceNumber!.Value, 100), _store.ReadAll(image.ImageId)));
            }
            while (clock.Elapsed < TimeSpan.FromSeconds(12));
        });
        Assert.True(_ended > 0);
    }

    [Fact]
    public async Task Batches_of_several_programs_lose_nothing_and_do_nothing_twice_while_connections_are_ended()
    {
        const int writers = 2;
        const int batches = 4;
        int stored = 0;
        Stopwatch clock = Stopwatch.StartNew();
        await WhileConnectionsAreEnded(() => Parallel.For(0, writers, new ParallelOptions { MaxDegreeOfParallelism = writers }, writer =>
        {
            using IArchiveStore store = Engine(Settings with { Repetitions = 100 }).Open(_archive, StoreAccess.Write);
            AuditTrail own = new(new byte[32]);

            // Until something has come between, on a machine that is quick.
            for (int i = 0; i < batches || (Volatile.Read(ref _ended) == 0 && clock.Elapsed < TimeSpan.FromMinutes(1)); i++)
            {
                store.RunBatch(batch =>
                {
                    for (int j = 0; j < 2; j++)
                    {
                        int number = (writer * 100_000) + (i * 2) + j;
                        ImageRecord image = batch.Write(SampleRows.Image(number, subject: $"S{writer}"), SampleRows.Bytes(number, 80_000), SampleRows.Bytes(number, 10));
                        own.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored", SopInstanceUid = image.SopInstanceUid });
                    }

                    return 0;
                });
                Interlocked.Add(ref stored, 2);
            }
        }));
        Assert.True(_ended > 0);

        List<ImageRecord> images = [.. _store.FindImages(new())];
        Assert.Equal(stored, images.Count);
        Assert.Equal(images.Count, images.Select(image => image.SopInstanceUid).Distinct().Count());
        Assert.All(images, image => Assert.Equal(80_010, _store.ReadAll(image.ImageId).Length));
        Assert.Equal((images.Count, null), Verdict());
        Assert.Equal((images.Count, writers), ((int)_store.GetTotals().Images, _store.GetTotals().Subjects));
        Assert.Empty(_store.FindOrphans());
    }

    [Fact]
    public void A_turn_that_does_not_come_is_told_as_busy()
    {
        using IArchiveStore other = Engine(Settings with { BusyTimeout = TimeSpan.FromMilliseconds(300) }).Open(_archive, StoreAccess.Write);
        using (IStoreBatch batch = _store.BeginBatch())
        {
            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(() => other.BeginBatch()).Kind);
        }

        other.Store(SampleRows.Image(1));
    }

    [Fact]
    public void A_certificate_that_the_machine_does_not_trust_is_refused_with_the_way_that_the_driver_takes()
    {
        Assert.SkipWhen(_connection.Tls == ConnectionTls.Verified, "The server's certificate is trusted.");
        ServerConnection verified = _connection with { Name = "verified", Tls = ConnectionTls.Verified };
        _connections.Add(verified.Name, verified);
        ArchiveException failure = Assert.Throws<ArchiveException>(() => Engine(Settings).Open(verified.Name, StoreAccess.Read));
        Assert.Equal(ArchiveFailure.Unreachable, failure.Kind);
        Assert.Contains("own certificate by 'certificateAuthority'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    public async Task A_registry_that_has_gone_silent_can_be_left(long answer)
    {
        const string question = "SELECT * FROM (";
        using SilentProxy proxy = new(_connection.Port ?? 1433, System.Text.Encoding.Unicode.GetBytes(question), answer);
        using CancellationTokenSource stop = new();
        Archive.Patients.RegistrySource source = new()
        {
            Engine = "SQL Server",
            Connection = string.Create(CultureInfo.InvariantCulture, $"Server={_connection.Server},{proxy.Port};Database={_connection.Database};Encrypt=False"),
            Query = "SELECT CONCAT(a.n, b.n, c.n, d.n) AS SubjectId, '' AS PatientId, '' AS FamilyName, '' AS GivenName, '' AS BirthDate, '' AS Sex, 'C01' AS Centre FROM "
                + string.Join(", ", "abcd".Select(each => $"(SELECT [value] AS n FROM OPENJSON(N'[{string.Join(',', Enumerable.Range(10, 20))}]')) AS {each}")),
            Credential = _connection.Credential,
        };
        Task load = Task.Run(() => Archive.Patients.MemoryRegistry.Load(source, new RegistryReaderCatalogue(), stop.Token));
        await proxy.Silent.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(300);
        Assert.False(load.IsCompleted);
        await SilentServerTests.Leaves(load, stop);
    }

    // [MS-TDS] 2.2.6.9, behind the packet's header and the headers of all requests: commit is the seventh kind.
    private static bool IsCommit(ReadOnlyMemory<byte> message) => message.Length > 31 && message.Span[0] == 0x0E && message.Span[30] == 7;

    private SqlServerEngine Engine(ServerSettings settings) => new(_connections.GetValueOrDefault, settings);

    // What goes through the proxy must be read there.
    private string Through(BreakingProxy proxy)
    {
        ServerConnection connection = _connection with { Name = "through", Port = proxy.Port, Tls = ConnectionTls.Off };
        _connections.Add(connection.Name, connection);
        return connection.Name;
    }

    // Ends the connections of the tests' programs now and then, in whatever they are at. Babelfish takes a second to do anything for the first time on a connection.
    private async Task WhileConnectionsAreEnded(Action work)
    {
        Task task = Task.Run(work);
        while (await Task.WhenAny(task, Task.Delay(Random.Shared.Next(3000, 8000))) != task)
        {
            Interlocked.Add(ref _ended, _server.EndConnections());
        }

        await task;
    }

    private (int Entries, AuditBreak? Break) Verdict()
    {
        AuditVerdict verdict = _trail.Verify(_store.GetAudit(new()), []);
        return ((int)verdict.Entries, verdict.Break);
    }
}
