using System.Globalization;

namespace Ospacs.Archive.Protection;

/// <summary>
/// A policy file, or a policy's mask script, that cannot be used: no JSON, JSON that says something else than a policy, or a rule
/// that cannot be carried out. It names the place.
/// </summary>
public sealed class PolicyException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="problem">What is wrong, in words.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The character in the line, from 1.</param>
    /// <param name="inner">The cause.</param>
    public PolicyException(string problem, int line, int column, Exception? inner = null)
        : this("policy", problem, new PolicyPosition(line, column), inner)
    {
    }

    internal PolicyException(string problem, PolicyPosition at, Exception? inner = null) : this("policy", problem, at, inner)
    {
    }

    private PolicyException(string document, string problem, PolicyPosition at, Exception? inner)
        : base(string.Create(CultureInfo.InvariantCulture, $"The {document} is wrong in line {at.Line}, column {at.Column}: {problem}"), inner)
    {
        Line = at.Line;
        Column = at.Column;
    }

    /// <summary>An error in a policy's mask script, with its place in the script.</summary>
    internal static PolicyException InScript(string problem, PolicyPosition at, Exception? inner = null) => new("mask script", problem, at, inner);

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The character in the line, from 1.</summary>
    public int Column { get; }
}

/// <summary>A place in a policy's text.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1.</param>
internal readonly record struct PolicyPosition(int Line, int Column);
