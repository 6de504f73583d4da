using System.Text.Json;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>Proposals on their way: applied by an import that was told to, kept in the quarantine otherwise, approved by a person.</summary>
public sealed class CorrectionTests : IDisposable
{
    // The sample's registry has her as T3002 of C03, id H-09317, born 1952-09-23.
    private static readonly SamplePatient Slip = BadDay.Patient with { BirthDate = "19520932" };
    private static readonly SamplePatient IdSlip = BadDay.Patient with { PatientId = "H-09371" };
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void An_import_that_was_not_told_to_correct_keeps_the_proposal_for_a_person()
    {
        _day.Put("IM0001", Of(Slip));
        ImportOutcome outcome = Assert.Single(_day.Import());
        Assert.Equal(QuarantineReason.Mismatch, outcome.Reason);
        using OspacsArchive archive = _day.Open();
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        Assert.Equal(("T3002", ProposalKind.Unambiguous, "BirthDate has two neighbours transposed"), (item.ProposedSubjectId, item.ProposalKind, item.ProposalExplanation));
        Assert.Contains("proposed is subject T3002 (Unambiguous", item.Message, StringComparison.Ordinal);
        _day.AssertSilent(item.Message);
    }

    [Fact]
    public void Unambiguous_proposals_are_stored_and_each_is_recorded()
    {
        string path = _day.Put("IM0001", Of(Slip));
        byte[] before = File.ReadAllBytes(path);
        _day.Put("IM0002", Of(IdSlip, 2));
        _day.Put("IM0003", Of(BadDay.Patient, 3));
        using OspacsArchive archive = _day.Open();
        List<ImportOutcome> outcomes = Import(archive);
        Assert.All(outcomes, o => Assert.Equal((FileOutcome.Stored, "T3002"), (o.Outcome, o.SubjectId)));
        Assert.Equal(["BirthDate (Transposed)"], outcomes[0].Corrections.Select(c => c.ToString()));
        Assert.Equal(["PatientId (Transposed)"], outcomes[1].Corrections.Select(c => c.ToString()));
        Assert.Empty(outcomes[2].Corrections);
        AuditEntry[] entries = [.. Entries(archive).Where(e => e.Outcome == "Stored")];
        Assert.All(entries, e => Assert.Equal("Import", e.Action));
        Assert.Equal(["Corrected: BirthDate (Transposed)", "Corrected: PatientId (Transposed)", null], entries.OrderBy(e => e.FileNumber).Select(e => e.Reason));
        Assert.Equal(before, File.ReadAllBytes(path));
        _day.AssertWhole(stored: 3);
    }

    [Fact]
    public void What_is_doubtful_waits_all_the_same()
    {
        _day.Put("IM0001", Of(Slip with { PatientId = "H-09371" }));
        // The id of one volunteer, name and birth date of another.
        _day.Put("IM0002", Of(BadDay.Patient with { PatientId = "H-08152" }, 2));
        using OspacsArchive archive = _day.Open();
        Assert.Equal([QuarantineReason.NotFound, QuarantineReason.Swapped], Import(archive).Select(o => o.Reason));
        QuarantineItem swapped = Assert.Single(archive.Quarantine.List(), item => item.Reason == QuarantineReason.Swapped);
        Assert.Equal(("T3002", ProposalKind.Doubtful), (swapped.ProposedSubjectId, swapped.ProposalKind));
        _day.AssertSilent(swapped.Message);
    }

    [Fact]
    public void Quarantined_files_can_be_tried_again_with_corrections()
    {
        _day.Put("IM0001", Of(Slip));
        _day.Import();
        using OspacsArchive archive = _day.Open();
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        ImportOutcome retried = Assert.Single(new ImportRun(archive, _day.Options with { Correction = PatientCorrection.Unambiguous }).Retry([item], null, TestContext.Current.CancellationToken));
        Assert.Equal((FileOutcome.Stored, "T3002"), (retried.Outcome, retried.SubjectId));
        Assert.Empty(archive.Quarantine.List());
    }

    [Fact]
    public void A_corrected_object_that_something_else_keeps_out_waits_for_that()
    {
        byte[] still = Of(BadDay.Patient);
        _day.Put("IM0001", still);
        _day.Put("IM0002", Retold.As(SamplePeople.Lazarska with { BirthDate = "19470650" }, still));
        using OspacsArchive archive = _day.Open();
        List<ImportOutcome> outcomes = Import(archive);
        Assert.Equal([null, QuarantineReason.SameImage], outcomes.Select(o => o.Reason));
        Assert.Empty(outcomes[1].Corrections);
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        Assert.Equal(("T3001", ProposalKind.Unambiguous), (item.ProposedSubjectId, item.ProposalKind));
        Assert.DoesNotContain(Entries(archive), e => e.Reason?.StartsWith("Corrected", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_proposal_of_another_centre_can_be_approved_and_no_other_subject_of_it()
    {
        _day.Put("IM0001", Of(SamplePeople.Quillfeather));
        using OspacsArchive archive = _day.Open();
        Assert.Equal(QuarantineReason.NotFound, Assert.Single(Import(archive)).Reason);
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        Assert.Equal(("T2001", ProposalKind.Doubtful), (item.ProposedSubjectId, item.ProposalKind));
        var desk = new QuarantineDesk(archive, _day.Policy, _day.Registry);
        Assert.Empty(desk.Approve([(item, "T2002")], "seen", TestContext.Current.CancellationToken));
        Assert.Contains("no such subject at centre", Assert.Single(desk.Refused).Message, StringComparison.Ordinal);
        ImportOutcome approved = Assert.Single(desk.ApproveProposals([item], "she moved", TestContext.Current.CancellationToken));
        Assert.Equal((FileOutcome.Stored, "T2001"), (approved.Outcome, approved.SubjectId));
    }

    [Fact]
    public void A_record_of_before_proposals_had_kinds_is_read()
    {
        _day.Put("IM0001", Of(Slip));
        _day.Import();
        using OspacsArchive archive = _day.Open();
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        string record = Path.ChangeExtension(item.Path, ".json");
        Dictionary<string, JsonElement> members = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(record))!;
        Assert.Equal("Unambiguous", members["proposalKind"].GetString());
        members.Remove("proposalKind");
        members.Remove("proposalExplanation");
        File.WriteAllText(record, JsonSerializer.Serialize(members));
        QuarantineItem old = Assert.Single(archive.Quarantine.List());
        Assert.Equal(("T3002", null, null), (old.ProposedSubjectId, old.ProposalKind, old.ProposalExplanation));
    }

    private static byte[] Of(SamplePatient patient, int number = 1) => (BadDay.Still(number) with { Patient = patient }).ToBytes();

    private List<ImportOutcome> Import(OspacsArchive archive) =>
        [.. new ImportRun(archive, _day.Options with { Correction = PatientCorrection.Unambiguous }).Run([_day.Medium], null, TestContext.Current.CancellationToken)];

    private static IEnumerable<AuditEntry> Entries(OspacsArchive archive) => archive.Store.GetAudit(new AuditQuery());
}
