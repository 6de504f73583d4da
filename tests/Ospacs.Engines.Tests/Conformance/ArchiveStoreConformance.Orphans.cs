using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void A_sound_archive_has_no_orphans()
    {
        Whole();
        Assert.Empty(Open(StoreAccess.Read).FindOrphans());
    }

    [Theory]
    [InlineData("DELETE FROM ImagePart WHERE ImageId = 1", "Image", 1, "M1")]
    [InlineData("UPDATE ImagePart SET Number = Number + 1 WHERE ImageId = 2 AND Number = 1", "Image", 2, "M2")]
    [InlineData("DELETE FROM ImagePart WHERE ImageId = 2 AND Number = 0", "Image", 2, "M2")]
    [InlineData("DELETE FROM ImagePart WHERE ImageId = 2 AND Number = 1", "Image", 2, "M2")]
    [InlineData("DELETE FROM Study WHERE SubjectId = 'S0002'", "Image", 2, "M2")]
    [InlineData("DELETE FROM Policy", "Image", 1, "M1")]
    public void An_image_that_lacks_what_belongs_to_it_is_found_with_the_medium_to_import_again(string sql, string table, long imageId, string media)
    {
        OrphanedRow found = Orphans(sql)[0];
        Assert.Equal((table, imageId, media), (found.Table, found.ImageId, found.MediaRef));
        Assert.Contains($"image {imageId}", found.Key, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_whose_size_is_not_that_of_its_parts_is_found()
    {
        IReadOnlyList<OrphanedRow> found = Orphans("UPDATE Image SET Size = Size + 1, Version = Version + 1 WHERE ImageId = 1");
        Assert.Equal(["ArchiveTotal", "CentreTotal", "Image", "SubjectTotal"], found.Select(row => row.Table).Order(StringComparer.Ordinal));
        Assert.Equal(1, found.Single(row => row.Table == "Image").ImageId);
    }

    [Fact]
    public void Parts_without_an_image_are_found()
    {
        IReadOnlyList<OrphanedRow> found = Orphans("DELETE FROM Image WHERE ImageId = 2");
        OrphanedRow parts = found.Single(row => row.Table == "ImagePart");
        Assert.Equal(2, parts.ImageId);
        Assert.Contains("2 parts", parts.Problem, StringComparison.Ordinal);
        Assert.Equal(["ArchiveTotal", "CentreTotal", "ImagePart", "SubjectTotal"], found.Select(row => row.Table).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_study_of_a_later_generation_without_the_first_one_is_found()
    {
        IReadOnlyList<OrphanedRow> found = Orphans("DELETE FROM Study WHERE SubjectId = 'S0003' AND Generation = 0");
        Assert.Equal("Study", Assert.Single(found).Table);
    }

    [Fact]
    public void Images_of_a_medium_that_was_written_and_has_no_row_are_found()
    {
        OrphanedRow found = Assert.Single(Orphans("DELETE FROM Export"));
        Assert.Equal("ExportImage", found.Table);
        Assert.Contains("export 1", found.Key, StringComparison.Ordinal);
    }

    [Fact]
    public void A_medium_that_was_imported_and_has_no_row_is_found()
    {
        // M3 was never imported whole: its one file waited in the quarantine of a run that was cut off, and was approved later.
        OrphanedRow found = Assert.Single(Orphans("DELETE FROM Media WHERE MediaRef = 'M1'"));
        Assert.Equal(("Media", "M1"), (found.Table, found.MediaRef));
    }

    [Theory]
    [InlineData("UPDATE SubjectTotal SET Images = Images + 1 WHERE SubjectId = 'S0001'", "SubjectTotal", "S0001")]
    [InlineData("DELETE FROM SubjectTotal WHERE SubjectId = 'S0002'", "SubjectTotal", "S0002")]
    [InlineData("INSERT INTO SubjectTotal (SubjectId, Images, Frames, Bytes) VALUES ('S0009', 1, 1, 1)", "SubjectTotal", "S0009")]
    [InlineData("UPDATE CentreTotal SET Frames = 0 WHERE Centre = 'C02'", "CentreTotal", "C02")]
    [InlineData("DELETE FROM CentreTotal WHERE Centre = 'C01'", "CentreTotal", "C01")]
    [InlineData("UPDATE ArchiveTotal SET Subjects = 9", "ArchiveTotal", "")]
    [InlineData("UPDATE ArchiveTotal SET Bytes = Bytes - 1", "ArchiveTotal", "")]
    [InlineData("DELETE FROM ArchiveTotal", "ArchiveTotal", "")]
    public void A_total_that_is_not_that_of_the_rows_is_found(string sql, string table, string name)
    {
        OrphanedRow found = Assert.Single(Orphans(sql));
        Assert.Equal(table, found.Table);
        Assert.Contains(name, found.Key, StringComparison.Ordinal);
        Assert.Null(found.ImageId);
    }

    [Fact]
    public void Figures_of_an_archive_whose_totals_are_gone_say_that_it_is_damaged()
    {
        Whole();
        Damage("DELETE FROM ArchiveTotal");
        Fails(ArchiveFailure.NotAnArchive, () => Open(StoreAccess.Read).GetTotals());
    }

    [Fact]
    public void Orphans_are_looked_for_as_long_as_they_are_wanted()
    {
        Whole();
        using CancellationTokenSource stopped = new();
        stopped.Cancel();
        Assert.Throws<OperationCanceledException>(() => Open(StoreAccess.Read).FindOrphans(stopped.Token).ToList());
    }

    private IReadOnlyList<OrphanedRow> Orphans(string sql)
    {
        Whole();
        Damage(sql);
        return [.. Open(StoreAccess.Read).FindOrphans()];
    }

    /// <summary>An archive with something of everything that can be orphaned, closed.</summary>
    private void Whole()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.SetMedia(new MediaRecord("M1", "C01", null, 0, SampleRows.Noon, SampleRows.Noon, 0, new byte[32]));
            batch.SetMedia(new MediaRecord("M2", "C02", null, 0, SampleRows.Noon, SampleRows.Noon, 0, new byte[32]));
            batch.Write(SampleRows.Image(1));
            batch.Write(SampleRows.Image(2, "S0002", "C02", media: "M2") with { NumberOfFrames = 40 }, SampleRows.Bytes(2, 100), SampleRows.Bytes(3, 50));
            batch.Write(SampleRows.Image(3, "S0003", "C01", media: "M3"));
            foreach ((int number, string media) in new[] { (1, "M1"), (2, "M2"), (3, "M3") })
            {
                batch.SetMediaFile(new MediaFileRecord(media, SampleRows.Hash($"file {number}"), number, Ospacs.Archive.Import.FileOutcome.Stored, null));
            }

            batch.AddAudit(SampleRows.Entry(1));
            batch.AddAudit(SampleRows.Entry(2, media: "M2", subject: "S0002"));
            batch.AddAudit(SampleRows.Entry(3, "Approve", media: "M3", subject: "S0003"));
            batch.AddAudit(SampleRows.Entry(4, media: "M3", subject: null) with { Outcome = "Refused" });
            batch.AddExport(new ExportRecord(0, "DISC", "P", SampleRows.Noon, 1, 1, 1, 1), [new ExportImageRecord(1, 1, "S0001", "1.2", "A", "1.2.840.10008.1.2.1", SampleRows.Hash("f"))]);
            batch.Commit();
        }

        // The last image of a study goes to another subject: the study of generation 0 has no image any more, and its row stays.
        Move(store, store.History.FindImage(3)!, "S0004", 1);
        CloseAll();
    }
}
