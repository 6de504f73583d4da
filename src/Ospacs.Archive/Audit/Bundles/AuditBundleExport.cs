using System.Globalization;
using System.Text.Json;
using Ospacs.Archive.Export;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit.Bundles;

/// <summary>
/// Writes what an inspector needs into one folder: the audit trail with its passports, anchors, policies and the fates of images, a list of
/// hashes, and a page that says how all of it is checked without Ospacs. An export that fails or is cancelled removes what it wrote; one
/// that succeeds is in the audit trail, with the head that it ends with and the hash of its list.
/// </summary>
public sealed class AuditBundleExport
{
    /// <summary>The audit's word for it.</summary>
    public const string Action = "ExportAudit";

    /// <summary>The name that the audit's key is derived under.</summary>
    internal const string KeyUse = "ospacs audit 1";

    private const int LongestReason = 400;

    private readonly OspacsArchive _archive;
    private readonly string _destination;

    /// <summary>Prepares an export.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="destination">The folder, empty or not there.</param>
    public AuditBundleExport(OspacsArchive archive, string destination)
    {
        ArgumentNullException.ThrowIfNull(archive);
        _archive = archive;
        _destination = destination;
    }

    /// <summary>Why it is written, in one line; no identity of a patient. Or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the key that the codes are made with is put in: its holder can check the chain alone, and could make one that fits.</summary>
    public bool WithCheckKey { get; init; }

    /// <summary>Writes the bundle.</summary>
    /// <param name="progress">Told after every thousand entries; or null.</param>
    /// <param name="cancellation">Ends the export; what it wrote is removed.</param>
    /// <exception cref="ExportException">The destination is not empty, or cannot be written; nothing is left of it.</exception>
    /// <exception cref="ArchiveException">The reason cannot be used, or the archive failed; nothing is left of the bundle.</exception>
    public AuditBundleReport Run(IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        if (Reason is not null && (string.IsNullOrWhiteSpace(Reason) || Reason.Length > LongestReason || Reason.Any(char.IsControl)))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The reason must have 1 to {LongestReason} characters in one line.");
        }

        try
        {
            using ExportFolder folder = ExportFolder.Open(new ExportOptions { Destination = _destination });
            AuditBundleReport report = Write(folder.Root, new BundleFiles(folder, cancellation), progress, cancellation);
            Enter(report);
            folder.Complete();
            return report;
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            throw IdentityFailure.Of(e, "The destination").Kind == ArchiveFailure.DiskFull
                ? new ExportException(ExportFailure.DiskFull, "There is no room left at the destination. What had been written was removed.", e)
                : new ExportException(ExportFailure.NotWritable, "The destination cannot be written. What had been written was removed.", e);
        }
    }

    private AuditBundleReport Write(string root, BundleFiles files, IProgress<long>? progress, CancellationToken cancellation)
    {
        // What anchors the trail is read before it: a running import adds to both.
        DateTime now = DateTime.UtcNow;
        IReadOnlyList<MediaPassport> passports = _archive.Store.GetMedia();
        IReadOnlyList<AuditAnchor> anchors = _archive.Anchors.Read();
        (AuditVerdict verdict, AuditEntry? head) = WriteEntries(files, passports, anchors, progress, cancellation);
        long end = head?.Sequence ?? 0;
        byte[] mac = head?.Mac ?? new byte[ArchiveKey.Size];

        files.WriteLines(AuditBundle.PassportsFile, passports, BundleLines.Add);
        files.WriteLines(AuditBundle.AnchorsFile, anchors, BundleLines.Add);
        int policies = WritePolicies(files);
        IImageHistory history = _archive.Store.History;
        // What was written after the last entry of the bundle is of the next one.
        long versions = files.WriteLines(AuditBundle.VersionsFile, history.ReadRetired(cancellation).Where(version => version.AuditSequence <= end), BundleLines.Add);
        long tombstones = files.WriteLines(AuditBundle.TombstonesFile, history.ReadTombstones(cancellation).Where(stone => stone.AuditSequence <= end), BundleLines.Add);
        var exports = new HashSet<long>();
        files.WriteLines(
            AuditBundle.ExportsFile,
            history.ReadExports(cancellation).Where(export => export.AuditSequence <= end),
            (lines, export) =>
            {
                exports.Add(export.ExportId);
                lines.Add(export);
            });
        files.WriteLines(
            AuditBundle.ExportImagesFile,
            history.ReadExportImages(cancellation).Where(image => exports.Contains(image.ExportId)),
            (lines, image) => lines.Add(image.ExportId, image.Image));
        if (WithCheckKey)
        {
            files.Write(AuditBundle.CheckKeyFile, Convert.ToHexStringLower(_archive.Key.Derive(KeyUse)) + "\n");
        }

        var report = new AuditBundleReport
        {
            Destination = root,
            ArchiveId = _archive.Info.ArchiveId,
            Entries = end,
            HeadSequence = end,
            HeadMac = Convert.ToHexStringLower(mac),
            Passports = passports.Count,
            Anchors = anchors.Count,
            Policies = policies,
            Versions = versions,
            Tombstones = tombstones,
            Exports = exports.Count,
            Files = 0,
            Bytes = 0,
            SumsSha256 = string.Empty,
            HasCheckKey = WithCheckKey,
            Break = verdict.Break,
        };
        files.Write(AuditBundle.ArchiveFile, output => WriteArchive(output, report, now));
        files.Write(AuditBundle.PageFile, BundlePage.Of(_archive.Info, report, now));
        // The list comes last: a folder that has it is whole.
        string sums = files.WriteSums();
        return report with { Files = files.Count, Bytes = files.Bytes, SumsSha256 = sums };
    }

    // Written as they are read and verified, so that no more than a page of them is in memory.
    private (AuditVerdict Verdict, AuditEntry? Head) WriteEntries(BundleFiles files, IReadOnlyList<MediaPassport> passports, IReadOnlyList<AuditAnchor> anchors, IProgress<long>? progress, CancellationToken cancellation)
    {
        AuditVerdict? verdict = null;
        AuditEntry? head = null;
        files.Write(AuditBundle.SheetFile, table => files.Write(AuditBundle.EntriesFile, text =>
        {
            using var sheet = new AuditSheet(table);
            using IEnumerator<AuditEntry> written = Written(new JsonLines(text), sheet).GetEnumerator();
            verdict = _archive.BeginTrail().Verify(Rest(written), passports.Select(passport => AuditAnchor.Of(passport.Media)).Concat(anchors), null, cancellation);
            if (verdict.Break?.Kind == AuditBreakKind.Unreadable)
            {
                throw new ArchiveException(ArchiveFailure.NotAnArchive, $"{verdict.Break} A bundle cannot be made of it; an inspector needs the archive's file itself.");
            }

            // A trail that does not hold is written to its end all the same.
            while (written.MoveNext())
            {
            }
        }));
        return (verdict!, head);

        IEnumerable<AuditEntry> Written(JsonLines lines, AuditSheet sheet)
        {
            long count = 0;
            foreach (AuditEntry entry in _archive.Store.GetAudit(new AuditQuery(), cancellation))
            {
                lines.Add(entry);
                sheet.Add(entry);
                head = entry;
                if (++count % 1000 == 0)
                {
                    progress?.Report(count);
                }

                yield return entry;
            }
        }
    }

    private static IEnumerable<AuditEntry> Rest(IEnumerator<AuditEntry> entries)
    {
        while (entries.MoveNext())
        {
            yield return entries.Current;
        }
    }

    private int WritePolicies(BundleFiles files)
    {
        IReadOnlyList<PolicyRecord> policies = _archive.Store.GetPolicies();
        foreach (PolicyRecord policy in policies)
        {
            files.Write(FileOf(policy), policy.Text);
        }

        files.WriteLines(AuditBundle.PoliciesFile, policies, (lines, policy) => lines.Add(policy, FileOf(policy)));
        return policies.Count;

        static string FileOf(PolicyRecord policy) => string.Create(CultureInfo.InvariantCulture, $"{AuditBundle.PoliciesFolder}/policy-{policy.PolicyId}.json");
    }

    private void WriteArchive(Stream output, AuditBundleReport report, DateTime now)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("archiveId", _archive.Info.ArchiveId);
        json.WriteNumber("schemaVersion", _archive.Info.SchemaVersion);
        json.WriteString("sponsor", _archive.Info.Sponsor);
        json.WriteString("protocol", _archive.Info.Protocol);
        json.WriteString("datePolicy", _archive.Info.DatePolicy);
        json.WriteString("keyCheck", Convert.ToHexStringLower(_archive.Info.KeyCheck));
        json.WriteString("createdUtc", _archive.Info.CreatedUtc.ToString("O", CultureInfo.InvariantCulture));
        json.WriteString("exportedUtc", now.ToString("O", CultureInfo.InvariantCulture));
        json.WriteStartObject("head");
        json.WriteNumber("sequence", report.HeadSequence);
        json.WriteString("mac", report.HeadMac);
        json.WriteEndObject();
        json.WriteString("problem", report.Break?.ToString());
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
    }

    private void Enter(AuditBundleReport report)
    {
        _archive.Store.RunBatch(batch => _archive.BeginTrail().Append(batch, new AuditDraft
        {
            Action = Action,
            Outcome = "Exported",
            Reason = Reason,
            NewValue = string.Create(CultureInfo.InvariantCulture, $"head {report.HeadSequence} {report.HeadMac}, {AuditBundle.SumsFile} {report.SumsSha256}{(report.HasCheckKey ? ", with check key" : string.Empty)}"),
        }));
    }
}
