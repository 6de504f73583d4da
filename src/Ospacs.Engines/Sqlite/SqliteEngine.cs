using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.Engines.Sqlite;

/// <summary>Archives in a single file, without a server: the default.</summary>
public sealed class SqliteEngine : IArchiveEngine
{
    /// <summary>The schema's version that this program makes and knows.</summary>
    internal const int SchemaVersion = ArchiveSchema.Version;

    /// <summary>Marks an archive among SQLite files: "OSPA" in ASCII.</summary>
    internal const int ApplicationId = 0x4F535041;

    // File systems allow 255 bytes, and the journal's name is that of the file with "-journal" behind it.
    private const int LongestName = 255 - 8;

    private readonly SqliteSettings _settings;

    /// <summary>Makes the engine.</summary>
    public SqliteEngine() : this(new SqliteSettings())
    {
    }

    internal SqliteEngine(SqliteSettings settings) => _settings = settings;

    /// <inheritdoc/>
    public string Name => "SQLite";

    /// <inheritdoc/>
    public bool Accepts(string archive) => !ConnectionFile.IsName(archive);

    /// <inheritdoc/>
    public bool Exists(string archive) => File.Exists(FullPath(archive));

    /// <inheritdoc/>
    public IArchiveStore Create(string archive, ArchiveInfo info, Action<IStoreBatch>? first = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        StoreGuard.Check(info);
        string path = FullPath(archive);
        if (Path.Exists(path))
        {
            throw AlreadyThere();
        }

        string folder = Path.GetDirectoryName(path) ?? path;
        if (!Directory.Exists(folder))
        {
            throw new ArchiveException(ArchiveFailure.NotFound, "The folder that the archive is to be made in is not there.");
        }

        if (Encoding.UTF8.GetByteCount(Path.GetFileName(path)) > LongestName)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The archive's file name is longer than {LongestName} bytes.");
        }

        // Made whole under another name first: an archive is there with everything in it, or not at all.
        string drafts = DraftsOf(path);
        string draft = Path.Combine(folder, $"{drafts}{Guid.NewGuid():N}.new");
        try
        {
            using (SqliteDatabase database = SqliteDatabase.Create(draft, _settings))
            {
                WriteSchema(database, info);
            }

            if (first is not null)
            {
                using IArchiveStore store = Open(draft, StoreAccess.Write);
                using IStoreBatch batch = store.BeginBatch();
                first(batch);
                batch.Commit();
            }

            FilePlace.Put(draft, path);
        }
        catch (ArchiveException) when (Path.Exists(path))
        {
            // Another program was faster, and swept this draft away.
            throw AlreadyThere();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Path.Exists(path) ? AlreadyThere() : NoPlace();
        }
        catch (ArchiveException) when (Path.Exists(path))
        {
            // Another program was faster, and has swept this draft away.
            throw AlreadyThere();
        }
        catch (ArchiveException failure) when (SqliteFailure.IsCannotOpen(failure))
        {
            throw NoPlace();
        }
        finally
        {
            RemoveDraft(draft);
        }

        SweepDrafts(folder, drafts);
        return Open(archive, StoreAccess.Write);
    }

    /// <inheritdoc/>
    public IArchiveStore Open(string archive, StoreAccess access)
    {
        string path = FullPath(archive);
        if (!File.Exists(path))
        {
            throw new ArchiveException(ArchiveFailure.NotFound, "There is no such archive.");
        }

        SqliteSchema.BringUp(path, _settings);
        SqliteDatabase database = SqliteDatabase.Open(path, access, _settings);
        try
        {
            ArchiveInfo info = database.Run(() => Recognise(database));
            return access == StoreAccess.Write && database.IsReadOnly
                ? throw new ArchiveException(ArchiveFailure.ReadOnly, "The archive may not be written.")
                : new SqliteArchiveStore(database, info, access, _settings);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string IdentityPathOf(string archive) => Path.TrimEndingDirectorySeparator(FullPath(archive)) + ".identity";

    /// <inheritdoc/>
    public IReadOnlyList<SchemaScript> ScriptsFor(string archive)
    {
        string path = FullPath(archive);
        return SqliteSchema.Scripts(File.Exists(path) ? SqliteSchema.VersionOf(path, _settings) : 0);
    }

    /// <inheritdoc/>
    public (int Before, int Now) Update(string archive)
    {
        string path = FullPath(archive);
        if (!File.Exists(path))
        {
            throw new ArchiveException(ArchiveFailure.NotFound, "There is no such archive.");
        }

        int before = SqliteSchema.VersionOf(path, _settings);
        using IArchiveStore store = Open(archive, StoreAccess.Write);
        return (before, store.Info.SchemaVersion);
    }

    private static ArchiveInfo Recognise(SqliteDatabase database)
    {
        int version = SqliteSchema.VersionOf(database);
        database.Configure();
        using SqliteStatement statement = database.Prepare("SELECT ArchiveId, SchemaVersion, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc FROM Archive WHERE ArchiveRow = 1");
        return version == SchemaVersion && statement.Step() && Guid.TryParseExact(statement.GetText(0), "D", out Guid id)
            ? new ArchiveInfo
            {
                ArchiveId = id,
                SchemaVersion = statement.GetInt32(1),
                Sponsor = statement.GetText(2),
                Protocol = statement.GetText(3),
                DatePolicy = statement.GetText(4),
                KeyCheck = statement.GetBytes(5),
                CreatedUtc = statement.GetTime(6),
            }
            : throw new ArchiveException(ArchiveFailure.NotAnArchive, "The archive's file is damaged: what it was made with cannot be read.");
    }

    private static void WriteSchema(SqliteDatabase database, ArchiveInfo info)
    {
        database.LayOut();
        database.Execute("BEGIN IMMEDIATE");
        for (int version = 1; version <= SchemaVersion; version++)
        {
            database.Execute(SqliteSchema.Text(version));
        }

        database.Execute(SqliteSchema.Marks);
        using (SqliteStatement statement = database.Prepare("INSERT INTO Archive (ArchiveRow, ArchiveId, SchemaVersion, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc) VALUES (1, ?, ?, ?, ?, ?, ?, ?)"))
        {
            statement.Bind(1, info.ArchiveId.ToString("D"));
            statement.Bind(2, SchemaVersion);
            statement.Bind(3, info.Sponsor);
            statement.Bind(4, info.Protocol);
            statement.Bind(5, info.DatePolicy);
            statement.Bind(6, info.KeyCheck);
            statement.Bind(7, info.CreatedUtc);
            statement.Step();
        }

        database.Execute("COMMIT");
    }

    private static string FullPath(string archive)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(archive);
        try
        {
            return Path.GetFullPath(archive);
        }
        catch (ArgumentException)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The archive's path is none.");
        }
    }

    // After the move there is no such file; after a failure there may be.
    private static void RemoveDraft(string draft)
    {
        try
        {
            File.Delete(draft);
            File.Delete(draft + "-journal");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The failure that led here says more.
        }
    }

    /// <summary>How the names of an archive's drafts begin: short whatever its own name is, and of no other archive in the folder.</summary>
    private static string DraftsOf(string path) =>
        $"ospacs-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(path))).AsSpan(0, 8))}-";

    /// <summary>
    /// Takes away drafts that a program left which was killed while it made this archive. One that another program is still at
    /// comes too late in any case.
    /// </summary>
    private static void SweepDrafts(string folder, string drafts)
    {
        try
        {
            foreach (string draft in Directory.GetFiles(folder, drafts + "*.new"))
            {
                RemoveDraft(draft);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The archive is made; a draft that cannot be removed does no harm.
        }
    }

    private static ArchiveException NoPlace() => new(ArchiveFailure.ReadOnly, "The archive cannot be made in this folder: it may not be written.");

    private static ArchiveException AlreadyThere() => new(ArchiveFailure.AlreadyExists, "There is a file of this name already.");
}
