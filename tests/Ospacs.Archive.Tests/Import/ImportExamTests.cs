using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection.Exams;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.Protection.Exams;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>The exam before an import: a policy that fails it imports nothing.</summary>
public sealed class ImportExamTests : IDisposable
{
    private readonly TrialFolder _trial = new();

    public void Dispose() => _trial.Dispose();

    [Fact]
    public void A_policy_that_fails_touches_no_file_and_leaves_nothing_but_the_refusal_in_the_trail()
    {
        using OspacsArchive archive = _trial.Open();
        ImportOptions options = Options with { Policy = ExamPolicies.Overriding("InstitutionName", "keep") };
        var run = new ImportRun(archive, options) { Opener = _ => throw new InvalidOperationException("A file was opened.") };

        ArchiveException failure = Assert.Throws<ArchiveException>(() => run.Run([_trial.Sample.DiscPath], null, TestContext.Current.CancellationToken).ToList());

        Assert.Equal(ArchiveFailure.PolicyFailed, failure.Kind);
        Assert.Matches("^The policy answered [0-9]+ of [0-9]+ questions of the exam wrong: text_removed [0-9]+ of [0-9]+\\. Nothing was imported\\.$", failure.Message);
        Assert.Empty(archive.Store.FindImages(new ImageQuery(), TestContext.Current.CancellationToken));
        Assert.Empty(archive.Store.GetMedia("M0001"));
        Assert.Empty(archive.Quarantine.List());
        Assert.Single(archive.Store.GetPolicies());
        AuditEntry refusal = Assert.Single(archive.Store.GetAudit(new AuditQuery { Outcome = "Refused" }, TestContext.Current.CancellationToken));
        Assert.Equal(("Import", "M0001", null), (refusal.Action, refusal.MediaRef, refusal.PolicyId));
        Assert.Equal($"{refusal.Reason} Nothing was imported.", failure.Message);
        Assert.Equal($"policy SHA-256 {Convert.ToHexStringLower(options.Policy.Sha256)}", refusal.NewValue);
    }

    [Fact]
    public void A_policy_that_passes_imports_as_ever_and_is_examined_once()
    {
        using OspacsArchive archive = _trial.Open();
        int exams = 0;
        var run = new ImportRun(archive, Options)
        {
            Examiner = (options, cancellation) =>
            {
                exams++;
                return PolicyExam.Run(options.Policy, options.Compression, cancellation);
            },
        };

        List<ImportOutcome> outcomes = [.. run.Run([_trial.Sample.Media[0].Folder], null, TestContext.Current.CancellationToken)];

        Assert.Equal(_trial.Sample.Media[0].Files.Count(file => file.Outcome == FileOutcome.Stored), outcomes.Count(outcome => outcome.Outcome == FileOutcome.Stored));
        Assert.Equal(1, exams);
    }

    [Fact]
    public void Without_being_asked_for_nothing_is_examined()
    {
        using OspacsArchive archive = _trial.Open();
        var run = new ImportRun(archive, Options with { Exam = false }) { Examiner = (_, _) => throw new InvalidOperationException("An exam was held.") };
        Assert.NotEmpty(run.Run([_trial.Sample.Media[0].Folder], null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Quarantined_files_are_tried_again_only_under_a_policy_that_passes()
    {
        using OspacsArchive archive = _trial.Open();
        _ = new ImportRun(archive, Options).Run([_trial.Sample.Media[0].Folder], null, TestContext.Current.CancellationToken).Count();
        var run = new ImportRun(archive, Options with { Policy = ExamPolicies.Overriding("StudyDescription", "keep") });
        Assert.Throws<ArchiveException>(() => run.Retry(archive.Quarantine.List(), null, TestContext.Current.CancellationToken).ToList());
    }

    private ImportOptions Options => new() { MediaRef = "M0001", Centre = "C01", Policy = _trial.Policy, Registry = _trial.Registry, Exam = true };
}
