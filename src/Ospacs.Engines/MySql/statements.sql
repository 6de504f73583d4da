-- The statements of ServerStatements in the dialect that MySQL and MariaDB share. Parameters stand as @Name; each text is one statement.
-- The place behind which a page begins is written out as OR of ANDs: MariaDB does not look for a row of values in an index.
-- Indexes are named where the program knows what the server would have to guess. A key that is in use, or was, is not given again whatever stands in Turn.

-- name: HasSchema
SELECT COUNT(*) AS `Tables` FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'SchemaVersion';

-- name: ReadSchemaVersion
SELECT MAX(Version) AS Version FROM SchemaVersion;

-- name: ReadArchive
SELECT ArchiveId, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc FROM Archive WHERE ArchiveRow = 1;

-- name: AddArchive
INSERT INTO Archive (ArchiveRow, ArchiveId, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc)
VALUES (1, @ArchiveId, @Sponsor, @Protocol, @DatePolicy, @KeyCheck, @CreatedUtc);

-- name: MayWrite
CALL MayWrite();

-- name: GetTotals
SELECT (SELECT COUNT(*) FROM CentreTotal WHERE Images > 0) AS Centres, t.Subjects, (SELECT COUNT(*) FROM Media) AS Media, t.Images, t.Frames, t.Bytes,
    (SELECT COALESCE(MAX(ImageId), 0) FROM Image) AS LastImageId
FROM ArchiveTotal t WHERE t.ArchiveRow = 1;

-- name: Measure
SELECT CAST(COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH + DATA_FREE), 0) AS SIGNED) AS Bytes, CAST(COALESCE(SUM(DATA_FREE), 0) AS SIGNED) AS FreeBytes
FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE = 'BASE TABLE';

-- name: FindOrphans
SELECT 1 AS Problem, p.ImageId, CAST(p.Number AS SIGNED) AS Number, NULL AS MediaRef, NULL AS Name
FROM ImagePart p LEFT JOIN Image i ON i.ImageId = p.ImageId WHERE i.ImageId IS NULL
UNION ALL
SELECT 2, i.ImageId, NULL, i.MediaRef, NULL
FROM Image i LEFT JOIN (SELECT ImageId, COUNT(*) AS Parts, MAX(Number) AS Last, SUM(PartLength) AS Length FROM ImagePart GROUP BY ImageId) p ON p.ImageId = i.ImageId
WHERE p.ImageId IS NULL OR p.Length <> i.Size OR p.Last <> p.Parts - 1
UNION ALL
SELECT 3, i.ImageId, NULL, i.MediaRef, NULL
FROM Image i LEFT JOIN Study s ON s.StudyInstanceUid = i.StudyInstanceUid AND s.SubjectId = i.SubjectId WHERE s.StudyInstanceUid IS NULL
UNION ALL
SELECT 4, i.ImageId, NULL, i.MediaRef, NULL FROM Image i LEFT JOIN Policy p ON p.PolicyId = i.PolicyId WHERE p.PolicyId IS NULL
UNION ALL
SELECT 5, i.ImageId, NULL, i.MediaRef, NULL FROM Image i JOIN Tombstone t ON t.ImageId = i.ImageId
UNION ALL
SELECT 6, x.ImageId, x.ExportId, NULL, NULL FROM ExportImage x LEFT JOIN Export e ON e.ExportId = x.ExportId WHERE e.ExportId IS NULL
UNION ALL
SELECT 7, NULL, NULL, NULL, b.Name
FROM (
    SELECT a.Name, SUM(a.Images) AS Images, SUM(a.Frames) AS Frames, SUM(a.Bytes) AS Bytes
    FROM (
        SELECT Centre AS Name, COUNT(*) AS Images, SUM(NumberOfFrames) AS Frames, SUM(Size) AS Bytes FROM Image GROUP BY Centre
        UNION ALL SELECT Centre, -Images, -Frames, -Bytes FROM CentreTotal) a
    GROUP BY a.Name) b
WHERE b.Images <> 0 OR b.Frames <> 0 OR b.Bytes <> 0
UNION ALL
SELECT 8, NULL, NULL, NULL, b.Name
FROM (
    SELECT a.Name, SUM(a.Images) AS Images, SUM(a.Frames) AS Frames, SUM(a.Bytes) AS Bytes
    FROM (
        SELECT SubjectId AS Name, COUNT(*) AS Images, SUM(NumberOfFrames) AS Frames, SUM(Size) AS Bytes FROM Image GROUP BY SubjectId
        UNION ALL SELECT SubjectId, -Images, -Frames, -Bytes FROM SubjectTotal) a
    GROUP BY a.Name) b
WHERE b.Images <> 0 OR b.Frames <> 0 OR b.Bytes <> 0
UNION ALL
SELECT 9, NULL, NULL, NULL, NULL
FROM (SELECT COUNT(DISTINCT SubjectId) AS Subjects, COUNT(*) AS Images, COALESCE(SUM(NumberOfFrames), 0) AS Frames, COALESCE(SUM(Size), 0) AS Bytes FROM Image) i
LEFT JOIN ArchiveTotal t ON t.Subjects = i.Subjects AND t.Images = i.Images AND t.Frames = i.Frames AND t.Bytes = i.Bytes
WHERE t.ArchiveRow IS NULL
UNION ALL
SELECT 10, NULL, NULL, NULL, s.StudyInstanceUid
FROM Study s LEFT JOIN Study r ON r.StudyInstanceUid = s.RootStudyUid AND r.Generation = 0 WHERE s.Generation > 0 AND r.StudyInstanceUid IS NULL
UNION ALL
SELECT 11, NULL, NULL, r.MediaRef, NULL
FROM (SELECT MediaRef FROM Image UNION SELECT MediaRef FROM MediaFile) r LEFT JOIN Media m ON m.MediaRef = r.MediaRef
WHERE m.MediaRef IS NULL AND EXISTS (SELECT 1 FROM Audit a WHERE a.MediaRef = r.MediaRef AND a.Action = 'Import' AND a.Outcome <> 'Refused');

-- name: GetPolicies
SELECT PolicyId, Sha256, PolicyText, FirstUsedUtc FROM Policy ORDER BY PolicyId;

-- name: GetMedia
SELECT m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files
FROM Media m
LEFT JOIN (SELECT MediaRef, Outcome, Reason, COUNT(*) AS Files FROM MediaFile GROUP BY MediaRef, Outcome, Reason) f ON f.MediaRef = m.MediaRef
ORDER BY m.MediaRef;

-- name: GetMedium
SELECT m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files
FROM Media m
LEFT JOIN (SELECT MediaRef, Outcome, Reason, COUNT(*) AS Files FROM MediaFile WHERE MediaRef = @MediaRef GROUP BY MediaRef, Outcome, Reason) f ON f.MediaRef = m.MediaRef
WHERE m.MediaRef = @MediaRef;

-- name: ReadAudit
SELECT
    Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
FROM Audit FORCE INDEX (PRIMARY)
WHERE Sequence > @After
    AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@MediaRef IS NULL OR MediaRef = @MediaRef)
    AND (@SubjectId IS NULL OR SubjectId = @SubjectId) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid)
    AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
ORDER BY Sequence LIMIT @Count;

-- name: ReadAuditOfMedium
SELECT
    Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
FROM Audit FORCE INDEX (Audit_Media)
WHERE MediaRef = @MediaRef AND Sequence > @After
    AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@MediaRef IS NULL OR MediaRef = @MediaRef)
    AND (@SubjectId IS NULL OR SubjectId = @SubjectId) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid)
    AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
ORDER BY Sequence LIMIT @Count;

-- name: ReadAuditOfSubject
SELECT
    Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
FROM Audit FORCE INDEX (Audit_Subject)
WHERE SubjectId = @SubjectId AND Sequence > @After
    AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc) AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc) AND (@MediaRef IS NULL OR MediaRef = @MediaRef)
    AND (@SubjectId IS NULL OR SubjectId = @SubjectId) AND (@Action IS NULL OR Action = @Action) AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid)
    AND (@Outcome IS NULL OR Outcome = @Outcome) AND (@Account IS NULL OR Account = @Account)
ORDER BY Sequence LIMIT @Count;

-- name: TakeTurn
UPDATE Turn SET TurnRow = TurnRow WHERE TurnRow = 1;

-- name: ReadHead
SELECT GREATEST(t.LastImageId, COALESCE((SELECT MAX(ImageId) FROM Image), 0), COALESCE((SELECT MAX(ImageId) FROM Tombstone), 0)) AS LastImageId,
    COALESCE((SELECT MAX(Sequence) FROM Audit), 0) AS Sequence, (SELECT Mac FROM Audit ORDER BY Sequence DESC LIMIT 1) AS Mac, t.LastBatch
FROM Turn t WHERE t.TurnRow = 1;

-- name: SetHead
UPDATE Turn SET LastImageId = @LastImageId, LastBatch = @LastBatch WHERE TurnRow = 1;

-- name: AddPart
INSERT INTO ImagePart (ImageId, Number, Bytes) VALUES (@ImageId, @Number, @Bytes);

-- name: RemoveDraft
CALL RemoveDraft(@ImageId);

-- name: AddImage
CALL AddImage(
    @ImageId, @SubjectId, @Centre, @StudyDate, @MediaRef, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @SopClassUid, @Modality, @SeriesNumber,
    @InstanceNumber, @Manufacturer, @ManufacturerModelName, @ImageRows, @ImageColumns, @PhotometricInterpretation, @TransferSyntaxUid, @NumberOfFrames, @Size, @Sha256,
    @PixelSha256, @SourceHash, @PolicyId, @MaskRule, @Version, @ImportedUtc, @RootSeriesUid, @RootSopUid);

-- name: UpdateObject
UPDATE Image
SET TransferSyntaxUid = @TransferSyntaxUid, PhotometricInterpretation = @PhotometricInterpretation, Size = @Size, Sha256 = @Sha256, PixelSha256 = @PixelSha256, Version = @Version
WHERE ImageId = @ImageId;

-- name: UpdateImage
UPDATE Image SET
    SubjectId = @SubjectId, Centre = @Centre, StudyDate = @StudyDate, MediaRef = @MediaRef, StudyInstanceUid = @StudyInstanceUid, SeriesInstanceUid = @SeriesInstanceUid,
    SopInstanceUid = @SopInstanceUid, SopClassUid = @SopClassUid, Modality = @Modality, SeriesNumber = @SeriesNumber, InstanceNumber = @InstanceNumber,
    Manufacturer = @Manufacturer, ManufacturerModelName = @ManufacturerModelName, ImageRows = @ImageRows, ImageColumns = @ImageColumns,
    PhotometricInterpretation = @PhotometricInterpretation, TransferSyntaxUid = @TransferSyntaxUid, NumberOfFrames = @NumberOfFrames, Size = @Size, Sha256 = @Sha256,
    PixelSha256 = @PixelSha256, SourceHash = @SourceHash, PolicyId = @PolicyId, MaskRule = @MaskRule, Version = @Version, ImportedUtc = @ImportedUtc,
    RootSeriesUid = @RootSeriesUid, RootSopUid = @RootSopUid
WHERE ImageId = @ImageId;

-- name: RemoveParts
DELETE FROM ImagePart WHERE ImageId = @ImageId;

-- name: MoveParts
UPDATE ImagePart SET ImageId = @ImageId WHERE ImageId = @DraftId;

-- name: RemoveImage
DELETE FROM Image WHERE ImageId = @ImageId;

-- name: AddStudy
CALL AddStudy(@StudyInstanceUid, @SubjectId, @RootStudyUid, @Generation);

-- name: CheckMove
SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = @StudyInstanceUid AND SubjectId = @SubjectId) THEN 5
    WHEN EXISTS (SELECT 1 FROM Image WHERE SopInstanceUid = @SopInstanceUid)
        OR EXISTS (SELECT 1 FROM ImageVersion WHERE SopInstanceUid = @SopInstanceUid)
        OR EXISTS (SELECT 1 FROM Tombstone WHERE SopInstanceUid = @SopInstanceUid) THEN 1
    ELSE 0 END AS Result;

-- name: AddRetired
INSERT INTO ImageVersion (
    ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence)
VALUES (
    @ImageId, @Version, @SubjectId, @StudyDate, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @TransferSyntaxUid, @Size, @Sha256, @RetiredUtc, @AuditSequence);

-- name: AddTombstone
INSERT INTO Tombstone (
    ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size, Sha256,
    SourceHash, ImportedUtc, RemovedUtc, AuditSequence)
VALUES (
    @ImageId, @Version, @SubjectId, @Centre, @StudyDate, @MediaRef, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @RootSopUid, @TransferSyntaxUid, @Size,
    @Sha256, @SourceHash, @ImportedUtc, @RemovedUtc, @AuditSequence);

-- name: AddExport
CALL AddExport(@Label, @Profile, @ExportedUtc, @Images, @Subjects, @Bytes, @AuditSequence);

-- name: AddExportImage
INSERT INTO ExportImage (
    ImageId, ExportId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256)
VALUES (
    @ImageId, @ExportId, @Version, @SubjectId, @SopInstanceUid, @FileId, @TransferSyntaxUid, @Sha256);

-- name: AddPolicy
CALL AddPolicy(@Sha256, @PolicyText, @FirstUsedUtc);

-- name: SetMediaFile
INSERT INTO MediaFile (MediaRef, FileKey, Number, Outcome, Reason) VALUES (@MediaRef, @FileKey, @Number, @Outcome, @Reason)
ON DUPLICATE KEY UPDATE Number = @Number, Outcome = @Outcome, Reason = @Reason;

-- name: RemoveMediaFile
DELETE FROM MediaFile WHERE MediaRef = @MediaRef AND FileKey = @FileKey;

-- name: SetMedia
INSERT INTO Media (MediaRef, Centre, Expected, Missing, FirstImportUtc, LastImportUtc, AuditSequence, AuditMac)
VALUES (@MediaRef, @Centre, @Expected, @Missing, @FirstImportUtc, @LastImportUtc, @AuditSequence, @AuditMac)
ON DUPLICATE KEY UPDATE Centre = @Centre, Expected = @Expected, Missing = @Missing, LastImportUtc = @LastImportUtc, AuditSequence = @AuditSequence, AuditMac = @AuditMac;

-- name: AddAudit
INSERT INTO Audit (
    Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue)
VALUES (
    @Sequence, @TimeUtc, @Account, @Machine, @Action, @MediaRef, @FileNumber, @SubjectId, @SopInstanceUid, @PolicyId, @Outcome, @Reason, @Mac, @OldValue, @NewValue);

-- name: FindAuditMac
SELECT Mac FROM Audit WHERE Sequence = @Sequence;

-- name: GetSubjectTotals
SELECT t.SubjectId, t.Images FROM SubjectTotal t WHERE t.SubjectId IN (SELECT j.V FROM JSON_TABLE(@Subjects, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j);

-- name: AddCentreTotal
INSERT INTO CentreTotal (Centre, Images, Frames, Bytes) VALUES (@Centre, @Images, @Frames, @Bytes)
ON DUPLICATE KEY UPDATE Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes;

-- name: AddSubjectTotal
INSERT INTO SubjectTotal (SubjectId, Images, Frames, Bytes) VALUES (@SubjectId, @Images, @Frames, @Bytes)
ON DUPLICATE KEY UPDATE Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes;

-- name: AddArchiveTotal
UPDATE ArchiveTotal SET Subjects = Subjects + @Subjects, Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes WHERE ArchiveRow = 1;

-- name: FindStudy
SELECT StudyInstanceUid, SubjectId, COALESCE(RootStudyUid, StudyInstanceUid) AS RootStudyUid, Generation FROM Study WHERE StudyInstanceUid = @StudyInstanceUid;

-- name: GetStudies
SELECT StudyInstanceUid, SubjectId, COALESCE(RootStudyUid, StudyInstanceUid) AS RootStudyUid, Generation FROM Study WHERE StudyInstanceUid = @RootStudyUid AND Generation = 0
UNION ALL
SELECT StudyInstanceUid, SubjectId, COALESCE(RootStudyUid, StudyInstanceUid) AS RootStudyUid, Generation FROM Study WHERE RootStudyUid = @RootStudyUid
ORDER BY Generation;

-- name: FindHistoryOfUid
SELECT ImageId FROM Image WHERE SopInstanceUid = @Uid
UNION SELECT ImageId FROM Image WHERE StudyInstanceUid = @Uid
UNION SELECT ImageId FROM Image WHERE SeriesInstanceUid = @Uid
UNION SELECT ImageId FROM ImageVersion WHERE SopInstanceUid = @Uid
UNION SELECT ImageId FROM ImageVersion WHERE StudyInstanceUid = @Uid
UNION SELECT ImageId FROM ImageVersion WHERE SeriesInstanceUid = @Uid
UNION SELECT ImageId FROM Tombstone WHERE SopInstanceUid = @Uid
UNION SELECT ImageId FROM Tombstone WHERE StudyInstanceUid = @Uid
UNION SELECT ImageId FROM Tombstone WHERE SeriesInstanceUid = @Uid
ORDER BY ImageId;

-- name: FindHistoryOfSubject
SELECT ImageId FROM Image WHERE SubjectId = @SubjectId
UNION SELECT ImageId FROM ImageVersion WHERE SubjectId = @SubjectId
UNION SELECT ImageId FROM Tombstone WHERE SubjectId = @SubjectId
ORDER BY ImageId;

-- name: FindRetired
SELECT
    ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
FROM ImageVersion WHERE SopInstanceUid = @SopInstanceUid;

-- name: GetRetired
SELECT
    ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
FROM ImageVersion WHERE ImageId = @ImageId ORDER BY Version;

-- name: FindTombstone
SELECT
    ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size, Sha256,
    SourceHash, ImportedUtc, RemovedUtc, AuditSequence
FROM Tombstone WHERE SourceHash = @SourceHash OR RootSopUid = @RootSopUid LIMIT 1;

-- name: GetTombstone
SELECT
    ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size, Sha256,
    SourceHash, ImportedUtc, RemovedUtc, AuditSequence
FROM Tombstone WHERE ImageId = @ImageId;

-- name: GetExports
SELECT
    e.ExportId, e.Label, e.Profile, e.ExportedUtc, e.Images, e.Subjects, e.Bytes, e.AuditSequence, i.ImageId, i.Version, i.SubjectId, i.SopInstanceUid, i.FileId,
    i.TransferSyntaxUid, i.Sha256
FROM ExportImage i JOIN Export e ON e.ExportId = i.ExportId WHERE i.ImageId = @ImageId ORDER BY i.ExportId;

-- name: ReadRetired
SELECT
    ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
FROM ImageVersion WHERE ImageId > @ImageId OR (ImageId = @ImageId AND Version > @Version) ORDER BY ImageId, Version LIMIT @Count;

-- name: ReadTombstones
SELECT
    ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size, Sha256,
    SourceHash, ImportedUtc, RemovedUtc, AuditSequence
FROM Tombstone WHERE ImageId > @ImageId ORDER BY ImageId LIMIT @Count;

-- name: ReadExports
SELECT
    ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence
FROM Export WHERE ExportId > @ExportId ORDER BY ExportId LIMIT @Count;

-- name: ReadExportImages
SELECT
    ExportId, ImageId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256
FROM ExportImage FORCE INDEX (ExportImage_Export)
WHERE ExportId > @ExportId OR (ExportId = @ExportId AND ImageId > @ImageId) ORDER BY ExportId, ImageId LIMIT @Count;

-- name: FindKnownKeys
SELECT 1 AS Kind, NULL AS Text, t.SourceHash AS Hash FROM (SELECT DISTINCT UNHEX(j.V) AS H FROM JSON_TABLE(@Sources, '$[*]' COLUMNS (V VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j) k STRAIGHT_JOIN Image t ON t.SourceHash = k.H
UNION ALL
SELECT 1 AS Kind, NULL AS Text, t.SourceHash AS Hash FROM (SELECT DISTINCT UNHEX(j.V) AS H FROM JSON_TABLE(@Sources, '$[*]' COLUMNS (V VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j) k STRAIGHT_JOIN Tombstone t ON t.SourceHash = k.H
UNION ALL
SELECT 2 AS Kind, t.SopInstanceUid AS Text, NULL AS Hash FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@SopInstances, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Image t ON t.SopInstanceUid = k.V
UNION ALL
SELECT 2 AS Kind, t.SopInstanceUid AS Text, NULL AS Hash FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@SopInstances, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN ImageVersion t ON t.SopInstanceUid = k.V
UNION ALL
SELECT 2 AS Kind, t.RootSopUid AS Text, NULL AS Hash FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@SopInstances, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Tombstone t ON t.RootSopUid = k.V
UNION ALL
SELECT 3 AS Kind, t.StudyInstanceUid AS Text, NULL AS Hash FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@Studies, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Study t ON t.StudyInstanceUid = k.V
UNION ALL
SELECT 4 AS Kind, NULL AS Text, t.PixelSha256 AS Hash FROM (SELECT DISTINCT UNHEX(j.V) AS H FROM JSON_TABLE(@Pixels, '$[*]' COLUMNS (V VARCHAR(64) CHARACTER SET utf8mb4 PATH '$')) j) k STRAIGHT_JOIN Image t ON t.PixelSha256 = k.H;

-- name: FindImageBySource
SELECT
    ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PixelSha256, SourceHash,
    PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE SourceHash = @SourceHash;

-- name: FindImageBySopInstance
SELECT
    ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PixelSha256, SourceHash,
    PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE SopInstanceUid = @SopInstanceUid;

-- name: FindImageByPixels
SELECT
    ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PixelSha256, SourceHash,
    PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image FORCE INDEX (Image_Pixels) WHERE PixelSha256 = @PixelSha256 AND SubjectId <> @SubjectId ORDER BY ImageId LIMIT 1;

-- name: FindImage
SELECT
    ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PixelSha256, SourceHash,
    PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE ImageId = @ImageId;

-- name: GetImages
SELECT
    ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PixelSha256, SourceHash,
    PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE ImageId > @After ORDER BY ImageId LIMIT @Count;

-- name: GetImagesOfKeys
SELECT
    i.ImageId, i.SubjectId, i.Centre, i.StudyDate, i.MediaRef, i.StudyInstanceUid, i.SeriesInstanceUid, i.SopInstanceUid, i.SopClassUid, i.Modality, i.SeriesNumber,
    i.InstanceNumber, i.Manufacturer, i.ManufacturerModelName, i.ImageRows, i.ImageColumns, i.PhotometricInterpretation, i.TransferSyntaxUid, i.NumberOfFrames, i.Size,
    i.Sha256, i.PixelSha256, i.SourceHash, i.PolicyId, i.MaskRule, i.Version, i.ImportedUtc, i.RootSeriesUid, i.RootSopUid
FROM JSON_TABLE(@ImageIds, '$[*]' COLUMNS (V BIGINT PATH '$')) k STRAIGHT_JOIN Image i ON i.ImageId = k.V;

-- name: ReadPart
SELECT (SELECT Version FROM Image WHERE ImageId = @ImageId) AS Version, EXISTS (SELECT 1 FROM ImagePart WHERE ImageId = @ImageId AND Number = @Number + 1) AS More,
    LENGTH(p.Bytes) AS Length, p.Bytes
FROM (SELECT 1 AS Row1) one LEFT JOIN ImagePart p ON p.ImageId = @ImageId AND p.Number = @Number;

-- name: FindSubjectOfStudy
SELECT SubjectId FROM Study WHERE StudyInstanceUid = @StudyInstanceUid;

-- name: ReadTree
SELECT
    ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PixelSha256, SourceHash,
    PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image FORCE INDEX (Image_Tree)
WHERE (Centre > @Centre)
    OR (Centre = @Centre AND SubjectId > @SubjectId)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder > @SeriesOrder)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder > @InstanceOrder)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder = @InstanceOrder AND ImageId > @ImageId)
ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Skip, @Count;

-- name: ReadTreeOfCentre
SELECT
    ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PixelSha256, SourceHash,
    PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image FORCE INDEX (Image_Tree)
WHERE (Centre = @Centre AND SubjectId > @SubjectId)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder > @SeriesOrder)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder > @InstanceOrder)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder = @DateOrder AND SeriesOrder = @SeriesOrder AND InstanceOrder = @InstanceOrder AND ImageId > @ImageId)
ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Skip, @Count;

-- name: CountImagesOfCentre
SELECT COUNT(*) AS Images FROM Image FORCE INDEX (Image_Tree) WHERE Centre = @Centre;

-- name: CountTree
SELECT Centre, SubjectId, DateOrder, COUNT(*) AS Images, SUM(NumberOfFrames) AS Frames, SUM(Size) AS Bytes
FROM Image FORCE INDEX (Image_Tree)
WHERE (Centre > @Centre)
    OR (Centre = @Centre AND SubjectId > @SubjectId)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder)
GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder LIMIT @Count;

-- name: CountTreeOfCentre
SELECT Centre, SubjectId, DateOrder, COUNT(*) AS Images, SUM(NumberOfFrames) AS Frames, SUM(Size) AS Bytes
FROM Image FORCE INDEX (Image_Tree)
WHERE (Centre = @Centre AND SubjectId > @SubjectId)
    OR (Centre = @Centre AND SubjectId = @SubjectId AND DateOrder > @DateOrder)
GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder LIMIT @Count;

-- name: FindKeysOfUids
SELECT i.ImageId
FROM (
    SELECT u.ImageId FROM JSON_TABLE(@Uids, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j STRAIGHT_JOIN Image u ON u.SopInstanceUid = j.V
    UNION SELECT u.ImageId FROM JSON_TABLE(@Uids, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j STRAIGHT_JOIN Image u ON u.StudyInstanceUid = j.V
    UNION SELECT u.ImageId FROM JSON_TABLE(@Uids, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j STRAIGHT_JOIN Image u ON u.SeriesInstanceUid = j.V) k
STRAIGHT_JOIN Image i ON i.ImageId = k.ImageId
WHERE (@Subjects IS NULL OR i.SubjectId IN (SELECT j.V FROM JSON_TABLE(@Subjects, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Media IS NULL OR i.MediaRef IN (SELECT j.V FROM JSON_TABLE(@Media, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Rules IS NULL OR i.MaskRule IN (SELECT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
    AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId LIMIT @Skip, @Count;

-- name: FindKeysOfSubjects
SELECT i.ImageId
FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@Subjects, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Image i FORCE INDEX (Image_Subject) ON i.SubjectId = k.V
WHERE (@Media IS NULL OR i.MediaRef IN (SELECT j.V FROM JSON_TABLE(@Media, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Rules IS NULL OR i.MaskRule IN (SELECT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
    AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId LIMIT @Skip, @Count;

-- name: FindKeysOfMedia
SELECT i.ImageId
FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@Media, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Image i FORCE INDEX (Image_Media) ON i.MediaRef = k.V
WHERE (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Rules IS NULL OR i.MaskRule IN (SELECT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
    AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId LIMIT @Skip, @Count;

-- name: FindKeysOfDays
SELECT i.ImageId
FROM Image i FORCE INDEX (Image_Date)
WHERE i.StudyDate >= COALESCE(@FromDate, 0) AND i.StudyDate <= COALESCE(@ToDate, 99999999)
    AND (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Rules IS NULL OR i.MaskRule IN (SELECT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId LIMIT @Skip, @Count;

-- name: FindKeysOfRules
SELECT i.ImageId
FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Image i FORCE INDEX (Image_Rule) ON i.MaskRule = k.V
WHERE (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
ORDER BY i.Centre, i.SubjectId, i.DateOrder, i.SeriesOrder, i.InstanceOrder, i.ImageId LIMIT @Skip, @Count;

-- name: CountImagesOfUids
SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT(*) AS Images, SUM(i.NumberOfFrames) AS Frames, SUM(i.Size) AS Bytes
FROM (
    SELECT u.ImageId FROM JSON_TABLE(@Uids, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j STRAIGHT_JOIN Image u ON u.SopInstanceUid = j.V
    UNION SELECT u.ImageId FROM JSON_TABLE(@Uids, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j STRAIGHT_JOIN Image u ON u.StudyInstanceUid = j.V
    UNION SELECT u.ImageId FROM JSON_TABLE(@Uids, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j STRAIGHT_JOIN Image u ON u.SeriesInstanceUid = j.V) k
STRAIGHT_JOIN Image i ON i.ImageId = k.ImageId
WHERE (@Subjects IS NULL OR i.SubjectId IN (SELECT j.V FROM JSON_TABLE(@Subjects, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Media IS NULL OR i.MediaRef IN (SELECT j.V FROM JSON_TABLE(@Media, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Rules IS NULL OR i.MaskRule IN (SELECT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
    AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
GROUP BY i.Centre, i.SubjectId, i.DateOrder ORDER BY i.Centre, i.SubjectId, i.DateOrder;

-- name: CountImagesOfSubjects
SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT(*) AS Images, SUM(i.NumberOfFrames) AS Frames, SUM(i.Size) AS Bytes
FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@Subjects, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Image i FORCE INDEX (Image_Subject) ON i.SubjectId = k.V
WHERE (@Media IS NULL OR i.MediaRef IN (SELECT j.V FROM JSON_TABLE(@Media, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Rules IS NULL OR i.MaskRule IN (SELECT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
    AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
GROUP BY i.Centre, i.SubjectId, i.DateOrder ORDER BY i.Centre, i.SubjectId, i.DateOrder;

-- name: CountImagesOfMedia
SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT(*) AS Images, SUM(i.NumberOfFrames) AS Frames, SUM(i.Size) AS Bytes
FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@Media, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Image i FORCE INDEX (Image_Media) ON i.MediaRef = k.V
WHERE (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Rules IS NULL OR i.MaskRule IN (SELECT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@FromDate IS NULL OR i.StudyDate >= @FromDate)
    AND (@ToDate IS NULL OR i.StudyDate <= @ToDate)
GROUP BY i.Centre, i.SubjectId, i.DateOrder ORDER BY i.Centre, i.SubjectId, i.DateOrder;

-- name: CountImagesOfDays
SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT(*) AS Images, SUM(i.NumberOfFrames) AS Frames, SUM(i.Size) AS Bytes
FROM Image i FORCE INDEX (Image_Date)
WHERE i.StudyDate >= COALESCE(@FromDate, 0) AND i.StudyDate <= COALESCE(@ToDate, 99999999)
    AND (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
    AND (@Rules IS NULL OR i.MaskRule IN (SELECT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
GROUP BY i.Centre, i.SubjectId, i.DateOrder ORDER BY i.Centre, i.SubjectId, i.DateOrder;

-- name: CountImagesOfRules
SELECT i.Centre, i.SubjectId, i.DateOrder, COUNT(*) AS Images, SUM(i.NumberOfFrames) AS Frames, SUM(i.Size) AS Bytes
FROM (SELECT DISTINCT j.V FROM JSON_TABLE(@Rules, '$[*]' COLUMNS (V MEDIUMTEXT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j) k STRAIGHT_JOIN Image i FORCE INDEX (Image_Rule) ON i.MaskRule = k.V
WHERE (@Centres IS NULL OR i.Centre IN (SELECT j.V FROM JSON_TABLE(@Centres, '$[*]' COLUMNS (V VARCHAR(255) CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */ PATH '$')) j))
GROUP BY i.Centre, i.SubjectId, i.DateOrder ORDER BY i.Centre, i.SubjectId, i.DateOrder;
