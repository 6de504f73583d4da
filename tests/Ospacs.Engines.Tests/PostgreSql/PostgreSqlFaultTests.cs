using System.Diagnostics;
using Npgsql;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Ospacs.Engines.PostgreSql;
using Ospacs.Engines.Relational;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.PostgreSql;

/// <summary>A server that goes away, is started anew, or ends connections, at every moment that matters.</summary>
public sealed class PostgreSqlFaultTests : IDisposable
{
    private static readonly Lazy<PostgreSqlServer> s_server = new(() => TestServers.Remember(new PostgreSqlServer()), LazyThreadSafetyMode.PublicationOnly);

    private readonly PostgreSqlArchives _archives = new(s_server.Value);
    private readonly AuditTrail _trail = new(new byte[32]);
    private readonly string _archive;
    private IArchiveStore _store;

    public PostgreSqlFaultTests()
    {
        _archive = _archives.Add();
        _store = _archives.Engine.Create(_archive, SampleRows.Info());
    }

    private static PostgreSqlServer Server => s_server.Value;

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
        PostgreSqlEngine engine = new(name => _archives[name], PostgreSqlArchives.Settings with { Patience = TimeSpan.FromSeconds(1), OpeningPatience = TimeSpan.FromSeconds(1) });
        using IArchiveStore store = engine.Open(impatient, StoreAccess.Write);
        Server.Stop();
        try
        {
            foreach (Action attempt in new Action[] { () => store.GetPolicies(), () => store.BeginBatch(), () => store.RunBatch(_ => 1), () => engine.Open(impatient, StoreAccess.Read), () => engine.Exists(impatient) })
            {
                ArchiveException failure = Assert.Throws<ArchiveException>(attempt);
                Assert.Equal(ArchiveFailure.Unreachable, failure.Kind);
                Assert.DoesNotContain("127.0.0.1", failure.ToString(), StringComparison.Ordinal);
                Assert.DoesNotContain(PostgreSqlServer.Owner, failure.ToString(), StringComparison.Ordinal);
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
    [InlineData("immediate")]
    [InlineData("fast")]
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
        using BreakingProxy proxy = new(Server.Port, "COMMIT\0");
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
        using BreakingProxy proxy = new(Server.Port, "COMMIT\0");
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
    public void Of_a_batch_that_nobody_can_be_asked_about_that_is_said()
    {
        using BreakingProxy proxy = new(Server.Port, "COMMIT\0") { StaysAway = true };
        string archive = _archives.AddTo(_archive, connection => connection with { Port = proxy.Port });
        PostgreSqlEngine engine = new(name => _archives[name], PostgreSqlArchives.Settings with { Patience = TimeSpan.FromSeconds(1) });
        using IArchiveStore store = engine.Open(archive, StoreAccess.Write);
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
    public async Task Reading_goes_on_whole_while_connections_are_ended()
    {
        IReadOnlyList<ImageRecord> images = _store.Store(Enumerable.Range(1, 700).Select(i => SampleRows.Image(i)));
        using CancellationTokenSource through = new();
        Task<int> ender = EndConnectionsAsync(through.Token);
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
        Task<int> ender = EndConnectionsAsync(through.Token);
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
    [InlineData("40P01")]
    [InlineData("40001")]
    [InlineData("57P01")]
    public void Work_that_the_server_gives_up_is_done_again(string state)
    {
        // A sequence counts on when its transaction is rolled back.
        _archives.Execute(_archive, $"""
            CREATE SEQUENCE Tries;
            CREATE FUNCTION GiveUp() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('Tries') < 3 THEN
                    RAISE EXCEPTION 'given up' USING ERRCODE = '{state}';
                END IF;
                RETURN NEW;
            END
            $$;
            CREATE TRIGGER Policy_GiveUp BEFORE INSERT ON Policy FOR EACH ROW EXECUTE FUNCTION GiveUp();
            """);
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
    public void Work_that_is_given_up_for_ever_fails_at_last()
    {
        int runs = 0;
        PostgreSqlEngine engine = new(name => _archives[name], PostgreSqlArchives.Settings with { Repetitions = 2 });
        using IArchiveStore store = engine.Open(_archive, StoreAccess.Write);
        ArchiveException failure = Assert.Throws<ArchiveException>(() => store.RunBatch<int>(batch =>
        {
            runs++;
            throw ServerFailure.From("PostgreSQL", new ServerFinding(ServerFault.GivenUp, "40P01"));
        }));
        Assert.Equal((3, ArchiveFailure.Interrupted), (runs, failure.Kind));
    }

    [Fact]
    public void A_turn_that_does_not_come_is_told_as_busy()
    {
        PostgreSqlEngine engine = new(name => _archives[name], PostgreSqlArchives.Settings with { BusyTimeout = TimeSpan.FromMilliseconds(300) });
        using IArchiveStore other = engine.Open(_archive, StoreAccess.Write);
        using (IStoreBatch batch = _store.BeginBatch())
        {
            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(() => other.BeginBatch()).Kind);
        }

        other.Store(SampleRows.Image(1));
    }

    [Theory]
    [InlineData("40001", ArchiveFailure.Interrupted, true)]
    [InlineData("40P01", ArchiveFailure.Interrupted, true)]
    [InlineData("57P01", ArchiveFailure.Interrupted, true)]
    [InlineData("57P02", ArchiveFailure.Interrupted, true)]
    [InlineData("57P03", ArchiveFailure.Unreachable, true)]
    [InlineData("53300", ArchiveFailure.Unreachable, true)]
    [InlineData("08006", ArchiveFailure.Interrupted, true)]
    [InlineData("08P01", ArchiveFailure.Interrupted, true)]
    [InlineData("25P03", ArchiveFailure.Interrupted, true)]
    [InlineData("55P03", ArchiveFailure.Busy, false)]
    [InlineData("28P01", ArchiveFailure.Denied, false)]
    [InlineData("28000", ArchiveFailure.Denied, false)]
    [InlineData("42501", ArchiveFailure.Denied, false)]
    [InlineData("3D000", ArchiveFailure.NotFound, false)]
    [InlineData("42P01", ArchiveFailure.NotAnArchive, false)]
    [InlineData("53100", ArchiveFailure.DiskFull, false)]
    [InlineData("25006", ArchiveFailure.ReadOnly, false)]
    [InlineData("23505", ArchiveFailure.InvalidArgument, false)]
    [InlineData("22001", ArchiveFailure.InvalidArgument, false)]
    [InlineData("XX000", ArchiveFailure.Database, false)]
    public void Errors_of_the_server_are_told_apart(string state, ArchiveFailure kind, bool isTransient)
    {
        ArchiveException failure = ServerFailure.From("PostgreSQL", PostgreSqlFault.Of(new PostgresException("relation \"patient Ann\" at 10.0.0.7", "ERROR", "ERROR", state)));
        Assert.Equal((kind, isTransient), (failure.Kind, ServerFailure.IsTransient(failure)));
        Assert.DoesNotContain("Ann", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains(state, failure.ToString(), StringComparison.Ordinal);
    }

    private static void Restart()
    {
        Server.Stop();
        Server.Start();
    }

    // Ends the connections of the tests' programs now and then, in whatever they are at.
    private static async Task<int> EndConnectionsAsync(CancellationToken cancellation)
    {
        int ended = 0;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                ended += (int)(long)Server.Scalar("SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'Ospacs') AS ended")!;
            }
            catch (NpgsqlException)
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
