using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Sqlite;

/// <summary>Where each value of a record stands in a row, both ways.</summary>
internal static class SqliteRows
{
    private const string ImageColumns =
        "ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber, "
        + "Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, "
        + "Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid";

    private const string AuditColumns = "Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue";

    /// <summary>An image by its key.</summary>
    public const string ImageById = "SELECT " + ImageColumns + " FROM Image WHERE ImageId = ?";

    /// <summary>Images behind a key, in the order of their keys.</summary>
    public const string ImagesByKey = "SELECT " + ImageColumns + " FROM Image WHERE ImageId > ? ORDER BY ImageId LIMIT ?";

    /// <summary>An image by the hash of its source.</summary>
    public const string ImageBySource = "SELECT " + ImageColumns + " FROM Image WHERE SourceHash = ?";

    /// <summary>An image by its SOP Instance UID.</summary>
    public const string ImageBySopInstance = "SELECT " + ImageColumns + " FROM Image WHERE SopInstanceUid = ?";

    /// <summary>The first image with these pixels that is not of this subject. The index gives them in the order of their keys.</summary>
    public const string ImageByPixels = "SELECT " + ImageColumns + " FROM Image WHERE PixelSha256 = ? AND SubjectId <> ? ORDER BY ImageId LIMIT 1";

    /// <summary>Writes an image.</summary>
    public const string InsertImage =
        "INSERT INTO Image (" + ImageColumns + ", DateOrder, SeriesOrder, InstanceOrder) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
        + "?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ifnull(?4, 0), ifnull(?11, -2147483649), ifnull(?12, -2147483649))";

    /// <summary>Writes what follows the object of an image that is stored.</summary>
    public const string UpdateObject =
        "UPDATE Image SET TransferSyntaxUid = ?2, PhotometricInterpretation = ?3, Size = ?4, Sha256 = ?5, PixelSha256 = ?6, Version = ?7 WHERE ImageId = ?1";

    /// <summary>Writes the whole row of an image that is given to another subject, bound as for <see cref="InsertImage"/>. What never changes is written as it is; the database sees to that.</summary>
    public const string UpdateImage =
        "UPDATE Image SET SubjectId = ?2, Centre = ?3, StudyDate = ?4, MediaRef = ?5, StudyInstanceUid = ?6, SeriesInstanceUid = ?7, SopInstanceUid = ?8, SopClassUid = ?9, Modality = ?10, "
        + "SeriesNumber = ?11, InstanceNumber = ?12, Manufacturer = ?13, ManufacturerModelName = ?14, ImageRows = ?15, ImageColumns = ?16, PhotometricInterpretation = ?17, TransferSyntaxUid = ?18, "
        + "NumberOfFrames = ?19, Size = ?20, Sha256 = ?21, PixelSha256 = ?22, SourceHash = ?23, PolicyId = ?24, MaskRule = ?25, Version = ?26, ImportedUtc = ?27, RootSeriesUid = ?28, RootSopUid = ?29, "
        + "DateOrder = ifnull(?4, 0), SeriesOrder = ifnull(?11, -2147483649), InstanceOrder = ifnull(?12, -2147483649) WHERE ImageId = ?1";

    /// <summary>
    /// Gives parts another image. Where both keys take the same number of bytes in a row, SQLite compares the part with itself and writes nothing of it;
    /// else it writes it anew. OR FAIL, since it would then copy the pages first, to undo what cannot fail half way: the image has no other parts.
    /// </summary>
    public const string MoveParts = "UPDATE OR FAIL ImagePart SET ImageId = ?2 WHERE ImageId = ?1";

    /// <summary>Writes an audit entry. OR FAIL, since with a trigger beside it SQLite would else copy the pages first, to undo a row that is never half written.</summary>
    public const string InsertAudit = "INSERT OR FAIL INTO Audit (" + AuditColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /// <summary>Audit entries, for what comes behind FROM to follow.</summary>
    public const string SelectAudit = "SELECT " + AuditColumns + " FROM Audit ";

    /// <summary>Every medium, a row for each outcome and reason of its files.</summary>
    public const string AllMedia = "SELECT " + MediaColumns + " FROM Media m LEFT JOIN (SELECT MediaRef, Outcome, Reason, count(*) AS Files FROM MediaFile GROUP BY MediaRef, Outcome, Reason) f USING (MediaRef) ORDER BY m.MediaRef";

    /// <summary>One medium, a row for each outcome and reason of its files.</summary>
    public const string OneMedium = "SELECT " + MediaColumns + " FROM Media m LEFT JOIN (SELECT MediaRef, Outcome, Reason, count(*) AS Files FROM MediaFile WHERE MediaRef = ?1 GROUP BY MediaRef, Outcome, Reason) f USING (MediaRef) WHERE m.MediaRef = ?1";

    private const string MediaColumns = "m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files";

    /// <summary>Binds an image for <see cref="InsertImage"/>.</summary>
    public static void Bind(SqliteStatement statement, ImageRecord image)
    {
        statement.Bind(1, image.ImageId);
        statement.Bind(2, image.SubjectId);
        statement.Bind(3, image.Centre);
        statement.Bind(4, image.StudyDate);
        statement.Bind(5, image.MediaRef);
        statement.Bind(6, image.StudyInstanceUid);
        statement.Bind(7, image.SeriesInstanceUid);
        statement.Bind(8, image.SopInstanceUid);
        statement.Bind(9, image.SopClassUid);
        statement.Bind(10, image.Modality);
        statement.Bind(11, (long?)image.SeriesNumber);
        statement.Bind(12, (long?)image.InstanceNumber);
        statement.Bind(13, image.Manufacturer);
        statement.Bind(14, image.ManufacturerModelName);
        statement.Bind(15, (long)image.Rows);
        statement.Bind(16, (long)image.Columns);
        statement.Bind(17, image.PhotometricInterpretation);
        statement.Bind(18, image.TransferSyntaxUid);
        statement.Bind(19, (long)image.NumberOfFrames);
        statement.Bind(20, image.Size);
        statement.Bind(21, image.Sha256);
        statement.BindOrNull(22, image.PixelSha256);
        statement.Bind(23, image.SourceHash);
        statement.Bind(24, image.PolicyId);
        statement.Bind(25, image.Rule);
        statement.Bind(26, (long)image.Version);
        statement.Bind(27, image.ImportedUtc);
        statement.Bind(28, image.RootSeriesUid);
        statement.Bind(29, image.RootSopUid);
    }

    /// <summary>Binds an image for <see cref="UpdateObject"/>.</summary>
    public static void BindObject(SqliteStatement statement, ImageRecord image)
    {
        statement.Bind(1, image.ImageId);
        statement.Bind(2, image.TransferSyntaxUid);
        statement.Bind(3, image.PhotometricInterpretation);
        statement.Bind(4, image.Size);
        statement.Bind(5, image.Sha256);
        statement.BindOrNull(6, image.PixelSha256);
        statement.Bind(7, (long)image.Version);
    }

    /// <summary>Binds an audit entry for <see cref="InsertAudit"/>.</summary>
    public static void Bind(SqliteStatement statement, AuditEntry entry)
    {
        statement.Bind(1, entry.Sequence);
        statement.Bind(2, entry.TimeUtc);
        statement.Bind(3, entry.Account);
        statement.Bind(4, entry.Machine);
        statement.Bind(5, entry.Action);
        statement.Bind(6, entry.MediaRef);
        statement.Bind(7, (long?)entry.FileNumber);
        statement.Bind(8, entry.SubjectId);
        statement.Bind(9, entry.SopInstanceUid);
        statement.Bind(10, entry.PolicyId);
        statement.Bind(11, entry.Outcome);
        statement.Bind(12, entry.Reason);
        statement.Bind(13, entry.Mac);
        statement.Bind(14, entry.OldValue);
        statement.Bind(15, entry.NewValue);
    }

    /// <summary>Reads passports from the rows of <see cref="AllMedia"/> or <see cref="OneMedium"/>.</summary>
    public static IReadOnlyList<MediaPassport> Passports(SqliteStatement row)
    {
        List<PassportRows.Line> lines = [];
        while (row.Step())
        {
            lines.Add(PassportRows.Read(row));
        }

        return PassportRows.Of(lines);
    }
}
