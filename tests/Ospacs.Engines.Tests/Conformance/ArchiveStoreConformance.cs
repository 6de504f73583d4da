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

    /// <summary>Runs a statement on the archive's database as its owner, past the program; what the database refuses comes as the engine's <see cref="ArchiveException"/>.</summary>
    protected abstract void Execute(string sql);

    /// <summary>Does as <see cref="Execute"/>, without the triggers, foreign keys and other constraints that would keep rows from being orphaned.</summary>
    protected virtual void Damage(string sql) => Execute(sql);

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
