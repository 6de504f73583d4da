using System.Collections.Concurrent;
using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Import;

/// <summary>What keeps two headers from being of one person.</summary>
internal enum PersonDifference
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The check is certain of both, and they are two volunteers.</summary>
    Subjects,

    /// <summary>Their ids differ, and the registry does not give both to one volunteer.</summary>
    Ids,

    /// <summary>Their names do not agree.</summary>
    Names,
}

/// <summary>Holds the people whom headers name against each other. What is blank differs from nothing.</summary>
/// <param name="checker">The check against the registry.</param>
/// <param name="centre">The centre whose patients are asked.</param>
internal sealed class HeaderPeople(PatientChecker checker, string centre)
{
    private readonly ConcurrentDictionary<HeaderIdentity, string?> _subjects = new();

    /// <summary>The subject of a header, when the check is certain of it; else null.</summary>
    public string? SubjectOf(HeaderIdentity person) =>
        _subjects.GetOrAdd(person, header => checker.Check(header, centre) is { Status: CheckStatus.Match } check ? check.SubjectId : null);

    /// <summary>What keeps two headers from being of one person.</summary>
    public PersonDifference Compare(HeaderIdentity left, HeaderIdentity right)
    {
        if (SubjectOf(left) is { } one && SubjectOf(right) is { } other)
        {
            return one == other ? PersonDifference.None : PersonDifference.Subjects;
        }
        if (IdsDiffer(left.PatientId, right.PatientId))
        {
            return PersonDifference.Ids;
        }
        return NamesDiffer(left.PatientName, right.PatientName) ? PersonDifference.Names : PersonDifference.None;
    }

    private bool IdsDiffer(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0 || left.Equals(right, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        // A volunteer may have several.
        return checker.Registry.FindByPatientId(centre, left) is not [RegistryPatient one] || checker.Registry.FindByPatientId(centre, right) is not [RegistryPatient other] || one.SubjectId != other.SubjectId;
    }

    private static bool NamesDiffer(string left, string right)
    {
        if (left.Equals(right, StringComparison.Ordinal))
        {
            return false;
        }
        IReadOnlyList<PersonNameForm> one = PersonNameForm.OfHeader(left);
        IReadOnlyList<PersonNameForm> other = PersonNameForm.OfHeader(right);
        // Any group of one that agrees with any of the other will do: they are one name in different scripts.
        FieldAgreement[] groups = [.. other.Select(group => PersonNameForm.Compare(one, group))];
        return groups.Contains(FieldAgreement.Differs) && !groups.Contains(FieldAgreement.Agrees);
    }
}
