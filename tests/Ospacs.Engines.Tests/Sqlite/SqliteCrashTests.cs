using System.Diagnostics;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Engines.Tests.Conformance;

namespace Ospacs.Engines.Tests.Sqlite;

/// <summary>What other processes do to an archive: die, and write at the same time.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-sqlite-");
    private readonly SqliteEngine _engine = new();

    private string Archive => Path.Combine(_folder.FullName, "trial.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(StoreAccess.Read)]
    [InlineData(StoreAccess.Write)]
    public void A_writer_that_is_killed_in_a_batch_leaves_the_archive_as_it_was(StoreAccess access)
    {
        using (IArchiveStore store = _engine.Create(Archive, SampleRows.Info()))
        {
            store.Store(SampleRows.Image(1), SampleRows.Image(2));
        }

        KillInBatch();
        Assert.True(new FileInfo(Archive + "-journal").Length > 0, "The writer had not begun to change the file.");
        Assert.True(new FileInfo(Archive).Length > 20_000_000, "The writer's bytes had not reached the file.");

        using (IArchiveStore store = _engine.Open(Archive, access))
        {
            Assert.Equal([1, 2], store.FindImages(new()).Select(image => image.InstanceNumber!.Value));
            Assert.Empty(store.GetAudit(new()));
            Assert.Equal(SampleRows.Bytes(2, 100), store.ReadAll(2));
        }

        SqliteFiles.Intact(Archive);
        using IArchiveStore after = _engine.Open(Archive, StoreAccess.Write);
        Assert.Equal(3, Assert.Single(after.Store(SampleRows.Image(10))).ImageId);
    }

    [Fact]
    public void A_reader_that_was_open_when_a_writer_died_reads_on()
    {
        using IArchiveStore reader = _engine.Create(Archive, SampleRows.Info());
        reader.Store(SampleRows.Image(1));
        using IArchiveStore looking = _engine.Open(Archive, StoreAccess.Read);
        Assert.Single(looking.FindImages(new()));
        KillInBatch();
        Assert.Single(looking.FindImages(new()));
    }

    [Fact]
    public void A_writer_that_is_killed_anywhere_leaves_whole_batches_and_every_one_that_it_had_reported()
    {
        _engine.Create(Archive, SampleRows.Info()).Dispose();
        Random random = new(11);
        int reported = 0;
        for (int round = 0; round < 5; round++)
        {
            using Process writer = ChildProcess.Start(Archive, (round * 100_000) + 1, batches: 10_000, images: 3, size: 50_000);
            int target = random.Next(2, 12);
            for (int i = 0; i < target; i++)
            {
                Assert.NotNull(writer.StandardOutput.ReadLine());
                reported++;
            }

            Thread.Sleep(random.Next(0, 10));
            writer.Kill();
            while (writer.StandardOutput.ReadLine() is not null)
            {
                reported++;
            }

            writer.WaitForExit();
        }

        using (IArchiveStore store = _engine.Open(Archive, StoreAccess.Read))
        {
            List<ImageRecord> images = [.. store.FindImages(new())];
            int batches = store.GetAudit(new()).Count();
            Assert.Equal(batches * 3, images.Count);

            // A batch may have been committed and the writer killed before it could say so: one a round.
            Assert.InRange(batches, reported, reported + 5);
            Assert.All(images, image => Assert.Equal(SampleRows.Bytes(image.InstanceNumber!.Value, 50_000), store.ReadAll(image.ImageId)));
        }

        SqliteFiles.Intact(Archive);
    }

    [Fact]
    public void Importers_of_several_processes_take_turns()
    {
        const int batches = 15;
        using IArchiveStore store = _engine.Create(Archive, SampleRows.Info());
        using Process other = ChildProcess.Start(Archive, 1000, batches, images: 2, size: 1_000_000);
        for (int i = 0; i < batches; i++)
        {
            using IStoreBatch batch = store.BeginBatch();
            batch.Write(SampleRows.Image(i + 1), SampleRows.Bytes(i + 1, 1_000_000));
            batch.AddAudit(SampleRows.Entry(batch.AuditHead.Sequence + 1));
            batch.Commit();
            Assert.Single(store.FindImages(new() { Uids = [SampleRows.Uid($"image {i + 1}")] }));
        }

        other.StandardOutput.ReadToEnd();
        other.WaitForExit();
        Assert.Equal(0, other.ExitCode);
        Assert.Equal(batches * 3, store.FindImages(new()).Count());
        Assert.Equal(batches * 2, store.GetAudit(new()).Count());
    }

    private void KillInBatch()
    {
        // Large enough that SQLite has written to the file long before the commit.
        using Process writer = ChildProcess.Start(Archive, 10, batches: 1, images: 30, size: 1_000_000, stuck: true);
        Assert.Equal("stuck", writer.StandardOutput.ReadLine());
        writer.Kill();
        writer.WaitForExit();
    }
}
