using System.Diagnostics;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

public sealed class OddMediumTests : IDisposable
{
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void A_folder_that_may_not_be_read_fails_alone_and_leaves_the_passport_when_it_can()
    {
        _day.PutStills(2);
        string shut = Path.GetDirectoryName(_day.Put(Path.Combine("SHUT", "A"), BadDay.Still(11).ToBytes()))!;
        _day.Put(Path.Combine("SHUT", "B", "C"), BadDay.Still(12).ToBytes());
        _day.Put(Path.Combine("Z"), BadDay.Still(13).ToBytes());
        List<ImportOutcome> outcomes = [];
        Unprivileged.Prepare(_day.Folder);
        Unprivileged.Allow(shut, UnixFileMode.None);
        Unprivileged.Run(() => outcomes = _day.Import());
        BadDay.AssertFailed(outcomes, "SHUT", "is a folder and may not be read by this account");
        Assert.Equal([FileOutcome.Stored, FileOutcome.Stored, FileOutcome.Failed, FileOutcome.Stored], outcomes.Select(o => o.Outcome));
        _day.AssertWhole(3);
        Assert.Equal((4, 3, 1), (_day.Passport().Found, _day.Passport().Stored, _day.Passport().Failed));

        Unprivileged.Prepare(shut);
        outcomes = _day.Import();
        Assert.Equal(5, outcomes.Count);
        _day.AssertWhole(5);
        Assert.Equal((5, 5, 0), (_day.Passport().Found, _day.Passport().Stored, _day.Passport().Failed));
    }

    [Fact]
    public void A_folder_deeper_than_the_system_can_name_fails_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Paths beyond the system's limit are made with a Unix shell here.");
        }
        _day.PutStills(2);
        // 45 folders of 100 letters: more than the 4,096 (Linux) or 1,024 (macOS) bytes of a path.
        string name = new('d', 100);
        Shell($"mkdir {name}; for i in $(seq 45); do mkdir t && mv {name} t && mv t {name} || exit 1; done", _day.Medium);
        try
        {
            List<ImportOutcome> outcomes = _day.Import();
            ImportOutcome folder = Assert.Single(outcomes, o => o.Outcome == FileOutcome.Failed);
            Assert.Contains("is a folder and has a path that is too long", folder.Message, StringComparison.Ordinal);
            Assert.Equal(2, outcomes.Count(o => o.Outcome == FileOutcome.Stored));
        }
        finally
        {
            Shell($"rm -rf {name}", _day.Medium);
        }
        _day.AssertWhole(2);
    }

    [Fact]
    public void A_folder_that_vanishes_in_the_middle_fails_file_by_file_and_completes_when_it_is_back()
    {
        _day.PutStills(100);
        for (int i = 0; i < 10; i++)
        {
            _day.Put(Path.Combine("LATER", $"X{i}"), BadDay.Still(500 + i).ToBytes());
        }
        string later = Path.Combine(_day.Medium, "LATER");
        string away = Path.Combine(_day.Folder, "away");
        using (OspacsArchive archive = _day.Open())
        {
            // While the first file is opened, at most 64 files are under way.
            List<ImportOutcome> outcomes = _day.Import(archive, opener: path =>
            {
                if (Path.GetFileName(path) == "IM0001")
                {
                    Directory.Move(later, away);
                }
                return new SourceFile(path);
            });
            Assert.All(Enumerable.Range(0, 10), i => BadDay.AssertFailed(outcomes, $"X{i}", "has vanished"));
            Assert.Equal(100, outcomes.Count(o => o.Outcome == FileOutcome.Stored));
        }
        _day.AssertWhole(100);
        Directory.Move(away, later);
        Assert.Equal(10, _day.Import().Count(o => o.Outcome == FileOutcome.Stored));
        _day.AssertWhole(110);
        Assert.Equal(0, _day.Passport().Failed);
    }

    [Fact]
    public void Brackets_stars_and_long_paths_are_names_like_others()
    {
        _day.Put("image[1]", BadDay.Still(1).ToBytes());
        _day.Put(Path.Combine("disc [1]", "a[b-c]", "[!x]"), BadDay.Still(2).ToBytes());
        string longName = string.Join(Path.DirectorySeparatorChar, Enumerable.Repeat(new string('L', 60), 8));
        _day.Put(Path.Combine(longName, "IM1"), BadDay.Still(3).ToBytes());
        _day.Put(Path.Combine(longName, "IM2"), BadDay.Stranger(4).ToBytes());
        var names = new List<string>();
        if (!OperatingSystem.IsWindows())
        {
            names.AddRange(["star*", "what?", "a\\b", "line\nbreak", " ", "-rf", "%20", "ü\u0308"]);
        }
        for (int i = 0; i < names.Count; i++)
        {
            _day.Put(names[i], BadDay.Still(10 + i).ToBytes());
        }
        // One of the names is also a folder and a file in it, to whoever takes a backslash for a slash.
        _day.Put(Path.Combine("a", "b"), BadDay.Still(30).ToBytes());
        List<ImportOutcome> outcomes = _day.Import();
        Assert.Equal(names.Count + 4, outcomes.Count(o => o.Outcome == FileOutcome.Stored));
        Assert.Equal(1, outcomes.Count(o => o.Outcome == FileOutcome.Quarantined));
        Assert.Equal(names.Count + 5, outcomes.Count);
        Assert.True(outcomes.Max(o => o.Path.Length) > 480);
        _day.AssertWhole(names.Count + 4, 1);

        using OspacsArchive archive = _day.Open();
        ImportOutcome one = Assert.Single(_day.Import(archive, paths: [Path.Combine(_day.Medium, "disc [1]", "a[b-c]", "[!x]")]));
        Assert.Equal(FileOutcome.AlreadyStored, one.Outcome);
    }

    [Fact]
    public void Names_that_this_system_cannot_decode_are_told_one_by_one()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("Only on Linux are file names bytes of any kind.");
        }
        _day.PutStills(1);
        // Latin-1 on a disc that was mounted as UTF-8: the letters that differ look alike.
        Shell("cp IM0001 \"$(printf 'M\\374LLER')\"; cp IM0001 \"$(printf 'M\\366LLER')\"; mkdir \"$(printf 'D\\374R')\" \"$(printf 'D\\366R')\"; cp IM0001 \"$(printf 'D\\366R')\"/X; cp IM0001 Müller", _day.Medium);
        List<ImportOutcome> outcomes = _day.Import();
        Assert.Equal(6, outcomes.Count);
        Assert.Equal(4, outcomes.Count(o => o.Outcome == FileOutcome.Failed && o.Message!.Contains("another character set", StringComparison.Ordinal)));
        _day.AssertWhole(1);
        Assert.Equal(6, _day.Passport().Found);
    }

    [Fact]
    public void A_link_to_a_folder_is_told_and_not_followed()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need a right on Windows that tests do not have.");
        }
        _day.PutStills(1);
        Directory.CreateSymbolicLink(Path.Combine(_day.Medium, "AGAIN"), _day.Medium);
        List<ImportOutcome> outcomes = _day.Import();
        BadDay.AssertFailed(outcomes, "AGAIN", "is a link to a folder, which is not followed");
        Assert.Equal(2, outcomes.Count);
    }

    [Fact]
    public void The_same_folder_and_file_named_twice_count_once()
    {
        _day.PutStills(3);
        using OspacsArchive archive = _day.Open();
        List<ImportOutcome> outcomes = _day.Import(archive, paths: [_day.Medium, Path.Combine(_day.Medium, "IM0002"), _day.Medium + Path.DirectorySeparatorChar, Path.Combine(_day.Medium, "..", Path.GetFileName(_day.Medium))]);
        Assert.Equal(3, outcomes.Count);
    }

    [Fact]
    public void Two_different_objects_with_one_uid_never_replace_each_other()
    {
        byte[] first = BadDay.Still(1).ToBytes();
        byte[] second = [.. first];
        // Another picture under the same SOP Instance UID: the last pixels differ.
        second.AsSpan(second.Length - 40).Fill(9);
        _day.Put("A1", first);
        _day.Put("B2", second);
        _day.Put("C3", second);
        foreach (int run in (int[])[1, 2])
        {
            List<ImportOutcome> outcomes = _day.Import();
            Assert.Equal(
                [(run == 1 ? FileOutcome.Stored : FileOutcome.AlreadyStored, null), (FileOutcome.Quarantined, QuarantineReason.Resent), (FileOutcome.Quarantined, QuarantineReason.Resent)],
                outcomes.Select(o => (o.Outcome, o.Reason)));
            Assert.Contains("the bytes only", outcomes[1].Message, StringComparison.Ordinal);
            // Two files, one content: one copy waits, and knows both places.
            _day.AssertWhole(1, 1);
            Assert.Equal((3, 1, 2), (_day.Passport().Found, _day.Passport().Stored, _day.Passport().Quarantined));
        }
        using OspacsArchive archive = _day.Open();
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        Assert.Equal((3, 2), (item.FileNumber, Assert.Single(item.AlsoAt).FileNumber));
    }

    private static void Shell(string script, string folder)
    {
        var start = new ProcessStartInfo("sh") { WorkingDirectory = folder, RedirectStandardError = true, ArgumentList = { "-c", script } };
        using Process shell = Process.Start(start)!;
        string errors = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        Assert.True(shell.ExitCode == 0, errors);
    }
}
