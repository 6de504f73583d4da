namespace Ospacs.Engines.Relational;

/// <summary>What a server reported, as the cause of an <see cref="Ospacs.Archive.Store.ArchiveException"/>: its code, and never its own words, which may quote a value or name a machine.</summary>
/// <param name="engine">The engine's name.</param>
/// <param name="finding">What was made of it.</param>
internal sealed class ServerException(string engine, ServerFinding finding) : Exception($"{engine} reported {finding.Code}.")
{
    /// <summary>What kind of thing went wrong.</summary>
    public ServerFault Fault { get; } = finding.Fault;

    /// <summary>Whether the same work may well succeed a little later.</summary>
    public bool IsTransient => Fault is ServerFault.GivenUp or ServerFault.ConnectionLost or ServerFault.Unreachable;
}
