using Ospacs.Archive.Store;

namespace Ospacs.Engines.Sqlite;

/// <summary>Where each value of what became of images stands in a row, both ways.</summary>
internal static class SqliteHistoryRows
{
    private const string VersionColumns = "ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence";

    private const string TombstoneColumns =
        "ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence";

    /// <summary>Retired versions, for what comes behind FROM to follow.</summary>
    public const string SelectVersion = "SELECT " + VersionColumns + " FROM ImageVersion ";

    /// <summary>Tombstones, for what comes behind FROM to follow.</summary>
    public const string SelectTombstone = "SELECT " + TombstoneColumns + " FROM Tombstone ";

    /// <summary>The media that an image went out on.</summary>
    public const string SelectExports =
        "SELECT e.ExportId, e.Label, e.Profile, e.ExportedUtc, e.Images, e.Subjects, e.Bytes, e.AuditSequence, i.ImageId, i.Version, i.SubjectId, i.SopInstanceUid, i.FileId, i.TransferSyntaxUid, i.Sha256 "
        + "FROM ExportImage i JOIN Export e USING (ExportId) WHERE i.ImageId = ? ORDER BY i.ExportId";

    /// <summary>Media that were written, for what comes behind FROM to follow.</summary>
    public const string SelectExport = "SELECT ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence FROM Export ";

    /// <summary>Images on media that were written, for what comes behind FROM to follow.</summary>
    public const string SelectExportImage = "SELECT ExportId, ImageId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256 FROM ExportImage ";

    public static void Insert(SqliteDatabase database, RetiredVersion version)
    {
        using SqliteStatement statement = database.Prepare("INSERT INTO ImageVersion (" + VersionColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        statement.Bind(1, version.ImageId);
        statement.Bind(2, (long)version.Version);
        statement.Bind(3, version.SubjectId);
        statement.Bind(4, version.StudyDate);
        statement.Bind(5, version.StudyInstanceUid);
        statement.Bind(6, version.SeriesInstanceUid);
        statement.Bind(7, version.SopInstanceUid);
        statement.Bind(8, version.TransferSyntaxUid);
        statement.Bind(9, version.Size);
        statement.Bind(10, version.Sha256);
        statement.Bind(11, version.RetiredUtc);
        statement.Bind(12, version.AuditSequence);
        statement.Step();
    }

    public static void Insert(SqliteDatabase database, Tombstone tombstone)
    {
        using SqliteStatement statement = database.Prepare("INSERT INTO Tombstone (" + TombstoneColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        statement.Bind(1, tombstone.ImageId);
        statement.Bind(2, (long)tombstone.Version);
        statement.Bind(3, tombstone.SubjectId);
        statement.Bind(4, tombstone.Centre);
        statement.Bind(5, tombstone.StudyDate);
        statement.Bind(6, tombstone.MediaRef);
        statement.Bind(7, tombstone.StudyInstanceUid);
        statement.Bind(8, tombstone.SeriesInstanceUid);
        statement.Bind(9, tombstone.SopInstanceUid);
        statement.Bind(10, tombstone.RootSopUid);
        statement.Bind(11, tombstone.TransferSyntaxUid);
        statement.Bind(12, tombstone.Size);
        statement.Bind(13, tombstone.Sha256);
        statement.Bind(14, tombstone.SourceHash);
        statement.Bind(15, tombstone.ImportedUtc);
        statement.Bind(16, tombstone.RemovedUtc);
        statement.Bind(17, tombstone.AuditSequence);
        statement.Step();
    }

    public static long Insert(SqliteDatabase database, ExportRecord export)
    {
        using SqliteStatement statement = database.Prepare("INSERT INTO Export (Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING ExportId");
        statement.Bind(1, export.Label);
        statement.Bind(2, export.Profile);
        statement.Bind(3, export.ExportedUtc);
        statement.Bind(4, (long)export.Images);
        statement.Bind(5, (long)export.Subjects);
        statement.Bind(6, export.Bytes);
        statement.Bind(7, export.AuditSequence);
        statement.Step();
        return statement.GetInt64(0);
    }

    public static void Insert(SqliteDatabase database, long exportId, ExportImageRecord image)
    {
        using SqliteStatement statement = database.Prepare("INSERT INTO ExportImage (ImageId, ExportId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        statement.Bind(1, image.ImageId);
        statement.Bind(2, exportId);
        statement.Bind(3, (long)image.Version);
        statement.Bind(4, image.SubjectId);
        statement.Bind(5, image.SopInstanceUid);
        statement.Bind(6, image.FileId);
        statement.Bind(7, image.TransferSyntaxUid);
        statement.Bind(8, image.Sha256);
        statement.Step();
    }
}
