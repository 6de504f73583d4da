using Ospacs.Archive.Audit;
using Ospacs.Archive.Protection.Search;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Ledger;

/// <summary>Sees to it that a reason, which stands in the audit trail for ever, repeats nothing of what the sources of images say of their patients.</summary>
internal static class SourceReasons
{
    /// <summary>Checks a reason against the ledger's entries of images; images without an entry are passed over.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="images">The images that the reason is for.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ArchiveException">The reason cannot be used, or the ledger cannot be read.</exception>
    internal static void Check(OspacsArchive archive, IEnumerable<ImageRecord> images, string reason, CancellationToken cancellation)
    {
        GivenReason.Check(string.Empty, reason);
        using var reader = new LedgerReader(archive);
        foreach (IGrouping<string, ImageRecord> medium in images.GroupBy(image => image.MediaRef, StringComparer.Ordinal))
        {
            Check(reason, SourceDisclosure.Find(reader, [.. medium], cancellation).Values);
        }
    }

    /// <summary>Checks a reason against entries of the ledger.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="entries">The entries, an image each.</param>
    internal static void Check(string reason, IEnumerable<List<LedgerRecord>> entries)
    {
        var seen = new HashSet<(string?, string?, string?, int)>();
        foreach (SourceIdentifiers source in entries.SelectMany(history => history).Select(record => record.Source).OfType<SourceIdentifiers>())
        {
            // Thousands of images are of a few patients.
            if (seen.Add((source.PatientId, source.PatientName, source.PatientBirthDate, source.OtherPatientIds.Count + source.OtherPatientNames.Count + source.Undecoded.Count))
                || source.OtherPatientIds.Count + source.OtherPatientNames.Count + source.Undecoded.Count > 0)
            {
                GivenReason.Check(string.Empty, reason, PatientStrings.Of(source));
            }
        }
    }
}
