using System.Globalization;

namespace Ospacs.Archive.Protection;

/// <summary>A policy file that cannot be used: no JSON, or JSON that says something else than a policy. It names the place.</summary>
public sealed class PolicyException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="problem">What is wrong, in words.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The character in the line, from 1.</param>
    /// <param name="inner">The cause.</param>
    public PolicyException(string problem, int line, int column, Exception? inner = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"The policy is wrong in line {line}, column {column}: {problem}"), inner)
    {
        Line = line;
        Column = column;
    }

    internal PolicyException(string problem, PolicyPosition at, Exception? inner = null) : this(problem, at.Line, at.Column, inner)
    {
    }

    /// <summary>The line, from 1.</summary>
    public int Line { get; }

    /// <summary>The character in the line, from 1.</summary>
    public int Column { get; }
}

/// <summary>A place in a policy's text.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The character in the line, from 1.</param>
internal readonly record struct PolicyPosition(int Line, int Column);
