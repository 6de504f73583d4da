namespace Ospacs.Archive.Patients;

/// <summary>A database that a registry can be read from: one for each engine. It only reads.</summary>
public interface IRegistryReader
{
    /// <summary>The engine's name, as "SQLite".</summary>
    string Engine { get; }

    /// <summary>Asks the database. It is opened so that nothing can be written to it, and a query that would write is refused.</summary>
    /// <param name="source">Where it is, and what is asked.</param>
    /// <param name="cancellation">Ends waiting and reading.</param>
    /// <returns>The rows, streamed; no value of a column is read that is not asked for.</returns>
    /// <exception cref="RegistryException">The database cannot be reached or the query cannot be asked. No message has the connection, the query, a credential or a value in it.</exception>
    /// <exception cref="Store.ArchiveException">The credential, or the lack of one, is not what the engine works with.</exception>
    IRegistryRows Open(RegistrySource source, CancellationToken cancellation = default);
}
