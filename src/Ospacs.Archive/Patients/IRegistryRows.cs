namespace Ospacs.Archive.Patients;

/// <summary>The rows of a registry, one after the other, wherever they come from: a CSV file, a query on a database. Identity side.</summary>
public interface IRegistryRows : IDisposable
{
    /// <summary>What a row is called in an error: "line" of a file, "row" of a query.</summary>
    string Unit { get; }

    /// <summary>The number of the header that names the columns, from 1; 0 where the columns have names without one.</summary>
    int HeaderNumber { get; }

    /// <summary>The names of the columns, in their order.</summary>
    IReadOnlyList<string> Columns { get; }

    /// <summary>The number of the row that was read last, from 1.</summary>
    int Number { get; }

    /// <summary>Reads the next row.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="RegistryException">It cannot be read.</exception>
    bool Next();

    /// <summary>A value of the row, as text; empty when there is none.</summary>
    /// <param name="column">The column's place among <see cref="Columns"/>.</param>
    /// <exception cref="RegistryException">The value is no text.</exception>
    string Field(int column);
}
