using System.Diagnostics.CodeAnalysis;

namespace Ospacs.Archive.Patients;

/// <summary>One thing that must agree: a field, or any one of several.</summary>
/// <param name="Alternatives">The fields, of which one is enough.</param>
public sealed record FieldRequirement(IReadOnlyList<IdentityField> Alternatives)
{
    /// <summary>Reads "Name", or "BirthDate|Name" for either.</summary>
    /// <param name="text">The text.</param>
    /// <param name="requirement">The requirement, when the text is one.</param>
    /// <param name="problem">What is wrong with it otherwise.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out FieldRequirement? requirement, out string problem)
    {
        requirement = null;
        problem = string.Empty;
        var fields = new List<IdentityField>();
        foreach (string name in text.Split('|', StringSplitOptions.TrimEntries))
        {
            if (!Enum.TryParse(name, out IdentityField field) || field.ToString() != name)
            {
                problem = $"'{name}' is no field; the fields are {string.Join(", ", Enum.GetNames<IdentityField>())}.";
                return false;
            }
            if (fields.Contains(field))
            {
                problem = $"{field} stands twice in one requirement.";
                return false;
            }
            fields.Add(field);
        }
        requirement = new FieldRequirement(fields);
        return true;
    }

    /// <summary>The fields, with "or" between them.</summary>
    public override string ToString() => string.Join(" or ", Alternatives);
}

/// <summary>Which fields must agree for a match, for each centre.</summary>
public sealed record MatchPolicy
{
    private static readonly FieldRequirement[] DefaultRequirements =
    [
        new([IdentityField.PatientId]),
        new([IdentityField.BirthDate, IdentityField.Name]),
    ];

    /// <summary>What is required where nothing else is said: the patient id, and one of birth date or full name.</summary>
    public static MatchPolicy Default { get; } = new() { Require = DefaultRequirements };

    /// <summary>What must agree at centres without requirements of their own.</summary>
    /// <exception cref="ArgumentException">It names nobody; see docs/policy.md.</exception>
    public required IReadOnlyList<FieldRequirement> Require
    {
        get;
        init => field = Checked(value);
    }

    /// <summary>What must agree at a centre, in place of <see cref="Require"/>; by the centre's code, case apart.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FieldRequirement>> Centres
    {
        get;
        init => field = value.ToDictionary(c => c.Key, c => Checked(c.Value), StringComparer.OrdinalIgnoreCase);
    } = new Dictionary<string, IReadOnlyList<FieldRequirement>>();

    /// <summary>From which score on somebody is proposed where there is no match.</summary>
    public ProposalPolicy Propose { get; init; } = ProposalPolicy.Default;

    /// <summary>What must agree at a centre.</summary>
    /// <param name="centre">The centre's code.</param>
    public IReadOnlyList<FieldRequirement> For(string centre) => Centres.TryGetValue(centre.Trim(), out IReadOnlyList<FieldRequirement>? own) ? own : Require;

    /// <summary>What makes requirements unsafe, or null.</summary>
    internal static string? Problem(IReadOnlyList<FieldRequirement> requirements)
    {
        if (requirements.Count == 0)
        {
            return "a match that requires nothing is none; name at least one field.";
        }
        return requirements.Any(r => !r.Alternatives.Contains(IdentityField.Sex))
            ? null
            : "sex alone tells nobody from another; require PatientId, Name or BirthDate too.";
    }

    private static IReadOnlyList<FieldRequirement> Checked(IReadOnlyList<FieldRequirement> requirements) =>
        Problem(requirements) is { } problem ? throw new ArgumentException(problem) : requirements;
}
