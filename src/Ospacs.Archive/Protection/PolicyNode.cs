using System.Globalization;

namespace Ospacs.Archive.Protection;

/// <summary>The kinds of JSON value.</summary>
internal enum PolicyNodeKind
{
    Object,
    Array,
    Text,
    Number,
    Boolean,
    Null,
}

/// <summary>A JSON value that remembers where it stands, so that what is wrong with its meaning can be said with line and column.</summary>
internal sealed class PolicyNode
{
    internal required PolicyNodeKind Kind { get; init; }

    internal required PolicyPosition At { get; init; }

    /// <summary>The characters of a text; of a number, as it is written.</summary>
    internal string Text { get; init; } = string.Empty;

    internal bool Boolean { get; init; }

    internal IReadOnlyList<PolicyMember> Members { get; init; } = [];

    internal IReadOnlyList<PolicyNode> Items { get; init; } = [];

    internal PolicyException Error(string problem) => new(problem, At);

    internal PolicyNode Require(PolicyNodeKind kind, string name) =>
        Kind == kind ? this : throw Error($"{name} is {Name(Kind)}, and must be {Name(kind)}.");

    /// <summary>A text that is not blank, without the spaces around it.</summary>
    internal string RequireText(string name)
    {
        string text = Require(PolicyNodeKind.Text, name).Text.Trim();
        return text.Length > 0 ? text : throw Error($"{name} is blank.");
    }

    internal int RequireInteger(string name) =>
        int.TryParse(Require(PolicyNodeKind.Number, name).Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Error($"{name} must be a whole number.");

    internal PolicyNode? Member(string name) => Members.FirstOrDefault(m => m.Name == name)?.Value;

    internal PolicyNode RequiredMember(string name, string owner) => Member(name) ?? throw Error($"{owner} has no '{name}'.");

    /// <summary>An object's member that is not among <paramref name="known"/> is an error at its place.</summary>
    internal void RefuseOthers(string owner, params ReadOnlySpan<string> known)
    {
        foreach (PolicyMember member in Members)
        {
            if (!known.Contains(member.Name))
            {
                throw new PolicyException($"{owner} has an unknown key '{member.Name}'; the keys are {string.Join(", ", known.ToArray())}.", member.At);
            }
        }
    }

    private static string Name(PolicyNodeKind kind) => kind switch
    {
        PolicyNodeKind.Object => "an object",
        PolicyNodeKind.Array => "a list",
        PolicyNodeKind.Text => "a text",
        PolicyNodeKind.Number => "a number",
        PolicyNodeKind.Boolean => "true or false",
        _ => "null",
    };
}

/// <summary>A member of a JSON object.</summary>
/// <param name="Name">Its key.</param>
/// <param name="At">Where the key stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record PolicyMember(string Name, PolicyPosition At, PolicyNode Value);
