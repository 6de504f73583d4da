using Ospacs.Archive.Patients;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

/// <summary>Whom a header without a match may be of, and the traps in which a wrong volunteer lies.</summary>
public sealed class ProposalTests
{
    private static readonly RegistryPatient Jean = Woman("T1", "447193", "Smith", "Jean", "1931-05-02");
    private static readonly RegistryPatient Ruth = Woman("T2", "447555", "Harding", "Ruth", "1940-11-23");

    [Theory]
    [InlineData("447139", "SMITH^JEAN", "19310502", IdentityField.PatientId)]
    [InlineData("447193", "SMITH^JEAN", "19310205", IdentityField.BirthDate)]
    [InlineData("447193", "SMITH^JEAN", "310502", IdentityField.BirthDate)]
    [InlineData("447193", "SMITHH^JEAN", "19310502", IdentityField.Name)]
    [InlineData("447193", "SMITH^J", "19310502", IdentityField.Name)]
    [InlineData("447l93", "SMITH^JEAN", "19310502", IdentityField.PatientId)]
    public void One_slip_in_one_field_is_proposed_without_doubt(string id, string name, string date, IdentityField corrected)
    {
        PatientCheck check = Check(id, name, date, Jean, Ruth);
        Assert.NotEqual(CheckStatus.Match, check.Status);
        Assert.Equal(("T1", ProposalKind.Unambiguous), (check.Proposal?.SubjectId, check.Proposal?.Kind));
        Assert.Equal([corrected], check.Proposal!.Corrections);
        Assert.Equal("T1", check.Candidates[0].SubjectId);
        Assert.Equal(check.Proposal.Score, check.Score);
        Assert.Contains("proposed is subject T1 (Unambiguous", check.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("447139", "SMITH^JEAN", "19310205")] // two slips
    [InlineData("447193", "SMITHH^JEAN", "19310503")]
    [InlineData("", "SMITH^JEAN", "19310502")] // no id
    [InlineData("0000", "SMITH^JEAN", "19310502")] // an id of nobody
    [InlineData("447193", "SMITH^JEAN", "19000101")] // a date of nobody
    [InlineData("447193", "BAXTER^JEAN", "19310502")] // married, or another
    [InlineData("447193", "SMITH^DOROTHY", "19310502")] // a sister born on the same day, whom nobody registered
    [InlineData("447193", "SMITH^JEAN", "19550101")] // a daughter of the same name
    public void What_a_person_must_weigh_is_doubtful(string id, string name, string date)
    {
        PatientCheck check = Check(id, name, date, Jean, Ruth);
        Assert.NotEqual(CheckStatus.Match, check.Status);
        Assert.Equal(("T1", ProposalKind.Doubtful), (check.Proposal?.SubjectId, check.Proposal?.Kind));
    }

    [Theory]
    [InlineData("999123", "BROWN^EVE", "19440404")]
    [InlineData("447194", "BROWN^EVE", "19440404")] // an id one digit away is nobody's by itself
    [InlineData("999123", "SMITH^JEAN", "19440404")] // nor is a name
    [InlineData("999123", "BROWN^EVE", "19310502")] // nor a birth date
    [InlineData("447193", "BROWN^EVE", "19440404")] // nor an exact id that all else contradicts
    [InlineData("UNKNOWN", "UNKNOWN", "19000101")]
    [InlineData("", "", "")]
    public void Nobody_is_proposed_for_a_stranger(string id, string name, string date)
    {
        PatientCheck check = Check(id, name, date, Jean, Ruth);
        Assert.NotEqual(CheckStatus.Match, check.Status);
        Assert.Null(check.Proposal);
    }

    [Fact]
    public void A_header_with_another_womans_id_is_swapped()
    {
        PatientCheck check = Check("447555", "SMITH^JEAN", "19310502", Jean, Ruth);
        Assert.Equal((CheckStatus.Swapped, "T2"), (check.Status, check.SubjectId));
        Assert.Equal(("T1", ProposalKind.Doubtful), (check.Proposal?.SubjectId, check.Proposal?.Kind));
        Assert.Equal("the id is subject T2's, and name and birth date fit subject T1 better", check.Explanation);
        Assert.Equal(["T1", "T2"], check.Candidates.Select(c => c.SubjectId));
    }

    [Fact]
    public void A_twins_id_is_swapped_though_family_name_and_birth_date_are_hers_too()
    {
        RegistryPatient joan = Jean with { SubjectId = "T3", PatientIds = ["447194"], GivenName = "Joan" };
        Assert.Equal((CheckStatus.Swapped, "T3"), Swap(Check("447193", "SMITH^JOAN", "19310502", Jean, joan)));
        Assert.Equal((CheckStatus.Swapped, "T1"), Swap(Check("447194", "SMITH^JEAN", "19310502", Jean, joan)));
        // By initials both are as good, so that nobody is taken without doubt.
        Assert.NotEqual(ProposalKind.Unambiguous, Check("447193", "SMITH^J", "19310502", Jean, joan).Proposal?.Kind);
        // A slip in the number of one is not made the other's.
        Assert.Equal("T1", Check("447183", "SMITH^JEAN", "19310502", Jean, joan).Proposal?.SubjectId);
    }

    [Fact]
    public void A_daughter_of_the_same_name_is_told_from_her_mother()
    {
        RegistryPatient daughter = Jean with { SubjectId = "T3", PatientIds = ["460001"], BirthDate = new DateOnly(1955, 5, 2) };
        Assert.Equal((CheckStatus.Swapped, "T3"), Swap(Check("447193", "SMITH^JEAN", "19550502", Jean, daughter)));
        Assert.Equal((CheckStatus.Swapped, "T1"), Swap(Check("460001", "SMITH^JEAN", "19310502", Jean, daughter)));
    }

    [Fact]
    public void A_slip_that_makes_another_womans_birth_date_of_hers_is_not_corrected()
    {
        RegistryPatient namesake = Jean with { SubjectId = "T3", PatientIds = ["460001"], BirthDate = new DateOnly(1931, 2, 5) };
        PatientCheck check = Check("447193", "SMITH^JEAN", "19310205", Jean, namesake);
        Assert.Equal(CheckStatus.Swapped, check.Status);
        Assert.NotEqual(ProposalKind.Unambiguous, check.Proposal?.Kind);
    }

    [Fact]
    public void The_same_woman_twice_in_the_registry_is_never_without_doubt()
    {
        RegistryPatient again = Jean with { SubjectId = "T3", PatientIds = ["460001"] };
        Assert.NotEqual(ProposalKind.Unambiguous, Check("447139", "SMITH^JEAN", "19310502", Jean, again).Proposal?.Kind);
        Assert.Null(Check("", "SMITH^JEAN", "19310502", Jean, again).Proposal);
        Assert.Equal(CheckStatus.Match, Check("447193", "SMITH^JEAN", "19310502", Jean, again).Status);
    }

    [Fact]
    public void The_same_full_name_at_two_centres_is_told_apart_by_id_and_date()
    {
        RegistryPatient other = Jean with { SubjectId = "T3", Centre = "C2", PatientIds = ["460001"], BirthDate = new DateOnly(1942, 1, 30) };
        Assert.Equal("T1", Check("447139", "SMITH^JEAN", "19310502", Jean, other).Proposal?.SubjectId);
        Assert.Null(Check("", "SMITH^JEAN", "", Jean, other).Proposal);
    }

    [Fact]
    public void A_woman_of_another_centre_is_proposed_and_always_doubtful()
    {
        RegistryPatient elsewhere = Jean with { Centre = "C2" };
        PatientCheck check = Check("447193", "SMITH^JEAN", "19310502", elsewhere, Ruth);
        Assert.Equal(CheckStatus.NotFound, check.Status);
        Assert.Equal(("T1", ProposalKind.Doubtful), (check.Proposal?.SubjectId, check.Proposal?.Kind));
        Assert.Contains(check.Parts, part => part is { Field: MatchField.Centre, Kind: PartKind.Differs });
    }

    [Fact]
    public void An_NHS_number_that_is_valid_and_another_womans_is_no_slip()
    {
        RegistryPatient hers = Jean with { PatientIds = ["9434765919"] };
        RegistryPatient others = Ruth with { PatientIds = ["9434765870"], Centre = "C2" };
        Assert.Equal(ProposalKind.Unambiguous, Check("9434765918", "SMITH^JEAN", "19310502", hers, others).Proposal?.Kind);
        Assert.Contains(Check("9434765918", "SMITH^JEAN", "19310502", hers, others).Parts, part => part.Kind == PartKind.CheckDigitFails);
        // The other woman's, whatever her centre: swapped. Nobody's here, but valid: somebody of the same name and birth date, and nobody is proposed.
        Assert.Equal((CheckStatus.Swapped, "T1"), Swap(Check("9434765870", "SMITH^JEAN", "19310502", hers, others)));
        PatientCheck valid = Check("9434765838", "SMITH^JEAN", "19310502", hers, others);
        Assert.Equal((CheckStatus.NotFound, null), (valid.Status, valid.Proposal));
        Assert.Contains(valid.Parts, part => part.Kind == PartKind.OtherNumber);
    }

    [Fact]
    public void An_id_that_several_share_is_ambiguous_and_never_without_doubt()
    {
        RegistryPatient other = Ruth with { PatientIds = ["447193"] };
        PatientCheck check = Check("447193", "SMITHH^JEAN", "19310502", Jean, other);
        Assert.Equal(CheckStatus.Ambiguous, check.Status);
        Assert.Equal(("T1", ProposalKind.Doubtful), (check.Proposal?.SubjectId, check.Proposal?.Kind));
    }

    [Fact]
    public void A_contradicting_sex_is_doubtful()
    {
        PatientCheck check = Checker(Jean).Check(new HeaderIdentity("447193", "SMITH^JEAN", "19310502", "M"), "C1");
        Assert.Equal((CheckStatus.Mismatch, ProposalKind.Doubtful), (check.Status, check.Proposal?.Kind));
    }

    [Theory]
    [InlineData("2001-03-31", CheckStatus.Mismatch)]
    [InlineData("2001-04-01", CheckStatus.Match)]
    [InlineData("2003-12-31", CheckStatus.Match)]
    [InlineData("2004-01-01", CheckStatus.Mismatch)]
    [InlineData(null, CheckStatus.Match)]
    public void An_exam_outside_of_her_days_in_the_trial_is_no_match(string? day, CheckStatus expected)
    {
        RegistryPatient jean = Jean with { EnrolledOn = new DateOnly(2001, 4, 1), WithdrawnOn = new DateOnly(2003, 12, 31) };
        DateOnly? studyDate = day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        PatientCheck check = Checker(jean).Check(new HeaderIdentity("447193", "SMITH^JEAN", "19310502", "F", studyDate), "C1");
        Assert.Equal((expected, "T1"), (check.Status, check.SubjectId));
        if (expected == CheckStatus.Mismatch)
        {
            Assert.Contains("StudyDate is", check.Explanation, StringComparison.Ordinal);
            Assert.Equal(ProposalKind.Doubtful, check.Proposal?.Kind);
            PatientCheck slip = Checker(jean).Check(new HeaderIdentity("447139", "SMITH^JEAN", "19310502", "F", studyDate), "C1");
            Assert.NotEqual(ProposalKind.Unambiguous, slip.Proposal?.Kind);
        }
    }

    [Fact]
    public void What_the_policy_requires_must_agree_once_the_slip_is_put_right()
    {
        var policy = new MatchPolicy { Require = [new([IdentityField.PatientId]), new([IdentityField.Sex])] };
        var blank = new HeaderIdentity("447139", "SMITH^JEAN", "19310502", "");
        Assert.Equal(ProposalKind.Doubtful, new PatientChecker(new MadeUp([Jean with { Sex = "" }]), policy).Check(blank, "C1").Proposal?.Kind);
        Assert.Equal(ProposalKind.Unambiguous, new PatientChecker(new MadeUp([Jean]), policy).Check(blank with { Sex = "F" }, "C1").Proposal?.Kind);
    }

    [Fact]
    public void Thresholds_are_the_policys()
    {
        var strict = MatchPolicy.Default with { Propose = new ProposalPolicy { Score = 95, UnambiguousScore = 100 } };
        Assert.Null(new PatientChecker(new MadeUp([Jean]), strict).Check(new HeaderIdentity("447139", "SMITH^JEAN", "19310502", "F"), "C1").Proposal);
        var loose = MatchPolicy.Default with { Propose = new ProposalPolicy { Score = 20, Margin = 0, UnambiguousScore = 70, UnambiguousMargin = 20 } };
        // No threshold makes two slips unambiguous.
        Assert.Equal(ProposalKind.Doubtful, new PatientChecker(new MadeUp([Jean]), loose).Check(new HeaderIdentity("447139", "SMITHH^JEAN", "19310502", "F"), "C1").Proposal?.Kind);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ProposalPolicy { UnambiguousScore = 60 });
    }

    [Fact]
    public void A_match_tells_its_score_and_parts()
    {
        PatientCheck check = Check("447193", "SMITH^JEAN", "", Jean, Ruth);
        Assert.Equal((CheckStatus.Match, 70), (check.Status, check.Score));
        Assert.Contains(check.Parts, part => part is { Field: MatchField.BirthDate, Kind: PartKind.Blank, Points: 0 });
        Assert.Null(check.Proposal);
    }

    [Fact]
    public void Nothing_that_is_told_has_a_value_in_it()
    {
        string[] values = ["447193", "447139", "447555", "SMITH", "JEAN", "HARDING", "RUTH", "1931", "0502"];
        PatientCheck[] checks =
        [
            Check("447139", "SMITH^JEAN", "19310502", Jean, Ruth), Check("447193", "SMITHH^JEAN", "19310205", Jean, Ruth), Check("447555", "SMITH^JEAN", "19310502", Jean, Ruth), Check("", "SMITH^JEAN", "19310502", Jean, Ruth),
        ];
        foreach (PatientCheck check in checks)
        {
            string told = string.Join(' ', [check.Message, check.Proposal!.Explanation, .. check.Candidates.Select(c => c.Explanation), .. check.Parts.Select(p => p.ToString())]);
            Assert.All(values, value => Assert.DoesNotContain(value, told, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Many_threads_may_ask_at_once()
    {
        PatientChecker checker = Checker([.. Enumerable.Range(0, 500).Select(i => Woman($"T{i}", $"{800000 + (i * 1000)}", $"Family{(char)('a' + (i % 26))}{i}", "Ann", "1950-01-01") with { BirthDate = new DateOnly(1940, 1, 1).AddDays(i * 7) })]);
        string?[] found = new string?[500];
        Parallel.For(0, found.Length, i => found[i] = checker.Check(
            new HeaderIdentity($"{800000 + (i * 1000)}9", $"Family{(char)('a' + (i % 26))}{i}^ANN", new DateOnly(1940, 1, 1).AddDays(i * 7).ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture), "F"), "C1").Proposal?.SubjectId);
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"T{i}"), found);
    }

    private static (CheckStatus Status, string? SubjectId) Swap(PatientCheck check) => (check.Status, check.Proposal?.SubjectId);

    private static PatientCheck Check(string id, string name, string date, params RegistryPatient[] patients) => Checker(patients).Check(new HeaderIdentity(id, name, date, "F"), "C1");

    private static PatientChecker Checker(params RegistryPatient[] patients) => new(new MadeUp(patients), MatchPolicy.Default);

    private static RegistryPatient Woman(string subject, string id, string family, string given, string date) => new()
    {
        SubjectId = subject, PatientIds = [id], FamilyName = family, GivenName = given, BirthDate = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture), Sex = "F", Centre = "C1",
    };

    private sealed class MadeUp(RegistryPatient[] patients) : IPatientRegistry
    {
        public IEnumerable<RegistryPatient> Patients => patients;

        public int Count => patients.Length;

        public IReadOnlyList<RegistryPatient> FindByPatientId(string centre, string patientId) =>
            [.. patients.Where(p => p.Centre == centre && p.PatientIds.Contains(patientId, StringComparer.OrdinalIgnoreCase))];

        public IReadOnlyList<RegistryPatient> FindByCentre(string centre) => [.. patients.Where(p => p.Centre == centre)];

        public RegistryPatient? FindSubject(string subjectId) => patients.FirstOrDefault(p => p.SubjectId == subjectId);
    }
}
