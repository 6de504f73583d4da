using System.Diagnostics;
using MySql.Data.MySqlClient;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Ospacs.Engines.MySql;
using Ospacs.Engines.Relational;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.MySql;

/// <summary>A server that goes away, is started anew, or ends connections, at every moment that matters.</summary>
public sealed class MySqlFaultTests : IDisposable
{
    private static readonly Lazy<MariaDbServer> s_server = new(() => TestServers.Remember(new MariaDbServer()), LazyThreadSafetyMode.PublicationOnly);

    private readonly MySqlArchives _archives = new(s_server.Value);
    private readonly AuditTrail _trail = new(new byte[32]);
    private readonly string _archive;
    private IArchiveStore _store;

    public MySqlFaultTests()
    {
        _archive = _archives.Add();
        _store = _archives.Engine.Create(_archive, SampleRows.Info());
    }

    private static MariaDbServer Server => s_server.Value;

    public void Dispose()
    {
        _store.Dispose();
        _archives.Dispose();
    }

    [Fact]
    public void A_server_that_was_started_anew_between_batches_is_not_noticed()
    {
        _store.Store(SampleRows.Image(1));
        Restart();
        Assert.NotNull(_store.FindBySource(SampleRows.Hash("source 1")));
        Restart();
        _store.Store(SampleRows.Image(2));
        Assert.Equal([1, 2], _store.FindImages(new()).Select(image => image.ImageId));
    }

    [Fact]
    public async Task Whoever_looks_waits_for_a_server_that_is_away()
    {
        _store.Store(SampleRows.Image(1));
        Server.Stop();
        Task<ImageRecord?> look = Task.Run(() => _store.FindBySopInstance(SampleRows.Uid("image 1")));
        await Task.Delay(1500);
        Assert.False(look.IsCompleted);
        Server.Start();
        Assert.Equal(1, (await look)!.ImageId);
    }

    [Fact]
    public void A_server_that_stays_away_is_told_of_in_words_without_its_name()
    {
        string impatient = _archives.AddTo(_archive, connection => connection);
        MySqlEngine engine = new(name => _archives[name], MySqlArchives.Settings with { Patience = TimeSpan.FromSeconds(1), OpeningPatience = TimeSpan.FromSeconds(1) });
        using IArchiveStore store = engine.Open(impatient, StoreAccess.Write);
        Server.Stop();
        try
        {
            foreach (Action attempt in new Action[] { () => store.GetPolicies(), () => store.BeginBatch(), () => store.RunBatch(_ => 1), () => engine.Open(impatient, StoreAccess.Read), () => engine.Exists(impatient) })
            {
                ArchiveException failure = Assert.Throws<ArchiveException>(attempt);
                Assert.Equal(ArchiveFailure.Unreachable, failure.Kind);
                Assert.DoesNotContain("localhost", failure.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(Server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(impatient, failure.ToString(), StringComparison.Ordinal);
            }
        }
        finally
        {
            Server.Start();
        }
    }

    [Fact]
    public void A_batch_that_the_server_stops_in_the_middle_of_leaves_nothing_and_says_so()
    {
        using (IStoreBatch batch = _store.BeginBatch())
        {
            batch.Write(SampleRows.Image(1), SampleRows.Bytes(1, 500_000));
            Restart();
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

    [Theory]
    [InlineData("KILL")]
    [InlineData("TERM")]
    public void Work_that_the_server_stops_in_the_middle_of_is_done_again_and_once(string mode)
    {
        int runs = 0;
        long id = _store.RunBatch(batch =>
        {
            ImageRecord first = batch.Write(SampleRows.Image(1));
            _trail.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored", SopInstanceUid = first.SopInstanceUid });
            if (++runs == 1)
            {
                Server.Stop(mode);
                Server.Start();
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
        using BreakingProxy proxy = new(Server.Port, "\u0003COMMIT");
        using IArchiveStore store = _archives.Engine.Open(_archives.AddTo(_archive, connection => connection with { Port = proxy.Port }), StoreAccess.Write);
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
        using BreakingProxy proxy = new(Server.Port, "\u0003COMMIT");
        using IArchiveStore store = _archives.Engine.Open(_archives.AddTo(_archive, connection => connection with { Port = proxy.Port }), StoreAccess.Write);
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
    public async Task Reading_goes_on_whole_while_connections_are_ended()
    {
        IReadOnlyList<ImageRecord> images = _store.Store(Enumerable.Range(1, 700).Select(i => SampleRows.Image(i)));
        using CancellationTokenSource through = new();
        Task<int> ender = EndConnectionsAsync(_archives[_archive].Database, through.Token);
        Stopwatch clock = Stopwatch.StartNew();
        int rounds = 0;
        while (rounds < 3 || clock.Elapsed < TimeSpan.FromSeconds(3))
        {
            Assert.Equal(images.Select(image => image.ImageId), _store.FindImages(new()).Select(image => image.ImageId));
            Parallel.ForEach(images.Take(60), new ParallelOptions { MaxDegreeOfParallelism = 4 }, image => Assert.Equal(SampleRows.Bytes(image.InstanceNumber!.Value, 100), _store.ReadAll(image.ImageId)));
            rounds++;
        }

        await through.CancelAsync();
        Assert.True(await ender > 0);
    }

    [Fact]
    public async Task Batches_of_several_programs_lose_nothing_and_do_nothing_twice_while_connections_are_ended_and_the_server_is_started_anew()
    {
        const int writers = 3;
        const int batches = 12;
        using CancellationTokenSource through = new();
        Task<int> ender = EndConnectionsAsync(_archives[_archive].Database, through.Token);
        int done = 0;
        Task restarter = Task.Run(async () =>
        {
            foreach (int at in new[] { writers * batches / 4, writers * batches / 2 })
            {
                while (Volatile.Read(ref done) < at)
                {
                    await Task.Delay(20);
                }

                Restart();
            }
        });
        Parallel.For(0, writers, new ParallelOptions { MaxDegreeOfParallelism = writers }, writer =>
        {
            using IArchiveStore store = _archives.Engine.Open(_archive, StoreAccess.Write);
            AuditTrail own = new(new byte[32]);
            for (int i = 0; i < batches; i++)
            {
                store.RunBatch(batch =>
                {
                    for (int j = 0; j < 4; j++)
                    {
                        int number = (writer * 1000) + (i * 4) + j;
                        ImageRecord image = batch.Write(SampleRows.Image(number, subject: $"S{writer}"), SampleRows.Bytes(number, 80_000), SampleRows.Bytes(number, 10));
                        own.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored", SopInstanceUid = image.SopInstanceUid });
                    }

                    return 0;
                });
                Interlocked.Increment(ref done);
            }
        });
        await restarter;
        await through.CancelAsync();
        Assert.True(await ender > 0);

        List<ImageRecord> images = [.. _store.FindImages(new())];
        Assert.Equal(writers * batches * 4, images.Count);
        Assert.Equal(images.Count, images.Select(image => image.SopInstanceUid).Distinct().Count());
        Assert.All(images, image => Assert.Equal(80_010, _store.ReadAll(image.ImageId).Length));
        Assert.Equal((images.Count, null), Verdict());
        Assert.Equal((images.Count, writers), ((int)_store.GetTotals().Images, _store.GetTotals().Subjects));
        Assert.Empty(_store.FindOrphans());
    }

    [Theory]
    [InlineData(1213)]
    [InlineData(1020)]
    public void Work_that_the_server_gives_up_is_done_again(int number)
    {
        // A sequence counts on when its transaction is rolled back.
        Server.Execute(
            _archives[_archive].Database,
            "CREATE SEQUENCE Tries",
            $"CREATE TRIGGER Policy_GiveUp BEFORE INSERT ON Policy FOR EACH ROW BEGIN IF NEXTVAL(Tries) < 3 THEN SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = {number}, MESSAGE_TEXT = 'given up'; END IF; END");
        int runs = 0;
        _store.RunBatch(batch =>
        {
            runs++;
            return batch.Write(SampleRows.Image(1));
        });
        Assert.Equal(3, runs);
        Assert.Single(_store.FindImages(new()));
    }

    [Fact]
    public async Task A_batch_that_loses_a_deadlock_is_done_again()
    {
        // The other program has changed more rows, so that the server ends the batch.
        string database = _archives[_archive].Database;
        Server.Execute(database, "CREATE TABLE Heavy (A INT PRIMARY KEY, B INT)", "INSERT INTO Heavy SELECT seq, 0 FROM seq_1_to_5000");
        _store.RunBatch(batch => { batch.SetMedia(Medium()); return 0; });
        using MySqlConnection other = Server.Connect(database);
        Do("START TRANSACTION", "UPDATE Heavy SET B = 1", "UPDATE Media SET Missing = 1");
        int runs = 0;
        Task work = Task.Run(() => _store.RunBatch(batch =>
        {
            runs++;
            batch.Write(SampleRows.Image(1));
            batch.SetMedia(Medium());
            return 0;
        }));
        await Task.Delay(2000);
        Do("UPDATE Turn SET TurnRow = 1", "COMMIT");
        await work.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(2, runs);
        Assert.Single(_store.FindImages(new()));

        static MediaRecord Medium() => new("M1", "C01", null, 0, SampleRows.Noon, SampleRows.Noon, 0, new byte[32]);

        void Do(params string[] statements)
        {
            foreach (string statement in statements)
            {
                using MySqlCommand command = new(statement, other);
                command.ExecuteNonQuery();
            }
        }
    }

    [Fact]
    public void Work_that_is_given_up_for_ever_fails_at_last()
    {
        int runs = 0;
        MySqlEngine engine = new(name => _archives[name], MySqlArchives.Settings with { Repetitions = 2 });
        using IArchiveStore store = engine.Open(_archive, StoreAccess.Write);
        ArchiveException failure = Assert.Throws<ArchiveException>(() => store.RunBatch<int>(batch =>
        {
            runs++;
            throw ServerFailure.From("MySQL", new ServerFinding(ServerFault.GivenUp, "40P01"));
        }));
        Assert.Equal((3, ArchiveFailure.Interrupted), (runs, failure.Kind));
    }

    [Fact]
    public void A_turn_that_does_not_come_is_told_as_busy()
    {
        MySqlEngine engine = new(name => _archives[name], MySqlArchives.Settings with { BusyTimeout = TimeSpan.FromMilliseconds(300) });
        using IArchiveStore other = engine.Open(_archive, StoreAccess.Write);
        using (IStoreBatch batch = _store.BeginBatch())
        {
            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(() => other.BeginBatch()).Kind);
        }

        other.Store(SampleRows.Image(1));
    }

    [Theory]
    [InlineData(1213, ArchiveFailure.Interrupted, true)]
    [InlineData(1020, ArchiveFailure.Interrupted, true)]
    [InlineData(1053, ArchiveFailure.Interrupted, true)]
    [InlineData(2013, ArchiveFailure.Interrupted, true)]
    [InlineData(1927, ArchiveFailure.Interrupted, true)]
    [InlineData(4031, ArchiveFailure.Interrupted, true)]
    [InlineData(1040, ArchiveFailure.Unreachable, true)]
    [InlineData(1042, ArchiveFailure.Unreachable, true)]
    [InlineData(1203, ArchiveFailure.Unreachable, true)]
    [InlineData(1205, ArchiveFailure.Busy, false)]
    [InlineData(1045, ArchiveFailure.Denied, false)]
    [InlineData(1044, ArchiveFailure.Denied, false)]
    [InlineData(1142, ArchiveFailure.Denied, false)]
    [InlineData(1370, ArchiveFailure.Denied, false)]
    [InlineData(1049, ArchiveFailure.NotFound, false)]
    [InlineData(1146, ArchiveFailure.NotAnArchive, false)]
    [InlineData(1305, ArchiveFailure.NotAnArchive, false)]
    [InlineData(1114, ArchiveFailure.DiskFull, false)]
    [InlineData(1290, ArchiveFailure.ReadOnly, false)]
    [InlineData(1062, ArchiveFailure.InvalidArgument, false)]
    [InlineData(1406, ArchiveFailure.InvalidArgument, false)]
    [InlineData(1105, ArchiveFailure.Database, false)]
    public void Errors_of_the_server_are_told_apart(int number, ArchiveFailure kind, bool isTransient)
    {
        ArchiveException failure = ServerFailure.From("MySQL", new ServerFinding(MySqlFault.Of(number), number.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal((kind, isTransient), (failure.Kind, ServerFailure.IsTransient(failure)));
    }

    private static void Restart()
    {
        Server.Stop();
        Server.Start();
    }

    // Ends the connections of the tests' programs now and then, in whatever they are at.
    private static async Task<int> EndConnectionsAsync(string database, CancellationToken cancellation)
    {
        int ended = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                ended += Server.KillConnections(database);
            }
            catch (MySqlException)
            {
                // The server is away.
            }

            await Task.Delay(Random.Shared.Next(50, 400), CancellationToken.None);
        }

        return ended;
    }

    private (int Entries, AuditBreak? Break) Verdict()
    {
        AuditVerdict verdict = _trail.Verify(_store.GetAudit(new()), []);
        return ((int)verdict.Entries, verdict.Break);
    }
}
