using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    // Pairs and triples that one database or another takes for the same: case, composed and decomposed letters, ligatures, width, kana, digits, trailing and
    // zero-width characters, letters beyond the first plane.
    private static readonly string[] LookAlikes =
    [
        "C07", "c07", "C07 ", "C07  ", " C07", "C07\t", "C07\u00A0", "C07\u200B", "C\u00AD07",
        "\u00C5", "A\u030A", "\u212B", "\u1E9B\u0323", "\u1E69", "s\u0323\u0307",
        "STRASSE", "STRA\u00DFE", "stra\u00DFe", "\uFB01n", "fin", "\uFF26\uFF29\uFF2E", "\u0130", "I", "i", "\u0131",
        "\u3042", "\u30A2", "\uFF71", "1", "\u0661", "\u00B9", "\uD83E\uDE7B", "\uD83E\uDE7A", "\uD835\uDC00", "A", "\uFFFD", "\uE000", "\uD800\uDC00",
        "'", "''", "\"", "\\", "\\\\", "%", "_", "?", "NULL", "null", "0", "00", "\r", "\n", "\r\n", "-1", "1e0", "[\"a\"]", "{}", "$1", "@Centre", ":x", "--", "/*", ";", "`",
    ];

    [Fact]
    public void Keys_that_look_alike_are_told_apart_in_every_table()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images;
        using (IStoreBatch batch = store.BeginBatch())
        {
            images = [.. LookAlikes.Select((text, i) => batch.Write(SampleRows.Image(i + 1, subject: text, centre: text, media: text, rule: text) with { StudyInstanceUid = text, SeriesInstanceUid = text, SopInstanceUid = text }))];
            long sequence = 0;
            foreach (string text in LookAlikes)
            {
                batch.SetMedia(Medium(text));
                batch.SetMediaFile(File(text, 1));
                batch.AddAudit(SampleRows.Entry(++sequence) with { MediaRef = text, SubjectId = text, Action = text, SopInstanceUid = text, Outcome = text, Account = text });
            }

            batch.Commit();
        }

        foreach (ImageRecord image in images)
        {
            string text = image.SubjectId;
            Assert.Equal(image.ImageId, store.FindBySopInstance(text)!.ImageId);
            Assert.Equal(text, store.FindSubjectOfStudy(text));
            Assert.Equal([image.ImageId], store.History.FindByUid(text));
            Assert.Equal([image.ImageId], store.History.FindBySubject(text));
            Assert.Equal(image.ImageId, Assert.Single(store.FindImages(new() { Centres = [text] })).ImageId);
            Assert.Equal(image.ImageId, Assert.Single(store.FindImages(new() { Uids = [text], Subjects = [text], Media = [text], Centres = [text], Rules = [text] })).ImageId);
            Assert.Equal(text, Assert.Single(store.CountImages(new() { Subjects = [text] })).Centre);
            Assert.Equal(text, Assert.Single(store.CountImages(new() { Centres = [text] })).SubjectId);
            Assert.Equal(1, Assert.Single(store.GetMedia(text)).Stored);
            Assert.Equal(image.ImageId, Assert.Single(store.GetAudit(new() { MediaRef = text, SubjectId = text, Action = text, SopInstanceUid = text, Outcome = text, Account = text })).Sequence);
            Assert.Equal(image.ImageId, Assert.Single(store.GetAudit(new() { SubjectId = text })).Sequence);
            Assert.Equal(image.ImageId, Assert.Single(store.GetAudit(new() { Account = text })).Sequence);
        }

        string[] ordered = [.. LookAlikes.Order(Comparer<string>.Create((x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y))))];
        Assert.Equal(ordered, store.FindImages(new()).Select(image => image.Centre));
        Assert.Equal(ordered, store.CountImages(new()).Select(count => count.Centre));
        Assert.Equal(ordered, store.FindImages(new() { Centres = LookAlikes }).Select(image => image.Centre));
        Assert.Equal(ordered, store.FindImages(new() { Media = LookAlikes }).Select(image => image.Centre));
        Assert.Equal(ordered, store.GetMedia().Select(passport => passport.Media.MediaRef));
        Assert.Equal(LookAlikes.Length, store.GetTotals().Centres);
        Assert.Equal(LookAlikes.Length, store.GetTotals().Subjects);
    }

    [Fact]
    public void Metacharacters_are_kept_in_what_became_of_images_too()
    {
        const string text = "'; DROP TABLE Tombstone; -- %_?@\"\\ \uFB00\uD83E\uDE7B ";
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1, text, text, media: text) with { StudyInstanceUid = text + "1", SeriesInstanceUid = text + "2", SopInstanceUid = text + "3", TransferSyntaxUid = text }));
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.AddStudy(new StudyRecord(text + "4", text + "x", text + "1", 1));
            ImageRecord moved = image with
            {
                SubjectId = text + "x", StudyInstanceUid = text + "4", SeriesInstanceUid = text + "5", SopInstanceUid = text + "6", RootSeriesUid = text + "2", RootSopUid = text + "3",
                Version = 2, Size = 5, Sha256 = SampleRows.Hash("moved"),
            };
            batch.MoveImage(moved, batch.WriteDraft(new byte[5]), RetiredVersion.Of(image, SampleRows.Noon, 1));
            batch.AddExport(new ExportRecord(0, text, text, SampleRows.Noon, 1, 1, 5, 1), [new ExportImageRecord(image.ImageId, 2, text + "x", text + "6", text, text, SampleRows.Hash("f"))]);
            batch.RemoveImage(Tombstone.Of(moved, SampleRows.Noon, 2));
            batch.Commit();
        }

        Assert.Equal([text, text + "x"], store.History.GetStudies(text + "1").Select(study => study.SubjectId));
        Assert.Equal(text, store.History.FindRetired(text + "3")!.SubjectId);
        Tombstone stone = store.History.FindTombstone(SampleRows.Hash("nothing"), text + "3")!;
        Assert.Equal((text + "x", text, text, text + "6", text), (stone.SubjectId, stone.Centre, stone.MediaRef, stone.SopInstanceUid, stone.TransferSyntaxUid));
        (ExportRecord export, ExportImageRecord on) = Assert.Single(store.History.GetExports(image.ImageId));
        Assert.Equal((text, text, text, text), (export.Label, export.Profile, on.FileId, on.TransferSyntaxUid));
        Assert.Equal([image.ImageId], store.History.FindByUid(text + "2"));
        Assert.Equal([image.ImageId], store.History.FindBySubject(text));
    }

    [Fact]
    public void Times_and_days_stay_what_they_are_whatever_the_sessions_settings()
    {
        Create().Dispose();
        try
        {
            MakeSessionsOdd();
            IArchiveStore store = Open();
            DateTime night = new DateTime(2026, 3, 29, 1, 30, 0, DateTimeKind.Utc).AddTicks(1234567);
            DateTime local = DateTime.SpecifyKind(new DateTime(2026, 7, 1, 0, 5, 0), DateTimeKind.Local);
            IReadOnlyList<ImageRecord> images = store.Store(
                SampleRows.Image(1, day: "0001-01-01") with { ImportedUtc = night },
                SampleRows.Image(2, day: "9999-12-31") with { ImportedUtc = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) },
                SampleRows.Image(3, day: "2024-02-29") with { ImportedUtc = local });
            using (IStoreBatch batch = store.BeginBatch())
            {
                batch.AddAudit(SampleRows.Entry(1) with { TimeUtc = night });
                batch.SetMedia(Medium("M1") with { FirstImportUtc = night, LastImportUtc = night.AddTicks(1) });
                batch.Commit();
            }

            CloseAll();
            store = Open(StoreAccess.Read);
            Assert.Equal([night, DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc), local.ToUniversalTime()], store.GetImages(0, 10).Select(image => image.ImportedUtc));
            Assert.Equal(images.Select(image => image.StudyDate), store.GetImages(0, 10).Select(image => image.StudyDate));
            Assert.All(store.GetImages(0, 10), image => Assert.Equal(DateTimeKind.Utc, image.ImportedUtc.Kind));
            Assert.Equal(2, Assert.Single(store.FindImages(new() { From = DateOnly.MaxValue })).ImageId);
            Assert.Equal(night, Assert.Single(store.GetAudit(new() { FromUtc = night, ToUtc = night })).TimeUtc);
            Assert.Empty(store.GetAudit(new() { FromUtc = night.AddTicks(1) }));
            Assert.Equal((night, night.AddTicks(1)), (store.GetMedia()[0].Media.FirstImportUtc, store.GetMedia()[0].Media.LastImportUtc));
            Assert.Equal(SampleRows.Info().CreatedUtc, store.Info.CreatedUtc);
        }
        finally
        {
            MakeSessionsPlain();
        }
    }

    [Fact]
    public void The_longest_keys_are_taken_whole()
    {
        string longest = string.Concat(Enumerable.Repeat("\uD83E\uDE7B", StoreLimits.KeyLength / 2));
        string[] keys = [longest, longest[..^2] + "ab", new string('\u65E5', StoreLimits.KeyLength), new string('x', StoreLimits.KeyLength - 1) + " ", new string(' ', StoreLimits.KeyLength)];
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(keys.Select((key, i) => SampleRows.Image(i + 1, key, key, media: key, rule: new string('r', 5000)) with
        {
            StudyInstanceUid = key, SeriesInstanceUid = key, SopInstanceUid = key, SopClassUid = key, TransferSyntaxUid = key, Manufacturer = new string('m', 70_000), ManufacturerModelName = key,
        }));
        Assert.All(images, image => Same(image, store.FindBySopInstance(image.SopInstanceUid)));
        Assert.All(images, image => Same(image, Assert.Single(store.FindImages(new() { Subjects = [image.SubjectId], Rules = [image.Rule] }))));
    }

    [Fact]
    public void Bytes_of_every_value_come_back_as_they_were()
    {
        byte[] every = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        byte[][] parts = [[0], [.. every, .. every.Reverse()], new byte[100_000], [.. Enumerable.Repeat((byte)'\'', 70_000)], [.. Enumerable.Repeat((byte)0xFF, 300_000)], [.. Encoding.UTF8.GetBytes("\\x00\\' ; -- \0")]];
        byte[] hash = new byte[32];
        IArchiveStore store = Create();
        ImageRecord image;
        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Write(SampleRows.Image(1) with { SourceHash = hash, Sha256 = [.. every.Take(32)], PixelSha256 = [.. every.TakeLast(32)] }, parts);
            batch.Commit();
        }

        Assert.Equal(parts, store.ReadParts(image.ImageId).Select(part => part.ToArray()));
        Same(image, store.FindBySource(hash));
        Same(image, store.FindByPixels(image.PixelSha256, "nobody"));
    }

    [Fact]
    public void A_clip_of_hundreds_of_megabytes_streams_in_and_out_with_flat_memory()
    {
        const int parts = 40;
        const long bound = 64 << 20;
        IArchiveStore store = Create();
        byte[] part = SampleRows.Bytes(1, StoreLimits.PartSize);
        long start = GC.GetTotalMemory(forceFullCollection: true);
        long most = 0;
        using IncrementalHash written = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long id;
        using (IStoreBatch batch = store.BeginBatch())
        {
            long policy = batch.AddPolicy(SampleRows.Policy, SampleRows.Hash(SampleRows.Policy), SampleRows.Noon);
            id = batch.ReserveImageId();
            for (int number = 0; number < parts; number++)
            {
                part[number] ^= 0x55;
                written.AppendData(part);
                batch.AddPart(id, number, part);
                Watch();
            }

            batch.AddImage(SampleRows.Image(1) with { ImageId = id, PolicyId = policy, Size = batch.Bytes, NumberOfFrames = 500 });
            batch.Commit();
        }

        using IncrementalHash read = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> each in store.ReadParts(id))
        {
            read.AppendData(each.Span);
            Watch();
        }

        Assert.Equal(written.GetHashAndReset(), read.GetHashAndReset());
        Assert.InRange(most, 0, bound);

        void Watch() => most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - start);
    }

    [Fact]
    public void Images_go_by_in_pieces_by_their_keys()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(Enumerable.Range(1, 25).Select(i => SampleRows.Image(i, subject: $"S{25 - i:D2}")));
        store.Remove(images[3], images[24]);
        long[] left = [.. images.Select(image => image.ImageId).Where(id => id is not (4 or 25))];
        Assert.Equal(left.Take(10), store.GetImages(0, 10).Select(image => image.ImageId));
        Assert.Equal(left.Where(id => id > 11), store.GetImages(11, 100).Select(image => image.ImageId));
        Assert.Empty(store.GetImages(25, 10));
        Same(images[0], store.GetImages(0, 1)[0]);
    }

    [Fact]
    public void Totals_follow_every_batch_that_lasts()
    {
        IArchiveStore store = Create();
        Assert.Equal(new ArchiveTotals(0, 0, 0, 0, 0, 0, 0), store.GetTotals());
        IReadOnlyList<ImageRecord> images = store.Store(
            SampleRows.Image(1, "S1", "C1") with { NumberOfFrames = 10 }, SampleRows.Image(2, "S1", "C1"), SampleRows.Image(3, "S2", "C2") with { NumberOfFrames = 5 });
        Assert.Equal(new ArchiveTotals(2, 2, 0, 3, 16, 300, 3), store.GetTotals());
        using (IStoreBatch lost = store.BeginBatch())
        {
            lost.Write(SampleRows.Image(9, "S9", "C9"));
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            images = [batch.Replace(images[0], new byte[40]), images[1], images[2]];
            batch.SetMedia(Medium("M1"));
            batch.Commit();
        }

        Assert.Equal(new ArchiveTotals(2, 2, 1, 3, 16, 240, 3), store.GetTotals());
        store.Remove(images[2]);
        Assert.Equal(new ArchiveTotals(1, 1, 1, 2, 11, 140, 2), store.GetTotals());
        ImageRecord moved = Move(store, images[1], "S3", 1);
        Assert.Equal(new ArchiveTotals(1, 2, 1, 2, 11, 100, 2), store.GetTotals());
        Move(store, moved, "S4", 2);
        Assert.Equal(new ArchiveTotals(1, 2, 1, 2, 11, 100, 2), store.GetTotals());
        Assert.Empty(store.FindOrphans());
    }
}
