using Ospacs.Archive.Patients;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

public class PatientCheckerTests
{
    private static readonly RegistryPatient Mary = Patient("T1", "Smith", "Mary", new DateOnly(1951, 3, 14), "F", "447", "B12");

    [Theory]
    [InlineData("447", "SMITH^MARY", "19510314", "F")]
    [InlineData(" b12 ", "MARY SMITH", "1951.03.14", "female")]
    [InlineData("447", "SMITH^MARY", "", "")] // the name stands in for the birth date
    [InlineData("447", "", "19510314", "")] // and the birth date for the name
    [InlineData("447", "SMITH", "19510314", "")]
    public void Nothing_differs_and_what_is_required_agrees(string id, string name, string birthDate, string sex)
    {
        PatientCheck check = Check(new HeaderIdentity(id, name, birthDate, sex), null, Mary);

        Assert.Equal(CheckStatus.Match, check.Status);
        Assert.Equal("T1", check.SubjectId);
        Assert.Equal(FieldAgreement.Agrees, check.Fields[IdentityField.PatientId]);
        Assert.DoesNotContain(FieldAgreement.Differs, check.Fields.Values);
        Assert.Empty(check.Explanation);
    }

    [Theory]
    [InlineData("SMITH^MARIA", "19510314", "F", "Name differs")]
    [InlineData("SMITH^MARY", "19510315", "F", "BirthDate differs")]
    [InlineData("SMITH^MARY", "14031951", "F", "BirthDate differs")] // written, and no date
    [InlineData("SMITH^MARY", "0", "F", "BirthDate differs")]
    [InlineData("SMITH^MARY", "19510314", "M", "Sex differs")]
    [InlineData("SMITH^MARY", "19510314", "X", "Sex differs")]
    [InlineData("JONES^ANN", "19600101", "", "Name differs; BirthDate differs")]
    public void What_differs_is_a_mismatch_that_names_the_fields_and_proposes_the_subject(string name, string birthDate, string sex, string explanation)
    {
        PatientCheck check = Check(new HeaderIdentity("447", name, birthDate, sex), null, Mary);

        Assert.Equal(CheckStatus.Mismatch, check.Status);
        Assert.Equal("T1", check.SubjectId);
        Assert.Equal(explanation, check.Explanation);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("SMITH", "")] // not a full name
    public void A_required_field_that_is_blank_is_unverified(string name, string birthDate)
    {
        PatientCheck check = Check(new HeaderIdentity("447", name, birthDate, "F"), null, Mary);

        Assert.Equal(CheckStatus.Unverified, check.Status);
        Assert.Equal("T1", check.SubjectId);
        Assert.Contains("BirthDate or Name", check.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void Blank_in_the_registry_is_blank()
    {
        RegistryPatient unknown = Patient("T2", "", "", null, "", "9");
        var header = new HeaderIdentity("9", "SMITH^MARY", "nonsense", "F");

        PatientCheck check = Check(header, null, unknown);

        Assert.Equal(CheckStatus.Unverified, check.Status);
        Assert.All(new[] { IdentityField.Name, IdentityField.BirthDate, IdentityField.Sex }, field => Assert.Equal(FieldAgreement.Blank, check.Fields[field]));
    }

    [Fact]
    public void An_id_that_the_centre_does_not_know_is_not_found()
    {
        Assert.Equal(CheckStatus.NotFound, Check(new HeaderIdentity("448", "SMITH^MARY", "19510314", "F"), null, Mary).Status);
        Assert.Equal(CheckStatus.NotFound, Check(new HeaderIdentity("0447", "SMITH^MARY", "19510314", "F"), null, Mary).Status);
        Assert.Equal(CheckStatus.NotFound, new PatientChecker(new ListRegistry(Mary), MatchPolicy.Default).Check(new HeaderIdentity("447", "SMITH^MARY", "19510314", "F"), "C2").Status);
        Assert.Null(Check(new HeaderIdentity("448", "SMITH^MARY", "19510314", "F"), null, Mary).SubjectId);
    }

    [Fact]
    public void A_blank_id_where_the_id_is_required_is_unverified_without_a_subject()
    {
        PatientCheck check = Check(new HeaderIdentity(" ", "SMITH^MARY", "19510314", "F"), null, Mary);

        Assert.Equal(CheckStatus.Unverified, check.Status);
        Assert.Null(check.SubjectId);
        Assert.Empty(check.Fields);
        Assert.Contains("PatientId", check.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SMITH^ANN", "19510314", CheckStatus.Match, "T2")] // something speaks against every other
    [InlineData("SMITH^MARY", "19510314", CheckStatus.Match, "T1")]
    [InlineData("", "19510314", CheckStatus.Ambiguous, null)] // both match
    [InlineData("SMITH^EVE", "19510314", CheckStatus.Ambiguous, null)] // neither does
    [InlineData("SMITH", "", CheckStatus.Ambiguous, null)]
    public void Of_several_with_one_id_one_must_match_and_all_others_differ(string name, string birthDate, CheckStatus status, string? subject)
    {
        RegistryPatient ann = Patient("T2", "Smith", "Ann", new DateOnly(1951, 3, 14), "F", "447");

        PatientCheck check = Check(new HeaderIdentity("447", name, birthDate, "F"), null, Mary, ann);

        Assert.Equal(status, check.Status);
        Assert.Equal(subject, check.SubjectId);
    }

    [Fact]
    public void Of_several_with_one_id_one_that_says_too_little_leaves_it_open()
    {
        RegistryPatient silent = Patient("T2", "", "", null, "", "447");

        Assert.Equal(CheckStatus.Ambiguous, Check(new HeaderIdentity("447", "SMITH^MARY", "19510314", "F"), null, Mary, silent).Status);
    }

    [Theory]
    [InlineData("MARY SMITH", "19510314", "F", CheckStatus.Match, "T1")]
    [InlineData("SMITH^ANN", "19510314", "", CheckStatus.Match, "T2")]
    [InlineData("SMITH^EVE", "19510314", "F", CheckStatus.NotFound, null)]
    [InlineData("SMITH^MARY", "19510315", "F", CheckStatus.NotFound, null)]
    [InlineData("SMITH^MARY", "1951", "F", CheckStatus.NotFound, null)]
    [InlineData("SMITH^TWICE", "19600101", "F", CheckStatus.Ambiguous, null)]
    [InlineData("SMITH^MARY", "19510314", "M", CheckStatus.Mismatch, "T1")] // agrees in all that is required, and yet something differs
    [InlineData("SMITH", "19510314", "F", CheckStatus.NotFound, null)]
    [InlineData("", "19510314", "F", CheckStatus.Unverified, null)]
    [InlineData("SMITH^MARY", "", "F", CheckStatus.Unverified, null)]
    public void Without_an_id_that_is_not_required_all_that_is_required_must_name_one(string name, string birthDate, string sex, CheckStatus status, string? subject)
    {
        RegistryPatient[] patients =
        [
            Mary,
            Patient("T2", "Smith", "Ann", new DateOnly(1951, 3, 14), "F", "448"),
            Patient("T3", "Smith", "Twice", new DateOnly(1960, 1, 1), "F", "449"),
            Patient("T4", "Twice", "Smith", new DateOnly(1960, 1, 1), "F"),
            Patient("T5", "Smith", "Mary", new DateOnly(1951, 3, 14), "F", "450") with { Centre = "C2" },
        ];

        PatientCheck check = Check(new HeaderIdentity("", name, birthDate, sex), ["Name", "BirthDate"], patients);

        Assert.Equal(status, check.Status);
        Assert.Equal(subject, check.SubjectId);
        if (subject is not null)
        {
            Assert.Equal(FieldAgreement.Blank, check.Fields[IdentityField.PatientId]);
        }
    }

    [Fact]
    public void Without_an_id_either_field_of_an_alternative_finds_the_patient()
    {
        RegistryPatient nameOnly = Patient("T2", "Jones", "Ann", null, "F");
        RegistryPatient dateOnly = Patient("T3", "", "", new DateOnly(1960, 1, 1), "F");

        Assert.Equal("T2", Check(new HeaderIdentity("", "JONES^ANN", "19700101", ""), ["BirthDate|Name"], nameOnly, dateOnly).SubjectId);
        Assert.Equal("T3", Check(new HeaderIdentity("", "JONES^EVE", "19600101", ""), ["BirthDate|Name"], nameOnly, dateOnly).SubjectId);
        Assert.Equal(CheckStatus.Ambiguous, Check(new HeaderIdentity("", "JONES^ANN", "19600101", ""), ["BirthDate|Name"], nameOnly, dateOnly).Status);
        Assert.Equal("T2", Check(new HeaderIdentity("", "JONES^ANN", "", "F"), ["PatientId|Name", "Sex"], nameOnly, dateOnly).SubjectId);
    }

    [Fact]
    public void An_id_that_is_not_required_must_be_right_all_the_same()
    {
        Assert.Equal(CheckStatus.NotFound, Check(new HeaderIdentity("999", "SMITH^MARY", "19510314", "F"), ["Name", "BirthDate"], Mary).Status);
        Assert.Equal(CheckStatus.Match, Check(new HeaderIdentity("447", "SMITH^MARY", "19510314", "F"), ["Name", "BirthDate"], Mary).Status);
        Assert.Equal(CheckStatus.Unverified, Check(new HeaderIdentity("447", "SMITH^MARY", "", "F"), ["Name", "BirthDate"], Mary).Status);
    }

    [Fact]
    public void A_centre_may_require_something_of_its_own()
    {
        var policy = new MatchPolicy
        {
            Require = MatchPolicy.Default.Require,
            Centres = new Dictionary<string, IReadOnlyList<FieldRequirement>> { ["c1"] = Requirements("PatientId", "Name", "Sex") },
        };
        var checker = new PatientChecker(new ListRegistry(Mary), policy);

        Assert.Equal(CheckStatus.Unverified, checker.Check(new HeaderIdentity("447", "SMITH^MARY", "19510314", ""), "C1").Status);
        Assert.Equal(CheckStatus.Match, checker.Check(new HeaderIdentity("447", "SMITH^MARY", "", "F"), "C1").Status);
    }

    [Fact]
    public void No_explanation_holds_a_value()
    {
        string[] values = ["447", "SMITH", "MARIA", "1951", "19510315"];
        HeaderIdentity[] headers =
        [
            new("447", "SMITH^MARIA", "19510315", "M"), new("447", "SMITH", "", ""), new("", "SMITH^MARIA", "19510315", "F"), new("448", "SMITH^MARIA", "", ""),
        ];
        foreach (HeaderIdentity header in headers)
        {
            foreach (string[]? require in new[] { null, new[] { "Name", "BirthDate" } })
            {
                string explanation = Check(header, require, Mary).Explanation;
                Assert.NotEmpty(explanation);
                Assert.All(values, v => Assert.DoesNotContain(v, explanation, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    [Fact]
    public void Requirements_that_name_nobody_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new MatchPolicy { Require = [] });
        Assert.Throws<ArgumentException>(() => new MatchPolicy { Require = Requirements("Sex|Name") });
        Assert.Throws<ArgumentException>(() => MatchPolicy.Default with { Centres = new Dictionary<string, IReadOnlyList<FieldRequirement>> { ["C1"] = [] } });
    }

    [Fact]
    public void Many_threads_may_check_at_once_and_the_centre_is_indexed_once()
    {
        var registry = new ListRegistry([.. Enumerable.Range(0, 2000).Select(i => Patient($"T{i}", $"Family{i}", "Ann", new DateOnly(1950, 1, 1).AddDays(i), "F"))]);
        var checker = new PatientChecker(registry, new MatchPolicy { Require = Requirements("Name", "BirthDate") });

        string?[] found = new string?[2000];
        Parallel.For(0, found.Length, i => found[i] = checker.Check(
            new HeaderIdentity("", $"FAMILY{i}^ANN", new DateOnly(1950, 1, 1).AddDays(i).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture), ""), i % 2 == 0 ? "C1" : "c1").SubjectId);

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"T{i}"), found);
        Assert.Equal(1, registry.CentreReads);
    }

    private static PatientCheck Check(HeaderIdentity header, string[]? require, params RegistryPatient[] patients) =>
        new PatientChecker(new ListRegistry(patients), require is null ? MatchPolicy.Default : new MatchPolicy { Require = Requirements(require) }).Check(header, "C1");

    private static List<FieldRequirement> Requirements(params string[] texts) =>
        [.. texts.Select(t => FieldRequirement.TryParse(t, out FieldRequirement? requirement, out string problem) ? requirement : throw new ArgumentException(problem))];

    private static RegistryPatient Patient(string subject, string family, string given, DateOnly? birthDate, string sex, params string[] ids) =>
        new() { SubjectId = subject, PatientIds = ids, FamilyName = family, GivenName = given, BirthDate = birthDate, Sex = sex, Centre = "C1" };

    private sealed class ListRegistry(params RegistryPatient[] patients) : IPatientRegistry
    {
        private int _centreReads;

        internal int CentreReads => _centreReads;

        public IEnumerable<RegistryPatient> Patients => patients;

        public int Count => patients.Length;

        public IReadOnlyList<RegistryPatient> FindByPatientId(string centre, string patientId) =>
            [.. patients.Where(p => p.Centre == centre && p.PatientIds.Contains(patientId, StringComparer.OrdinalIgnoreCase))];

        public IReadOnlyList<RegistryPatient> FindByCentre(string centre)
        {
            Interlocked.Increment(ref _centreReads);
            return [.. patients.Where(p => p.Centre.Equals(centre, StringComparison.OrdinalIgnoreCase))];
        }

        public RegistryPatient? FindSubject(string subjectId) => patients.FirstOrDefault(p => p.SubjectId == subjectId);
    }
}
