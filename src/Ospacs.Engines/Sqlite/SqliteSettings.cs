namespace Ospacs.Engines.Sqlite;

/// <summary>What tests need to change, and nobody else.</summary>
internal sealed record SqliteSettings
{
    /// <summary>How long a call waits for other processes before it gives up.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The size that the file may grow to, in pages of <see cref="SqliteDatabase.PageSize"/> bytes; 0 for no limit. It stands in for a full disk.</summary>
    public int MaxPages { get; init; }
}
