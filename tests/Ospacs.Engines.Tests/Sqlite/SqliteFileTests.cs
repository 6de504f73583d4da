using System.Diagnostics;
using System.Security.Cryptography;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Tests;
using SQLitePCL;

namespace Ospacs.Engines.Tests.Sqlite;

/// <summary>What is SQLite's own: the file, what it may be taken for, where it stands, and how a query is carried out.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-sqlite-");
    private readonly SqliteEngine _engine = new();

    private string Archive => Path.Combine(_folder.FullName, "trial.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("trial.db", true)]
    [InlineData("./trial", true)]
    [InlineData("D:\\trials\\one", true)]
    [InlineData("/srv/trial", true)]
    [InlineData("trial", false)]
    [InlineData("Trial One", false)]
    public void A_value_with_a_separator_or_an_extension_is_a_path(string archive, bool path) => Assert.Equal(path, _engine.Accepts(archive));

    [Theory]
    [InlineData("a b.db")]
    [InlineData("100%25?mode=memory#x.db")]
    [InlineData("file:trial.db")]
    [InlineData("[1] 'q'; --.db")]
    [InlineData("大阪 Ångström.db")]
    [InlineData(":memory:")]
    public void Any_file_name_will_do(string name)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.SkipWhen(name.IndexOfAny(['?', ':']) >= 0, "Windows has no such file names.");
        }

        string path = Path.Combine(_folder.FullName, name);
        using (IArchiveStore store = _engine.Create(path, SampleRows.Info()))
        {
            store.Store(SampleRows.Image(1));
        }

        Assert.Equal([path], Directory.GetFiles(_folder.FullName));
        using IArchiveStore again = _engine.Open(path, StoreAccess.Read);
        Assert.Single(again.FindImages(new()));
    }

    [Fact]
    public void A_file_that_is_no_archive_is_told_apart_and_left_as_it_is()
    {
        string[] names = ["empty", "text", "other", "wal", "cut", "noise"];
        string[] paths = [.. names.Select(name => Path.Combine(_folder.FullName, name + ".db"))];
        File.WriteAllBytes(paths[0], []);
        File.WriteAllText(paths[1], "SubjectId,PatientId\n");
        OtherDatabase(paths[2], "DELETE");
        OtherDatabase(paths[3], "WAL");
        _engine.Create(Archive, SampleRows.Info()).Dispose();
        byte[] whole = File.ReadAllBytes(Archive);
        File.WriteAllBytes(paths[4], whole[..(whole.Length / 3)]);
        File.WriteAllBytes(paths[5], SampleRows.Bytes(1, 100_000));
        foreach (string path in paths)
        {
            byte[] before = File.ReadAllBytes(path);
            foreach (StoreAccess access in Enum.GetValues<StoreAccess>())
            {
                ArchiveException failure = Assert.Throws<ArchiveException>(() => _engine.Open(path, access));
                Assert.Equal((path, ArchiveFailure.NotAnArchive), (path, failure.Kind));
                Assert.DoesNotContain(_folder.FullName, failure.ToString(), StringComparison.Ordinal);
            }

            Assert.Equal(before, File.ReadAllBytes(path));
            Assert.Equal(ArchiveFailure.AlreadyExists, Assert.Throws<ArchiveException>(() => _engine.Create(path, SampleRows.Info())).Kind);
        }
    }

    [Fact]
    public void A_page_that_is_damaged_is_reported_as_damage()
    {
        using (IArchiveStore store = _engine.Create(Archive, SampleRows.Info()))
        {
            store.Store(Enumerable.Range(1, 200).Select(i => SampleRows.Image(i)));
        }

        // The root of the tree's index, whose place the file itself tells.
        long page = SqliteFiles.Scalar(Archive, "SELECT rootpage FROM sqlite_schema WHERE name = 'Image_Tree'");
        using (FileStream file = File.OpenWrite(Archive))
        {
            file.Position = (page - 1) * SqliteDatabase.PageSize;
            file.Write(SampleRows.Bytes(3, SqliteDatabase.PageSize));
        }

        using IArchiveStore damaged = _engine.Open(Archive, StoreAccess.Read);
        Assert.Equal(ArchiveFailure.NotAnArchive, Assert.Throws<ArchiveException>(() => damaged.FindImages(new()).ToList()).Kind);
    }

    [Fact]
    public void A_folder_is_no_archive_and_an_archive_in_no_folder_cannot_be_made()
    {
        Assert.Equal(ArchiveFailure.NotFound, Assert.Throws<ArchiveException>(() => _engine.Open(_folder.FullName, StoreAccess.Read)).Kind);
        Assert.Equal(ArchiveFailure.AlreadyExists, Assert.Throws<ArchiveException>(() => _engine.Create(_folder.FullName, SampleRows.Info())).Kind);
        Assert.Equal(ArchiveFailure.NotFound, Assert.Throws<ArchiveException>(() => _engine.Create(Path.Combine(_folder.FullName, "none", "trial.db"), SampleRows.Info())).Kind);
    }

    [Fact]
    public void An_archive_that_could_not_be_made_leaves_no_file()
    {
        SqliteEngine cramped = new(new SqliteSettings { MaxPages = 3 });
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => _engine.Create(Path.Combine(_folder.FullName, new string('n', 250) + ".db"), SampleRows.Info())).Kind);
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => _engine.Create(Archive, SampleRows.Info() with { KeyCheck = [] })).Kind);
        Assert.Equal(ArchiveFailure.DiskFull, Assert.Throws<ArchiveException>(() => cramped.Create(Archive, SampleRows.Info())).Kind);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void Nothing_stays_beside_the_file_and_a_reader_writes_nothing()
    {
        using (IArchiveStore store = _engine.Create(Archive, SampleRows.Info()))
        {
            store.Store(SampleRows.Image(1));
            Assert.Equal([Archive], Directory.GetFiles(_folder.FullName));
        }

        byte[] before = SHA256.HashData(File.ReadAllBytes(Archive));
        File.SetLastWriteTimeUtc(Archive, SampleRows.Noon);
        using (IArchiveStore reader = _engine.Open(Archive, StoreAccess.Read))
        {
            Assert.Single(reader.FindImages(new()));
            Assert.Equal([Archive], Directory.GetFiles(_folder.FullName));
        }

        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(Archive)));
        Assert.Equal(SampleRows.Noon, File.GetLastWriteTimeUtc(Archive));
    }

    [Fact]
    public void Other_programs_may_read_the_file_and_know_it_for_what_it_is()
    {
        _engine.Create(Archive, SampleRows.Info()).Dispose();
        Assert.Equal(0x4F535041, SqliteFiles.Scalar(Archive, "PRAGMA application_id"));
        Assert.Equal(ArchiveSchema.Version, SqliteFiles.Scalar(Archive, "PRAGMA user_version"));
        Assert.Equal(ArchiveSchema.Version, SqliteFiles.Scalar(Archive, "SELECT SchemaVersion FROM Archive"));
        Assert.Equal(SqliteDatabase.PageSize, SqliteFiles.Scalar(Archive, "PRAGMA page_size"));
    }

    [Fact]
    public void A_file_on_read_only_media_is_read_and_nothing_else()
    {
        using SmallVolume volume = new(8);
        string path = Path.Combine(volume.Folder, "trial.db");
        using (IArchiveStore store = _engine.Create(path, SampleRows.Info()))
        {
            store.Store(SampleRows.Image(1));
        }

        volume.MakeReadOnly();
        using (IArchiveStore reader = _engine.Open(path, StoreAccess.Read))
        {
            Assert.Equal(100, reader.ReadAll(Assert.Single(reader.FindImages(new())).ImageId).Length);
            Assert.Single(reader.CountImages(new() { From = DateOnly.MinValue }));
        }

        Assert.Equal(ArchiveFailure.ReadOnly, Assert.Throws<ArchiveException>(() => _engine.Open(path, StoreAccess.Write)).Kind);
        Assert.Equal(ArchiveFailure.ReadOnly, Assert.Throws<ArchiveException>(() => _engine.Create(Path.Combine(volume.Folder, "new.db"), SampleRows.Info())).Kind);
    }

    [Fact]
    public void A_file_that_was_left_in_the_middle_of_a_write_on_read_only_media_says_so()
    {
        using SmallVolume volume = new(64);
        string path = Path.Combine(volume.Folder, "trial.db");
        _engine.Create(path, SampleRows.Info()).Dispose();
        using (Process writer = ChildProcess.Start(path, 10, batches: 1, images: 30, size: 1_000_000, stuck: true))
        {
            Assert.Equal("stuck", writer.StandardOutput.ReadLine());
            writer.Kill();
            writer.WaitForExit();
        }

        volume.MakeReadOnly();
        ArchiveException failure = Assert.Throws<ArchiveException>(() => _engine.Open(path, StoreAccess.Read));
        Assert.Equal(ArchiveFailure.ReadOnly, failure.Kind);
        Assert.Contains("middle of a write", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_this_account_may_not_write_is_refused_for_writing()
    {
        _engine.Create(Archive, SampleRows.Info()).Dispose();
        File.SetAttributes(Archive, FileAttributes.ReadOnly);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                OpenBothWays();
            }
            else
            {
                Unprivileged.Prepare(Path.GetDirectoryName(Archive)!);
                Unprivileged.Run(OpenBothWays);
            }
        }
        finally
        {
            File.SetAttributes(Archive, FileAttributes.Normal);
        }

        void OpenBothWays()
        {
            Assert.Equal(ArchiveFailure.ReadOnly, Assert.Throws<ArchiveException>(() => _engine.Open(Archive, StoreAccess.Write)).Kind);
            _engine.Open(Archive, StoreAccess.Read).Dispose();
        }
    }

    [Fact]
    public void A_full_disk_fails_the_batch_whole_and_the_archive_goes_on_when_there_is_room()
    {
        _engine.Create(Archive, SampleRows.Info()).Dispose();
        SqliteEngine cramped = new(new SqliteSettings { MaxPages = 1000 });
        using (IArchiveStore store = cramped.Open(Archive, StoreAccess.Write))
        {
            store.Store(SampleRows.Image(1));
            FillUp(store);
            Assert.Single(store.FindImages(new()));
            Assert.Equal(2, Assert.Single(store.Store(SampleRows.Image(2))).ImageId);
        }

        using IArchiveStore roomy = _engine.Open(Archive, StoreAccess.Write);
        Assert.Equal(3, Assert.Single(roomy.Store(SampleRows.Image(3))).ImageId);
    }

    [Fact]
    public void A_disk_that_is_really_full_fails_the_batch_whole()
    {
        using SmallVolume volume = new(16);
        using IArchiveStore store = _engine.Create(Path.Combine(volume.Folder, "trial.db"), SampleRows.Info());
        store.Store(SampleRows.Image(1));
        FillUp(store);
        Assert.Single(store.FindImages(new()));
        Assert.Equal(2, Assert.Single(store.Store(SampleRows.Image(2))).ImageId);
    }

    [Fact]
    public void A_batch_that_waits_too_long_for_another_process_gives_up()
    {
        SqliteEngine hasty = new(new SqliteSettings { BusyTimeout = TimeSpan.FromMilliseconds(100) });
        using IArchiveStore store = hasty.Create(Archive, SampleRows.Info());
        using IArchiveStore other = hasty.Open(Archive, StoreAccess.Write);
        using (IStoreBatch batch = other.BeginBatch())
        {
            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(() => store.BeginBatch()).Kind);
            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(() => other.BeginBatch()).Kind);
        }

        store.Store(SampleRows.Image(1));
    }

    [Fact]
    public void A_commit_waits_for_a_reader_and_can_be_tried_again()
    {
        SqliteEngine hasty = new(new SqliteSettings { BusyTimeout = TimeSpan.FromMilliseconds(100) });
        using IArchiveStore store = hasty.Create(Archive, SampleRows.Info());
        using IStoreBatch batch = store.BeginBatch();
        batch.Write(SampleRows.Image(1));
        using (SqliteDatabase reader = SqliteDatabase.Open(Archive, StoreAccess.Read, new SqliteSettings()))
        {
            reader.Execute("BEGIN");
            reader.Scalar("SELECT count(*) FROM Image");
            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(batch.Commit).Kind);
        }

        batch.Commit();
        Assert.Single(store.FindImages(new()));
    }

    [Fact]
    public void A_batch_outgrows_the_cache_while_somebody_reads_and_waits_only_to_commit()
    {
        SqliteEngine hasty = new(new SqliteSettings { BusyTimeout = TimeSpan.FromMilliseconds(100) });
        using IArchiveStore store = hasty.Create(Archive, SampleRows.Info());
        using IStoreBatch batch = store.BeginBatch();
        using (SqliteDatabase reader = SqliteDatabase.Open(Archive, StoreAccess.Read, new SqliteSettings()))
        {
            reader.Execute("BEGIN");
            reader.Scalar("SELECT count(*) FROM Image");
            for (int i = 1; i <= 30; i++)
            {
                batch.Write(SampleRows.Image(i), SampleRows.Bytes(i, 1_000_000));
            }

            Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(batch.Commit).Kind);
        }

        batch.Commit();
        Assert.Equal(SampleRows.Bytes(30, 1_000_000), store.ReadAll(30));
    }

    [Fact]
    public async Task A_reader_waits_for_a_batch_that_outgrew_the_cache_and_then_sees_it()
    {
        using IArchiveStore store = _engine.Create(Archive, SampleRows.Info());
        using IArchiveStore reader = _engine.Open(Archive, StoreAccess.Read);
        SqliteEngine hasty = new(new SqliteSettings { BusyTimeout = TimeSpan.FromMilliseconds(50) });
        using IArchiveStore impatient = hasty.Open(Archive, StoreAccess.Read);
        using IStoreBatch batch = store.BeginBatch();
        batch.Write(SampleRows.Image(1), Enumerable.Repeat(SampleRows.Bytes(1, 1_000_000), 30).ToArray());
        Assert.Equal(ArchiveFailure.Busy, Assert.Throws<ArchiveException>(() => impatient.FindBySopInstance("1.2.3")).Kind);
        Task<List<ImageRecord>> waiting = Task.Run(() => reader.FindImages(new()).ToList());
        batch.Commit();
        Assert.Single(await waiting);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SQLites_own_memory_stays_small_while_a_large_object_is_replaced(bool sameLengthOfKey)
    {
        using IArchiveStore store = _engine.Create(Archive, SampleRows.Info());
        byte[] part = SampleRows.Bytes(1, StoreLimits.PartSize);
        ImageRecord image;
        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Write(SampleRows.Image(1), [.. Enumerable.Repeat(part, 12)]);
            batch.Commit();
        }

        raw.sqlite3_memory_highwater(1);
        using (IStoreBatch batch = store.BeginBatch())
        {
            while (!sameLengthOfKey && batch.ReserveImageId() < 128)
            {
                // The draft's key is to take a byte more than the image's.
            }

            batch.Replace(image, [.. Enumerable.Repeat(part, 11)]);
            batch.Commit();
        }

        // Other tests run beside this one: each has a cache of its own.
        Assert.InRange(raw.sqlite3_memory_highwater(0), 1, 100 << 20);
    }

    [Fact]
    public void SQLites_own_memory_stays_small_whatever_the_objects_size()
    {
        using IArchiveStore store = _engine.Create(Archive, SampleRows.Info());
        raw.sqlite3_memory_highwater(1);
        byte[] part = SampleRows.Bytes(1, StoreLimits.PartSize);
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(1), [.. Enumerable.Repeat(part, 12)]);
            batch.Commit();
        }

        foreach (ReadOnlyMemory<byte> read in store.ReadParts(1))
        {
            Assert.True(read.Span.SequenceEqual(part));
        }

        // Other tests run beside this one: each has a cache of its own.
        Assert.InRange(raw.sqlite3_memory_highwater(0), 1, 100 << 20);
    }

    public static TheoryData<string, string, bool> Plans => new()
    {
        { "everything", "Image_Tree", true },
        { "centre", "Image_Tree", true },
        { "subject", "Image_Tree", true },
        { "medium", "Image_Media", false },
        { "dates", "Image_Date", false },
        { "rule", "Image_Rule", false },
        { "uid", "INTEGER PRIMARY KEY", false },
    };

    [Theory]
    [MemberData(nameof(Plans))]
    public void Every_query_goes_by_an_index_and_the_tree_is_never_sorted(string what, string index, bool inOrder)
    {
        ImageQuery query = what switch
        {
            "centre" => new() { Centres = ["C01"] },
            "subject" => new() { Subjects = ["S1"], Media = ["M1"] },
            "medium" => new() { Media = ["M1"], From = new DateOnly(2020, 1, 1), Rules = ["r"] },
            "dates" => new() { From = new DateOnly(2020, 1, 1), Rules = ["r"], Centres = ["C01"] },
            "rule" => new() { Rules = ["r"], Centres = ["C01"] },
            "uid" => new() { Uids = ["1.2"], Subjects = ["S1"], Media = ["M1"], Rules = ["r"], To = new DateOnly(2020, 1, 1) },
            _ => new(),
        };
        _engine.Create(Archive, SampleRows.Info()).Dispose();
        using SqliteDatabase database = SqliteDatabase.Open(Archive, StoreAccess.Read, new SqliteSettings());
        SqliteImageSearch search = new(database, query);
        foreach (string sql in new[] { search.KeyStatement, search.CountStatement })
        {
            string plan = SqliteFiles.Plan(database, sql);
            Assert.Matches($"^SEARCH Image USING (COVERING )?(INDEX )?{index}", plan);
            Assert.DoesNotContain("SCAN Image", plan, StringComparison.Ordinal);
            if (inOrder)
            {
                Assert.DoesNotContain("ORDER BY", plan, StringComparison.Ordinal);
                Assert.DoesNotContain("GROUP BY", plan, StringComparison.Ordinal);
            }
        }

        Assert.Contains("Audit_Subject", SqliteFiles.Plan(database, new SqliteAuditSearch(database, new AuditQuery { SubjectId = "S1" }).Statement), StringComparison.Ordinal);
        Assert.Contains("Audit_Media", SqliteFiles.Plan(database, new SqliteAuditSearch(database, new AuditQuery { MediaRef = "M1" }).Statement), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_picture_is_found_by_its_index_and_nothing_is_sorted()
    {
        _engine.Create(Archive, SampleRows.Info()).Dispose();
        using SqliteDatabase database = SqliteDatabase.Open(Archive, StoreAccess.Read, new SqliteSettings());
        Assert.Equal("SEARCH Image USING INDEX Image_Pixels (PixelSha256=?)", SqliteFiles.Plan(database, SqliteRows.ImageByPixels));
    }

    private static void OtherDatabase(string path, string journal)
    {
        using SqliteDatabase database = SqliteDatabase.Create(path, new SqliteSettings());
        database.Execute($"PRAGMA journal_mode = {journal}; CREATE TABLE Archive (ArchiveRow INTEGER); PRAGMA user_version = 1;");
    }

    private static void FillUp(IArchiveStore store)
    {
        using IStoreBatch batch = store.BeginBatch();
        ArchiveException failure = Assert.Throws<ArchiveException>(() =>
        {
            for (int i = 100; i < 200; i++)
            {
                batch.Write(SampleRows.Image(i), SampleRows.Bytes(i, 1_000_000));
            }

            batch.Commit();
        });
        Assert.Equal(ArchiveFailure.DiskFull, failure.Kind);
        Assert.ThrowsAny<ArchiveException>(batch.Commit);
    }
}
