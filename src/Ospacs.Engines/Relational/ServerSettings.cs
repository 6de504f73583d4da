namespace Ospacs.Engines.Relational;

/// <summary>How patient the program is with a server.</summary>
internal sealed record ServerSettings
{
    /// <summary>How long a batch waits for its turn before it fails as <see cref="Ospacs.Archive.Store.ArchiveFailure.Busy"/>.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long what a server gave up or a network broke is tried again before it fails for good: long enough for a server to be started anew.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The same for the first connection of a command, where somebody may be waiting who has misspelt a name.</summary>
    public TimeSpan OpeningPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a batch is done again that was interrupted.</summary>
    public int Repetitions { get; init; } = 10;

    /// <summary>How long one try to connect may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);
}
