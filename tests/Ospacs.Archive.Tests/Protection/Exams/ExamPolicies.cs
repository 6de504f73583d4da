using Ospacs.Archive.Protection;

namespace Ospacs.Archive.Tests.Protection.Exams;

/// <summary>Policies for the tests of the exam.</summary>
internal static class ExamPolicies
{
    /// <summary>A rule that is sound.</summary>
    internal const string Strip = """{ "name": "strip", "when": { "ManufacturerModelName": "Albatross 3" }, "blank": [[0, 0, 320, 44], [0, -24, 320, 24]] }""";

    /// <summary>A policy of one or more rules, with other members beside its masks.</summary>
    internal static ArchivePolicy Of(string masks, params string[] members) =>
        ArchivePolicy.Parse($$"""{ "sponsor": "Sample Trials Unit", "protocol": "SAMPLE-1", {{string.Concat(members.Select(member => member + ", "))}}"masks": [{{masks}}] }""");

    /// <summary>A policy that is sound but for what it does with one attribute.</summary>
    internal static ArchivePolicy Overriding(string attribute, string action, string profile = "trial") =>
        Of(Strip, $"\"profile\": \"{profile}\"", $$""" "overrides": [{ "attribute": "{{attribute}}", "action": "{{action}}", "reason": "broken on purpose" }]""");
}
