using System.Globalization;

namespace Ospacs.Archive.Patients;

/// <summary>Why a registry cannot be used.</summary>
public enum RegistryFailure
{
    /// <summary>What it holds is no registry: a column is missing, a value is wrong, there are no patients.</summary>
    Invalid,

    /// <summary>It could not be asked: it is not there, locked, damaged, closed to this account, or does not know what the query names.</summary>
    Unreachable,
}

/// <summary>A registry that cannot be used. The message names row and column, never a value and never a path.</summary>
public sealed class RegistryException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="problem">What is wrong, in words.</param>
    /// <param name="line">The line of the file or row of the query, from 1, or 0 when none is to blame.</param>
    /// <param name="column">The column's name, or null.</param>
    /// <param name="inner">The cause.</param>
    /// <param name="unit">What a row is called: "line" of a file, "row" of a query.</param>
    public RegistryException(string problem, int line = 0, string? column = null, Exception? inner = null, string unit = "line") : base(Say(problem, line, column, unit), inner)
    {
        Line = line;
        Column = column;
    }

    /// <summary>Why it cannot be used.</summary>
    public RegistryFailure Kind { get; init; }

    /// <summary>The line of the file or row of the query, from 1, or 0 when none is to blame.</summary>
    public int Line { get; }

    /// <summary>The column's name, or null.</summary>
    public string? Column { get; }

    private static string Say(string problem, int line, string? column, string unit)
    {
        string place = (line, column) switch
        {
            (0, null) => "The registry",
            (0, _) => $"The registry's column {column}",
            (_, null) => string.Create(CultureInfo.InvariantCulture, $"The registry's {unit} {line}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"The registry's {unit} {line}, column {column},"),
        };
        return $"{place} {problem}.";
    }
}
