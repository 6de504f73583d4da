using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

/// <summary>What every engine does alike. An engine's own test class derives from this one and says where its archives are.</summary>
public abstract partial class ArchiveStoreConformance : IDisposable
{
    private readonly List<IArchiveStore> _open = [];
    private string? _archive;

    /// <summary>The engine.</summary>
    protected abstract IArchiveEngine Engine { get; }

    /// <summary>The value of -Archive for the test's archive, which is not there yet.</summary>
    protected string Archive => _archive ??= NewArchive();

    /// <summary>A value of -Archive that nothing is under.</summary>
    protected abstract string NewArchive();

    /// <summary>The version of the schema that the engine makes.</summary>
    protected abstract int SchemaVersion { get; }

    /// <summary>Whether the engine knows what is free inside an archive, and uses that before it takes more of the disk.</summary>
    protected virtual bool KnowsFreeRoom => true;

    /// <summary>Whether the engine measures an archive's own room, and gives what is free of it back to the disk.</summary>
    protected virtual bool GivesRoomBack => true;

    /// <summary>Whether the engine knows at once what an archive takes, rather than when it next comes round to counting.</summary>
    protected virtual bool KnowsRoomAtOnce => true;

    /// <summary>Whether the engine's driver makes an array for each batch's parts and of each part that is read. They are collected as they come; a clip's memory is flat all the same.</summary>
    protected virtual bool DriverMakesArrays => false;

    /// <summary>Runs a statement on the archive's database as its owner, past the program; what the database refuses comes as the engine's <see cref="ArchiveException"/>.</summary>
    protected abstract void Execute(string sql);

    /// <summary>Does as <see cref="Execute"/>, without the triggers, foreign keys and other constraints that would keep rows from being orphaned.</summary>
    protected virtual void Damage(string sql) => Execute(sql);

    /// <summary>Makes the key that the test's archive gave last another one.</summary>
    protected abstract void SetLastKey(long key);

    /// <summary>Makes every session on the archive's server begin with settings that nobody expects, where there is a server: time zone, form of dates, isolation.</summary>
    protected virtual void MakeSessionsOdd()
    {
    }

    /// <summary>Takes back what <see cref="MakeSessionsOdd"/> has done.</summary>
    protected virtual void MakeSessionsPlain()
    {
    }

    /// <summary>Closes what the test has opened.</summary>
    public virtual void Dispose()
    {
        _open.ForEach(store => store.Dispose());
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the test's archive.</summary>
    protected IArchiveStore Create()
    {
        _open.Add(Engine.Create(Archive, SampleRows.Info()));
        return _open[^1];
    }

    /// <summary>Opens the test's archive once more.</summary>
    protected IArchiveStore Open(StoreAccess access = StoreAccess.Write)
    {
        _open.Add(Engine.Open(Archive, access));
        return _open[^1];
    }

    /// <summary>Closes every store of the test.</summary>
    protected void CloseAll()
    {
        _open.ForEach(store => store.Dispose());
        _open.Clear();
    }

    /// <summary>Asserts that something fails in a certain way, in words that name neither path nor value.</summary>
    protected ArchiveException Fails(ArchiveFailure kind, Action action)
    {
        ArchiveException failure = Assert.Throws<ArchiveException>(action);
        Assert.Equal(kind, failure.Kind);
        Assert.DoesNotContain(Archive, failure.ToString(), StringComparison.OrdinalIgnoreCase);
        return failure;
    }
}
