using System.Diagnostics;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Engines.Tests.Conformance;

namespace Ospacs.Engines.Tests.Sqlite;

/// <summary>What compacting does to the file, and what becomes of the file when it is not completed.</summary>
public sealed class SqliteCompactingTests : IDisposable
{
    private const int Images = 40;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-sqlite-");
    private readonly SqliteEngine _engine = new();

    private string Archive => Path.Combine(_folder.FullName, "trial.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_file_keeps_what_it_is_known_by_and_loses_its_free_pages()
    {
        const string shape = "SELECT group_concat(type || name || ifnull(sql, ''), '\n') FROM (SELECT * FROM sqlite_schema ORDER BY name)";
        MakeWithFreeRoom(Archive);
        Assert.True(SqliteFiles.Scalar(Archive, "PRAGMA freelist_count") > 1000);
        string schema = SqliteFiles.Text(Archive, shape);
        string journal = SqliteFiles.Text(Archive, "PRAGMA journal_mode");
        using (IArchiveStore store = _engine.Open(Archive, StoreAccess.Write))
        {
            store.Compact(TestContext.Current.CancellationToken);
            Assert.Equal([Archive], Directory.GetFiles(_folder.FullName));
            Assert.Equal(new FileInfo(Archive).Length, store.Measure().Bytes);
        }

        Assert.Equal(0, SqliteFiles.Scalar(Archive, "PRAGMA freelist_count"));
        Assert.Equal(SqliteDatabase.PageSize, SqliteFiles.Scalar(Archive, "PRAGMA page_size"));
        Assert.Equal(SqliteEngine.ApplicationId, SqliteFiles.Scalar(Archive, "PRAGMA application_id"));
        Assert.Equal(SqliteEngine.SchemaVersion, SqliteFiles.Scalar(Archive, "PRAGMA user_version"));
        Assert.Equal(0, SqliteFiles.Scalar(Archive, "PRAGMA auto_vacuum"));
        Assert.Equal(Images, SqliteFiles.Scalar(Archive, "SELECT seq FROM sqlite_sequence WHERE name = 'Image'"));
        Assert.Equal(("delete", "delete"), (journal, SqliteFiles.Text(Archive, "PRAGMA journal_mode")));
        Assert.Equal(schema, SqliteFiles.Text(Archive, shape));
        Whole(Archive);
    }

    [Fact]
    public void A_disk_that_is_full_leaves_the_archive_as_it_was()
    {
        using SmallVolume volume = new(70);
        string path = Path.Combine(volume.Folder, "trial.db");
        MakeWithFreeRoom(path);
        using (IArchiveStore store = _engine.Open(path, StoreAccess.Write))
        {
            StoreRoom before = store.Measure();
            File.WriteAllBytes(Path.Combine(volume.Folder, "other"), new byte[(70 << 20) - before.Bytes - (5 << 20)]);
            ArchiveException failure = Assert.Throws<ArchiveException>(() => store.Compact(TestContext.Current.CancellationToken));
            Assert.Equal(ArchiveFailure.DiskFull, failure.Kind);
            Assert.Contains("as it was", failure.Message, StringComparison.Ordinal);
            Assert.Equal(before, store.Measure());
            store.Store(SampleRows.Image(1000));
        }

        Whole(path, Images + 1);
    }

    [Fact]
    public void It_can_be_stopped_at_work_and_leaves_the_archive_as_it_was()
    {
        MakeWithFreeRoom(Archive);
        using IArchiveStore store = _engine.Open(Archive, StoreAccess.Write);
        StoreRoom before = store.Measure();
        OperationCanceledException stopped;
        TimeSpan patience = TimeSpan.FromMilliseconds(5);
        do
        {
            // Stopped before it began, it has no cause.
            using CancellationTokenSource cancellation = new(patience);
            stopped = Assert.ThrowsAny<OperationCanceledException>(() => store.Compact(cancellation.Token));
            patience *= 2;
        }
        while (stopped.InnerException is null);

        Assert.Equal(before, store.Measure());
        store.Store(SampleRows.Image(1000));
        store.Compact(TestContext.Current.CancellationToken);
        Assert.Equal(0, store.Measure().FreeBytes);
        Whole(Archive, Images + 1);
    }

    [Fact]
    public void It_waits_for_readers_and_gives_up_after_a_while()
    {
        MakeWithFreeRoom(Archive);
        SqliteEngine hasty = new(new SqliteSettings { BusyTimeout = TimeSpan.FromMilliseconds(100) });
        using IArchiveStore store = hasty.Open(Archive, StoreAccess.Write);
        using (SqliteDatabase reader = SqliteDatabase.Open(Archive, StoreAccess.Read, new SqliteSettings()))
        {
            reader.Execute("BEGIN");
            reader.Scalar("SELECT count(*) FROM Image");
            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(() => store.Compact(TestContext.Current.CancellationToken)).Kind);
        }

        using (store.BeginBatch())
        {
            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(() => store.Compact(TestContext.Current.CancellationToken)).Kind);
        }

        store.Compact(TestContext.Current.CancellationToken);
        Whole(Archive);
    }

    [Theory]
    [InlineData(StoreAccess.Read)]
    [InlineData(StoreAccess.Write)]
    public void A_program_that_is_killed_while_it_compacts_leaves_the_archive_whole(StoreAccess access)
    {
        string kept = Archive + ".kept";
        MakeWithFreeRoom(kept);
        int killed = 0;
        for (int round = 0; round < 30 && killed < 2; round++)
        {
            File.Copy(kept, Archive, overwrite: true);
            using Process compacting = ChildProcess.StartCompacting(Archive);
            Assert.Equal("compacting", compacting.StandardOutput.ReadLine());
            FileInfo journal = new(Archive + "-journal");
            while (!compacting.HasExited && !(journal.Exists && journal.Length > 12_000_000))
            {
                journal.Refresh();
            }

            compacting.Kill();
            compacting.WaitForExit();

            // More of the journal than the cache holds: the file itself was being changed.
            killed += File.Exists(journal.FullName) ? 1 : 0;
            using (IArchiveStore store = _engine.Open(Archive, access))
            {
                Assert.Equal(Images, store.FindImages(new()).Count());
            }

            Whole(Archive);
        }

        Assert.Equal(2, killed);
    }

    // Images of a million bytes, of which every second one was then given a small object: a file of 40 MB that keeps 20.
    private void MakeWithFreeRoom(string path)
    {
        using IArchiveStore store = _engine.Create(path, SampleRows.Info());
        List<ImageRecord> images = [];
        using (IStoreBatch batch = store.BeginBatch())
        {
            images.AddRange(Enumerable.Range(1, Images).Select(i => batch.Write(SampleRows.Image(i), SampleRows.Bytes(i, 1_000_000))));
            batch.Commit();
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            images.Where(image => image.ImageId % 2 == 0).ToList().ForEach(image => batch.Replace(image, SampleRows.Bytes((int)image.ImageId, 1000)));
            batch.Commit();
        }
    }

    private void Whole(string path, int images = Images)
    {
        SqliteFiles.Intact(path);
        using IArchiveStore store = _engine.Open(path, StoreAccess.Read);
        Assert.Equal(images, store.FindImages(new()).Count());
        for (int id = 1; id <= Images; id++)
        {
            Assert.Equal(SampleRows.Bytes(id, id % 2 == 0 ? 1000 : 1_000_000), store.ReadAll(id));
        }
    }
}
