using Ospacs.Archive.Store;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>Says in the archive's words what SQLite reports. No other place does.</summary>
internal static class SqliteFailure
{
    // SQLite's own message is looked at for a constraint's name only, and never passed on: it may quote a value.
    private static readonly Dictionary<string, (ArchiveFailure Kind, string Message)> Constraints = new(StringComparer.Ordinal)
    {
        ["UNIQUE constraint failed: Image.SopInstanceUid"] = (ArchiveFailure.Duplicate, "An image with this SOP Instance UID is in the archive already."),
        ["UNIQUE constraint failed: Image.SourceHash"] = (ArchiveFailure.Duplicate, "An image made of the same source file is in the archive already."),
        ["UNIQUE constraint failed: Image.ImageId"] = (ArchiveFailure.Duplicate, "The image's key is in use already."),
        ["UNIQUE constraint failed: ImagePart.ImageId, ImagePart.Number"] = (ArchiveFailure.Duplicate, "This part of the image is written already."),
        ["sequence: Audit"] = (ArchiveFailure.InvalidArgument, "The audit entry does not follow the last one."),
        ["fixed: Archive"] = (ArchiveFailure.ReadOnly, "What an archive was made with cannot be changed."),
        ["fixed: Policy"] = (ArchiveFailure.ReadOnly, "A policy that was used cannot be changed or removed."),
        ["fixed: Audit"] = (ArchiveFailure.ReadOnly, "An audit entry cannot be changed or removed."),
        ["fixed: Image"] = (ArchiveFailure.ReadOnly, "What identifies an image cannot be changed."),
        ["fixed: Study"] = (ArchiveFailure.ReadOnly, "A study belongs to its subject for ever."),
        ["fixed: ImageVersion"] = (ArchiveFailure.ReadOnly, "A version that was retired cannot be changed or removed."),
        ["fixed: Tombstone"] = (ArchiveFailure.ReadOnly, "A tombstone cannot be changed or removed."),
        ["fixed: Export"] = (ArchiveFailure.ReadOnly, "The record of a medium that was written cannot be changed or removed."),
        ["fixed: ExportImage"] = (ArchiveFailure.ReadOnly, "The record of a medium that was written cannot be changed or removed."),
        ["kept: Image"] = (ArchiveFailure.ReadOnly, "An image is removed only where its tombstone stands."),
        ["UNIQUE constraint failed: ImageVersion.SopInstanceUid"] = (ArchiveFailure.Duplicate, "An earlier version of an image had this SOP Instance UID."),
        ["UNIQUE constraint failed: Study.StudyInstanceUid"] = (ArchiveFailure.Duplicate, "A study with this UID is in the archive already."),
        ["UNIQUE constraint failed: Study.RootStudyUid, Study.Generation"] = (ArchiveFailure.Duplicate, "The study has this generation already."),
        ["UNIQUE constraint failed: Study.RootStudyUid, Study.SubjectId"] = (ArchiveFailure.Duplicate, "The subject has a generation of this study already."),
        ["version: Image"] = (ArchiveFailure.ReadOnly, "An image can only be changed to a later version."),
        ["FOREIGN KEY constraint failed"] = (ArchiveFailure.InvalidArgument, "A row refers to another one that is not there: an image to its policy, or a part to its image."),
    };

    /// <summary>The failure for a result code.</summary>
    /// <param name="database">The connection, for the name of a constraint; or null.</param>
    /// <param name="code">The extended result code.</param>
    public static ArchiveException From(sqlite3? database, int code)
    {
        (ArchiveFailure kind, string message) = (code & 0xff) == raw.SQLITE_CONSTRAINT ? Constraint(database) : Describe(code);
        return new ArchiveException(kind, message, new SqliteException(code, raw.sqlite3_errstr(code).utf8_to_string()));
    }

    /// <summary>Whether an archive was left in the middle of a write, by a program that ended, and this connection may not repair it.</summary>
    /// <param name="failure">The failure.</param>
    public static bool IsInterruptedWrite(ArchiveException failure) => failure.InnerException is SqliteException { Code: raw.SQLITE_READONLY_ROLLBACK };

    /// <summary>Whether a file could not be opened or made.</summary>
    /// <param name="failure">The failure.</param>
    public static bool IsCannotOpen(ArchiveException failure) => failure.InnerException is SqliteException cause && (cause.Code & 0xff) == raw.SQLITE_CANTOPEN;

    /// <summary>Whether SQLite stopped a statement because it was told to.</summary>
    /// <param name="failure">The failure.</param>
    public static bool IsStopped(ArchiveException failure) => failure.InnerException is SqliteException { Code: raw.SQLITE_INTERRUPT };

    private static (ArchiveFailure Kind, string Message) Constraint(sqlite3? database)
    {
        string text = database is null ? string.Empty : raw.sqlite3_errmsg(database).utf8_to_string();
        return Constraints.TryGetValue(text, out (ArchiveFailure, string) known)
            ? known
            : (ArchiveFailure.InvalidArgument, "A value is missing or outside what the archive's schema allows.");
    }

    private static (ArchiveFailure Kind, string Message) Describe(int code) => code switch
    {
        raw.SQLITE_READONLY_ROLLBACK => (ArchiveFailure.ReadOnly, "The archive was left in the middle of a write, and it must be writable once to be made whole. Open a copy of it, with its journal, where it can be written."),
        _ => (code & 0xff) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => (ArchiveFailure.Busy, "Another process has held the archive for too long. Try again when it is done."),
            raw.SQLITE_FULL => (ArchiveFailure.DiskFull, "There is no room left where the archive is. Nothing of this batch was stored."),
            raw.SQLITE_READONLY or raw.SQLITE_PERM => (ArchiveFailure.ReadOnly, "The archive, or the folder that it is in, may not be written."),
            raw.SQLITE_NOTADB => (ArchiveFailure.NotAnArchive, "The file is no archive."),
            raw.SQLITE_CORRUPT => (ArchiveFailure.NotAnArchive, "The archive's file is damaged."),
            raw.SQLITE_CANTOPEN => (ArchiveFailure.Database, "The archive's file, or its journal beside it, cannot be opened: the account may lack the right, or the path is too long."),
            raw.SQLITE_IOERR => (ArchiveFailure.Database, "The disk that the archive is on failed to read or write."),
            raw.SQLITE_NOMEM => (ArchiveFailure.Database, "There is not enough memory."),
            raw.SQLITE_TOOBIG or raw.SQLITE_RANGE or raw.SQLITE_MISMATCH => (ArchiveFailure.InvalidArgument, "A value cannot be stored in the archive."),
            _ => (ArchiveFailure.Database, "The archive's database reported an error."),
        },
    };
}
