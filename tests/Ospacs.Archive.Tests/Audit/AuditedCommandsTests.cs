using System.Text.RegularExpressions;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Audit.Bundles;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Audit;

/// <summary>What each command that writes leaves in the trail: who, when, what, outcome, reason, old and new value.</summary>
public sealed class AuditedCommandsTests : IDisposable
{
    private readonly BadDay _day = new();
    private readonly OspacsArchive _archive;

    public AuditedCommandsTests() => _archive = _day.Open();

    public void Dispose()
    {
        _archive.Dispose();
        _day.Dispose();
    }

    [Fact]
    public void Making_an_archive_names_its_policy()
    {
        AuditEntry entry = Assert.Single(Entries());
        Assert.Equal(("Create", "Done", 1L), (entry.Action, entry.Outcome, entry.PolicyId));
        Assert.EndsWith(Environment.UserName, entry.Account, StringComparison.Ordinal);
        Assert.Equal(Environment.MachineName, entry.Machine);
        Assert.InRange(entry.TimeUtc, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow);
    }

    [Fact]
    public void An_import_names_medium_number_policy_and_outcome_of_every_file_and_the_image_where_there_is_one()
    {
        _day.PutStills(2);
        _day.Put("IM0008", BadDay.Stranger(8).ToBytes());
        _day.Put("NOTES", "nothing"u8.ToArray());
        List<ImportOutcome> outcomes = _day.Import(_archive);
        List<AuditEntry> entries = [.. Entries("Import")];
        Assert.Equal(outcomes.Select(outcome => (BadDay.MediaRef, (int?)outcome.FileNumber, outcome.Outcome.ToString(), outcome.SopInstanceUid, outcome.Reason?.ToString())), entries.Select(entry => (entry.MediaRef!, entry.FileNumber, entry.Outcome, entry.SopInstanceUid, entry.Reason)));
        Assert.All(entries, entry => Assert.Equal((1L, null, null), (entry.PolicyId, entry.OldValue, entry.NewValue)));
        Assert.All(entries, entry => Assert.Equal(entry.Outcome == "Stored" ? "T3002" : null, entry.SubjectId));
        Assert.Equal(3, _day.Import(_archive).Count(outcome => outcome.Outcome is FileOutcome.AlreadyStored or FileOutcome.Quarantined));
        Assert.Equal(2, Entries("Import").Count(entry => entry.Outcome == "AlreadyStored"));
    }

    [Fact]
    public void A_decision_says_which_doubt_it_was_on_and_what_came_of_it()
    {
        _day.Put("IM0008", BadDay.Stranger(8).ToBytes());
        _day.Import(_archive);
        QuarantineItem item = Assert.Single(_archive.Quarantine.List());
        _ = new ImportRun(_archive, _day.Options).Retry([item]).Count();
        var desk = new QuarantineDesk(_archive, _day.Policy, null);
        ImportOutcome outcome = Assert.Single(desk.Approve([(item, "T3002")], "letter of the centre"));
        AuditEntry retry = Assert.Single(Entries("Retry"));
        Assert.Equal(("Quarantined", "NotFound", "NotFound", null), (retry.Outcome, retry.Reason, retry.OldValue, retry.NewValue));
        AuditEntry approval = Assert.Single(Entries("Approve"));
        Assert.Equal(("Stored", "letter of the centre", "NotFound", "subject T3002"), (approval.Outcome, approval.Reason, approval.OldValue, approval.NewValue));
        Assert.Equal((outcome.SopInstanceUid, "T3002", BadDay.MediaRef), (approval.SopInstanceUid, approval.SubjectId, approval.MediaRef));
    }

    [Fact]
    public void A_discard_says_what_was_discarded_and_why()
    {
        _day.Put("IM0008", BadDay.Stranger(8).ToBytes());
        _day.Import(_archive);
        QuarantineItem item = Assert.Single(_archive.Quarantine.List());
        new QuarantineDesk(_archive, _day.Policy, null).Discard(item, "not of this trial");
        AuditEntry entry = Assert.Single(Entries("Discard"));
        Assert.Equal(("Discarded", "not of this trial", "NotFound", BadDay.MediaRef, 1), (entry.Outcome, entry.Reason, entry.OldValue, entry.MediaRef, entry.FileNumber));
        Assert.StartsWith($"item {item.Id.ToLowerInvariant()}, quarantined 20", entry.NewValue, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replaced_object_is_told_by_its_hashes_before_and_after()
    {
        _day.PutStills(1);
        _day.Import(_archive);
        ImageRecord before = Assert.Single(_archive.Store.FindImages(new ImageQuery()));
        OptimizedImage image = Assert.Single(new ArchiveOptimization(_archive, PixelCompression.JpegLsLossless).Run(new ImageQuery()));
        Assert.Equal(OptimizationOutcome.Compressed, image.Outcome);
        ImageRecord after = Assert.Single(_archive.Store.FindImages(new ImageQuery()));
        AuditEntry entry = Assert.Single(Entries("Optimize"));
        Assert.Equal(("Compressed", before.SopInstanceUid, before.SubjectId, before.PolicyId), (entry.Outcome, entry.SopInstanceUid, entry.SubjectId, entry.PolicyId));
        Assert.Equal($"version 1, {before.TransferSyntaxUid}, {before.Size} bytes, SHA-256 {Convert.ToHexStringLower(before.Sha256)}", entry.OldValue);
        Assert.Equal($"version 2, {after.TransferSyntaxUid}, {after.Size} bytes, SHA-256 {Convert.ToHexStringLower(after.Sha256)}", entry.NewValue);
    }

    [Fact]
    public void The_approval_of_a_rule_names_rule_sheet_and_policy()
    {
        MaskRule rule = _day.Policy.Masks.Rules[0];
        RuleApprovals.Approve(_archive, _day.Policy, [rule], new byte[32], "looked at it");
        AuditEntry entry = Assert.Single(Entries("ApproveRule"));
        Assert.Equal(("Approved", 1L), (entry.Outcome, entry.PolicyId));
        Assert.Contains(rule.Name, entry.Reason, StringComparison.Ordinal);
        Assert.EndsWith("looked at it", entry.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_only_looks_leaves_no_entry()
    {
        _ = new ArchiveVerification(_archive).Run().Count();
        _ = _archive.Store.GetMedia();
        Assert.Single(Entries());
    }

    [Fact]
    public void Every_action_that_a_command_enters_is_explained_in_the_inspector_s_page()
    {
        string root = Oracles.RepositoryRoot();
        string page = File.ReadAllText(Path.Combine(root, "docs", "audit.md"));
        HashSet<string> explained = [.. Regex.Matches(page, "^\\| `(\\w+)` \\|", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        IEnumerable<string> entered = Directory.EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => Regex.Matches(File.ReadAllText(file), "\\bAction = \"(\\w+)\"|, \"(Import|Retry|Approve)\", ").Select(match => match.Groups[1].Value + match.Groups[2].Value));
        Assert.Empty(entered.Distinct().Except(explained));
        Assert.Contains("Import", explained);
    }

    private IEnumerable<AuditEntry> Entries(string? action = null) => _archive.Store.GetAudit(new AuditQuery { Action = action });
}
