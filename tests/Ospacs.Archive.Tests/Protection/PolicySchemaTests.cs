using System.Text.Json;
using Ospacs.Archive.Protection;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

/// <summary>The published schema and the reader agree: what one refuses the other refuses, judged by a validator that is not ours.</summary>
public sealed class PolicySchemaTests
{
    private const string Judge = """
        import json, sys
        import jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft202012Validator.check_schema(schema)
        for text in json.load(open(sys.argv[2])):
            print("ok" if jsonschema.Draft202012Validator(schema).is_valid(json.loads(text)) else "refused")
        """;

    // Without comments, so that any JSON reader reads them. The first ones are policies, the others are not.
    private static readonly string[] Good =
    [
        """{ "sponsor": "S", "protocol": "P" }""",
        """{ "$schema": "policy.schema.json", "sponsor": "S", "protocol": "P", "profile": "strict", "match": { "require": ["PatientId", "BirthDate|Name"] } }""",
        """{ "sponsor": "S", "protocol": "P", "match": { "propose": {} } }""",
        """{ "sponsor": "S", "protocol": "P", "match": { "propose": { "score": 20, "margin": 0, "unambiguousScore": 100, "unambiguousMargin": 20 } } }""",
        """{ "sponsor": "S", "protocol": "P", "dates": "modified", "options": ["CleanDescriptors", "RetainSafePrivate"], "terms": ["Follikel"], "codingSchemes": ["99X"] }""",
        """{ "sponsor": "S", "protocol": "P", "overrides": [{ "attribute": "StudyDescription", "action": "keep", "reason": "asked for" }, { "attribute": "(0008,1010)", "action": "empty", "reason": "x" }] }""",
        """{ "sponsor": "S", "protocol": "P", "options": ["RetainSafePrivate"], "safePrivate": [{ "creator": "ACME", "elements": ["(0019,xx0C)"], "reason": "seen" }] }""",
        """{ "sponsor": "S", "protocol": "P", "exams": { "perMedium": 2, "perSubject": 6 }, "registry": { "columns": { "FormerName": "Maiden", "EnrolledOn": "From" } } }""",
        """{ "sponsor": "S", "protocol": "P", "masks": [{ "name": "R", "when": { "Columns": 640 }, "blank": [[0, 0, 640, -1]] }] }""".Replace("-1", "40", StringComparison.Ordinal),
    ];

    private static readonly string[] Bad =
    [
        """{ "protocol": "P" }""",
        """{ "sponsor": "S", "protocol": "P", "profile": "none" }""",
        """{ "sponsor": "S", "protocol": "P", "dates": "kept" }""",
        """{ "sponsor": "S", "protocol": "P", "match": { "propose": { "score": 19 } } }""",
        """{ "sponsor": "S", "protocol": "P", "match": { "propose": { "margin": -1 } } }""",
        """{ "sponsor": "S", "protocol": "P", "match": { "propose": { "unambiguousScore": 69 } } }""",
        """{ "sponsor": "S", "protocol": "P", "match": { "propose": { "unambiguousMargin": 30.5 } } }""",
        """{ "sponsor": "S", "protocol": "P", "match": { "propose": { "threshold": 50 } } }""",
        """{ "sponsor": "S", "protocol": "P", "options": ["RetainFullDates"] }""",
        """{ "sponsor": "S", "protocol": "P", "overrides": [{ "attribute": "StudyDescription", "action": "keep" }] }""",
        """{ "sponsor": "S", "protocol": "P", "overrides": [{ "attribute": "StudyDescription", "action": "leave", "reason": "x" }] }""",
        """{ "sponsor": "S", "protocol": "P", "options": ["RetainSafePrivate"], "safePrivate": [{ "creator": "ACME", "elements": ["(0018,xx0C)"], "reason": "even" }] }""",
        """{ "sponsor": "S", "protocol": "P", "terms": ["two words"] }""",
        """{ "sponsor": "S", "protocol": "P", "masks": [{ "name": "R", "when": {} }] }""",
        """{ "sponsor": "S", "protocol": "P", "masks": [{ "name": "R", "when": {}, "blank": [[0, 0, 0, 1]] }] }""",
        """{ "sponsor": "S", "protocol": "P", "masks": [{ "name": "R", "when": {}, "keep": "everything" }] }""",
        """{ "sponsor": "S", "protocol": "P", "blanks": [] }""",
        """{ "sponsor": "S", "protocol": "P", "exams": { "perMedium": 0 } }""",
        """{ "sponsor": "S", "protocol": "P", "exams": { "perDisc": 2 } }""",
        """{ "sponsor": "S", "protocol": "P", "registry": { "columns": { "MaidenName": "X" } } }""",
    ];

    [Fact]
    public void Reader_and_schema_take_and_refuse_the_same()
    {
        Assert.All(Good, text => Assert.NotNull(ArchivePolicy.Parse(text)));
        Assert.All(Bad, text => Assert.Throws<PolicyException>(() => ArchivePolicy.Parse(text)));
        string folder = Directory.CreateTempSubdirectory("ospacs-schema-").FullName;
        try
        {
            string cases = Path.Combine(folder, "cases.json");
            File.WriteAllText(cases, JsonSerializer.Serialize(Good.Concat(Bad)));
            Oracles.NeedPython("jsonschema");
            string[] verdicts = Oracles.Pydicom(Judge, SchemaPath(), cases).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal([.. Good.Select(_ => "ok"), .. Bad.Select(_ => "refused")], verdicts);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_schema_names_every_key_that_the_reader_knows()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(SchemaPath()));
        string[] known = [.. schema.RootElement.GetProperty("properties").EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal)];
        string message = Assert.Throws<PolicyException>(() => ArchivePolicy.Parse("""{ "sponsor": "S", "protocol": "P", "zzz": 1 }""")).Message;
        string[] read = [.. message[(message.IndexOf("keys are ", StringComparison.Ordinal) + 9)..].TrimEnd('.').Split(", ").Order(StringComparer.Ordinal)];
        Assert.Equal(known, read);
    }

    private static string SchemaPath() => Path.Combine(Oracles.RepositoryRoot(), "module", "policy.schema.json");
}
