using Ospacs.Archive.Import;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection;

/// <summary>What a policy does to one file, and why. Identity side: it holds the file's path, and old values where they were asked for.</summary>
public sealed record PolicyExplanation
{
    /// <summary>The source's path: identity side.</summary>
    public required string Path { get; init; }

    /// <summary>The file's number among those explained, from 1.</summary>
    public required int FileNumber { get; init; }

    /// <summary>What would become of it: planned, refused, or nothing to protect. Whose it is, is not asked.</summary>
    public required FileProtectionOutcome Outcome { get; init; }

    /// <summary>Why it would be refused, or null.</summary>
    public QuarantineReason? Reason { get; init; }

    /// <summary>What is wrong; names tags and fields, never a value. Empty when nothing is.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>The mask rule that matches, or null.</summary>
    public string? Rule => Masks?.Rule;

    /// <summary>The rules that one condition alone keeps from matching.</summary>
    public IReadOnlyList<string> Nearly => Masks is null ? [] : [.. Masks.Nearly.Select(rule => $"{rule.Rule}: {rule.Failed.First()}")];

    /// <summary>How the catalogue decides, rule by rule; or null where the file is no object.</summary>
    public MaskExplanation? Masks { get; init; }

    /// <summary>What is done to each attribute, those that stay among them; empty where nothing is.</summary>
    public IReadOnlyList<AttributeChange> Attributes { get; init; } = [];
}
