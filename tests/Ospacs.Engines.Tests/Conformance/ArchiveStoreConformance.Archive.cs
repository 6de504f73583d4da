using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void An_archive_is_there_once_it_was_made_and_remembers_what_it_was_made_with()
    {
        Assert.False(Engine.Exists(Archive));
        using (IArchiveStore made = Engine.Create(Archive, SampleRows.Info("Ærø & Søn; DROP TABLE Image --")))
        {
            Assert.Equal("Ærø & Søn; DROP TABLE Image --", made.Info.Sponsor);
        }

        Assert.True(Engine.Exists(Archive));
        ArchiveInfo info = Open(StoreAccess.Read).Info;
        ArchiveInfo expected = SampleRows.Info("Ærø & Søn; DROP TABLE Image --");
        Assert.Equal(expected.KeyCheck, info.KeyCheck);
        Assert.Equal(expected with { KeyCheck = info.KeyCheck, SchemaVersion = SchemaVersion }, info);
        Assert.Equal(DateTimeKind.Utc, info.CreatedUtc.Kind);
    }

    [Fact]
    public void A_second_archive_in_the_same_place_is_refused_and_the_first_is_as_it_was()
    {
        Create().Store(SampleRows.Image(1));
        Fails(ArchiveFailure.AlreadyExists, () => Engine.Create(Archive, SampleRows.Info("Another")));
        IArchiveStore again = Open();
        Assert.Equal("The sponsor", again.Info.Sponsor);
        Assert.NotNull(again.FindBySopInstance(SampleRows.Uid("image 1")));
    }

    [Fact]
    public void An_archive_is_there_with_its_first_batch_or_not_at_all()
    {
        Assert.Throws<InvalidOperationException>(() => Engine.Create(Archive, SampleRows.Info(), batch =>
        {
            batch.AddAudit(SampleRows.Entry(1));
            throw new InvalidOperationException();
        }));
        Assert.False(Engine.Exists(Archive));
        Fails(ArchiveFailure.NotFound, () => Engine.Open(Archive, StoreAccess.Read));

        using IArchiveStore store = Engine.Create(Archive, SampleRows.Info(), batch => batch.AddAudit(SampleRows.Entry(1)));
        Assert.Single(store.GetAudit(new()));
    }

    [Fact]
    public void An_archive_that_is_not_there_cannot_be_opened()
    {
        Fails(ArchiveFailure.NotFound, () => Engine.Open(Archive, StoreAccess.Read));
        Fails(ArchiveFailure.NotFound, () => Engine.Open(Archive, StoreAccess.Write));
        Assert.False(Engine.Exists(Archive));
    }

    [Fact]
    public void An_archive_of_a_newer_schema_is_refused()
    {
        Create().Dispose();
        MakeNewer();
        Assert.Contains($"version {SchemaVersion + 1}", Fails(ArchiveFailure.NewerSchema, () => Engine.Open(Archive, StoreAccess.Read)).Message, StringComparison.Ordinal);
        Fails(ArchiveFailure.NewerSchema, () => Engine.Open(Archive, StoreAccess.Write));
    }

    [Fact]
    public void What_was_opened_for_reading_cannot_be_written()
    {
        Create().Store(SampleRows.Image(1));
        IArchiveStore reader = Open(StoreAccess.Read);
        Fails(ArchiveFailure.ReadOnly, () => reader.BeginBatch());
        Assert.NotNull(reader.FindBySopInstance(SampleRows.Uid("image 1")));
    }

    [Theory]
    [InlineData("UPDATE Archive SET Sponsor = 'x'")]
    [InlineData("DELETE FROM Archive")]
    [InlineData("UPDATE Policy SET PolicyText = 'x'")]
    [InlineData("DELETE FROM Policy")]
    [InlineData("UPDATE Audit SET Reason = 'x'")]
    [InlineData("UPDATE Audit SET Mac = Mac")]
    [InlineData("DELETE FROM Audit")]
    [InlineData("DELETE FROM Audit WHERE Sequence = 2")]
    [InlineData("INSERT INTO Audit SELECT Sequence + 5, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue FROM Audit WHERE Sequence = 2")]
    [InlineData("DELETE FROM ImagePart; DELETE FROM Image")]
    [InlineData("UPDATE Study SET SubjectId = 'S9999'")]
    [InlineData("UPDATE Image SET SopInstanceUid = '1.2.3'")]
    [InlineData("UPDATE Image SET SourceHash = Sha256")]
    [InlineData("UPDATE Image SET MediaRef = 'M9'")]
    [InlineData("UPDATE Image SET ImportedUtc = '2020-01-01T00:00:00.0000000Z'")]
    [InlineData("UPDATE Image SET Centre = 'C99'")]
    [InlineData("UPDATE Image SET SubjectId = 'S9999', Version = Version + 1")]
    public void What_is_kept_cannot_be_changed_even_by_the_databases_owner(string sql)
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(1));
            batch.AddAudit(SampleRows.Entry(1));
            batch.AddAudit(SampleRows.Entry(2));
            batch.Commit();
        }

        CloseAll();
        ArchiveException refusal = Assert.Throws<ArchiveException>(() => Execute(sql));
        Assert.Contains(refusal.Kind, new[] { ArchiveFailure.ReadOnly, ArchiveFailure.InvalidArgument, ArchiveFailure.Conflict });
        IArchiveStore after = Open(StoreAccess.Read);
        Assert.Equal("The sponsor", after.Info.Sponsor);
        Assert.Equal([1, 2], after.GetAudit(new()).Select(entry => entry.Sequence));
        Assert.All(after.GetAudit(new()), entry => Assert.Null(entry.Reason));
        Assert.Equal(SampleRows.Image(1).Centre, after.FindBySource(SampleRows.Hash("source 1"))!.Centre);
    }

    /// <summary>Raises the version of the schema of the test's archive by one.</summary>
    protected abstract void MakeNewer();
}
