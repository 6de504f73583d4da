using System.Globalization;

namespace Ospacs.Archive.Patients;

/// <summary>A registry that cannot be used. The message names line and column, never a value and never a path.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="problem">What is wrong, in words.</param>
    /// <param name="line">The line of the file, from 1, or 0 when no line is to blame.</param>
    /// <param name="column">The column's name, or null.</param>
    /// <param name="inner">The cause.</param>
    public RegistryException(string problem, int line = 0, string? column = null, Exception? inner = null) : base(Say(problem, line, column), inner)
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line of the file, from 1, or 0 when no line is to blame.</summary>
    public int Line { get; }

    /// <summary>The column's name, or null.</summary>
    public string? Column { get; }

    private static string Say(string problem, int line, string? column)
    {
        string place = (line, column) switch
        {
            (0, null) => "The registry",
            (0, _) => $"The registry's column {column}",
            (_, null) => string.Create(CultureInfo.InvariantCulture, $"The registry's line {line}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"The registry's line {line}, column {column},"),
        };
        return $"{place} {problem}.";
    }
}
