namespace Ospacs.Engines.Relational;

/// <summary>What a server answered, by its own code. Its words are left out: they quote names, queries and values.</summary>
/// <param name="engine">The engine's name.</param>
/// <param name="code">The engine's code, or the kind of failure where it has none.</param>
internal sealed class RegistryServerException(string engine, string code) : Exception($"{engine}: {code}");
