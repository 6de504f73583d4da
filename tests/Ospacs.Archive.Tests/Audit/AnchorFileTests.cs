using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Audit;

/// <summary>The anchors that the identity folder keeps of the audit trail.</summary>
public sealed class AnchorFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-anchors-");

    private AnchorFile File => new(new IdentityFolder(_folder.FullName));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void An_anchor_comes_back_as_it_was_written_and_only_its_owner_may_read_it()
    {
        Assert.Empty(File.Read());
        Assert.True(File.Append(1, Mac(1)));
        Assert.True(File.Append(12, Mac(12)));
        Assert.Equal([(1, Hex(1)), (12, Hex(12))], Anchors());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File.Path));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(79)]
    public void A_torn_last_line_does_not_count_and_the_next_one_stands_by_itself(int torn)
    {
        File.Append(1, Mac(1));
        File.Append(2, Mac(2));
        byte[] whole = System.IO.File.ReadAllBytes(File.Path);
        int line = whole.Length - Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) - 1;
        System.IO.File.WriteAllBytes(File.Path, whole[..^Math.Min(torn, line)]);
        File.Append(3, Mac(3));
        // Without its line feed alone the line is still whole.
        Assert.Equal(torn == 1 ? [1, 2, 3] : [1L, 3], Anchors().Select(anchor => anchor.Sequence));
    }

    [Fact]
    public void Nothing_but_whole_lines_counts()
    {
        File.Append(1, Mac(1));
        string line = System.IO.File.ReadAllLines(File.Path)[^1];
        System.IO.File.WriteAllText(File.Path, $"junk\n\n1{line}\n{line}x\n{line[..^1]}\n{line.ToUpperInvariant()}\n{line.Replace(' ', '\t')}\n{line}\n{line}\n");
        Assert.Equal([(1, Hex(1))], Anchors());
        System.IO.File.WriteAllBytes(File.Path, new byte[5000]);
        Assert.Empty(File.Read());
        File.Append(7, Mac(7));
        Assert.Equal([(7, Hex(7))], Anchors());
    }

    [Fact]
    public void The_file_stays_small_and_keeps_the_newest_and_some_of_the_others()
    {
        for (int i = 1; i <= 12_000; i++)
        {
            File.Append(i, Mac(i));
        }

        Assert.InRange(new FileInfo(File.Path).Length, 80 * 1000, 300_000);
        List<(long Sequence, string Mac)> anchors = Anchors();
        Assert.Equal(Enumerable.Range(11_001, 1000).Select(i => (long)i), anchors.TakeLast(1000).Select(anchor => anchor.Sequence));
        Assert.Contains(anchors, anchor => anchor.Sequence < 1000);
        Assert.All(anchors, anchor => Assert.Equal(Hex(anchor.Sequence), anchor.Mac));
        Assert.Single(_folder.GetFiles());
    }

    [Fact]
    public void Thinning_out_that_was_cut_off_loses_nothing()
    {
        File.Append(5, Mac(5));
        System.IO.File.Move(File.Path, File.Path + ".draft");
        Assert.Equal([(5, Hex(5))], Anchors());
        File.Append(6, Mac(6));
        Assert.Equal([(5, Hex(5)), (6, Hex(6))], Anchors());
    }

    [Fact]
    public void Many_who_append_at_once_lose_no_line()
    {
        Parallel.For(1, 9, writer =>
        {
            AnchorFile own = File;
            for (int i = 0; i < 200; i++)
            {
                Assert.True(own.Append((writer * 1000) + i, Mac((writer * 1000) + i)));
            }
        });
        Assert.Equal(1600, Anchors().Count);
    }

    [Fact]
    public void A_batch_that_was_committed_is_anchored_and_one_that_was_not_is_none()
    {
        using var day = new BadDay();
        using OspacsArchive archive = day.Open();
        Assert.Equal([1L], archive.Anchors.Read().Select(anchor => anchor.Sequence));
        using (IStoreBatch batch = archive.Store.BeginBatch())
        {
            archive.BeginTrail().Append(batch, new AuditDraft { Action = "Test", Outcome = "Done" });
        }

        Assert.Single(archive.Anchors.Read());
        AuditEntry last;
        using (IStoreBatch batch = archive.Store.BeginBatch())
        {
            archive.BeginTrail().Append(batch, new AuditDraft { Action = "Test", Outcome = "Done" });
            last = archive.BeginTrail().Append(batch, new AuditDraft { Action = "Test", Outcome = "Done" });
            batch.Commit();
        }

        Assert.Equal([(1L, true), (3, true)], archive.Anchors.Read().Select(anchor => (anchor.Sequence, anchor.Sequence == 1 || anchor.Mac.AsSpan().SequenceEqual(last.Mac))));
        // A batch without entries leaves no line.
        using (IStoreBatch batch = archive.Store.BeginBatch())
        {
            batch.AddPolicy("{}", SHA256.HashData("{}"u8), DateTime.UtcNow);
            batch.Commit();
        }

        Assert.Equal(2, archive.Anchors.Read().Count);
    }

    [Fact]
    public void An_identity_folder_that_may_not_be_written_undoes_nothing_and_is_told_of()
    {
        using var day = new BadDay();
        day.Open().Dispose();
        string identity = day.ArchivePath + ".identity";
        string anchors = Path.Combine(identity, "audit.anchors");
        Unprivileged.Prepare(day.Folder);
        foreach (string file in Directory.GetFiles(day.Folder, "*", SearchOption.AllDirectories))
        {
            Unprivileged.Allow(file, Unprivileged.All);
        }

        Unprivileged.Allow(anchors, Unprivileged.Read);
        Unprivileged.Run(() =>
        {
            using OspacsArchive archive = day.Open();
            Enter(archive);
            var verification = new ArchiveVerification(archive);
            Assert.Empty(verification.Run());
            Assert.Equal((1L, 2L), (verification.Anchored, verification.AuditEntries));
            Assert.Contains("up to entry 1, and the trail ends with entry 2", verification.Warning, StringComparison.Ordinal);
            day.AssertSilent(verification.Warning!.Replace("audit.anchors", string.Empty, StringComparison.Ordinal));
        });
        Unprivileged.Allow(anchors, Unprivileged.All);
        using OspacsArchive again = day.Open();
        Enter(again);
        var healed = new ArchiveVerification(again);
        Assert.Empty(healed.Run());
        Assert.Null(healed.Warning);
    }

    [Fact]
    public void Without_the_file_a_whole_archive_is_whole_and_a_warning_says_what_is_missing()
    {
        using var day = new BadDay();
        using OspacsArchive archive = day.Open();
        System.IO.File.Delete(archive.Anchors.Path);
        var verification = new ArchiveVerification(archive);
        Assert.Empty(verification.Run());
        Assert.Contains("up to entry 0", verification.Warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_archive_of_an_old_name_begins_anew_and_keeps_the_old_anchors_aside()
    {
        using var day = new BadDay();
        using (OspacsArchive first = day.Open())
        {
            Enter(first);
        }

        System.IO.File.Delete(day.ArchivePath);
        using OspacsArchive second = day.Open();
        var verification = new ArchiveVerification(second);
        Assert.Empty(verification.Run());
        Assert.Null(verification.Warning);
        Assert.Single(second.Anchors.Read());
        Assert.Single(Directory.GetFiles(second.Identity.Path, "audit.anchors.2*"));
    }

    [Fact]
    public void Three_programs_that_import_at_once_leave_a_trail_that_is_anchored_to_its_end()
    {
        using var day = new BadDay();
        day.Open().Dispose();
        Parallel.For(0, 3, new ParallelOptions { MaxDegreeOfParallelism = 3 }, _ =>
        {
            using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), day.ArchivePath, StoreAccess.Write);
            for (int i = 0; i < 20; i++)
            {
                Enter(archive);
            }
        });
        using OspacsArchive read = OspacsArchive.Open(new SqliteEngine(), day.ArchivePath, StoreAccess.Read);
        var verification = new ArchiveVerification(read);
        Assert.Empty(verification.Run());
        Assert.Null(verification.Warning);
        Assert.Equal(61, verification.AuditEntries);
        Assert.Equal(61, read.Anchors.Read().Count);
    }

    private static void Enter(OspacsArchive archive)
    {
        using IStoreBatch batch = archive.Store.BeginBatch();
        archive.BeginTrail().Append(batch, new AuditDraft { Action = "Test", Outcome = "Done" });
        batch.Commit();
    }

    private static byte[] Mac(long number) => SHA256.HashData(Encoding.ASCII.GetBytes($"entry {number}"));

    private static string Hex(long number) => Convert.ToHexString(Mac(number));

    private List<(long Sequence, string Mac)> Anchors() => [.. File.Read().Select(anchor => (anchor.Sequence, Convert.ToHexString(anchor.Mac)))];
}
