-- The procedures of schema version 3, for SQL Server: what the program does, it does by these, and an account needs no right on any table.
-- Each bears the name, the parameters and the columns of a statement of the contract (ServerStatements). Text comes and goes as its UTF-8 bytes, a list of
-- numbers as a JSON array, and a list of texts as what Elements takes apart. Parameters that are only looked for are longer than any column they are compared with,
-- since SQL Server cuts off what a parameter has no room for; those that are written have room for anything, so that the column refuses what it cannot hold.
-- A procedure that writes does so inside a transaction only, and says in Result why it wrote nothing: an error would end the transaction.

SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT OFF;
GO

-- Texts of a list: each is its length in four bytes, the highest one first, and its bytes. JSON would not do: what OPENJSON gives is text, and no conversion that every
-- server has makes UTF-8 of it.
CREATE FUNCTION [{schema}].Elements (@List varbinary(max))
RETURNS @Elements TABLE (Value varbinary(max) NOT NULL)
AS
BEGIN
    DECLARE @At bigint = 1, @Length int;
    WHILE @At < DATALENGTH(@List)
    BEGIN
        SET @Length = CONVERT(int, SUBSTRING(@List, @At, 4));
        INSERT INTO @Elements (Value) VALUES (SUBSTRING(@List, @At + 4, @Length));
        SET @At = @At + 4 + @Length;
    END;
    RETURN;
END;
GO

-- The archive.

CREATE PROCEDURE [{schema}].ReadSchemaVersion
AS
BEGIN
    SET NOCOUNT ON;
    SELECT MAX(Version) AS Version FROM [{schema}].SchemaVersion;
END;
GO

CREATE PROCEDURE [{schema}].ReadArchive
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ArchiveId, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc FROM [{schema}].Archive;
END;
GO

CREATE PROCEDURE [{schema}].AddArchive
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
    INSERT INTO [{schema}].Archive (ArchiveRow, ArchiveId, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc)
    VALUES (1, @ArchiveId, @Sponsor, @Protocol, @DatePolicy, @KeyCheck, @CreatedUtc);
END;
GO

-- Asked of the caller's own rights, and of a database that is a copy.
CREATE PROCEDURE [{schema}].MayWrite
AS
BEGIN
    SET NOCOUNT ON;
    SELECT CASE
        WHEN HAS_PERMS_BY_NAME('[{schema}].AddImage', 'OBJECT', 'EXECUTE') = 1
            AND ISNULL(CONVERT(varchar(20), DATABASEPROPERTYEX(DB_NAME(), 'Updateability')), 'READ_WRITE') <> 'READ_ONLY' THEN 1
        ELSE 0
    END AS MayWrite;
END;
GO

CREATE PROCEDURE [{schema}].GetTotals
AS
BEGIN
    SET NOCOUNT ON;
    SELECT (SELECT COUNT_BIG(*) FROM [{schema}].CentreTotal WHERE Images > 0) AS Centres, t.Subjects, (SELECT COUNT_BIG(*) FROM [{schema}].Media) AS Media, t.Images, t.Frames, t.Bytes,
        (SELECT ISNULL(MAX(ImageId), 0) FROM [{schema}].Image) AS LastImageId
    FROM [{schema}].ArchiveTotal t;
END;
GO

-- What is used of the database's own data files, which every account may see. Babelfish has no such files: the objects' bytes stand for it there.
CREATE PROCEDURE [{schema}].Measure
AS
BEGIN
    SET NOCOUNT ON;
    IF SERVERPROPERTY('Babelfish') = 1
        SELECT Bytes + 65536 AS Bytes, CONVERT(bigint, 0) AS FreeBytes FROM [{schema}].ArchiveTotal;
    ELSE
        SELECT SUM(CONVERT(bigint, FILEPROPERTY(name, 'SpaceUsed'))) * 8192 AS Bytes, CONVERT(bigint, 0) AS FreeBytes FROM sys.database_files WHERE type = 0;
END;
GO

CREATE PROCEDURE [{schema}].FindOrphans
AS
BEGIN
    SET NOCOUNT ON;
    SELECT 1 AS Problem, p.ImageId, CONVERT(bigint, p.Number) AS Number, CONVERT(varbinary(256), NULL) AS MediaRef, CONVERT(varbinary(256), NULL) AS Name
    FROM [{schema}].ImagePart p WHERE NOT EXISTS (SELECT 1 FROM [{schema}].Image i WHERE i.ImageId = p.ImageId)
    UNION ALL
    SELECT 2, i.ImageId, CONVERT(bigint, NULL), i.MediaRef, CONVERT(varbinary(256), NULL)
    FROM [{schema}].Image i
    LEFT JOIN (SELECT ImageId, COUNT_BIG(*) AS Parts, MAX(Number) AS Last, SUM(CONVERT(bigint, DATALENGTH(Bytes))) AS Bytes FROM [{schema}].ImagePart GROUP BY ImageId) p ON p.ImageId = i.ImageId
    WHERE ISNULL(p.Bytes, 0) <> i.Size OR ISNULL(p.Last, -1) <> ISNULL(p.Parts, 0) - 1
    UNION ALL
    SELECT 3, i.ImageId, CONVERT(bigint, NULL), i.MediaRef, CONVERT(varbinary(256), NULL)
    FROM [{schema}].Image i WHERE NOT EXISTS (SELECT 1 FROM [{schema}].Study s WHERE s.StudyInstanceUid = i.StudyInstanceUid AND s.SubjectId = i.SubjectId)
    UNION ALL
    SELECT 4, i.ImageId, CONVERT(bigint, NULL), i.MediaRef, CONVERT(varbinary(256), NULL)
    FROM [{schema}].Image i WHERE NOT EXISTS (SELECT 1 FROM [{schema}].Policy p WHERE p.PolicyId = i.PolicyId)
    UNION ALL
    SELECT 5, i.ImageId, CONVERT(bigint, NULL), i.MediaRef, CONVERT(varbinary(256), NULL)
    FROM [{schema}].Image i WHERE EXISTS (SELECT 1 FROM [{schema}].Tombstone t WHERE t.ImageId = i.ImageId)
    UNION ALL
    SELECT 6, e.ImageId, e.ExportId, CONVERT(varbinary(256), NULL), CONVERT(varbinary(256), NULL)
    FROM [{schema}].ExportImage e WHERE NOT EXISTS (SELECT 1 FROM [{schema}].Export x WHERE x.ExportId = e.ExportId)
    UNION ALL
    SELECT 7, CONVERT(bigint, NULL), CONVERT(bigint, NULL), CONVERT(varbinary(256), NULL), d.Centre
    FROM (
        SELECT Centre, Images, Frames, Bytes FROM [{schema}].CentreTotal
        UNION ALL
        SELECT Centre, -COUNT_BIG(*), -SUM(CONVERT(bigint, NumberOfFrames)), -SUM(Size) FROM [{schema}].Image GROUP BY Centre
    ) d
    GROUP BY d.Centre
    HAVING SUM(d.Images) <> 0 OR SUM(d.Frames) <> 0 OR SUM(d.Bytes) <> 0
    UNION ALL
    SELECT 8, CONVERT(bigint, NULL), CONVERT(bigint, NULL), CONVERT(varbinary(256), NULL), d.SubjectId
    FROM (
        SELECT SubjectId, Images, Frames, Bytes FROM [{schema}].SubjectTotal
        UNION ALL
        SELECT SubjectId, -COUNT_BIG(*), -SUM(CONVERT(bigint, NumberOfFrames)), -SUM(Size) FROM [{schema}].Image GROUP BY SubjectId
    ) d
    GROUP BY d.SubjectId
    HAVING SUM(d.Images) <> 0 OR SUM(d.Frames) <> 0 OR SUM(d.Bytes) <> 0
    UNION ALL
    SELECT 9, CONVERT(bigint, NULL), CONVERT(bigint, NULL), CONVERT(varbinary(256), NULL), CONVERT(varbinary(256), NULL)
    FROM (SELECT COUNT_BIG(DISTINCT SubjectId) AS Subjects, COUNT_BIG(*) AS Images, ISNULL(SUM(CONVERT(bigint, NumberOfFrames)), 0) AS Frames, ISNULL(SUM(Size), 0) AS Bytes FROM [{schema}].Image) s
    LEFT JOIN [{schema}].ArchiveTotal t ON t.TotalRow = 1
    WHERE ISNULL(t.Subjects, -1) <> s.Subjects OR ISNULL(t.Images, -1) <> s.Images OR ISNULL(t.Frames, -1) <> s.Frames OR ISNULL(t.Bytes, -1) <> s.Bytes
    UNION ALL
    SELECT 10, CONVERT(bigint, NULL), CONVERT(bigint, NULL), CONVERT(varbinary(256), NULL), s.StudyInstanceUid
    FROM [{schema}].Study s WHERE s.Generation > 0 AND NOT EXISTS (SELECT 1 FROM [{schema}].Study r WHERE r.StudyInstanceUid = s.RootStudyUid AND r.Generation = 0)
    UNION ALL
    -- Import, and not Refused.
    SELECT 11, CONVERT(bigint, NULL), CONVERT(bigint, NULL), r.MediaRef, CONVERT(varbinary(256), NULL)
    FROM (SELECT MediaRef FROM [{schema}].Image UNION SELECT MediaRef FROM [{schema}].MediaFile) r
    WHERE NOT EXISTS (SELECT 1 FROM [{schema}].Media m WHERE m.MediaRef = r.MediaRef)
        AND EXISTS (SELECT 1 FROM [{schema}].Audit a WHERE a.MediaRef = r.MediaRef AND a.Action = 0x496D706F7274 AND a.Outcome <> 0x52656675736564);
END;
GO

CREATE PROCEDURE [{schema}].GetPolicies
AS
BEGIN
    SET NOCOUNT ON;
    SELECT PolicyId, Sha256, PolicyText, FirstUsedUtc FROM [{schema}].Policy ORDER BY PolicyId;
END;
GO

CREATE PROCEDURE [{schema}].GetMedia
AS
BEGIN
    SET NOCOUNT ON;
    SELECT m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files
    FROM [{schema}].Media m
    LEFT JOIN (SELECT MediaRef, Outcome, Reason, COUNT_BIG(*) AS Files FROM [{schema}].MediaFile GROUP BY MediaRef, Outcome, Reason) f ON f.MediaRef = m.MediaRef
    ORDER BY m.MediaRef, f.Outcome, f.Reason;
END;
GO

CREATE PROCEDURE [{schema}].GetMedium
    @MediaRef varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files
    FROM [{schema}].Media m
    LEFT JOIN (SELECT MediaRef, Outcome, Reason, COUNT_BIG(*) AS Files FROM [{schema}].MediaFile WHERE MediaRef = @MediaRef GROUP BY MediaRef, Outcome, Reason) f ON f.MediaRef = m.MediaRef
    WHERE m.MediaRef = @MediaRef
    ORDER BY f.Outcome, f.Reason;
END;
GO

CREATE PROCEDURE [{schema}].ReadAudit
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
    FROM [{schema}].Audit
    WHERE Sequence > @After
        AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@MediaRef IS NULL OR MediaRef = @MediaRef) AND (@SubjectId IS NULL OR SubjectId = @SubjectId) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid) AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
    ORDER BY Sequence;
END;
GO

CREATE PROCEDURE [{schema}].ReadAuditOfMedium
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
    FROM [{schema}].Audit
    WHERE Sequence > @After AND MediaRef = @MediaRef
        AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@SubjectId IS NULL OR SubjectId = @SubjectId) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid) AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
    ORDER BY Sequence;
END;
GO

CREATE PROCEDURE [{schema}].ReadAuditOfSubject
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
    FROM [{schema}].Audit
    WHERE Sequence > @After AND SubjectId = @SubjectId
        AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@MediaRef IS NULL OR MediaRef = @MediaRef) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid) AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
    ORDER BY Sequence;
END;
GO

-- A batch.

-- One try of two seconds: whoever waits longer asks again, and can be stopped in between. What it returns is that of sp_getapplock; 0 or 1 is the turn, until the transaction ends.
CREATE PROCEDURE [{schema}].TakeTurn
AS
BEGIN
    SET NOCOUNT ON;
    DECLARE @Turn int;
    EXEC @Turn = sp_getapplock @Resource = '{schema}.Turn', @LockMode = 'Exclusive', @LockOwner = 'Transaction', @LockTimeout = 2000;
    RETURN @Turn;
END;
GO

CREATE PROCEDURE [{schema}].ReadHead
AS
BEGIN
    SET NOCOUNT ON;
    -- A key that was ever used is not given again, whatever became of the row that counts them.
    DECLARE @LastImageId bigint = (SELECT LastImageId FROM [{schema}].Turn);
    DECLARE @Found bigint = (SELECT MAX(ImageId) FROM [{schema}].Image);
    IF @Found > @LastImageId SET @LastImageId = @Found;
    SET @Found = (SELECT MAX(ImageId) FROM [{schema}].Tombstone);
    IF @Found > @LastImageId SET @LastImageId = @Found;
    SELECT @LastImageId AS LastImageId, ISNULL(a.Sequence, 0) AS Sequence, a.Mac, t.LastBatch
    FROM [{schema}].Turn t
    LEFT JOIN (SELECT TOP (1) Sequence, Mac FROM [{schema}].Audit ORDER BY Sequence DESC) a ON a.Sequence > 0;
END;
GO

CREATE PROCEDURE [{schema}].SetHead
    @LastImageId bigint,
    @LastBatch varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE [{schema}].Turn SET LastImageId = @LastImageId, LastBatch = @LastBatch WHERE TurnRow = 1;
END;
GO

CREATE PROCEDURE [{schema}].AddPart
    @ImageId bigint,
    @Number bigint,
    @Bytes varbinary(max)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    IF EXISTS (SELECT 1 FROM [{schema}].Image WHERE ImageId = @ImageId) THROW 56005, 'closed: ImagePart', 1;
    INSERT INTO [{schema}].ImagePart (ImageId, Number, Bytes) VALUES (@ImageId, @Number, @Bytes);
END;
GO

CREATE PROCEDURE [{schema}].RemoveDraft
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DELETE FROM [{schema}].ImagePart WHERE ImageId = @ImageId AND NOT EXISTS (SELECT 1 FROM [{schema}].Image i WHERE i.ImageId = @ImageId);
END;
GO

-- Results are those of WriteResult, looked for in the order of the contract.
CREATE PROCEDURE [{schema}].AddImage
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
        WHEN EXISTS (SELECT 1 FROM [{schema}].Image WHERE SopInstanceUid = @SopInstanceUid) THEN 1
        WHEN EXISTS (SELECT 1 FROM [{schema}].Image WHERE SourceHash = @SourceHash) THEN 2
        WHEN EXISTS (SELECT 1 FROM [{schema}].Image WHERE ImageId = @ImageId) THEN 3
        WHEN NOT EXISTS (SELECT 1 FROM [{schema}].Policy WHERE PolicyId = @PolicyId) THEN 4
        WHEN EXISTS (SELECT 1 FROM [{schema}].Study WHERE StudyInstanceUid = @StudyInstanceUid AND SubjectId <> @SubjectId) THEN 5
        ELSE 0
    END;
    IF @Result = 0
    BEGIN
        IF NOT EXISTS (SELECT 1 FROM [{schema}].Study WHERE StudyInstanceUid = @StudyInstanceUid)
            INSERT INTO [{schema}].Study (StudyInstanceUid, SubjectId, RootStudyUid, Generation) VALUES (@StudyInstanceUid, @SubjectId, @StudyInstanceUid, 0);
        INSERT INTO [{schema}].Image (
            ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
            Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
            NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
            RootSeriesUid, RootSopUid,
            DateOrder, SeriesOrder, InstanceOrder, RuleStart)
        VALUES (
            @ImageId, @SubjectId, @Centre, @StudyDate, @MediaRef, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @SopClassUid,
            @Modality, @SeriesNumber, @InstanceNumber, @Manufacturer, @ManufacturerModelName, @ImageRows, @ImageColumns, @PhotometricInterpretation, @TransferSyntaxUid,
            @NumberOfFrames, @Size, @Sha256, @PixelSha256, @SourceHash, @PolicyId, @MaskRule, @Version, @ImportedUtc,
            @RootSeriesUid, @RootSopUid,
            ISNULL(@StudyDate, 0), ISNULL(@SeriesNumber, -2147483649), ISNULL(@InstanceNumber, -2147483649), CONVERT(varbinary(800), @MaskRule));
    END;
    SELECT @Result AS Result;
END;
GO

CREATE PROCEDURE [{schema}].UpdateObject
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
    UPDATE [{schema}].Image
    SET TransferSyntaxUid = @TransferSyntaxUid, PhotometricInterpretation = @PhotometricInterpretation, Size = @Size, Sha256 = @Sha256, PixelSha256 = @PixelSha256, Version = @Version
    WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE [{schema}].UpdateImage
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
    UPDATE [{schema}].Image
    SET SubjectId = @SubjectId, Centre = @Centre, StudyDate = @StudyDate, MediaRef = @MediaRef, StudyInstanceUid = @StudyInstanceUid,
        SeriesInstanceUid = @SeriesInstanceUid, SopInstanceUid = @SopInstanceUid, SopClassUid = @SopClassUid, Modality = @Modality, SeriesNumber = @SeriesNumber,
        InstanceNumber = @InstanceNumber, Manufacturer = @Manufacturer, ManufacturerModelName = @ManufacturerModelName, ImageRows = @ImageRows, ImageColumns = @ImageColumns,
        PhotometricInterpretation = @PhotometricInterpretation, TransferSyntaxUid = @TransferSyntaxUid, NumberOfFrames = @NumberOfFrames, Size = @Size, Sha256 = @Sha256,
        PixelSha256 = @PixelSha256, SourceHash = @SourceHash, PolicyId = @PolicyId, MaskRule = @MaskRule, Version = @Version,
        ImportedUtc = @ImportedUtc, RootSeriesUid = @RootSeriesUid, RootSopUid = @RootSopUid,
        DateOrder = ISNULL(@StudyDate, 0), SeriesOrder = ISNULL(@SeriesNumber, -2147483649), InstanceOrder = ISNULL(@InstanceNumber, -2147483649),
        RuleStart = CONVERT(varbinary(800), @MaskRule)
    WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE [{schema}].RemoveParts
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DELETE FROM [{schema}].ImagePart WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE [{schema}].MoveParts
    @DraftId bigint,
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE [{schema}].ImagePart SET ImageId = @ImageId WHERE ImageId = @DraftId;
END;
GO

CREATE PROCEDURE [{schema}].RemoveImage
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DELETE FROM [{schema}].Image WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE [{schema}].AddStudy
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
        WHEN NOT EXISTS (SELECT 1 FROM [{schema}].Study WHERE StudyInstanceUid = @RootStudyUid AND Generation = 0) THEN 6
        WHEN EXISTS (SELECT 1 FROM [{schema}].Study WHERE StudyInstanceUid = @StudyInstanceUid) THEN 7
        WHEN EXISTS (SELECT 1 FROM [{schema}].Study WHERE RootStudyUid = @RootStudyUid AND Generation = @Generation) THEN 8
        WHEN EXISTS (SELECT 1 FROM [{schema}].Study WHERE RootStudyUid = @RootStudyUid AND SubjectId = @SubjectId) THEN 9
        ELSE 0
    END;
    IF @Result = 0
        INSERT INTO [{schema}].Study (StudyInstanceUid, SubjectId, RootStudyUid, Generation) VALUES (@StudyInstanceUid, @SubjectId, @RootStudyUid, @Generation);
    SELECT @Result AS Result;
END;
GO

CREATE PROCEDURE [{schema}].CheckMove
    @StudyInstanceUid varbinary(300),
    @SubjectId varbinary(300),
    @SopInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM [{schema}].Study WHERE StudyInstanceUid = @StudyInstanceUid AND SubjectId = @SubjectId) THEN 5
        WHEN EXISTS (SELECT 1 FROM [{schema}].Image WHERE SopInstanceUid = @SopInstanceUid)
            OR EXISTS (SELECT 1 FROM [{schema}].ImageVersion WHERE SopInstanceUid = @SopInstanceUid)
            OR EXISTS (SELECT 1 FROM [{schema}].Tombstone WHERE SopInstanceUid = @SopInstanceUid) THEN 1
        ELSE 0
    END AS Result;
END;
GO

CREATE PROCEDURE [{schema}].AddRetired
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
    INSERT INTO [{schema}].ImageVersion (
        ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size,
        Sha256, RetiredUtc, AuditSequence)
    VALUES (
        @ImageId, @Version, @SubjectId, @StudyDate, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @TransferSyntaxUid, @Size,
        @Sha256, @RetiredUtc, @AuditSequence);
END;
GO

CREATE PROCEDURE [{schema}].AddTombstone
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
    INSERT INTO [{schema}].Tombstone (
        ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid,
        RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence)
    VALUES (
        @ImageId, @Version, @SubjectId, @Centre, @StudyDate, @MediaRef, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid,
        @RootSopUid, @TransferSyntaxUid, @Size, @Sha256, @SourceHash, @ImportedUtc, @RemovedUtc, @AuditSequence);
END;
GO

CREATE PROCEDURE [{schema}].AddExport
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
    DECLARE @ExportId bigint = (SELECT ISNULL(MAX(ExportId), 0) + 1 FROM [{schema}].Export);
    INSERT INTO [{schema}].Export (ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence)
    VALUES (@ExportId, @Label, @Profile, @ExportedUtc, @Images, @Subjects, @Bytes, @AuditSequence);
    SELECT @ExportId AS ExportId;
END;
GO

CREATE PROCEDURE [{schema}].AddExportImage
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
    INSERT INTO [{schema}].ExportImage (
        ImageId, ExportId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256)
    VALUES (
        @ImageId, @ExportId, @Version, @SubjectId, @SopInstanceUid, @FileId, @TransferSyntaxUid, @Sha256);
END;
GO

CREATE PROCEDURE [{schema}].AddPolicy
    @Sha256 varbinary(64),
    @PolicyText varbinary(max),
    @FirstUsedUtc varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DECLARE @PolicyId bigint = (SELECT PolicyId FROM [{schema}].Policy WHERE Sha256 = @Sha256);
    IF @PolicyId IS NULL
    BEGIN
        SET @PolicyId = (SELECT ISNULL(MAX(PolicyId), 0) + 1 FROM [{schema}].Policy);
        INSERT INTO [{schema}].Policy (PolicyId, Sha256, PolicyText, FirstUsedUtc) VALUES (@PolicyId, @Sha256, @PolicyText, @FirstUsedUtc);
    END;
    SELECT @PolicyId AS PolicyId;
END;
GO

CREATE PROCEDURE [{schema}].SetMediaFile
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
    UPDATE [{schema}].MediaFile SET Number = @Number, Outcome = @Outcome, Reason = @Reason WHERE MediaRef = @MediaRef AND FileKey = @FileKey;
    IF @@ROWCOUNT = 0
        INSERT INTO [{schema}].MediaFile (MediaRef, FileKey, Number, Outcome, Reason) VALUES (@MediaRef, @FileKey, @Number, @Outcome, @Reason);
END;
GO

CREATE PROCEDURE [{schema}].RemoveMediaFile
    @MediaRef varbinary(300),
    @FileKey varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    DELETE FROM [{schema}].MediaFile WHERE MediaRef = @MediaRef AND FileKey = @FileKey;
END;
GO

CREATE PROCEDURE [{schema}].SetMedia
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
    UPDATE [{schema}].Media
    SET Centre = @Centre, Expected = @Expected, Missing = @Missing, LastImportUtc = @LastImportUtc, AuditSequence = @AuditSequence, AuditMac = @AuditMac
    WHERE MediaRef = @MediaRef;
    IF @@ROWCOUNT = 0
        INSERT INTO [{schema}].Media (MediaRef, Centre, Expected, Missing, FirstImportUtc, LastImportUtc, AuditSequence, AuditMac)
        VALUES (@MediaRef, @Centre, @Expected, @Missing, @FirstImportUtc, @LastImportUtc, @AuditSequence, @AuditMac);
END;
GO

CREATE PROCEDURE [{schema}].AddAudit
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
    INSERT INTO [{schema}].Audit (
        Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid,
        PolicyId, Outcome, Reason, Mac, OldValue, NewValue)
    VALUES (
        @Sequence, @TimeUtc, @Account, @Machine, @Action, @MediaRef, @FileNumber, @SubjectId, @SopInstanceUid,
        @PolicyId, @Outcome, @Reason, @Mac, @OldValue, @NewValue);
END;
GO

CREATE PROCEDURE [{schema}].FindAuditMac
    @Sequence bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT Mac FROM [{schema}].Audit WHERE Sequence = @Sequence;
END;
GO

CREATE PROCEDURE [{schema}].GetSubjectTotals
    @Subjects varbinary(max)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT SubjectId, Images FROM [{schema}].SubjectTotal
    WHERE SubjectId IN (SELECT Value FROM [{schema}].Elements(@Subjects));
END;
GO

CREATE PROCEDURE [{schema}].AddCentreTotal
    @Centre varbinary(300),
    @Images bigint,
    @Frames bigint,
    @Bytes bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE [{schema}].CentreTotal SET Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes WHERE Centre = @Centre;
    IF @@ROWCOUNT = 0
        INSERT INTO [{schema}].CentreTotal (Centre, Images, Frames, Bytes) VALUES (@Centre, @Images, @Frames, @Bytes);
END;
GO

CREATE PROCEDURE [{schema}].AddSubjectTotal
    @SubjectId varbinary(300),
    @Images bigint,
    @Frames bigint,
    @Bytes bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE [{schema}].SubjectTotal SET Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes WHERE SubjectId = @SubjectId;
    IF @@ROWCOUNT = 0
        INSERT INTO [{schema}].SubjectTotal (SubjectId, Images, Frames, Bytes) VALUES (@SubjectId, @Images, @Frames, @Bytes);
END;
GO

CREATE PROCEDURE [{schema}].AddArchiveTotal
    @Subjects bigint,
    @Images bigint,
    @Frames bigint,
    @Bytes bigint
AS
BEGIN
    SET NOCOUNT ON;
    SET XACT_ABORT ON;
    IF @@TRANCOUNT = 0 THROW 56000, 'no batch', 1;
    UPDATE [{schema}].ArchiveTotal
    SET Subjects = Subjects + @Subjects, Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes
    WHERE TotalRow = 1;
END;
GO

-- Images.

CREATE PROCEDURE [{schema}].FindImageBySource
    @SourceHash varbinary(64)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM [{schema}].Image
    WHERE SourceHash = @SourceHash;
END;
GO

CREATE PROCEDURE [{schema}].FindImageBySopInstance
    @SopInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM [{schema}].Image
    WHERE SopInstanceUid = @SopInstanceUid;
END;
GO

CREATE PROCEDURE [{schema}].FindImageByPixels
    @PixelSha256 varbinary(64),
    @SubjectId varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (1) ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM [{schema}].Image
    WHERE PixelSha256 = @PixelSha256 AND SubjectId <> @SubjectId
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE [{schema}].FindImage
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM [{schema}].Image
    WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE [{schema}].GetImages
    @After bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM [{schema}].Image
    WHERE ImageId > @After
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE [{schema}].GetImagesOfKeys
    @ImageIds nvarchar(max)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid,
        Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid,
        NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc,
        RootSeriesUid, RootSopUid
    FROM [{schema}].Image
    WHERE ImageId IN (SELECT CONVERT(bigint, value) FROM OPENJSON(@ImageIds));
END;
GO

-- One statement, so that the part is of the version.
CREATE PROCEDURE [{schema}].ReadPart
    @ImageId bigint,
    @Number bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT i.Version, CASE WHEN EXISTS (SELECT 1 FROM [{schema}].ImagePart n WHERE n.ImageId = @ImageId AND n.Number = @Number + 1) THEN 1 ELSE 0 END AS More,
        DATALENGTH(p.Bytes) AS Length, p.Bytes
    FROM (SELECT 1 AS One) o
    LEFT JOIN [{schema}].Image i ON i.ImageId = @ImageId
    LEFT JOIN [{schema}].ImagePart p ON p.ImageId = @ImageId AND p.Number = @Number;
END;
GO

-- Hashes come as they are; everything in lists of lengths and bytes.
CREATE PROCEDURE [{schema}].FindKnownKeys
    @Sources varbinary(max),
    @SopInstances varbinary(max),
    @Studies varbinary(max),
    @Pixels varbinary(max)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT 1 AS Kind, CONVERT(varbinary(300), NULL) AS Text, t.SourceHash AS Hash FROM [{schema}].Image t WHERE t.SourceHash IN (SELECT Value FROM [{schema}].Elements(@Sources))
    UNION ALL
    SELECT 1, CONVERT(varbinary(300), NULL), t.SourceHash FROM [{schema}].Tombstone t WHERE t.SourceHash IN (SELECT Value FROM [{schema}].Elements(@Sources))
    UNION ALL
    SELECT 2, t.SopInstanceUid, CONVERT(varbinary(32), NULL) FROM [{schema}].Image t WHERE t.SopInstanceUid IN (SELECT Value FROM [{schema}].Elements(@SopInstances))
    UNION ALL
    SELECT 2, t.SopInstanceUid, CONVERT(varbinary(32), NULL) FROM [{schema}].ImageVersion t WHERE t.SopInstanceUid IN (SELECT Value FROM [{schema}].Elements(@SopInstances))
    UNION ALL
    SELECT 2, t.RootSopUid, CONVERT(varbinary(32), NULL) FROM [{schema}].Tombstone t WHERE t.RootSopUid IN (SELECT Value FROM [{schema}].Elements(@SopInstances))
    UNION ALL
    SELECT 3, t.StudyInstanceUid, CONVERT(varbinary(32), NULL) FROM [{schema}].Study t WHERE t.StudyInstanceUid IN (SELECT Value FROM [{schema}].Elements(@Studies))
    UNION ALL
    SELECT 4, CONVERT(varbinary(300), NULL), t.PixelSha256 FROM [{schema}].Image t WHERE t.PixelSha256 IN (SELECT Value FROM [{schema}].Elements(@Pixels));
END;
GO

CREATE PROCEDURE [{schema}].FindSubjectOfStudy
    @StudyInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT SubjectId FROM [{schema}].Study WHERE StudyInstanceUid = @StudyInstanceUid;
END;
GO

-- Lists and the tree. What stands behind a place of the tree is one seek in its index for each column that the place has: rows that are alike up to a column and
-- behind in it. TOP keeps each of them to what a page needs.

CREATE PROCEDURE [{schema}].ReadTree
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
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder = @InstanceOrder AND ImageId > @ImageId
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b5
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder > @InstanceOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b4
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder > @SeriesOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b3
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b2
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId > @SubjectId
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b1
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre > @Centre
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b0
        ) behind
        ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId OFFSET @Skip ROWS FETCH NEXT @Count ROWS ONLY
    ) page
    JOIN [{schema}].Image i ON i.ImageId = page.ImageId
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId;
END;
GO

CREATE PROCEDURE [{schema}].ReadTreeOfCentre
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
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder = @InstanceOrder AND ImageId > @ImageId
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b5
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder > @InstanceOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b4
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder > @SeriesOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b3
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b2
            UNION ALL
            SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM (
                SELECT TOP (@Most) Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM [{schema}].Image
                WHERE Centre = @Centre AND SubjectId > @SubjectId
                ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) b1
        ) behind
        ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId OFFSET @Skip ROWS FETCH NEXT @Count ROWS ONLY
    ) page
    JOIN [{schema}].Image i ON i.ImageId = page.ImageId
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId;
END;
GO

CREATE PROCEDURE [{schema}].CountImagesOfCentre
    @Centre varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT COUNT_BIG(*) AS Images FROM [{schema}].Image WHERE Centre = @Centre;
END;
GO

CREATE PROCEDURE [{schema}].CountTree
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
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM [{schema}].Image
            WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b2
        UNION ALL
        SELECT Centre, SubjectId, DateOrder, Images, Frames, Bytes FROM (
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM [{schema}].Image
            WHERE Centre = @Centre AND SubjectId > @SubjectId
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b1
        UNION ALL
        SELECT Centre, SubjectId, DateOrder, Images, Frames, Bytes FROM (
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM [{schema}].Image
            WHERE Centre > @Centre
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b0
    ) behind
    ORDER BY Centre, SubjectId, DateOrder;
END;
GO

CREATE PROCEDURE [{schema}].CountTreeOfCentre
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
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM [{schema}].Image
            WHERE Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b2
        UNION ALL
        SELECT Centre, SubjectId, DateOrder, Images, Frames, Bytes FROM (
            SELECT TOP (@Count) Centre, SubjectId, DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, NumberOfFrames)) AS Frames, SUM(Size) AS Bytes FROM [{schema}].Image
            WHERE Centre = @Centre AND SubjectId > @SubjectId
            GROUP BY Centre, SubjectId, DateOrder
            ORDER BY Centre, SubjectId, DateOrder) b1
    ) behind
    ORDER BY Centre, SubjectId, DateOrder;
END;
GO

-- Queries by more than centres. Each list is taken apart once; what the procedure is named after is looked for by its index, and the other conditions of what is found.

CREATE PROCEDURE [{schema}].FindKeysOfUids
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM (
        SELECT s.ImageId FROM @UidList u JOIN [{schema}].Image s ON s.SopInstanceUid = u.Value
        UNION SELECT s.ImageId FROM @UidList u JOIN [{schema}].Image s ON s.SeriesInstanceUid = u.Value
        UNION SELECT s.ImageId FROM @UidList u JOIN [{schema}].Image s ON s.StudyInstanceUid = u.Value
    ) found
    JOIN [{schema}].Image i ON i.ImageId = found.ImageId
    WHERE (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR EXISTS (SELECT 1 FROM @RuleList r WHERE r.Start = i.RuleStart AND r.Value = i.MaskRule))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE [{schema}].FindKeysOfSubjects
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM @SubjectList wanted
    JOIN [{schema}].Image i ON i.SubjectId = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR EXISTS (SELECT 1 FROM @RuleList r WHERE r.Start = i.RuleStart AND r.Value = i.MaskRule))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE [{schema}].FindKeysOfMedia
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM @MediaList wanted
    JOIN [{schema}].Image i ON i.MediaRef = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR EXISTS (SELECT 1 FROM @RuleList r WHERE r.Start = i.RuleStart AND r.Value = i.MaskRule))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE [{schema}].FindKeysOfDays
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM [{schema}].Image i
    WHERE i.StudyDate BETWEEN ISNULL(@FromDate, -2147483648) AND ISNULL(@ToDate, 2147483647)
        AND (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR EXISTS (SELECT 1 FROM @RuleList r WHERE r.Start = i.RuleStart AND r.Value = i.MaskRule))
        AND (@Count IS NULL OR @Count > 0)
    ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId OFFSET @Skip ROWS FETCH NEXT @Most ROWS ONLY;
END;
GO

CREATE PROCEDURE [{schema}].FindKeysOfRules
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    DECLARE @Most bigint = CASE WHEN @Count IS NULL THEN 9223372036854775807 WHEN @Count < 1 THEN 1 ELSE @Count END;
    SELECT i.ImageId
    FROM @RuleList wanted
    JOIN [{schema}].Image i ON i.RuleStart = wanted.Start AND i.MaskRule = wanted.Value
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

CREATE PROCEDURE [{schema}].CountImagesOfUids
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM (
        SELECT s.ImageId FROM @UidList u JOIN [{schema}].Image s ON s.SopInstanceUid = u.Value
        UNION SELECT s.ImageId FROM @UidList u JOIN [{schema}].Image s ON s.SeriesInstanceUid = u.Value
        UNION SELECT s.ImageId FROM @UidList u JOIN [{schema}].Image s ON s.StudyInstanceUid = u.Value
    ) found
    JOIN [{schema}].Image i ON i.ImageId = found.ImageId
    WHERE (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR EXISTS (SELECT 1 FROM @RuleList r WHERE r.Start = i.RuleStart AND r.Value = i.MaskRule))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

CREATE PROCEDURE [{schema}].CountImagesOfSubjects
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM @SubjectList wanted
    JOIN [{schema}].Image i ON i.SubjectId = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR EXISTS (SELECT 1 FROM @RuleList r WHERE r.Start = i.RuleStart AND r.Value = i.MaskRule))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

CREATE PROCEDURE [{schema}].CountImagesOfMedia
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM @MediaList wanted
    JOIN [{schema}].Image i ON i.MediaRef = wanted.Value
    WHERE (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR EXISTS (SELECT 1 FROM @RuleList r WHERE r.Start = i.RuleStart AND r.Value = i.MaskRule))
        AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
        AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

CREATE PROCEDURE [{schema}].CountImagesOfDays
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM [{schema}].Image i
    WHERE i.StudyDate BETWEEN ISNULL(@FromDate, -2147483648) AND ISNULL(@ToDate, 2147483647)
        AND (@Uids IS NULL OR i.SopInstanceUid IN (SELECT Value FROM @UidList) OR i.SeriesInstanceUid IN (SELECT Value FROM @UidList) OR i.StudyInstanceUid IN (SELECT Value FROM @UidList))
        AND (@Subjects IS NULL OR i.SubjectId IN (SELECT Value FROM @SubjectList))
        AND (@Media IS NULL OR i.MediaRef IN (SELECT Value FROM @MediaList))
        AND (@Centres IS NULL OR i.Centre IN (SELECT Value FROM @CentreList))
        AND (@Rules IS NULL OR EXISTS (SELECT 1 FROM @RuleList r WHERE r.Start = i.RuleStart AND r.Value = i.MaskRule))
    GROUP BY i.Centre, i.SubjectId, i.DateOrder
    ORDER BY i.Centre, i.SubjectId, i.DateOrder;
END;
GO

CREATE PROCEDURE [{schema}].CountImagesOfRules
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
    DECLARE @UidList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @SubjectList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @MediaList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @CentreList TABLE (Value varbinary(300) NOT NULL PRIMARY KEY);
    DECLARE @RuleList TABLE (Start varbinary(800) NOT NULL, Value varbinary(max) NOT NULL);
    INSERT INTO @UidList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Uids);
    INSERT INTO @SubjectList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Subjects);
    INSERT INTO @MediaList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Media);
    INSERT INTO @CentreList (Value) SELECT DISTINCT CONVERT(varbinary(300), Value) FROM [{schema}].Elements(@Centres);
    INSERT INTO @RuleList (Start, Value) SELECT DISTINCT CONVERT(varbinary(800), Value), Value FROM [{schema}].Elements(@Rules);
    SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT_BIG(*) AS Images, SUM(CONVERT(bigint, i.NumberOfFrames)) AS Frames, SUM(i.Size) AS Bytes
    FROM @RuleList wanted
    JOIN [{schema}].Image i ON i.RuleStart = wanted.Start AND i.MaskRule = wanted.Value
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

CREATE PROCEDURE [{schema}].FindStudy
    @StudyInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT StudyInstanceUid, SubjectId, RootStudyUid, Generation FROM [{schema}].Study WHERE StudyInstanceUid = @StudyInstanceUid;
END;
GO

CREATE PROCEDURE [{schema}].GetStudies
    @RootStudyUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT StudyInstanceUid, SubjectId, RootStudyUid, Generation FROM [{schema}].Study WHERE RootStudyUid = @RootStudyUid ORDER BY Generation;
END;
GO

CREATE PROCEDURE [{schema}].FindHistoryOfUid
    @Uid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId FROM [{schema}].Image WHERE SopInstanceUid = @Uid
    UNION SELECT ImageId FROM [{schema}].Image WHERE SeriesInstanceUid = @Uid
    UNION SELECT ImageId FROM [{schema}].Image WHERE StudyInstanceUid = @Uid
    UNION SELECT ImageId FROM [{schema}].ImageVersion WHERE SopInstanceUid = @Uid
    UNION SELECT ImageId FROM [{schema}].ImageVersion WHERE SeriesInstanceUid = @Uid
    UNION SELECT ImageId FROM [{schema}].ImageVersion WHERE StudyInstanceUid = @Uid
    UNION SELECT ImageId FROM [{schema}].Tombstone WHERE SopInstanceUid = @Uid
    UNION SELECT ImageId FROM [{schema}].Tombstone WHERE SeriesInstanceUid = @Uid
    UNION SELECT ImageId FROM [{schema}].Tombstone WHERE StudyInstanceUid = @Uid
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE [{schema}].FindHistoryOfSubject
    @SubjectId varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId FROM [{schema}].Image WHERE SubjectId = @SubjectId
    UNION SELECT ImageId FROM [{schema}].ImageVersion WHERE SubjectId = @SubjectId
    UNION SELECT ImageId FROM [{schema}].Tombstone WHERE SubjectId = @SubjectId
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE [{schema}].FindRetired
    @SopInstanceUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
    FROM [{schema}].ImageVersion
    WHERE SopInstanceUid = @SopInstanceUid;
END;
GO

CREATE PROCEDURE [{schema}].GetRetired
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
    FROM [{schema}].ImageVersion
    WHERE ImageId = @ImageId
    ORDER BY Version;
END;
GO

CREATE PROCEDURE [{schema}].FindTombstone
    @SourceHash varbinary(64),
    @RootSopUid varbinary(300)
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (1) ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid,
        RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
    FROM [{schema}].Tombstone
    WHERE SourceHash = @SourceHash OR RootSopUid = @RootSopUid
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE [{schema}].GetTombstone
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid,
        RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
    FROM [{schema}].Tombstone
    WHERE ImageId = @ImageId;
END;
GO

CREATE PROCEDURE [{schema}].GetExports
    @ImageId bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT e.ExportId, e.Label, e.Profile, e.ExportedUtc, e.Images, e.Subjects, e.Bytes, e.AuditSequence,
        i.ImageId, i.Version, i.SubjectId, i.SopInstanceUid, i.FileId, i.TransferSyntaxUid, i.Sha256
    FROM [{schema}].ExportImage i
    JOIN [{schema}].Export e ON e.ExportId = i.ExportId
    WHERE i.ImageId = @ImageId
    ORDER BY e.ExportId;
END;
GO

CREATE PROCEDURE [{schema}].ReadRetired
    @ImageId bigint,
    @Version bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
    FROM [{schema}].ImageVersion
    WHERE ImageId >= @ImageId AND (ImageId > @ImageId OR Version > @Version)
    ORDER BY ImageId, Version;
END;
GO

CREATE PROCEDURE [{schema}].ReadTombstones
    @ImageId bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid,
        RootSopUid, TransferSyntaxUid, Size, Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
    FROM [{schema}].Tombstone
    WHERE ImageId > @ImageId
    ORDER BY ImageId;
END;
GO

CREATE PROCEDURE [{schema}].ReadExports
    @ExportId bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence
    FROM [{schema}].Export
    WHERE ExportId > @ExportId
    ORDER BY ExportId;
END;
GO

CREATE PROCEDURE [{schema}].ReadExportImages
    @ExportId bigint,
    @ImageId bigint,
    @Count bigint
AS
BEGIN
    SET NOCOUNT ON;
    SELECT TOP (@Count) ExportId, ImageId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256
    FROM [{schema}].ExportImage
    WHERE ExportId >= @ExportId AND (ExportId > @ExportId OR ImageId > @ImageId)
    ORDER BY ExportId, ImageId;
END;
GO

-- The schema is whole.
IF NOT EXISTS (SELECT 1 FROM [{schema}].Turn) INSERT INTO [{schema}].Turn (TurnRow, LastImageId, LastBatch) VALUES (1, 0, NULL);
IF NOT EXISTS (SELECT 1 FROM [{schema}].ArchiveTotal) INSERT INTO [{schema}].ArchiveTotal (TotalRow, Subjects, Images, Frames, Bytes) VALUES (1, 0, 0, 0, 0);
IF NOT EXISTS (SELECT 1 FROM [{schema}].SchemaVersion) INSERT INTO [{schema}].SchemaVersion (Version) VALUES (3);
GO
