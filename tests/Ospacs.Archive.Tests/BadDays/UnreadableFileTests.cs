using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Reading;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

public sealed class UnreadableFileTests : IDisposable
{
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void A_file_that_vanishes_before_its_turn_fails_alone_and_is_stored_when_it_is_back()
    {
        _day.PutStills(120);
        string away = Path.Combine(_day.Medium, "IM0110");
        byte[] bytes = File.ReadAllBytes(away);
        List<ImportOutcome> outcomes;
        using (OspacsArchive archive = _day.Open())
        {
            // While the first file is opened, at most 64 files are under way.
            outcomes = _day.Import(archive, opener: path =>
            {
                if (Path.GetFileName(path) == "IM0001")
                {
                    File.Delete(away);
                }
                return new SourceFile(path);
            });
        }
        BadDay.AssertFailed(outcomes, "IM0110", "has vanished");
        Assert.Equal(119, outcomes.Count(o => o.Outcome == FileOutcome.Stored));
        _day.AssertWhole(119);
        Assert.Equal((120, 119, 1), (_day.Passport().Found, _day.Passport().Stored, _day.Passport().Failed));

        File.WriteAllBytes(away, bytes);
        outcomes = _day.Import();
        Assert.Equal(FileOutcome.Stored, BadDay.Of(outcomes, "IM0110").Outcome);
        _day.AssertWhole(120);
        Assert.Equal((120, 120, 0), (_day.Passport().Found, _day.Passport().Stored, _day.Passport().Failed));
    }

    [Fact]
    public void A_locked_file_fails_alone_and_is_stored_when_it_is_free()
    {
        _day.PutStills(3);
        using (new FileStream(Path.Combine(_day.Medium, "IM0002"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            List<ImportOutcome> outcomes = _day.Import();
            BadDay.AssertFailed(outcomes, "IM0002", "is locked by another program");
            _day.AssertWhole(2);
        }
        Assert.Equal([FileOutcome.AlreadyStored, FileOutcome.Stored, FileOutcome.AlreadyStored], _day.Import().Select(o => o.Outcome));
        _day.AssertWhole(3);
    }

    [Fact]
    public void Files_without_a_byte_and_pipes_fail_without_waiting_for_anybody()
    {
        _day.PutStills(1);
        _day.Put("NOTHING", []);
        _day.Put("DICOMDIR", []);
        var names = new List<string> { "NOTHING", "DICOMDIR" };
        if (!OperatingSystem.IsWindows())
        {
            using var pipes = System.Diagnostics.Process.Start("mkfifo", [Path.Combine(_day.Medium, "PIPE"), Path.Combine(_day.Medium, "SUBDIR")]);
            pipes.WaitForExit();
            Assert.Equal(0, pipes.ExitCode);
            Directory.CreateDirectory(Path.Combine(_day.Medium, "X"));
            File.Move(Path.Combine(_day.Medium, "SUBDIR"), Path.Combine(_day.Medium, "X", "dicomdir"));
            File.CreateSymbolicLink(Path.Combine(_day.Medium, "LINK"), Path.Combine(_day.Medium, "PIPE"));
            names.AddRange(["PIPE", "dicomdir", "LINK"]);
        }
        List<ImportOutcome> outcomes = _day.Import();
        Assert.All(names, name => BadDay.AssertFailed(outcomes, name, "is empty"));
        Assert.Equal(names.Count + 1, outcomes.Count);
        _day.AssertWhole(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3000)]
    public void A_sector_that_cannot_be_read_fails_its_file_alone(int offset)
    {
        _day.PutStills(3);
        using (OspacsArchive archive = _day.Open())
        {
            List<ImportOutcome> outcomes = _day.Import(archive, opener: path => path.EndsWith("IM0002", StringComparison.Ordinal) ? new ScratchedFile(path, offset) : new SourceFile(path));
            BadDay.AssertFailed(outcomes, "IM0002", "has a part that cannot be read");
        }
        _day.AssertWhole(2);
        Assert.Equal(FileOutcome.Stored, BadDay.Of(_day.Import(), "IM0002").Outcome);
        _day.AssertWhole(3);
    }

    [Theory]
    // In the header; where it is hashed; and where it is streamed into the archive, with parts of it already there.
    [InlineData(200, false)]
    [InlineData(9 << 20, false)]
    [InlineData(17 << 20, true)]
    public void A_sector_of_a_clip_that_cannot_be_read_leaves_no_part_of_it(int offset, bool onlyWhenStreamed)
    {
        _day.PutStills(1);
        _day.Put("LARGE", LargeClip.Bytes(20 << 20));
        _day.Put("LATER", BadDay.Still(77).ToBytes());
        using (OspacsArchive archive = _day.Open())
        {
            List<ImportOutcome> outcomes = _day.Import(archive, opener: path => path.EndsWith("LARGE", StringComparison.Ordinal) ? new ScratchedFile(path, offset, onlyWhenStreamed) : new SourceFile(path));
            BadDay.AssertFailed(outcomes, "LARGE", "has a part that cannot be read");
            Assert.Equal(FileOutcome.Stored, BadDay.Of(outcomes, "LATER").Outcome);
        }
        _day.AssertWhole(2);
        Assert.Equal(FileOutcome.Stored, BadDay.Of(_day.Import(), "LARGE").Outcome);
        _day.AssertWhole(3);
    }

    [Fact]
    public void A_file_that_the_account_may_not_read_fails_in_words()
    {
        _day.PutStills(1);
        string path = Path.Combine(_day.Medium, "IM0001");
        Unprivileged.Prepare(_day.Folder);
        Unprivileged.Allow(path, UnixFileMode.None);
        using OspacsArchive archive = _day.Open();
        var preparation = new FilePreparation(archive, new ObjectProtection(_day.Policy), new PatientChecker(_day.Registry, _day.Policy.Match));
        ImportSource source = ImportSource.Of(new ScannedFile(path, 1, "IM0001"), _day.Options, archive.Key, isListed: false);
        PreparedFile? prepared = null;
        Unprivileged.Run(() => prepared = preparation.Prepare(source, alone: false, TestContext.Current.CancellationToken));
        Assert.Equal((FileOutcome.Failed, "may not be read by this account"), (prepared!.Outcome, prepared.Problem));
    }

    [Theory]
    [InlineData(true, -1)]
    [InlineData(true, 1)]
    [InlineData(false, -1)]
    [InlineData(false, 1)]
    public void A_file_that_changes_its_length_while_it_is_read_is_not_stored(bool large, int change)
    {
        string path = _day.Put("CHANGING", large ? LargeClip.Bytes(12 << 20) : BadDay.Still(1).ToBytes());
        using OspacsArchive archive = _day.Open();
        List<ImportOutcome> outcomes = _day.Import(archive, opener: p =>
        {
            // Opened, and so measured; then somebody else writes.
            var opened = new SourceFile(p);
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            stream.SetLength(stream.Length + change);
            return opened;
        });
        ImportOutcome outcome = Assert.Single(outcomes);
        Assert.Equal(FileOutcome.Failed, outcome.Outcome);
        Assert.Empty(archive.Store.FindImages(new ImageQuery()));
    }

    [Fact]
    public void A_clip_that_changes_between_its_two_readings_leaves_no_part()
    {
        string path = _day.Put("LARGE", LargeClip.Bytes(20 << 20));
        foreach (Action<FileStream> change in new Action<FileStream>[] { f => f.SetLength(f.Length + 1), f => f.SetLength(f.Length / 2), f => f.Write([1]) })
        {
            using (OspacsArchive archive = _day.Open())
            {
                var preparation = new FilePreparation(archive, new ObjectProtection(_day.Policy), new PatientChecker(_day.Registry, _day.Policy.Match));
                PreparedFile prepared = preparation.Prepare(ImportSource.Of(new ScannedFile(path, 1, "LARGE"), _day.Options, archive.Key, isListed: false), alone: false, TestContext.Current.CancellationToken);
                Assert.Equal(FileOutcome.Stored, prepared.Outcome);
                using (var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                {
                    change(stream);
                }
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(3));
                using var writer = new ImportWriter(archive, _day.Policy, "Import", null);
                using var group = new ImportGroup { Opening = new MediaRecord(BadDay.MediaRef, BadDay.Centre, null, 0, DateTime.UtcNow, DateTime.UtcNow, 0, []) };
                group.Add(prepared);
                ImportOutcome outcome = Assert.Single(writer.Write(group, TestContext.Current.CancellationToken));
                Assert.Equal(FileOutcome.Failed, outcome.Outcome);
                _day.AssertSilent(outcome.Message!);
            }
            _day.AssertWhole(0);
            File.WriteAllBytes(path, LargeClip.Bytes(20 << 20));
        }
        Assert.Equal(FileOutcome.Stored, Assert.Single(_day.Import()).Outcome);
        _day.AssertWhole(1);
    }

    [Fact]
    public void A_link_stands_for_its_target_and_a_broken_one_fails()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need a right on Windows that tests do not have.");
        }
        string target = Path.Combine(_day.Folder, "elsewhere");
        File.WriteAllBytes(target, BadDay.Still(1).ToBytes());
        string large = Path.Combine(_day.Folder, "large");
        File.WriteAllBytes(large, LargeClip.Bytes(12 << 20));
        File.CreateSymbolicLink(Path.Combine(_day.Medium, "A"), target);
        File.CreateSymbolicLink(Path.Combine(_day.Medium, "B"), Path.Combine(_day.Medium, "A"));
        File.CreateSymbolicLink(Path.Combine(_day.Medium, "BROKEN"), Path.Combine(_day.Folder, "nowhere"));
        File.CreateSymbolicLink(Path.Combine(_day.Medium, "LARGE"), large);
        File.CreateSymbolicLink(Path.Combine(_day.Medium, "LOOP"), Path.Combine(_day.Medium, "LOOP"));
        List<ImportOutcome> outcomes = _day.Import();
        Assert.Equal([FileOutcome.Stored, FileOutcome.AlreadyStored, FileOutcome.Failed, FileOutcome.Stored, FileOutcome.Failed], outcomes.Select(o => o.Outcome));
        Assert.Equal(new FileInfo(target).Length, outcomes[0].Bytes);
        BadDay.AssertFailed(outcomes, "BROKEN", "has vanished");
        _day.AssertWhole(2);
    }

    /// <summary>A file on a scratched disc: from a place on it gives a read error, as the system reports it.</summary>
    private sealed class ScratchedFile(string path, long from, bool onlyWhenStreamed = false) : SourceFile(path)
    {
        private readonly string _path = path;

        public override DicomSource AsSource() => new ScratchedSource(_path, from);

        protected override int Read(Span<byte> buffer, long offset) =>
            !onlyWhenStreamed && offset + buffer.Length > from ? throw ReadError() : base.Read(buffer, offset);
    }

    private sealed class ScratchedSource(string path, long from) : DicomSource
    {
        private readonly DicomFileSource _inner = new(path);

        public override long Length => _inner.Length;

        public override bool IsInMemory => false;

        public override ReadOnlyMemory<byte> Slice(long offset, int length) => offset + length > from ? throw ReadError() : _inner.Slice(offset, length);

        public override ReadOnlySpan<byte> Peek(long offset, int least) => offset + least > from ? throw ReadError() : _inner.Peek(offset, least);

        public override void Read(long offset, Span<byte> buffer)
        {
            if (offset + buffer.Length > from)
            {
                throw ReadError();
            }
            _inner.Read(offset, buffer);
        }

        protected override void Dispose(bool disposing)
        {
            _inner.Dispose();
            base.Dispose(disposing);
        }
    }

    private static IOException ReadError() => OperatingSystem.IsWindows()
        ? new IOException("Data error (cyclic redundancy check). : 'D:\\VANTERPOOL'", unchecked((int)0x80070017))
        : new IOException("Input/output error : '/media/VANTERPOOL'", 5);
}
