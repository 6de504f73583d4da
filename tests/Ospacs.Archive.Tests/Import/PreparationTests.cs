using Ospacs.Archive.Import;
using Ospacs.Archive.Tests.BadDays;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>How many files are prepared at once.</summary>
public sealed class PreparationTests : IDisposable
{
    private readonly BadDay _day = new();
    private int _now;
    private int _most;

    public void Dispose() => _day.Dispose();

    // Each that is prepared asks the archive, and a group that is being written waits behind those who ask: with dozens of them an import
    // into a server came to a few files a second.
    [Fact]
    public void No_more_files_are_prepared_at_once_than_there_are_processors()
    {
        _day.PutStills(100 * Environment.ProcessorCount);
        using OspacsArchive archive = _day.Open();
        List<ImportOutcome> outcomes = _day.Import(archive, opener: path =>
        {
            int now = Interlocked.Increment(ref _now);
            for (int most = _most; now > most && Interlocked.CompareExchange(ref _most, now, most) != most; most = _most)
            {
            }
            // As long as a disc takes: the pool would give others a thread meanwhile.
            Thread.Sleep(20);
            Interlocked.Decrement(ref _now);
            return new SourceFile(path);
        });
        Assert.All(outcomes, outcome => Assert.Equal(FileOutcome.Stored, outcome.Outcome));
        Assert.InRange(_most, 1, Environment.ProcessorCount);
    }
}
