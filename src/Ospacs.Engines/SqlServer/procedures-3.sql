-- The procedures of schema version 3, for SQL Server: what the program does, it does by these, and an account needs no right on any table.
-- Each bears the name, the parameters and the columns of a statement of the contract (ServerStatements). Text comes and goes as its UTF-8 bytes, a list of
-- numbers as a JSON array, and a list of texts as what ospacs.Elements takes apart. Parameters that are only looked for are longer than any column they are compared with,
-- since SQL Server cuts off what a parameter has no room for; those that are written have room for anything, so that the column refuses what it cannot hold.
-- A procedure that writes does so inside a transaction only, and says in Result why it wrote nothing: an error would end the transaction.

SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT OFF;
GO

-- Texts of a list: each is its length in two bytes, the higher one first, and its bytes. JSON would not do: what OPENJSON gives is text, and no conversion that every
-- server has makes UTF-8 of it.
CREATE FUNCTION ospacs.Elements (@List varbinary(max))
RETURNS @Elements TABLE (Value varbinary(1700) NOT NULL)
AS
BEGIN
    DECLARE @At bigint = 1, @Length int;
    WHILE @At < DATALENGTH(@List)
    BEGIN
        SET @Length = CONVERT(int, SUBSTRING(@List, @At, 2));
        INSERT INTO @Elements (Value) VALUES (SUBSTRING(@List, @At + 2, @Length));
        SET @At = @At + 2 + @Length;
    END;
    RETURN;
END;
GO

-- The archive.

CREATE PROCEDURE ospacs.ReadSchemaVersion
AS
BEGIN
    SET NOCOUNT ON;
    SELECT MAX(Version) AS Version FROM ospacs.SchemaVersion;
END;
GO

CREATE PROCEDURE ospacs.ReadArchive
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ArchiveId, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc FROM ospacs.Archive;
END;
GO

CREATE PROCEDURE ospacs.AddArchive
    @ArchiveId varbinary(300),
    @Sponsor varbinary(max),
    @Protocol varbinary(max),
    @DatePolicy varbinary(300),
    @KeyCheck varbinary(64),
    @CreatedUtc varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    INSERT INTO ospacs.Archive (ArchiveRow, ArchiveId, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc)
    VALUES (1, @ArchiveId, @Sponsor, @Protocol, @DatePolicy, @KeyCheck, @CreatedUtc);
END;
GO

-- Asked of the caller's own rights, and of a database that is a copy.
CREATE PROCEDURE ospacs.MayWrite
AS
BEGIN
    SET NOCOUNT ON;
    SELECT CASE
        WHEN HAS_PERMS_BY_NAME('ospacs.AddImage', 'OBJECT', 'EXECUTE') = 1
            AND ISNULL(CONVERT(varchar(20), DATABASEPROPERTYEX(DB_NAME(), 'Updateability')), 'READ_WRITE') <> 'READ_ONLY' THEN 1
        ELSE 0
    END AS MayWrite;
END;
GO

CREATE PROCEDURE ospacs.GetTotals
AS
BEGIN
    SET NOCOUNT ON;
    SELECT (SELECT COUNT_BIG(*) FROM ospacs.CentreTotal WHERE Images > 0) AS Centres, t.Subjects, (SELECT COUNT_BIG(*) FROM ospacs.Media) AS Media, t.Images, t.Frames, t.Bytes,
        (SELECT ISNULL(MAX(ImageId), 0) FROM ospacs.Image) AS LastImageId
    FROM ospacs.ArchiveTotal t;
END;
GO

-- The room in the database's own data files, which every account may see. Babelfish has no such files: the objects' bytes stand for it there.
CREATE PROCEDURE ospacs.Measure
AS
BEGIN
    SET NOCOUNT ON;
    IF SERVERPROPERTY('Babelfish') = 1
        SELECT Bytes, CONVERT(bigint, 0) AS FreeBytes FROM ospacs.ArchiveTotal;
    ELSE
        SELECT SUM(CONVERT(bigint, size)) * 8192 AS Bytes, SUM(CONVERT(bigint, size) - CONVERT(bigint, FILEPROPERTY(name, 'SpaceUsed'))) * 8192 AS FreeBytes
        FROM sys.database_files WHERE type = 0;
END;
GO

CREATE PROCEDURE ospacs.FindOrphans
AS
BEGIN
    SET NOCOUNT ON;
    SELECT 1 AS Problem, p.ImageId, CONVERT(bigint, p.Number) AS Number, CONVERT(varbinary(256), NULL) AS MediaRef, CONVERT(varbinary(256), NULL) AS Name
    FROM ospacs.ImagePart p WHERE NOT EXISTS (SELECT 1 FROM ospacs.Image i WHERE i.ImageId = p.ImageId)
    UNION ALL
    SELECT 2, i.ImageId, CONVERT(bigint, NULL), i.MediaRef, CONVERT(varbinary(256), NULL)
    FROM ospacs.Image i
    LEFT JOIN (SELECT ImageId, COUNT_BIG(*) AS Parts, MAX(Number) AS Last, SUM(CONVERT(bigint, DATALENGTH(Bytes))) AS Bytes FROM ospacs.ImagePart GROUP BY ImageId) p ON p.ImageId = i.ImageId
    WHERE ISNULL(p.Bytes, 0) <> i.Size OR ISNULL(p.Last, -1) <> ISNULL(p.Parts, 0) - 1
    UNION ALL
    SELECT 3, i.ImageId, CONVERT(bigint, NULL), i.MediaRef, CONVERT(varbinary(256), NULL)
    FROM ospacs.Image i WHERE NOT EXISTS (SELECT 1 FROM ospacs.Study s WHERE s.StudyInstanceUid = i.StudyInstanceUid AND s.SubjectId = i.SubjectId)
    UNION ALL
    SELECT 4, i.ImageId, CONVERT(bigint, NULL), i.MediaRef, CONVERT(varbinary(256), NULL)
    FROM ospacs.Image i WHERE NOT EXISTS (SELECT 1 FROM ospacs.Policy p WHERE p.PolicyId = i.PolicyId)
    UNION ALL
    SELECT 5, i.ImageId, CONVERT(bigint, NULL), i.MediaRef, CONVERT(varbinary(256), NULL)
    FROM ospacs.Image i WHERE EXISTS (SELECT 1 FROM ospacs.Tombstone t WHERE t.ImageId = i.ImageId)
    UNION ALL
    SELECT 6, e.ImageId, e.ExportId, CONVERT(varbinary(256), NULL), CONVERT(varbinary(256), NULL)
    FROM ospacs.ExportImage e WHERE NOT EXISTS (SELECT 1 FROM ospacs.Export x WHERE x.ExportId = e.ExportId)
    UNION ALL
    SELECT 7, CONVERT(bigint, NULL), CONVERT(bigint, NULL), CONVERT(varbinary(256), NULL), d.Centre
    FROM (
        SELECT Centre, Images, Frames, Bytes FROM ospacs.CentreTotal
        UNION ALL
        SELECT Centre, -COUNT_BIG(*), -SUM(CONVERT(bigint, NumberOfFrames)), -SUM(Size) FROM ospacs.Image GROUP BY Centre
    ) d
    GROUP BY d.Centre
    HAVING SUM(d.Images) <> 0 OR SUM(d.Frames) <> 0 OR SUM(d.Bytes) <> 0
    UNION ALL
    SELECT 8, CONVERT(bigint, NULL), CONVERT(bigint, NULL), CONVERT(varbinary(256), NULL), d.SubjectId
    FROM (
        SELECT SubjectId, Images, Frames, Bytes FROM ospacs.SubjectTotal
        UNION ALL
        SELECT SubjectId, -COUNT_BIG(*), -SUM(CONVERT(bigint, NumberOfFrames)), -SUM(Size) FROM ospacs.Image GROUP BY SubjectId
    ) d
    GROUP BY d.SubjectId
    HAVING SUM(d.Images) <> 0 OR SUM(d.Frames) <> 0 OR SUM(d.Bytes) <> 0
    UNION ALL
    SELECT 9, CONVERT(bigint, NULL), CONVERT(bigint, NULL), CONVERT(varbinary(256), NULL), CONVERT(varbinary(256), NULL)
    FROM (SELECT COUNT_BIG(DISTINCT SubjectId) AS Subjects, COUNT_BIG(*) AS Images, ISNULL(SUM(CONVERT(bigint, NumberOfFrames)), 0) AS Frames, ISNULL(SUM(Size), 0) AS Bytes FROM ospacs.Image) s
    LEFT JOIN ospacs.ArchiveTotal t ON t.TotalRow = 1
    WHERE ISNULL(t.Subjects, -1) <> s.Subjects OR ISNULL(t.Images, -1) <> s.Images OR ISNULL(t.Frames, -1) <> s.Frames OR ISNULL(t.Bytes, -1) <> s.Bytes;
END;
GO

CREATE PROCEDURE ospacs.GetPolicies
AS
BEGIN
    SET NOCOUNT ON;
    SELECT PolicyId, Sha256, PolicyText, FirstUsedUtc FROM ospacs.Policy ORDER BY PolicyId;
END;
GO

CREATE PROCEDURE ospacs.GetMedia
AS
BEGIN
    SET NOCOUNT ON;
    SELECT m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files
    FROM ospacs.Media m
    LEFT JOIN (SELECT MediaRef, Outcome, Reason, COUNT_BIG(*) AS Files FROM ospacs.MediaFile GROUP BY MediaRef, Outcome, Reason) f ON f.MediaRef = m.MediaRef
    ORDER BY m.MediaRef, f.Outcome, f.Reason;
END;
GO

CREATE PROCEDURE ospacs.GetMedium
    @MediaRef varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files
    FROM ospacs.Media m
    LEFT JOIN (SELECT MediaRef, Outcome, Reason, COUNT_BIG(*) AS Files FROM ospacs.MediaFile WHERE MediaRef = @MediaRef GROUP BY MediaRef, Outcome, Reason) f ON f.MediaRef = m.MediaRef
    WHERE m.MediaRef = @MediaRef
    ORDER BY f.Outcome, f.Reason;
END;
GO

CREATE PROCEDURE ospacs.ReadAudit
    @After bigint,
    @FromUtc varbinary(64),
    @ToUtc varbinary(64),
    @MediaRef varbinary(1700),
    @SubjectId varbinary(1700),
    @Action varbinary(300),
    @SopInstanceUid varbinary(1700),
    @Outcome varbinary(300),
    @Account varbinary(max),
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
    FROM ospacs.Audit
    WHERE Sequence > @After
        AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@MediaRef IS NULL OR MediaRef = @MediaRef) AND (@SubjectId IS NULL OR SubjectId = @SubjectId) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid) AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
    ORDER BY Sequence;
END;
GO

CREATE PROCEDURE ospacs.ReadAuditOfMedium
    @After bigint,
    @FromUtc varbinary(64),
    @ToUtc varbinary(64),
    @MediaRef varbinary(1700),
    @SubjectId varbinary(1700),
    @Action varbinary(300),
    @SopInstanceUid varbinary(1700),
    @Outcome varbinary(300),
    @Account varbinary(max),
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
    FROM ospacs.Audit
    WHERE Sequence > @After AND MediaRef = @MediaRef
        AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@SubjectId IS NULL OR SubjectId = @SubjectId) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid) AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
    ORDER BY Sequence;
END;
GO

CREATE PROCEDURE ospacs.ReadAuditOfSubject
    @After bigint,
    @FromUtc varbinary(64),
    @ToUtc varbinary(64),
    @MediaRef varbinary(1700),
    @SubjectId varbinary(1700),
    @Action varbinary(300),
    @SopInstanceUid varbinary(1700),
    @Outcome varbinary(300),
    @Account varbinary(max),
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
    FROM ospacs.Audit
    WHERE Sequence > @After AND SubjectId = @SubjectId
        AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@MediaRef IS NULL OR MediaRef = @MediaRef) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid) AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
    ORDER BY Sequence;
END;
GO

-- A batch.

-- How long the wait may be is the session's LOCK_TIMEOUT.
CREATE PROCEDURE ospacs.TakeTurn
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.Turn SET LastBatch = LastBatch WHERE TurnRow = 1;
END;
GO

CREATE PROCEDURE ospacs.ReadHead
AS
BEGIN
    SET NOCOUNT ON;
    SELECT t.LastImageId, ISNULL(a.Sequence, 0) AS Sequence, a.Mac, t.LastBatch
    FROM ospacs.Turn t
    LEFT JOIN (SELECT TOP (1) Sequence, Mac FROM ospacs.Audit ORDER BY Sequence DESC) a ON a.Sequence > 0;
END;
GO

CREATE PROCEDURE ospacs.SetHead
    @LastImageId bigint,
    @LastBatch varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.Turn SET LastImageId = @LastImageId, LastBatch = @LastBatch WHERE TurnRow = 1;
END;
GO

CREATE PROCEDURE ospacs.AddPart
    @ImageId bigint,
    @Number bigint,
    @Bytes varbinary(max)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    IF EXISTS (SELECT 1 FROM ospacs.Image WHERE ImageId = @ImageId) THROW 56005, 'closed: ImagePart', 1;
    INSERT INTO ospacs.ImagePart (ImageId, Number, Bytes) VALUES (@ImageId, @Number, @Bytes);
END;
GO

CREATE PROCEDURE ospacs.RemoveDraft
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DELETE FROM ospacs.ImagePart WHERE ImageId = @ImageId AND NOT EXISTS (SELECT 1 FROM ospacs.Image i WHERE i.ImageId = @ImageId);
END;
GO

-- Results are those of WriteResult, looked for in the order of the contract.
CREATE PROCEDURE ospacs.AddImage
    @ImageId bigint,
    @SubjectId varbinary(300),
    @Centre varbinary(300),
    @StudyDate bigint,
    @MediaRef varbinary(300),
    @StudyInstanceUid varbinary(300),
    @SeriesInstanceUid varbinary(300),
    @SopInstanceUid varbinary(300),
    @SopClassUid varbinary(300),
    @Modality varbinary(max),
    @SeriesNumber bigint,
    @InstanceNumber bigint,
    @Manufacturer varbinary(max),
    @ManufacturerModelName varbinary(max),
    @ImageRows bigint,
    @ImageColumns bigint,
    @PhotometricInterpretation varbinary(max),
    @TransferSyntaxUid varbinary(300),
    @NumberOfFrames bigint,
    @Size bigint,
    @Sha256 varbinary(64),
    @PixelSha256 varbinary(64),
    @SourceHash varbinary(64),
    @PolicyId bigint,
    @MaskRule varbinary(max),
    @Version bigint,
    @ImportedUtc varbinary(64),
    @RootSeriesUid varbinary(300),
    @RootSopUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DECLARE @Result int = CASE
        WHEN EXISTS (SELECT 1 FROM ospacs.Image WHERE SopInstanceUid = @SopInstanceUid) THEN 1
        WHEN EXISTS (SELECT 1 FROM ospacs.Image WHERE SourceHash = @SourceHash) THEN 2
        WHEN EXISTS (SELECT 1 FROM ospacs.Image WHERE ImageId = @ImageId) THEN 3
        WHEN NOT EXISTS (SELECT 1 FROM ospacs.Policy WHERE PolicyId = @PolicyId) THEN 4
        WHEN EXISTS (SELECT 1 FROM ospacs.Study WHERE StudyInstanceUid = @StudyInstanceUid AND SubjectId <> @SubjectId) THEN 5
        ELSE 0
    END;
    IF @Result = 0
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM ospacs.Study WHERE StudyInstanceUid = @StudyInstanceUid)
            INSERT INTO ospacs.Study (StudyInstanceUid, SubjectId, RootStudyUid, Generation) VALUES (@StudyInstanceUid, @SubjectId, @StudyInstanceUid, 0);
        INSERT INTO ospacs.Image (
            ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
            Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
            NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
            RootSeriesUid, RootSopUid,
            DateOrder, SeriesOrder, InstanceOrder)
        VALUES (
            @ImageId, @SubjectId, @Centre, @StudyDate, @MediaRef, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @SopClassUid,
            @Modality, @SeriesNumber, @InstanceNumber, @Manufacturer, @ManufacturerModelName, @ImageRows, @ImageColumns, @PhotometricInterpretation, @TransferSyntaxUid,
            @NumberOfFrames, @Size, @Sha256, @PixelSha256, @SourceHash, @PolicyId, @MaskRule, @Version, @ImportedUtc,
            @RootSeriesUid, @RootSopUid,
            ISNULL(@StudyDate, 0), ISNULL(@SeriesNumber, -2147483649), ISNULL(@InstanceNumber, -2147483649));
    END;
    SELECT @Result AS Result;
END;
GO

CREATE PROCEDURE ospacs.UpdateObject
    @ImageId bigint,
    @TransferSyntaxUid varbinary(300),
    @PhotometricInterpretation varbinary(max),
    @Size bigint,
    @Sha256 varbinary(64),
    @PixelSha256 varbinary(64),
    @Version bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.Image
    SET TransferSyntaxUid = @TransferSyntaxUid, PhotometricInterpretation = @PhotometricInterpretation, Size = @Size, Sha256 = @Sha256, PixelSha256 = @PixelSha256, Version = @Version
    WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE ospacs.UpdateImage
    @ImageId bigint,
    @SubjectId varbinary(300),
    @Centre varbinary(300),
    @StudyDate bigint,
    @MediaRef varbinary(300),
    @StudyInstanceUid varbinary(300),
    @SeriesInstanceUid varbinary(300),
    @SopInstanceUid varbinary(300),
    @SopClassUid varbinary(300),
    @Modality varbinary(max),
    @SeriesNumber bigint,
    @InstanceNumber bigint,
    @Manufacturer varbinary(max),
    @ManufacturerModelName varbinary(max),
    @ImageRows bigint,
    @ImageColumns bigint,
    @PhotometricInterpretation varbinary(max),
    @TransferSyntaxUid varbinary(300),
    @NumberOfFrames bigint,
    @Size bigint,
    @Sha256 varbinary(64),
    @PixelSha256 varbinary(64),
    @SourceHash varbinary(64),
    @PolicyId bigint,
    @MaskRule varbinary(max),
    @Version bigint,
    @ImportedUtc varbinary(64),
    @RootSeriesUid varbinary(300),
    @RootSopUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.Image
    SET SubjectId = @SubjectId, Centre = @Centre, StudyDate = @StudyDate, MediaRef = @MediaRef, StudyInstanceUid = @StudyInstanceUid,
        SeriesInstanceUid = @SeriesInstanceUid, SopInstanceUid = @SopInstanceUid, SopClassUid = @SopClassUid, Modality = @Modality, SeriesNumber = @SeriesNumber,
        InstanceNumber = @InstanceNumber, Manufacturer = @Manufacturer, ManufacturerModelName = @ManufacturerModelName, ImageRows = @ImageRows, ImageColumns = @ImageColumns,
        PhotometricInterpretation = @PhotometricInterpretation, TransferSyntaxUid = @TransferSyntaxUid, NumberOfFrames = @NumberOfFrames, Size = @Size, Sha256 = @Sha256,
        PixelSha256 = @PixelSha256, SourceHash = @SourceHash, PolicyId = @PolicyId, MaskRule = @MaskRule, Version = @Version,
        ImportedUtc = @ImportedUtc, RootSeriesUid = @RootSeriesUid, RootSopUid = @RootSopUid,
        DateOrder = ISNULL(@StudyDate, 0), SeriesOrder = ISNULL(@SeriesNumber, -2147483649), InstanceOrder = ISNULL(@InstanceNumber, -2147483649)
    WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE ospacs.RemoveParts
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DELETE FROM ospacs.ImagePart WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE ospacs.MoveParts
    @DraftId bigint,
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.ImagePart SET ImageId = @ImageId WHERE ImageId = @DraftId;
END;
GO

CREATE PROCEDURE ospacs.RemoveImage
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DELETE FROM ospacs.Image WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE ospacs.AddStudy
    @StudyInstanceUid varbinary(300),
    @SubjectId varbinary(300),
    @RootStudyUid varbinary(300),
    @Generation bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DECLARE @Result int = CASE
        WHEN NOT EXISTS (SELECT 1 FROM ospacs.Study WHERE StudyInstanceUid = @RootStudyUid AND Generation = 0) THEN 6
        WHEN EXISTS (SELECT 1 FROM ospacs.Study WHERE StudyInstanceUid = @StudyInstanceUid) THEN 7
        WHEN EXISTS (SELECT 1 FROM ospacs.Study WHERE RootStudyUid = @RootStudyUid AND Generation = @Generation) THEN 8
        WHEN EXISTS (SELECT 1 FROM ospacs.Study WHERE RootStudyUid = @RootStudyUid AND SubjectId = @SubjectId) THEN 9
        ELSE 0
    END;
    IF @Result = 0
        INSERT INTO ospacs.Study (StudyInstanceUid, SubjectId, RootStudyUid, Generation) VALUES (@StudyInstanceUid, @SubjectId, @RootStudyUid, @Generation);
    SELECT @Result AS Result;
END;
GO

CREATE PROCEDURE ospacs.CheckMove
    @StudyInstanceUid varbinary(300),
    @SubjectId varbinary(300),
    @SopInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM ospacs.Study WHERE StudyInstanceUid = @StudyInstanceUid AND SubjectId = @SubjectId) THEN 5
        WHEN EXISTS (SELECT 1 FROM ospacs.Image WHERE SopInstanceUid = @SopInstanceUid)
            OR EXISTS (SELECT 1 FROM ospacs.ImageVersion WHERE SopInstanceUid = @SopInstanceUid)
            OR EXISTS (SELECT 1 FROM ospacs.Tombstone WHERE SopInstanceUid = @SopInstanceUid) THEN 1
        ELSE 0
    END AS Result;
END;
GO

CREATE PROCEDURE ospacs.AddRetired
    @ImageId bigint,
    @Version bigint,
    @SubjectId varbinary(300),
    @StudyDate bigint,
    @StudyInstanceUid varbinary(300),
    @SeriesInstanceUid varbinary(300),
    @SopInstanceUid varbinary(300),
    @TransferSyntaxUid varbinary(300),
    @Size bigint,
    @Sha256 varbinary(64),
    @RetiredUtc varbinary(64),
    @AuditSequence bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    INSERT INTO ospacs.ImageVersion (
        ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size,
        Sha256, RetiredUtc, AuditSequence)
    VALUES (
        @ImageId, @Version, @SubjectId, @StudyDate, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @TransferSyntaxUid, @Size,
        @Sha256, @RetiredUtc, @AuditSequence);
END;
GO

CREATE PROCEDURE ospacs.AddTombstone
    @ImageId bigint,
    @Version bigint,
    @SubjectId varbinary(300),
    @Centre varbinary(300),
    @StudyDate bigint,
    @MediaRef varbinary(300),
    @StudyInstanceUid varbinary(300),
    @SeriesInstanceUid varbinary(300),
    @SopInstanceUid varbinary(300),
    @RootSopUid varbinary(300),
    @TransferSyntaxUid varbinary(300),
    @Size bigint,
    @Sha256 varbinary(64),
    @SourceHash varbinary(64),
    @ImportedUtc varbinary(64),
    @RemovedUtc varbinary(64),
    @AuditSequence bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    INSERT INTO ospacs.Tombstone (
        ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid,
        RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence)
    VALUES (
        @ImageId, @Version, @SubjectId, @Centre, @StudyDate, @MediaRef, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid,
        @RootSopUid, @TransferSyntaxUid, @Size, @Sha256, @SourceHash, @ImportedUtc, @RemovedUtc, @AuditSequence);
END;
GO

CREATE PROCEDURE ospacs.AddExport
    @Label varbinary(max),
    @Profile varbinary(300),
    @ExportedUtc varbinary(64),
    @Images bigint,
    @Subjects bigint,
    @Bytes bigint,
    @AuditSequence bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DECLARE @ExportId bigint = (SELECT ISNULL(MAX(ExportId), 0) + 1 FROM ospacs.Export);
    INSERT INTO ospacs.Export (ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence)
    VALUES (@ExportId, @Label, @Profile, @ExportedUtc, @Images, @Subjects, @Bytes, @AuditSequence);
    SELECT @ExportId AS ExportId;
END;
GO

CREATE PROCEDURE ospacs.AddExportImage
    @ImageId bigint,
    @ExportId bigint,
    @Version bigint,
    @SubjectId varbinary(300),
    @SopInstanceUid varbinary(300),
    @FileId varbinary(max),
    @TransferSyntaxUid varbinary(300),
    @Sha256 varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    INSERT INTO ospacs.ExportImage (
        ImageId, ExportId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256)
    VALUES (
        @ImageId, @ExportId, @Version, @SubjectId, @SopInstanceUid, @FileId, @TransferSyntaxUid, @Sha256);
END;
GO

CREATE PROCEDURE ospacs.AddPolicy
    @Sha256 varbinary(64),
    @PolicyText varbinary(max),
    @FirstUsedUtc varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DECLARE @PolicyId bigint = (SELECT PolicyId FROM ospacs.Policy WHERE Sha256 = @Sha256);
    IF @PolicyId IS NULL
    BEGIN
        SET @PolicyId = (SELECT ISNULL(MAX(PolicyId), 0) + 1 FROM ospacs.Policy);
        INSERT INTO ospacs.Policy (PolicyId, Sha256, PolicyText, FirstUsedUtc) VALUES (@PolicyId, @Sha256, @PolicyText, @FirstUsedUtc);
    END;
    SELECT @PolicyId AS PolicyId;
END;
GO

CREATE PROCEDURE ospacs.SetMediaFile
    @MediaRef varbinary(300),
    @FileKey varbinary(64),
    @Number bigint,
    @Outcome varbinary(300),
    @Reason varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.MediaFile SET Number = @Number, Outcome = @Outcome, Reason = @Reason WHERE MediaRef = @MediaRef AND FileKey = @FileKey;
    IF @@ROWCOUNT = 0
        INSERT INTO ospacs.MediaFile (MediaRef, FileKey, Number, Outcome, Reason) VALUES (@MediaRef, @FileKey, @Number, @Outcome, @Reason);
END;
GO

CREATE PROCEDURE ospacs.RemoveMediaFile
    @MediaRef varbinary(300),
    @FileKey varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DELETE FROM ospacs.MediaFile WHERE MediaRef = @MediaRef AND FileKey = @FileKey;
END;
GO

CREATE PROCEDURE ospacs.SetMedia
    @MediaRef varbinary(300),
    @Centre varbinary(300),
    @Expected bigint,
    @Missing bigint,
    @FirstImportUtc varbinary(64),
    @LastImportUtc varbinary(64),
    @AuditSequence bigint,
    @AuditMac varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.Media
    SET Centre = @Centre, Expected = @Expected, Missing = @Missing, LastImportUtc = @LastImportUtc, AuditSequence = @AuditSequence, AuditMac = @AuditMac
    WHERE MediaRef = @MediaRef;
    IF @@ROWCOUNT = 0
        INSERT INTO ospacs.Media (MediaRef, Centre, Expected, Missing, FirstImportUtc, LastImportUtc, AuditSequence, AuditMac)
        VALUES (@MediaRef, @Centre, @Expected, @Missing, @FirstImportUtc, @LastImportUtc, @AuditSequence, @AuditMac);
END;
GO

CREATE PROCEDURE ospacs.AddAudit
    @Sequence bigint,
    @TimeUtc varbinary(64),
    @Account varbinary(max),
    @Machine varbinary(max),
    @Action varbinary(300),
    @MediaRef varbinary(max),
    @FileNumber bigint,
    @SubjectId varbinary(max),
    @SopInstanceUid varbinary(max),
    @PolicyId bigint,
    @Outcome varbinary(300),
    @Reason varbinary(max),
    @Mac varbinary(64),
    @OldValue varbinary(max),
    @NewValue varbinary(max)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    INSERT INTO ospacs.Audit (
        Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid,
        PolicyId, Outcome, Reason, Mac, OldValue, NewValue)
    VALUES (
        @Sequence, @TimeUtc, @Account, @Machine, @Action, @MediaRef, @FileNumber, @SubjectId, @SopInstanceUid,
        @PolicyId, @Outcome, @Reason, @Mac, @OldValue, @NewValue);
END;
GO

CREATE PROCEDURE ospacs.FindAuditMac
    @Sequence bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT Mac FROM ospacs.Audit WHERE Sequence = @Sequence;
END;
GO

CREATE PROCEDURE ospacs.GetSubjectTotals
    @Subjects varbinary(max)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT SubjectId, Images FROM ospacs.SubjectTotal
    WHERE SubjectId IN (SELECT Value FROM ospacs.Elements(@Subjects));
END;
GO

CREATE PROCEDURE ospacs.AddCentreTotal
    @Centre varbinary(300),
    @Images bigint,
    @Frames bigint,
    @Bytes bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.CentreTotal SET Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes WHERE Centre = @Centre;
    IF @@ROWCOUNT = 0
        INSERT INTO ospacs.CentreTotal (Centre, Images, Frames, Bytes) VALUES (@Centre, @Images, @Frames, @Bytes);
END;
GO

CREATE PROCEDURE ospacs.AddSubjectTotal
    @SubjectId varbinary(300),
    @Images bigint,
    @Frames bigint,
    @Bytes bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.SubjectTotal SET Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes WHERE SubjectId = @SubjectId;
    IF @@ROWCOUNT = 0
        INSERT INTO ospacs.SubjectTotal (SubjectId, Images, Frames, Bytes) VALUES (@SubjectId, @Images, @Frames, @Bytes);
END;
GO

CREATE PROCEDURE ospacs.AddArchiveTotal
    @Subjects bigint,
    @Images bigint,
    @Frames bigint,
    @Bytes bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE ospacs.ArchiveTotal
    SET Subjects = Subjects + @Subjects, Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes
    WHERE TotalRow = 1;
END;
GO

-- Images.

CREATE PROCEDURE ospacs.FindImageBySource
    @SourceHash varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM ospacs.Image
    WHERE SourceHash = @SourceHash;
END;
GO

CREATE PROCEDURE ospacs.FindImageBySopInstance
    @SopInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM ospacs.Image
    WHERE SopInstanceUid = @SopInstanceUid;
END;
GO

CREATE PROCEDURE ospacs.FindImageByPixels
    @PixelSha256 varbinary(64),
    @SubjectId varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (1) ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM ospacs.Image
    WHERE PixelSha256 = @PixelSha256 AND SubjectId <> @SubjectId
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE ospacs.FindImage
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM ospacs.Image
    WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE ospacs.GetImages
    @After bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM ospacs.Image
    WHERE ImageId > @After
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE ospacs.GetImagesOfKeys
    @ImageIds nvarchar(max)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM ospacs.Image
    WHERE ImageId IN (SELECT CONVERT(bigint, value) FROM OPENJSON(@ImageIds));
END;
GO

-- One statement, so that the part is of the version.
CREATE PROCEDURE ospacs.ReadPart
    @ImageId bigint,
    @Number bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT i.Version, CASE WHEN EXISTS (SELECT 1 FROM ospacs.ImagePart n WHERE n.ImageId = @ImageId AND n.Number = @Number + 1) THEN 1 ELSE 0 END AS More,
        DATALENGTH(p.Bytes) AS Length, p.Bytes
    FROM (SELECT 1 AS One) o
    LEFT JOIN ospacs.Image i ON i.ImageId = @ImageId
    LEFT JOIN ospacs.ImagePart p ON p.ImageId = @ImageId AND p.Number = @Number;
END;
GO

CREATE PROCEDURE ospacs.FindSubjectOfStudy
    @StudyInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT SubjectId FROM ospacs.Study WHERE StudyInstanceUid = @StudyInstanceUid;
END;
GO

-- Lists and the tree. What stands behind a place of the tree is one seek in its index for each column that the place has: rows that are alike up to a column and
-- behind in it. TOP keeps each of them to what a page needs.

CREATE PROCEDURE ospacs.ReadTree
    @Centre varbinary(300),
    @SubjectId varbinary(300),
    @DateOrder bigint,
    @SeriesOrder bigint,
    @InstanceOrder bigint,
    @ImageId bigint,
    @Skip bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @Most bigint = @Skip + @Count;
    SELECT i.ImageId, i.SubjectId, i.Centre, i.StudyDate, i.MediaRef, i.StudyInstanceUid, i.SeriesInstanceUid, i.SopInstanceUid, i.SopClassUid,
        i.Modality, i.SeriesNumber, i.InstanceNumber, i.Manufacturer, i.ManufacturerModelName, i.ImageRows, i.ImageColumns, i.PhotometricInterpretation, i.TransferSyntaxUid,
        i.NumberOfFrames, i.Size, i.Sha256, i.PixelSha256, i.SourceHash, i.PolicyId, i.MaskRule, i.Version, i.ImportedUtc,
        i.RootSeriesUid, i.RootSopUid
    FROM (
        SELECT ImageId FROM (
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder = @InstanceOrder AND ImageId > @ImageId
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b5
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder > @InstanceOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b4
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder > @SeriesOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b3
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b2
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId > @SubjectId
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b1
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre > @Centre
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b0
        ) behind
        ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId OFFSET @Skip ROWS FETCH NEXT @Count ROWS ONLY
    ) page
    JOIN ospacs.Image i ON i.ImageId = page.ImageId
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId;
END;
GO

CREATE PROCEDURE ospacs.ReadTreeOfCentre
    @Centre varbinary(300),
    @SubjectId varbinary(300),
    @DateOrder bigint,
    @SeriesOrder bigint,
    @InstanceOrder bigint,
    @ImageId bigint,
    @Skip bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @Most bigint = @Skip + @Count;
    SELECT i.ImageId, i.SubjectId, i.Centre, i.StudyDate, i.MediaRef, i.StudyInstanceUid, i.SeriesInstanceUid, i.SopInstanceUid, i.SopClassUid,
        i.Modality, i.SeriesNumber, i.InstanceNumber, i.Manufacturer, i.ManufacturerModelName, i.ImageRows, i.ImageColumns, i.PhotometricInterpretation, i.TransferSyntaxUid,
        i.NumberOfFrames, i.Size, i.Sha256, i.PixelSha256, i.SourceHash, i.PolicyId, i.MaskRule, i.Version, i.ImportedUtc,
        i.RootSeriesUid, i.RootSopUid
    FROM (
        SELECT ImageId FROM (
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder = @InstanceOrder AND ImageId > @ImageId
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b5
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder > @InstanceOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b4
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder > @SeriesOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b3
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b2
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM ospacs.Image
                WHERE Centre = @Centre AND SubjectId > @SubjectId
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b1
        ) behind
        ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId OFFSET @Skip ROWS FETCH NEXT @Count ROWS ONLY
    ) page
    JOIN ospacs.Image i ON i.ImageId = page.ImageId
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId;
END;
GO

CREATE PROCEDURE ospacs.CountImagesOfCentre
    @Centre varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT COUNT_BIG(*) AS Images FROM ospacs.Image WHERE Centre = @Centre;
END;
GO

CREATE PROCEDURE ospacs.CountTree
    @Centre varbinary(300),
    @SubjectId varbinary(300),
    @DateOrder bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) Centre, SubjectId, DateOrder, Images, Frames, Bytes
    FROM (
        SELECT Centre, SubjectId, DateOrder, Images, Frames, Bytes FROM (
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM ospacs.Image
            WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b2
        UNION ALL
        SELECT Centre, SubjectId, DateOrder, Images, Frames, Bytes FROM (
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM ospacs.Image
            WHERE Centre = @Centre AND SubjectId > @SubjectId
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b1
        UNION ALL
        SELECT Centre, SubjectId, DateOrder, Images, Frames, Bytes FROM (
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM ospacs.Image
            WHERE Centre > @Centre
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b0
    ) behind
    ORDER BY Centre, SubjectId, DateOrder;
END;
GO

CREATE PROCEDURE ospacs.CountTreeOfCentre
    @Centre varbinary(300),
    @SubjectId varbinary(300),
    @DateOrder bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) Centre, SubjectId, DateOrder, Images, Frames, Bytes
    FROM (
        SELECT Centre, SubjectId, DateOrder, Images, Frames, Bytes FROM (
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM ospacs.Image
            WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b2
        UNION ALL
        SELECT Centre, SubjectId, DateOrder, Images, Frames, Bytes FROM (
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM ospacs.Image
            WHERE Centre = @Centre AND SubjectId > @SubjectId
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b1
    ) behind
    ORDER BY Centre, SubjectId, DateOrder;
END;
GO

-- Queries by more than centres. Each list is taken apart once; what the procedure is named after is looked for by its index, and the other conditions of what is found.

CREATE PROCEDURE ospacs.FindKeysOfUids
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint,
    @Skip bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM (
        SELECT s.ImageId FROM @UidList u JOIN ospacs.Image s ON s.SopInstanceUid = u.Value
        UNION SELECT s.ImageId FROM @UidList u JOIN ospacs.Image s ON s.SeriesInstanceUid = u.Value
        UNION SELECT s.ImageId FROM @UidList u JOIN ospacs.Image s ON s.StudyInstanceUid = u.Value
    ) found
    JOIN ospacs.Image i ON i.ImageId = found.ImageId
    WHERE (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR i.MaskRule IN (SELECT Value FROM @RuleList))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE ospacs.FindKeysOfSubjects
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint,
    @Skip bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM @SubjectList wanted
    JOIN ospacs.Image i ON i.SubjectId = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR i.MaskRule IN (SELECT Value FROM @RuleList))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE ospacs.FindKeysOfMedia
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint,
    @Skip bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM @MediaList wanted
    JOIN ospacs.Image i ON i.MediaRef = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR i.MaskRule IN (SELECT Value FROM @RuleList))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE ospacs.FindKeysOfDays
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint,
    @Skip bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM ospacs.Image i
    WHERE i.StudyDate BETWEEN ISNULL(@FromDate, -2147483648) AND ISNULL(@ToDate, 2147483647)
        AND (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR i.MaskRule IN (SELECT Value FROM @RuleList))
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE ospacs.FindKeysOfRules
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint,
    @Skip bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM @RuleList wanted
    JOIN ospacs.Image i ON i.MaskRule = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE ospacs.CountImagesOfUids
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM (
        SELECT s.ImageId FROM @UidList u JOIN ospacs.Image s ON s.SopInstanceUid = u.Value
        UNION SELECT s.ImageId FROM @UidList u JOIN ospacs.Image s ON s.SeriesInstanceUid = u.Value
        UNION SELECT s.ImageId FROM @UidList u JOIN ospacs.Image s ON s.StudyInstanceUid = u.Value
    ) found
    JOIN ospacs.Image i ON i.ImageId = found.ImageId
    WHERE (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR i.MaskRule IN (SELECT Value FROM @RuleList))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

CREATE PROCEDURE ospacs.CountImagesOfSubjects
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM @SubjectList wanted
    JOIN ospacs.Image i ON i.SubjectId = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR i.MaskRule IN (SELECT Value FROM @RuleList))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

CREATE PROCEDURE ospacs.CountImagesOfMedia
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM @MediaList wanted
    JOIN ospacs.Image i ON i.MediaRef = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR i.MaskRule IN (SELECT Value FROM @RuleList))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

CREATE PROCEDURE ospacs.CountImagesOfDays
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM ospacs.Image i
    WHERE i.StudyDate BETWEEN ISNULL(@FromDate, -2147483648) AND ISNULL(@ToDate, 2147483647)
        AND (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR i.MaskRule IN (SELECT Value FROM @RuleList))
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

CREATE PROCEDURE ospacs.CountImagesOfRules
    @Uids varbinary(max),
    @Subjects varbinary(max),
    @Media varbinary(max),
    @Centres varbinary(max),
    @Rules varbinary(max),
    @FromDate bigint,
    @ToDate bigint
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @UidList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @SubjectList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @MediaList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @CentreList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    DECLARE @RuleList TABLE (Value varbinary(1700) NOT NULL PRIMARY KEY NONCLUSTERED);
    INSERT INTO @UidList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Centres);
    INSERT INTO @RuleList (Value) SELECT DISTINCT Value FROM ospacs.Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM @RuleList wanted
    JOIN ospacs.Image i ON i.MaskRule = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

-- History.

CREATE PROCEDURE ospacs.FindStudy
    @StudyInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT StudyInstanceUid, SubjectId, RootStudyUid, Generation FROM ospacs.Study WHERE StudyInstanceUid = @StudyInstanceUid;
END;
GO

CREATE PROCEDURE ospacs.GetStudies
    @RootStudyUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT StudyInstanceUid, SubjectId, RootStudyUid, Generation FROM ospacs.Study WHERE RootStudyUid = @RootStudyUid ORDER BY Generation;
END;
GO

CREATE PROCEDURE ospacs.FindHistoryOfUid
    @Uid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId FROM ospacs.Image WHERE SopInstanceUid = @Uid
    UNION SELECT ImageId FROM ospacs.Image WHERE SeriesInstanceUid = @Uid
    UNION SELECT ImageId FROM ospacs.Image WHERE StudyInstanceUid = @Uid
    UNION SELECT ImageId FROM ospacs.ImageVersion WHERE SopInstanceUid = @Uid
    UNION SELECT ImageId FROM ospacs.ImageVersion WHERE SeriesInstanceUid = @Uid
    UNION SELECT ImageId FROM ospacs.ImageVersion WHERE StudyInstanceUid = @Uid
    UNION SELECT ImageId FROM ospacs.Tombstone WHERE SopInstanceUid = @Uid
    UNION SELECT ImageId FROM ospacs.Tombstone WHERE SeriesInstanceUid = @Uid
    UNION SELECT ImageId FROM ospacs.Tombstone WHERE StudyInstanceUid = @Uid
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE ospacs.FindHistoryOfSubject
    @SubjectId varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId FROM ospacs.Image WHERE SubjectId = @SubjectId
    UNION SELECT ImageId FROM ospacs.ImageVersion WHERE SubjectId = @SubjectId
    UNION SELECT ImageId FROM ospacs.Tombstone WHERE SubjectId = @SubjectId
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE ospacs.FindRetired
    @SopInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
    FROM ospacs.ImageVersion
    WHERE SopInstanceUid = @SopInstanceUid;
END;
GO

CREATE PROCEDURE ospacs.GetRetired
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
    FROM ospacs.ImageVersion
    WHERE ImageId = @ImageId
    ORDER BY Version;
END;
GO

CREATE PROCEDURE ospacs.FindTombstone
    @SourceHash varbinary(64),
    @RootSopUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (1) ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid,
        RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
    FROM ospacs.Tombstone
    WHERE SourceHash = @SourceHash OR RootSopUid = @RootSopUid
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE ospacs.GetTombstone
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid,
        RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
    FROM ospacs.Tombstone
    WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE ospacs.GetExports
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT e.ExportId, e.Label, e.Profile, e.ExportedUtc, e.Images, e.Subjects, e.Bytes, e.AuditSequence,
        i.ImageId, i.Version, i.SubjectId, i.SopInstanceUid, i.FileId, i.TransferSyntaxUid, i.Sha256
    FROM ospacs.ExportImage i
    JOIN ospacs.Export e ON e.ExportId = i.ExportId
    WHERE i.ImageId = @ImageId
    ORDER BY e.ExportId;
END;
GO

CREATE PROCEDURE ospacs.ReadRetired
    @ImageId bigint,
    @Version bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
    FROM ospacs.ImageVersion
    WHERE ImageId >= @ImageId AND (ImageId > @ImageId OR Version > @Version)
    ORDER BY ImageId, Version;
END;
GO

CREATE PROCEDURE ospacs.ReadTombstones
    @ImageId bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid,
        RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
    FROM ospacs.Tombstone
    WHERE ImageId > @ImageId
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE ospacs.ReadExports
    @ExportId bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence
    FROM ospacs.Export
    WHERE ExportId > @ExportId
    ORDER BY ExportId;
END;
GO

CREATE PROCEDURE ospacs.ReadExportImages
    @ExportId bigint,
    @ImageId bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ExportId, ImageId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256
    FROM ospacs.ExportImage
    WHERE ExportId >= @ExportId AND (ExportId > @ExportId OR ImageId > @ImageId)
    ORDER BY ExportId, ImageId;
END;
GO

-- The schema is whole.
IF NOT EXISTS (SELECT 1 FROM ospacs.Turn) INSERT INTO ospacs.Turn (TurnRow, LastImageId, LastBatch) VALUES (1, 0, NULL);
IF NOT EXISTS (SELECT 1 FROM ospacs.ArchiveTotal) INSERT INTO ospacs.ArchiveTotal (TotalRow, Subjects, Images, Frames, Bytes) VALUES (1, 0, 0, 0, 0);
IF NOT EXISTS (SELECT 1 FROM ospacs.SchemaVersion) INSERT INTO ospacs.SchemaVersion (Version) VALUES (3);
GO
