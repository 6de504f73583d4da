using System.Runtime.InteropServices;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>
/// The one call that the managed binding lacks: a value handed to SQLite by its address. The binding's own call has
/// SQLite copy the bytes first, which for images costs as much as writing them.
/// </summary>
internal static partial class SqliteNative
{
    /// <summary>SQLITE_STATIC: the bytes stay where they are until the statement has run.</summary>
    public const nint InPlace = 0;

    // The name is the one that the binding's provider uses, so that both resolve to the same loaded library in every load context.
    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_bind_blob64")]
    public static unsafe partial int BindBlob(sqlite3_stmt statement, int index, byte* bytes, ulong length, nint destructor);
}
