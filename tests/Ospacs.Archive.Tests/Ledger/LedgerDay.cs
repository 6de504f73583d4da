using Ospacs.Archive.Ledger;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Xunit;

namespace Ospacs.Archive.Tests.Ledger;

/// <summary>What tests of the identity ledger ask of an archive.</summary>
internal static class LedgerDay
{
    internal static string Folder(this BadDay day) => Path.Combine(day.ArchivePath + ".identity", "ledger");

    /// <summary>The file of the day's medium.</summary>
    internal static string LedgerFile(this BadDay day) => Path.Combine(day.Folder(), BadDay.MediaRef + ".ledger");

    /// <summary>Every record of the day's medium, in order.</summary>
    internal static List<LedgerRecord> Records(this BadDay day)
    {
        using OspacsArchive archive = day.Open();
        using var reader = new LedgerReader(archive);
        return [.. reader.Read(day.LedgerFile()).Select(entry => entry.Record).OfType<LedgerRecord>()];
    }

    internal static List<VerificationFinding> Verify(this BadDay day)
    {
        using OspacsArchive archive = OspacsArchive.Open(new Ospacs.Engines.Sqlite.SqliteEngine(), day.ArchivePath, StoreAccess.Read);
        return [.. new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken)];
    }

    internal static List<ImageSource> Reveal(this BadDay day, string reason, out SourceDisclosure disclosure)
    {
        using OspacsArchive archive = day.Open();
        disclosure = new SourceDisclosure(archive);
        return [.. disclosure.Reveal(archive.Store.FindImages(new ImageQuery()), reason, TestContext.Current.CancellationToken)];
    }
}
