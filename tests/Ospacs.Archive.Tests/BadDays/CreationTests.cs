using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>An archive is there with all that belongs to it, or not at all.</summary>
public sealed class CreationTests : IDisposable
{
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void Its_policy_and_first_audit_entry_come_with_the_archive()
    {
        using OspacsArchive archive = _day.Open();
        Assert.Single(archive.Store.GetPolicies());
        AuditEntry entry = Assert.Single(archive.Store.GetAudit(new AuditQuery()));
        Assert.Equal(("Create", 1L), (entry.Action, entry.Sequence));
    }

    [Fact]
    public void A_making_that_fails_leaves_no_archive_and_can_be_done_again_under_the_same_key()
    {
        ArchiveException failure = Assert.Throws<ArchiveException>(() => OspacsArchive.Create(new FullEngine(), _day.ArchivePath, _day.Policy));
        Assert.Equal(ArchiveFailure.DiskFull, failure.Kind);
        _day.AssertSilent(failure.Message);
        Assert.Equal(["archive.key"], Directory.EnumerateFiles(_day.Folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        string key = File.ReadAllText(Path.Combine(_day.ArchivePath + ".identity", "archive.key"));
        _day.Open().Dispose();
        Assert.Equal(key, File.ReadAllText(Path.Combine(_day.ArchivePath + ".identity", "archive.key")));
        _day.AssertWhole(0);
    }

    [Fact]
    public void What_a_killed_making_left_is_swept_by_the_next_one_and_nothing_else()
    {
        string identity = Directory.CreateDirectory(_day.ArchivePath + ".identity").FullName;
        File.WriteAllText(Path.Combine(identity, $"archive.key.{Guid.NewGuid():N}.new"), "half a k");
        // The names of drafts tell whose they are by the hash of the archive's name.
        string draft = Path.Combine(_day.Folder, $"ospacs-{Hash("archive.db")}-{Guid.NewGuid():N}.new");
        File.WriteAllText(draft, "SQLite for");
        File.WriteAllText(draft + "-journal", "");
        string[] others = [_day.ArchivePath + ".new", _day.ArchivePath + ".backup.new", Path.Combine(_day.Folder, $"ospacs-{Hash("other.db")}-{Guid.NewGuid():N}.new")];
        Array.ForEach(others, path => File.WriteAllText(path, "mine"));
        _day.Open().Dispose();
        Assert.Equal(others.Order(), Directory.EnumerateFiles(_day.Folder, "*.new*", SearchOption.AllDirectories).Order());
        Array.ForEach(others, File.Delete);
        _day.AssertWhole(0);

        static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..16];
    }

    [Fact]
    public void Of_many_who_make_the_same_archive_at_once_one_does_and_the_key_is_its_key()
    {
        for (int round = 0; round < 5; round++)
        {
            string path = Path.Combine(_day.Folder, $"race {round}.db");
            int made = 0;
            var failures = new ConcurrentBag<Exception>();
            using var start = new Barrier(4);
            Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    OspacsArchive.Create(new SqliteEngine(), path, _day.Policy).Dispose();
                    Interlocked.Increment(ref made);
                }
                catch (Exception e)
                {
                    failures.Add(e);
                }
            }))];
            Array.ForEach(threads, t => t.Start());
            Array.ForEach(threads, t => t.Join());
            Assert.Equal(1, made);
            Assert.All(failures, e => Assert.Equal(ArchiveFailure.AlreadyExists, Assert.IsType<ArchiveException>(e).Kind));
            using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), path, StoreAccess.Write);
            Assert.Empty(new Ospacs.Archive.Query.ArchiveVerification(archive).Run());
        }
        Assert.Empty(Directory.EnumerateFiles(_day.Folder, "*.new*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_place_that_is_missing_or_shut_is_told_in_words()
    {
        ArchiveException missing = Assert.Throws<ArchiveException>(() => OspacsArchive.Create(new SqliteEngine(), Path.Combine(_day.Folder, "nowhere", "a.db"), _day.Policy));
        Assert.Equal(ArchiveFailure.NotFound, missing.Kind);
        string shut = Directory.CreateDirectory(Path.Combine(_day.Folder, "shut")).FullName;
        Unprivileged.Prepare(_day.Folder);
        Unprivileged.Allow(shut, Unprivileged.Read);
        Unprivileged.Run(() =>
        {
            ArchiveException failure = Assert.Throws<ArchiveException>(() => OspacsArchive.Create(new SqliteEngine(), Path.Combine(shut, "a.db"), _day.Policy));
            Assert.Equal(ArchiveFailure.ReadOnly, failure.Kind);
            _day.AssertSilent(failure.Message);
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(shut));
    }

    /// <summary>Fills the disk in the middle of the making.</summary>
    private sealed class FullEngine : IArchiveEngine
    {
        private readonly SqliteEngine _inner = new();

        public string Name => _inner.Name;

        public bool Accepts(string archive) => _inner.Accepts(archive);

        public bool Exists(string archive) => _inner.Exists(archive);

        public IArchiveStore Create(string archive, ArchiveInfo info, Action<IStoreBatch>? first = null) => _inner.Create(archive, info, batch =>
        {
            first!(batch);
            throw new ArchiveException(ArchiveFailure.DiskFull, "There is no room left.");
        });

        public IArchiveStore Open(string archive, StoreAccess access) => _inner.Open(archive, access);

        public string IdentityPathOf(string archive) => _inner.IdentityPathOf(archive);

        public IReadOnlyList<SchemaScript> ScriptsFor(string archive) => _inner.ScriptsFor(archive);

        public (int Before, int Now) Update(string archive) => _inner.Update(archive);
    }
}
