namespace Ospacs.Engines.Sqlite;

/// <summary>SQLite's own result code, for a log: the cause of an <see cref="Ospacs.Archive.Store.ArchiveException"/>. Its words are SQLite's fixed text for the code and name no path or value.</summary>
/// <param name="code">The extended result code.</param>
/// <param name="text">SQLite's text for it.</param>
internal sealed class SqliteException(int code, string text) : Exception($"SQLite error {code}: {text}.")
{
    /// <summary>The extended result code.</summary>
    public int Code { get; } = code;
}
