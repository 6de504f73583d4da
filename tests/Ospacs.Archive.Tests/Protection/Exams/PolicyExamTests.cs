using System.Diagnostics;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Exams;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Exams;

/// <summary>The exam of policies that are sound: every answer is right.</summary>
public class PolicyExamTests
{
    [Theory]
    [InlineData("trial")]
    [InlineData("strict")]
    public void A_small_policy_answers_everything_right(string profile)
    {
        ExamReport report = Examine(ExamPolicies.Of(ExamPolicies.Strip, $"\"profile\": \"{profile}\""));

        Assert.Equal(100, report.Score);
        Assert.Equal(profile, report.Profile);
        Assert.Equal(ExamCategories.All, report.Scores.Select(score => score.Category));
        Assert.All(report.Scores, score => Assert.InRange(score.Asked, 10, int.MaxValue));
    }

    [Theory]
    [InlineData("trial")]
    [InlineData("strict")]
    public void The_shipped_masks_answer_everything_right_and_none_is_left_out(string profile)
    {
        ArchivePolicy policy = ArchivePolicy.Parse(ArchivePolicy.Shipped.Text.Replace("\"profile\": \"trial\"", $"\"profile\": \"{profile}\"", StringComparison.Ordinal));
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;

        ExamReport report = Examine(policy);

        TestContext.Current.TestOutputHelper?.WriteLine($"{report} {report.Objects} objects, {(Process.GetCurrentProcess().TotalProcessorTime - before).TotalMilliseconds} ms of work");
        Assert.Empty(report.NotAsked);
        Assert.Equal(profile, report.Profile);
    }

    [Theory]
    [InlineData("CleanGraphics")]
    [InlineData("CleanStructuredContent")]
    [InlineData("CleanDescriptors")]
    [InlineData("RetainPatientCharacteristics")]
    [InlineData("RetainDeviceIdentity")]
    [InlineData("RetainUids")]
    [InlineData("RetainSafePrivate")]
    [InlineData("RetainInstitutionIdentity")]
    public void What_an_option_keeps_is_not_held_against_a_policy(string option) => Examine(ExamPolicies.Of(ExamPolicies.Strip, $"\"options\": [\"{option}\"]"));

    [Fact]
    public void All_options_together_pass() => Examine(ExamPolicies.Of(ExamPolicies.Strip, """
        "profile": "strict", "options": ["CleanGraphics", "CleanStructuredContent", "CleanDescriptors", "RetainPatientCharacteristics", "RetainDeviceIdentity", "RetainUids", "RetainSafePrivate", "RetainInstitutionIdentity"]
        """));

    [Fact]
    public void Dates_that_are_removed_are_what_such_a_policy_is_asked_for() => Examine(ExamPolicies.Of(ExamPolicies.Strip, "\"dates\": \"removed\""));

    [Fact]
    public void A_policy_without_masks_is_examined_by_its_header_alone() => Assert.Empty(Examine(ExamPolicies.Of(string.Empty)).NotAsked);

    [Theory]
    [InlineData(PixelCompression.RleLossless)]
    [InlineData(PixelCompression.JpegLsLossless)]
    public void Compression_is_examined_as_well(PixelCompression compression)
    {
        ExamReport report = PolicyExam.Run(ExamPolicies.Of(ExamPolicies.Strip), compression, TestContext.Current.CancellationToken);
        Assert.True(report.Passed, string.Join(Environment.NewLine, report.Failures));
    }

    [Fact]
    public void An_exam_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => PolicyExam.Run(ExamPolicies.Of(ExamPolicies.Strip), stop.Token));
    }

    private static ExamReport Examine(ArchivePolicy policy)
    {
        ExamReport report = PolicyExam.Run(policy, TestContext.Current.CancellationToken);
        Assert.True(report.Passed, string.Join(Environment.NewLine, report.Failures));
        return report;
    }
}
