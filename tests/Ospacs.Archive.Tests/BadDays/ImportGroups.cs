using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>Groups of files that a test fills and writes itself, one after the other, with the medium's row.</summary>
internal sealed class ImportGroups : IDisposable
{
    /// <summary>The group that is being filled.</summary>
    public ImportGroup Current { get; private set; } = new();

    /// <summary>Writes the group and begins the next one.</summary>
    public IReadOnlyList<ImportOutcome> Write(ImportWriter writer)
    {
        using ImportGroup group = Current;
        Current = new ImportGroup();
        group.Opening = new MediaRecord(BadDay.MediaRef, BadDay.Centre, null, 0, DateTime.UtcNow, DateTime.UtcNow, 0, []);
        return writer.Write(group, TestContext.Current.CancellationToken);
    }

    public void Dispose() => Current.Dispose();
}
