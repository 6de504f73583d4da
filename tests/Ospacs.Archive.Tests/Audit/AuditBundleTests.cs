using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Audit.Bundles;
using Ospacs.Archive.Export;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Audit;

/// <summary>The bundle for an inspector, and the commands of its page, run as they stand there.</summary>
public sealed class AuditBundleTests : IDisposable
{
    private readonly BadDay _day = new();

    public AuditBundleTests()
    {
        _day.PutStills(3);
        _day.Put("IM0009", BadDay.Stranger(9).ToBytes());
        _day.Import();
    }

    private string Bundle => Path.Combine(_day.Folder, "now", "bundle");

    private string Earlier => Path.Combine(_day.Folder, "now", "earlier");

    public void Dispose() => _day.Dispose();

    [Fact]
    public void A_bundle_holds_every_entry_with_every_column_and_tells_its_head()
    {
        using OspacsArchive archive = _day.Open();
        Enter(archive, new AuditDraft { Action = "Test", Outcome = "Done", Reason = "a \"quoted\"\nreason, \\ Å 大 🩻 \u0001", OldValue = string.Empty, NewValue = "new" });
        List<AuditEntry> entries = [.. archive.Store.GetAudit(new AuditQuery())];
        AuditBundleReport report = new AuditBundleExport(archive, Bundle) { Reason = "inspection" }.Run();

        List<JsonElement> lines = Lines("audit.jsonl");
        Assert.Equal(entries.Count, lines.Count);
        foreach ((AuditEntry entry, JsonElement line) in entries.Zip(lines))
        {
            Assert.Equal(
                [
                    $"{entry.Sequence}", $"{entry.TimeUtc:O}", entry.Account, entry.Machine, entry.Action, entry.MediaRef, Number(entry.FileNumber), entry.SubjectId, entry.SopInstanceUid,
                    Number(entry.PolicyId), entry.Outcome, entry.Reason, entry.OldValue, entry.NewValue, Convert.ToHexStringLower(entry.Mac),
                ],
                line.EnumerateObject().Select(member => member.Value.ValueKind == JsonValueKind.Null ? null : member.Value.ToString()));
        }

        Assert.Equal((entries.Count, entries.Count, Convert.ToHexStringLower(entries[^1].Mac)), (report.Entries, report.HeadSequence, report.HeadMac));
        Assert.True(report.IsIntact);
        Assert.Equal((1, 1, archive.Anchors.Read().Count - 1), (report.Passports, report.Policies, report.Anchors));
        JsonElement passport = Assert.Single(Lines("passports.jsonl"));
        Assert.Equal((BadDay.MediaRef, 3, 1), (passport.GetProperty("mediaRef").GetString(), passport.GetProperty("stored").GetInt32(), passport.GetProperty("quarantined").GetInt32()));
        JsonElement policy = Assert.Single(Lines("policies.jsonl"));
        Assert.Equal(policy.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Bundle, policy.GetProperty("file").GetString()!)))));
        Assert.False(File.Exists(Path.Combine(Bundle, "audit.key")));

        // The export itself is the next entry.
        AuditEntry own = archive.Store.GetAudit(new AuditQuery()).Last();
        Assert.Equal((entries.Count + 1, "ExportAudit", "Exported", "inspection"), ((int)own.Sequence, own.Action, own.Outcome, own.Reason));
        Assert.Equal($"head {entries.Count} {report.HeadMac}, SHA256SUMS {report.SumsSha256}", own.NewValue);
        Assert.Equal(report.SumsSha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Bundle, "SHA256SUMS")))));
    }

    [Fact]
    public void Nothing_of_a_patient_is_in_any_file_of_a_bundle()
    {
        Export();
        foreach (string file in Directory.GetFiles(Bundle, "*", SearchOption.AllDirectories).Where(file => !file.Contains("policies", StringComparison.Ordinal)))
        {
            string text = File.ReadAllText(file);
            string[] forbidden = [_day.Folder, "Vanterpool", "Esmeralda", "1952-09-23", "IM0009", .. BadDay.Patient.Name.Split('^'), BadDay.Patient.PatientId];
            Assert.All(
                forbidden,
                word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void The_list_of_hashes_is_checked_by_the_command_of_the_page()
    {
        Export();
        Assert.Equal((0, "all files are as they were written\n"), Shell("sums"));
        Assert.Equal(Directory.GetFiles(Bundle, "*", SearchOption.AllDirectories).Length - 1, File.ReadAllLines(Path.Combine(Bundle, "SHA256SUMS")).Length);
        File.AppendAllText(Path.Combine(Bundle, "audit.csv"), " ");
        Assert.NotEqual(0, Shell("sums").Status);
    }

    [Fact]
    public void A_later_bundle_begins_with_an_earlier_one_byte_for_byte_and_the_command_of_the_page_says_so()
    {
        Export(Earlier);
        _day.Put("IM0004", BadDay.Still(4).ToBytes());
        _day.Import();
        Export();
        Assert.Equal((0, "the trail goes on from the earlier bundle\n"), Shell("continues"));
        byte[] before = File.ReadAllBytes(Path.Combine(Earlier, "audit.jsonl"));
        Assert.True(File.ReadAllBytes(Path.Combine(Bundle, "audit.jsonl")).AsSpan().StartsWith(before));
        before[^20] ^= 1;
        File.WriteAllBytes(Path.Combine(Earlier, "audit.jsonl"), before);
        Assert.NotEqual(0, Shell("continues").Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_program_of_the_page_verifies_the_chain_with_the_archive_s_key_or_the_check_key(bool withCheckKey)
    {
        using (OspacsArchive archive = _day.Open())
        {
            Enter(archive, new AuditDraft { Action = "Test", Outcome = "Done", Reason = "a \"quoted\"\r\nreason \u2028 Å 大 🩻", OldValue = "old" });
            Enter(archive, new AuditDraft { Action = "Test", Outcome = "Done", NewValue = string.Empty });
        }

        AuditBundleReport report = Export(withCheckKey: withCheckKey);
        Assert.Equal(withCheckKey, report.HasCheckKey);
        TakeKey(withCheckKey);
        Assert.Equal((0, $"{report.Entries} entries hold\n"), Shell("check"));
    }

    [Theory]
    [InlineData("audit.jsonl", "\"outcome\":\"Quarantined\"", "\"outcome\":\"Stored\"", "entry 5 does not hold")]
    [InlineData("audit.jsonl", "\"fileNumber\":3", "\"fileNumber\":4", "entry 4 does not hold")]
    [InlineData("passports.jsonl", "\"auditSequence\":5,\"auditMac\":\"", "\"auditSequence\":5,\"auditMac\":\"0", "entry 5 is not the one that the passport of medium M7 has seen")]
    [InlineData("anchors.jsonl", "{\"sequence\":5,", "{\"sequence\":55,", "the trail ends at entry 5, and the identity folder has seen entry 55")]
    public void The_program_of_the_page_names_what_does_not_hold(string file, string old, string now, string complaint)
    {
        Export();
        TakeKey(false);
        string path = Path.Combine(Bundle, file);
        string text = File.ReadAllText(path);
        Assert.Contains(old, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(old, now, StringComparison.Ordinal));
        (int status, string output) = Shell("check");
        Assert.Equal((1, complaint + "\n"), (status, output));
    }

    [Fact]
    public void The_check_key_is_derived_by_the_command_of_the_page()
    {
        Export(withCheckKey: true);
        File.Copy(Path.Combine(_day.ArchivePath + ".identity", "archive.key"), Path.Combine(Bundle, "archive.key"));
        Assert.Equal((0, File.ReadAllText(Path.Combine(Bundle, "audit.key"))), Shell("derive"));
    }

    [Fact]
    public void The_page_runs_nothing_and_asks_no_network()
    {
        Export();
        string page = File.ReadAllText(Path.Combine(Bundle, "README.html"));
        Assert.DoesNotMatch("(?i)<script|<link|<img|https?:|src=|href=|onload|\\{\\{", page);
        Assert.Contains("the whole trail held", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_spreadsheet_would_compute_is_written_as_text()
    {
        using OspacsArchive archive = _day.Open();
        Enter(archive, new AuditDraft { Action = "Test", Outcome = "Done", Reason = "=HYPERLINK(\"x\",\"y\")", OldValue = "-1+1", NewValue = "@SUM(1,2)" });
        new AuditBundleExport(archive, Bundle).Run();
        byte[] sheet = File.ReadAllBytes(Path.Combine(Bundle, "audit.csv"));
        Assert.Equal(Encoding.UTF8.GetPreamble(), sheet[..3]);
        string[] rows = Encoding.UTF8.GetString(sheet).Split("\r\n");
        Assert.Contains(",\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\",\"'-1+1\",\"'@SUM(1,2)\",", rows[^2], StringComparison.Ordinal);
        Assert.Equal(8, rows.Length);
    }

    [Fact]
    public void A_destination_that_is_not_empty_is_left_as_it_is()
    {
        Directory.CreateDirectory(Bundle);
        File.WriteAllText(Path.Combine(Bundle, "mine"), "x");
        ExportException refused = Assert.Throws<ExportException>(() => Export());
        Assert.Equal(ExportFailure.NotEmpty, refused.Kind);
        Assert.Single(Directory.GetFileSystemEntries(Bundle));
        using OspacsArchive archive = _day.Open();
        Assert.Empty(archive.Store.GetAudit(new AuditQuery { Action = "ExportAudit" }));
    }

    [Fact]
    public void An_export_that_is_cancelled_leaves_neither_file_nor_entry()
    {
        using OspacsArchive archive = _day.Open();
        for (int i = 0; i < 3; i++)
        {
            using IStoreBatch batch = archive.Store.BeginBatch();
            AuditTrail trail = archive.BeginTrail();
            for (int k = 0; k < 1000; k++)
            {
                trail.Append(batch, new AuditDraft { Action = "Test", Outcome = "Done" });
            }

            batch.Commit();
        }

        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => new AuditBundleExport(archive, Bundle).Run(new Stop(stop), stop.Token));
        Assert.False(Directory.Exists(Bundle));
        Assert.Empty(archive.Store.GetAudit(new AuditQuery { Action = "ExportAudit" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public void A_reason_that_is_none_is_refused(string reason)
    {
        using OspacsArchive archive = _day.Open();
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => new AuditBundleExport(archive, Bundle) { Reason = reason }.Run()).Kind);
        Assert.False(Directory.Exists(Bundle));
    }

    [Fact]
    public void A_trail_that_does_not_hold_is_exported_whole_and_the_page_says_where()
    {
        (int status, _, string errors) = Oracles.Run("python3", "-c", "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); [d.execute('DROP TRIGGER ' + t) for t in ('Audit_Fixed', 'Audit_Kept')]; d.execute('UPDATE Audit SET SubjectId = \\'X\\' WHERE Sequence = 3'); d.commit()", _day.ArchivePath);
        Assert.True(status == 0, errors);
        AuditBundleReport report = Export();
        Assert.Equal((3L, AuditBreakKind.Altered, 5L), (report.Break!.Sequence, report.Break.Kind, report.Entries));
        Assert.Equal(5, Lines("audit.jsonl").Count);
        Assert.Contains("broken at entry 3 (Altered)", File.ReadAllText(Path.Combine(Bundle, "README.html")), StringComparison.Ordinal);
    }

    private AuditBundleReport Export(string? destination = null, bool withCheckKey = false)
    {
        using OspacsArchive archive = _day.Open();
        return new AuditBundleExport(archive, destination ?? Bundle) { WithCheckKey = withCheckKey }.Run();
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static void Enter(OspacsArchive archive, AuditDraft draft)
    {
        using IStoreBatch batch = archive.Store.BeginBatch();
        archive.BeginTrail().Append(batch, draft);
        batch.Commit();
    }

    private List<JsonElement> Lines(string file) => [.. File.ReadAllLines(Path.Combine(Bundle, file)).Select(line => JsonDocument.Parse(line).RootElement)];

    // What the key holder brings, and the program that the page gives.
    private void TakeKey(bool withCheckKey)
    {
        File.WriteAllText(Path.Combine(Bundle, "check.py"), Command("program"));
        if (!withCheckKey)
        {
            File.Copy(Path.Combine(_day.ArchivePath + ".identity", "archive.key"), Path.Combine(Bundle, "archive.key"));
        }
    }

    private string Command(string id)
    {
        string page = File.ReadAllText(Path.Combine(Bundle, "README.html"));
        return WebUtility.HtmlDecode(Assert.Single(Regex.Matches(page, $"<pre id=\"{id}\">(.*?)</pre>", RegexOptions.Singleline).Select(match => match.Groups[1].Value)));
    }

    private (int Status, string Output) Shell(string id)
    {
        Oracles.Need("sh", "python3", "openssl");
        (int status, string output, string errors) = Oracles.Run("sh", "-c", $"cd '{Bundle}' && {Command(id)}");
        return (status, output + errors);
    }

    private sealed class Stop(CancellationTokenSource source) : IProgress<long>
    {
        public void Report(long value) => source.Cancel();
    }
}
