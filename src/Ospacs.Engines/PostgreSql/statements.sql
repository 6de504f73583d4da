-- The statements of ServerStatements in PostgreSQL's dialect. Parameters stand as @Name; tables are found by the session's search_path.
-- Where a parameter may be NULL and PostgreSQL cannot tell its type, it is cast.

-- name: HasSchema
SELECT count(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'schemaversion'

-- name: ReadSchemaVersion
SELECT max(Version) FROM SchemaVersion

-- name: ReadArchive
SELECT ArchiveId, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc FROM Archive

-- name: AddArchive
INSERT INTO Archive (ArchiveRow, ArchiveId, Sponsor, Protocol, DatePolicy, KeyCheck, CreatedUtc) VALUES (1, @ArchiveId, @Sponsor, @Protocol, @DatePolicy, @KeyCheck, @CreatedUtc)

-- name: MayWrite
SELECT CAST(has_table_privilege('Image', 'INSERT') AND NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS integer)

-- name: GetTotals
SELECT (SELECT count(*) FROM CentreTotal WHERE Images > 0), t.Subjects, (SELECT count(*) FROM Media), t.Images, t.Frames, t.Bytes, (SELECT coalesce(max(ImageId), 0) FROM Image)
FROM ArchiveTotal t

-- What is free inside tables is not known without reading them all: it is told as 0.
-- name: Measure
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0), 0
FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema())) AND c.relkind = 'r'

-- name: FindOrphans
SELECT 1 AS Problem, p.ImageId, p.Number, CAST(NULL AS text) AS MediaRef, CAST(NULL AS text) AS Name
FROM ImagePart p WHERE NOT EXISTS (SELECT 1 FROM Image i WHERE i.ImageId = p.ImageId)
UNION ALL
SELECT 2, i.ImageId, NULL, i.MediaRef, NULL
FROM Image i LEFT JOIN (SELECT ImageId, count(*) AS Parts, max(Number) AS LastNumber, sum(octet_length(Bytes)) AS Bytes FROM ImagePart GROUP BY ImageId) p ON p.ImageId = i.ImageId
WHERE p.ImageId IS NULL OR p.Bytes <> i.Size OR p.LastNumber <> p.Parts - 1
UNION ALL
SELECT 3, i.ImageId, NULL, i.MediaRef, NULL
FROM Image i WHERE NOT EXISTS (SELECT 1 FROM Study s WHERE s.StudyInstanceUid = i.StudyInstanceUid AND s.SubjectId = i.SubjectId)
UNION ALL
SELECT 4, i.ImageId, NULL, i.MediaRef, NULL
FROM Image i WHERE NOT EXISTS (SELECT 1 FROM Policy p WHERE p.PolicyId = i.PolicyId)
UNION ALL
SELECT 5, i.ImageId, NULL, i.MediaRef, NULL
FROM Image i JOIN Tombstone t ON t.ImageId = i.ImageId
UNION ALL
SELECT 6, x.ImageId, x.ExportId, NULL, NULL
FROM ExportImage x WHERE NOT EXISTS (SELECT 1 FROM Export e WHERE e.ExportId = x.ExportId)
UNION ALL
SELECT 7, NULL, NULL, NULL, coalesce(i.Centre, t.Centre)
FROM (SELECT Centre, count(*) AS Images, sum(NumberOfFrames) AS Frames, sum(Size) AS Bytes FROM Image GROUP BY Centre) i FULL JOIN CentreTotal t ON t.Centre = i.Centre
WHERE (coalesce(i.Images, 0), coalesce(i.Frames, 0), coalesce(i.Bytes, 0)) <> (coalesce(t.Images, 0), coalesce(t.Frames, 0), coalesce(t.Bytes, 0))
UNION ALL
SELECT 8, NULL, NULL, NULL, coalesce(i.SubjectId, t.SubjectId)
FROM (SELECT SubjectId, count(*) AS Images, sum(NumberOfFrames) AS Frames, sum(Size) AS Bytes FROM Image GROUP BY SubjectId) i FULL JOIN SubjectTotal t ON t.SubjectId = i.SubjectId
WHERE (coalesce(i.Images, 0), coalesce(i.Frames, 0), coalesce(i.Bytes, 0)) <> (coalesce(t.Images, 0), coalesce(t.Frames, 0), coalesce(t.Bytes, 0))
UNION ALL
SELECT 9, NULL, NULL, NULL, NULL
WHERE NOT EXISTS (
    SELECT 1 FROM ArchiveTotal t, (SELECT count(DISTINCT SubjectId) AS Subjects, count(*) AS Images, coalesce(sum(NumberOfFrames), 0) AS Frames, coalesce(sum(Size), 0) AS Bytes FROM Image) i
    WHERE (t.Subjects, t.Images, t.Frames, t.Bytes) = (i.Subjects, i.Images, i.Frames, i.Bytes))
UNION ALL
SELECT 10, NULL, NULL, NULL, s.StudyInstanceUid
FROM Study s WHERE s.Generation > 0 AND NOT EXISTS (SELECT 1 FROM Study r WHERE r.StudyInstanceUid = s.RootStudyUid AND r.Generation = 0)
UNION ALL
SELECT 11, NULL, NULL, r.MediaRef, NULL
FROM (SELECT MediaRef FROM Image UNION SELECT MediaRef FROM MediaFile) r
WHERE NOT EXISTS (SELECT 1 FROM Media m WHERE m.MediaRef = r.MediaRef)
    AND EXISTS (SELECT 1 FROM Audit a WHERE a.MediaRef = r.MediaRef AND a.Action = 'Import' AND a.Outcome <> 'Refused')

-- name: GetPolicies
SELECT PolicyId, Sha256, PolicyText, FirstUsedUtc FROM Policy ORDER BY PolicyId

-- name: GetMedia
SELECT m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files
FROM Media m LEFT JOIN (SELECT MediaRef, Outcome, Reason, count(*) AS Files FROM MediaFile GROUP BY MediaRef, Outcome, Reason) f ON f.MediaRef = m.MediaRef
ORDER BY m.MediaRef

-- name: GetMedium
SELECT m.MediaRef, m.Centre, m.Expected, m.Missing, m.FirstImportUtc, m.LastImportUtc, m.AuditSequence, m.AuditMac, f.Outcome, f.Reason, f.Files
FROM Media m LEFT JOIN (SELECT MediaRef, Outcome, Reason, count(*) AS Files FROM MediaFile WHERE MediaRef = @MediaRef GROUP BY MediaRef, Outcome, Reason) f ON f.MediaRef = m.MediaRef
WHERE m.MediaRef = @MediaRef

-- name: ReadAudit
SELECT Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
FROM Audit
WHERE Sequence > @After
    AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc)
    AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc)
    AND (@MediaRef IS NULL OR MediaRef = @MediaRef)
    AND (@SubjectId IS NULL OR SubjectId = @SubjectId)
    AND (@Action IS NULL OR Action = @Action)
    AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid)
    AND (@Outcome IS NULL OR Outcome = @Outcome)
    AND (@Account IS NULL OR Account = @Account)
ORDER BY Sequence LIMIT @Count

-- name: ReadAuditOfMedium
SELECT Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
FROM Audit
WHERE MediaRef = @MediaRef AND Sequence > @After
    AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc)
    AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc)
    AND (@SubjectId IS NULL OR SubjectId = @SubjectId)
    AND (@Action IS NULL OR Action = @Action)
    AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid)
    AND (@Outcome IS NULL OR Outcome = @Outcome)
    AND (@Account IS NULL OR Account = @Account)
ORDER BY Sequence LIMIT @Count

-- name: ReadAuditOfSubject
SELECT Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue
FROM Audit
WHERE SubjectId = @SubjectId AND Sequence > @After
    AND (@FromUtc IS NULL OR TimeUtc >= @FromUtc)
    AND (@ToUtc IS NULL OR TimeUtc <= @ToUtc)
    AND (@MediaRef IS NULL OR MediaRef = @MediaRef)
    AND (@Action IS NULL OR Action = @Action)
    AND (@SopInstanceUid IS NULL OR SopInstanceUid = @SopInstanceUid)
    AND (@Outcome IS NULL OR Outcome = @Outcome)
    AND (@Account IS NULL OR Account = @Account)
ORDER BY Sequence LIMIT @Count

-- name: FindKnownKeys
SELECT 1 AS Kind, CAST(NULL AS text) AS Text, SourceHash AS Hash FROM Image WHERE SourceHash = ANY (ARRAY(SELECT decode(json_array_elements_text(CAST(@Sources AS json)), 'hex')))
UNION ALL
SELECT 1, NULL, SourceHash FROM Tombstone WHERE SourceHash = ANY (ARRAY(SELECT decode(json_array_elements_text(CAST(@Sources AS json)), 'hex')))
UNION ALL
SELECT 2, SopInstanceUid, NULL FROM Image WHERE SopInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@SopInstances AS json))))
UNION ALL
SELECT 2, SopInstanceUid, NULL FROM ImageVersion WHERE SopInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@SopInstances AS json))))
UNION ALL
SELECT 2, RootSopUid, NULL FROM Tombstone WHERE RootSopUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@SopInstances AS json))))
UNION ALL
SELECT 3, StudyInstanceUid, NULL FROM Study WHERE StudyInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Studies AS json))))
UNION ALL
SELECT 4, NULL, PixelSha256 FROM Image WHERE PixelSha256 = ANY (ARRAY(SELECT decode(json_array_elements_text(CAST(@Pixels AS json)), 'hex')))

-- name: FindImageBySource
SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE SourceHash = @SourceHash

-- name: FindImageBySopInstance
SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE SopInstanceUid = @SopInstanceUid

-- Ordered by the whole index, so that it is the one that is used.
-- name: FindImageByPixels
SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE PixelSha256 = @PixelSha256 AND SubjectId <> @SubjectId ORDER BY PixelSha256, ImageId LIMIT 1

-- name: FindImage
SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE ImageId = @ImageId

-- name: GetImages
SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE ImageId > @After ORDER BY ImageId LIMIT @Count

-- name: GetImagesOfKeys
SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE ImageId = ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(@ImageIds AS json)) AS bigint)))

-- name: ReadPart
SELECT i.Version,
    CASE WHEN EXISTS (SELECT 1 FROM ImagePart n WHERE n.ImageId = @ImageId AND n.Number = @Number + 1) THEN 1 ELSE 0 END,
    octet_length(p.Bytes), p.Bytes
FROM (VALUES (1)) AS One LEFT JOIN Image i ON i.ImageId = @ImageId LEFT JOIN ImagePart p ON p.ImageId = @ImageId AND p.Number = @Number

-- name: FindSubjectOfStudy
SELECT SubjectId FROM Study WHERE StudyInstanceUid = @StudyInstanceUid

-- name: ReadTree
SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE (Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) > (@Centre, @SubjectId, @DateOrder, @SeriesOrder, @InstanceOrder, @ImageId)
ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Count OFFSET @Skip

-- name: ReadTreeOfCentre
SELECT ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid
FROM Image WHERE Centre = @Centre AND (SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) > (@SubjectId, @DateOrder, @SeriesOrder, @InstanceOrder, @ImageId)
ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Count OFFSET @Skip

-- name: CountImagesOfCentre
SELECT count(*) FROM Image WHERE Centre = @Centre

-- name: CountTree
SELECT Centre, SubjectId, DateOrder, count(*), sum(NumberOfFrames), CAST(sum(Size) AS bigint)
FROM Image WHERE (Centre, SubjectId, DateOrder) > (@Centre, @SubjectId, @DateOrder)
GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder LIMIT @Count

-- name: CountTreeOfCentre
SELECT Centre, SubjectId, DateOrder, count(*), sum(NumberOfFrames), CAST(sum(Size) AS bigint)
FROM Image WHERE Centre = @Centre AND (SubjectId, DateOrder) > (@SubjectId, @DateOrder)
GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder LIMIT @Count

-- name: FindKeysOfUids
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM Image
    WHERE ImageId IN (
        SELECT ImageId FROM Image WHERE SopInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Uids AS json))))
        UNION SELECT ImageId FROM Image WHERE StudyInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Uids AS json))))
        UNION SELECT ImageId FROM Image WHERE SeriesInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Uids AS json)))))
        AND (CAST(@Subjects AS text) IS NULL OR SubjectId IN (SELECT json_array_elements_text(CAST(@Subjects AS json))))
        AND (CAST(@Media AS text) IS NULL OR MediaRef IN (SELECT json_array_elements_text(CAST(@Media AS json))))
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json))))
        AND (CAST(@Rules AS text) IS NULL OR MaskRule IN (SELECT json_array_elements_text(CAST(@Rules AS json))))
        AND (CAST(@FromDate AS bigint) IS NULL OR StudyDate >= @FromDate)
        AND (CAST(@ToDate AS bigint) IS NULL OR StudyDate <= @ToDate))
SELECT ImageId FROM Found ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Count OFFSET @Skip

-- name: CountImagesOfUids
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, NumberOfFrames, Size FROM Image
    WHERE ImageId IN (
        SELECT ImageId FROM Image WHERE SopInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Uids AS json))))
        UNION SELECT ImageId FROM Image WHERE StudyInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Uids AS json))))
        UNION SELECT ImageId FROM Image WHERE SeriesInstanceUid = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Uids AS json)))))
        AND (CAST(@Subjects AS text) IS NULL OR SubjectId IN (SELECT json_array_elements_text(CAST(@Subjects AS json))))
        AND (CAST(@Media AS text) IS NULL OR MediaRef IN (SELECT json_array_elements_text(CAST(@Media AS json))))
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json))))
        AND (CAST(@Rules AS text) IS NULL OR MaskRule IN (SELECT json_array_elements_text(CAST(@Rules AS json))))
        AND (CAST(@FromDate AS bigint) IS NULL OR StudyDate >= @FromDate)
        AND (CAST(@ToDate AS bigint) IS NULL OR StudyDate <= @ToDate))
SELECT Centre, SubjectId, DateOrder, count(*), sum(NumberOfFrames), CAST(sum(Size) AS bigint)
FROM Found GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder

-- name: FindKeysOfSubjects
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM Image
    WHERE SubjectId = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Subjects AS json))))
        AND (CAST(@Media AS text) IS NULL OR MediaRef IN (SELECT json_array_elements_text(CAST(@Media AS json))))
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json))))
        AND (CAST(@Rules AS text) IS NULL OR MaskRule IN (SELECT json_array_elements_text(CAST(@Rules AS json))))
        AND (CAST(@FromDate AS bigint) IS NULL OR StudyDate >= @FromDate)
        AND (CAST(@ToDate AS bigint) IS NULL OR StudyDate <= @ToDate))
SELECT ImageId FROM Found ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Count OFFSET @Skip

-- name: CountImagesOfSubjects
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, NumberOfFrames, Size FROM Image
    WHERE SubjectId = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Subjects AS json))))
        AND (CAST(@Media AS text) IS NULL OR MediaRef IN (SELECT json_array_elements_text(CAST(@Media AS json))))
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json))))
        AND (CAST(@Rules AS text) IS NULL OR MaskRule IN (SELECT json_array_elements_text(CAST(@Rules AS json))))
        AND (CAST(@FromDate AS bigint) IS NULL OR StudyDate >= @FromDate)
        AND (CAST(@ToDate AS bigint) IS NULL OR StudyDate <= @ToDate))
SELECT Centre, SubjectId, DateOrder, count(*), sum(NumberOfFrames), CAST(sum(Size) AS bigint)
FROM Found GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder

-- name: FindKeysOfMedia
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM Image
    WHERE MediaRef = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Media AS json))))
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json))))
        AND (CAST(@Rules AS text) IS NULL OR MaskRule IN (SELECT json_array_elements_text(CAST(@Rules AS json))))
        AND (CAST(@FromDate AS bigint) IS NULL OR StudyDate >= @FromDate)
        AND (CAST(@ToDate AS bigint) IS NULL OR StudyDate <= @ToDate))
SELECT ImageId FROM Found ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Count OFFSET @Skip

-- name: CountImagesOfMedia
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, NumberOfFrames, Size FROM Image
    WHERE MediaRef = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Media AS json))))
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json))))
        AND (CAST(@Rules AS text) IS NULL OR MaskRule IN (SELECT json_array_elements_text(CAST(@Rules AS json))))
        AND (CAST(@FromDate AS bigint) IS NULL OR StudyDate >= @FromDate)
        AND (CAST(@ToDate AS bigint) IS NULL OR StudyDate <= @ToDate))
SELECT Centre, SubjectId, DateOrder, count(*), sum(NumberOfFrames), CAST(sum(Size) AS bigint)
FROM Found GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder

-- name: FindKeysOfDays
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM Image
    WHERE StudyDate BETWEEN coalesce(@FromDate, 0) AND coalesce(@ToDate, 99999999)
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json))))
        AND (CAST(@Rules AS text) IS NULL OR MaskRule IN (SELECT json_array_elements_text(CAST(@Rules AS json)))))
SELECT ImageId FROM Found ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Count OFFSET @Skip

-- name: CountImagesOfDays
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, NumberOfFrames, Size FROM Image
    WHERE StudyDate BETWEEN coalesce(@FromDate, 0) AND coalesce(@ToDate, 99999999)
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json))))
        AND (CAST(@Rules AS text) IS NULL OR MaskRule IN (SELECT json_array_elements_text(CAST(@Rules AS json)))))
SELECT Centre, SubjectId, DateOrder, count(*), sum(NumberOfFrames), CAST(sum(Size) AS bigint)
FROM Found GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder

-- name: FindKeysOfRules
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId FROM Image
    WHERE MaskRule = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Rules AS json))))
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json)))))
SELECT ImageId FROM Found ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT @Count OFFSET @Skip

-- name: CountImagesOfRules
WITH Found AS MATERIALIZED (
    SELECT Centre, SubjectId, DateOrder, NumberOfFrames, Size FROM Image
    WHERE MaskRule = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Rules AS json))))
        AND (CAST(@Centres AS text) IS NULL OR Centre IN (SELECT json_array_elements_text(CAST(@Centres AS json)))))
SELECT Centre, SubjectId, DateOrder, count(*), sum(NumberOfFrames), CAST(sum(Size) AS bigint)
FROM Found GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder

-- name: TakeTurn
DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('Ospacs turn ' || current_schema(), 0)); END $$

-- A key that is in use, or was, is not given again whatever somebody may have written to Turn.
-- name: ReadHead
SELECT greatest(t.LastImageId, (SELECT max(ImageId) FROM Image), (SELECT max(ImageId) FROM Tombstone)), coalesce(a.Sequence, 0), a.Mac, t.LastBatch
FROM Turn t LEFT JOIN (SELECT Sequence, Mac FROM Audit ORDER BY Sequence DESC LIMIT 1) a ON true

-- name: SetHead
UPDATE Turn SET LastImageId = @LastImageId, LastBatch = @LastBatch

-- name: AddPart
INSERT INTO ImagePart (ImageId, Number, Bytes) VALUES (@ImageId, @Number, @Bytes)

-- name: RemoveDraft
CALL RemoveDraft(@ImageId)

-- One statement looks, writes the study and writes the image: a reference is checked at its end.
-- name: AddImage
WITH Looked AS MATERIALIZED (
    SELECT CASE
        WHEN EXISTS (SELECT 1 FROM Image WHERE SopInstanceUid = @SopInstanceUid) THEN 1
        WHEN EXISTS (SELECT 1 FROM Image WHERE SourceHash = @SourceHash) THEN 2
        WHEN EXISTS (SELECT 1 FROM Image WHERE ImageId = @ImageId) THEN 3
        WHEN NOT EXISTS (SELECT 1 FROM Policy WHERE PolicyId = @PolicyId) THEN 4
        WHEN EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = @StudyInstanceUid AND SubjectId <> @SubjectId) THEN 5
        ELSE 0 END AS Result),
NewStudy AS (
    INSERT INTO Study (StudyInstanceUid, SubjectId)
    SELECT @StudyInstanceUid, @SubjectId FROM Looked WHERE Result = 0
    ON CONFLICT (StudyInstanceUid) DO NOTHING),
NewImage AS (
    INSERT INTO Image (ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber,
    Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size,
    Sha256, PixelSha256, SourceHash, PolicyId, MaskRule, Version, ImportedUtc, RootSeriesUid, RootSopUid)
    SELECT
        @ImageId, @SubjectId, @Centre, @StudyDate, @MediaRef, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @SopClassUid, @Modality, @SeriesNumber, @InstanceNumber,
        @Manufacturer, @ManufacturerModelName, @ImageRows, @ImageColumns, @PhotometricInterpretation, @TransferSyntaxUid, @NumberOfFrames, @Size,
        @Sha256, @PixelSha256, @SourceHash, @PolicyId, @MaskRule, @Version, @ImportedUtc, @RootSeriesUid, @RootSopUid
    FROM Looked WHERE Result = 0)
SELECT Result FROM Looked

-- name: UpdateObject
UPDATE Image SET TransferSyntaxUid = @TransferSyntaxUid, PhotometricInterpretation = @PhotometricInterpretation, Size = @Size, Sha256 = @Sha256, PixelSha256 = @PixelSha256, Version = @Version
WHERE ImageId = @ImageId

-- name: UpdateImage
UPDATE Image SET SubjectId = @SubjectId, Centre = @Centre, StudyDate = @StudyDate, MediaRef = @MediaRef, StudyInstanceUid = @StudyInstanceUid, SeriesInstanceUid = @SeriesInstanceUid, SopInstanceUid = @SopInstanceUid, SopClassUid = @SopClassUid, Modality = @Modality, SeriesNumber = @SeriesNumber, InstanceNumber = @InstanceNumber, Manufacturer = @Manufacturer, ManufacturerModelName = @ManufacturerModelName, ImageRows = @ImageRows, ImageColumns = @ImageColumns, PhotometricInterpretation = @PhotometricInterpretation, TransferSyntaxUid = @TransferSyntaxUid, NumberOfFrames = @NumberOfFrames, Size = @Size, Sha256 = @Sha256, PixelSha256 = @PixelSha256, SourceHash = @SourceHash, PolicyId = @PolicyId, MaskRule = @MaskRule, Version = @Version, ImportedUtc = @ImportedUtc, RootSeriesUid = @RootSeriesUid, RootSopUid = @RootSopUid
WHERE ImageId = @ImageId

-- name: RemoveParts
DELETE FROM ImagePart WHERE ImageId = @ImageId

-- The bytes stay where they are: the row that points to them is written anew.
-- name: MoveParts
CALL MoveParts(@DraftId, @ImageId)

-- name: RemoveImage
DELETE FROM Image WHERE ImageId = @ImageId

-- name: AddStudy
WITH Looked AS MATERIALIZED (
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = @RootStudyUid AND Generation = 0) THEN 6
        WHEN EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = @StudyInstanceUid) THEN 7
        WHEN EXISTS (SELECT 1 FROM Study WHERE RootStudyUid = @RootStudyUid AND Generation = @Generation) THEN 8
        WHEN EXISTS (SELECT 1 FROM Study WHERE RootStudyUid = @RootStudyUid AND SubjectId = @SubjectId) THEN 9
        ELSE 0 END AS Result),
NewStudy AS (
    INSERT INTO Study (StudyInstanceUid, SubjectId, RootStudyUid, Generation)
    SELECT @StudyInstanceUid, @SubjectId, @RootStudyUid, @Generation FROM Looked WHERE Result = 0)
SELECT Result FROM Looked

-- name: CheckMove
SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = @StudyInstanceUid AND SubjectId = @SubjectId) THEN 5
    WHEN EXISTS (SELECT 1 FROM Image WHERE SopInstanceUid = @SopInstanceUid) THEN 1
    WHEN EXISTS (SELECT 1 FROM ImageVersion WHERE SopInstanceUid = @SopInstanceUid) THEN 1
    WHEN EXISTS (SELECT 1 FROM Tombstone WHERE SopInstanceUid = @SopInstanceUid) THEN 1
    ELSE 0 END

-- name: AddRetired
INSERT INTO ImageVersion (ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence)
VALUES (@ImageId, @Version, @SubjectId, @StudyDate, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @TransferSyntaxUid, @Size, @Sha256, @RetiredUtc, @AuditSequence)

-- name: AddTombstone
INSERT INTO Tombstone (ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size,
    Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence)
VALUES (@ImageId, @Version, @SubjectId, @Centre, @StudyDate, @MediaRef, @StudyInstanceUid, @SeriesInstanceUid, @SopInstanceUid, @RootSopUid, @TransferSyntaxUid, @Size, @Sha256, @SourceHash, @ImportedUtc, @RemovedUtc, @AuditSequence)

-- name: AddExport
INSERT INTO Export (ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence)
SELECT coalesce(max(ExportId), 0) + 1, @Label, @Profile, @ExportedUtc, @Images, @Subjects, @Bytes, @AuditSequence FROM Export
RETURNING ExportId

-- name: AddExportImage
INSERT INTO ExportImage (ImageId, ExportId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256)
VALUES (@ImageId, @ExportId, @Version, @SubjectId, @SopInstanceUid, @FileId, @TransferSyntaxUid, @Sha256)

-- name: AddPolicy
WITH NewPolicy AS (
    INSERT INTO Policy (PolicyId, Sha256, PolicyText, FirstUsedUtc)
    SELECT coalesce(max(PolicyId), 0) + 1, @Sha256, @PolicyText, @FirstUsedUtc FROM Policy HAVING NOT EXISTS (SELECT 1 FROM Policy WHERE Sha256 = @Sha256)
    RETURNING PolicyId)
SELECT PolicyId FROM NewPolicy UNION ALL SELECT PolicyId FROM Policy WHERE Sha256 = @Sha256

-- name: SetMediaFile
INSERT INTO MediaFile (MediaRef, FileKey, Number, Outcome, Reason) VALUES (@MediaRef, @FileKey, @Number, @Outcome, @Reason)
ON CONFLICT (MediaRef, FileKey) DO UPDATE SET Number = excluded.Number, Outcome = excluded.Outcome, Reason = excluded.Reason

-- name: RemoveMediaFile
DELETE FROM MediaFile WHERE MediaRef = @MediaRef AND FileKey = @FileKey

-- name: SetMedia
INSERT INTO Media (MediaRef, Centre, Expected, Missing, FirstImportUtc, LastImportUtc, AuditSequence, AuditMac) VALUES (@MediaRef, @Centre, @Expected, @Missing, @FirstImportUtc, @LastImportUtc, @AuditSequence, @AuditMac)
ON CONFLICT (MediaRef) DO UPDATE SET Centre = excluded.Centre, Expected = excluded.Expected, Missing = excluded.Missing,
    LastImportUtc = excluded.LastImportUtc, AuditSequence = excluded.AuditSequence, AuditMac = excluded.AuditMac

-- name: AddAudit
INSERT INTO Audit (Sequence, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue)
VALUES (@Sequence, @TimeUtc, @Account, @Machine, @Action, @MediaRef, @FileNumber, @SubjectId, @SopInstanceUid, @PolicyId, @Outcome, @Reason, @Mac, @OldValue, @NewValue)

-- name: FindAuditMac
SELECT Mac FROM Audit WHERE Sequence = @Sequence

-- name: GetSubjectTotals
SELECT SubjectId, Images FROM SubjectTotal WHERE SubjectId = ANY (ARRAY(SELECT json_array_elements_text(CAST(@Subjects AS json))))

-- name: AddCentreTotal
INSERT INTO CentreTotal (Centre, Images, Frames, Bytes) VALUES (@Centre, @Images, @Frames, @Bytes)
ON CONFLICT (Centre) DO UPDATE SET Images = CentreTotal.Images + excluded.Images, Frames = CentreTotal.Frames + excluded.Frames, Bytes = CentreTotal.Bytes + excluded.Bytes

-- name: AddSubjectTotal
INSERT INTO SubjectTotal (SubjectId, Images, Frames, Bytes) VALUES (@SubjectId, @Images, @Frames, @Bytes)
ON CONFLICT (SubjectId) DO UPDATE SET Images = SubjectTotal.Images + excluded.Images, Frames = SubjectTotal.Frames + excluded.Frames, Bytes = SubjectTotal.Bytes + excluded.Bytes

-- name: AddArchiveTotal
UPDATE ArchiveTotal SET Subjects = Subjects + @Subjects, Images = Images + @Images, Frames = Frames + @Frames, Bytes = Bytes + @Bytes

-- name: FindStudy
SELECT StudyInstanceUid, SubjectId, coalesce(RootStudyUid, StudyInstanceUid), Generation FROM Study WHERE StudyInstanceUid = @StudyInstanceUid

-- name: GetStudies
SELECT StudyInstanceUid, SubjectId, StudyInstanceUid, Generation FROM Study WHERE StudyInstanceUid = @RootStudyUid AND Generation = 0
UNION ALL SELECT StudyInstanceUid, SubjectId, RootStudyUid, Generation FROM Study WHERE RootStudyUid = @RootStudyUid
ORDER BY 4

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
ORDER BY 1

-- name: FindHistoryOfSubject
SELECT ImageId FROM Image WHERE SubjectId = @SubjectId
UNION SELECT ImageId FROM ImageVersion WHERE SubjectId = @SubjectId
UNION SELECT ImageId FROM Tombstone WHERE SubjectId = @SubjectId
ORDER BY 1

-- name: FindRetired
SELECT ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
FROM ImageVersion WHERE SopInstanceUid = @SopInstanceUid

-- name: GetRetired
SELECT ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
FROM ImageVersion WHERE ImageId = @ImageId ORDER BY Version

-- name: FindTombstone
SELECT ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size,
    Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
FROM Tombstone WHERE SourceHash = @SourceHash OR RootSopUid = @RootSopUid LIMIT 1

-- name: GetTombstone
SELECT ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size,
    Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
FROM Tombstone WHERE ImageId = @ImageId

-- name: GetExports
SELECT e.ExportId, e.Label, e.Profile, e.ExportedUtc, e.Images, e.Subjects, e.Bytes, e.AuditSequence,
    i.ImageId, i.Version, i.SubjectId, i.SopInstanceUid, i.FileId, i.TransferSyntaxUid, i.Sha256
FROM ExportImage i JOIN Export e ON e.ExportId = i.ExportId WHERE i.ImageId = @ImageId ORDER BY i.ExportId

-- name: ReadRetired
SELECT ImageId, Version, SubjectId, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, TransferSyntaxUid, Size, Sha256, RetiredUtc, AuditSequence
FROM ImageVersion WHERE (ImageId, Version) > (@ImageId, @Version) ORDER BY ImageId, Version LIMIT @Count

-- name: ReadTombstones
SELECT ImageId, Version, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, RootSopUid, TransferSyntaxUid, Size,
    Sha256, SourceHash, ImportedUtc, RemovedUtc, AuditSequence
FROM Tombstone WHERE ImageId > @ImageId ORDER BY ImageId LIMIT @Count

-- name: ReadExports
SELECT ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence
FROM Export WHERE ExportId > @ExportId ORDER BY ExportId LIMIT @Count

-- name: ReadExportImages
SELECT ExportId, ImageId, Version, SubjectId, SopInstanceUid, FileId, TransferSyntaxUid, Sha256
FROM ExportImage WHERE (ExportId, ImageId) > (@ExportId, @ImageId) ORDER BY ExportId, ImageId LIMIT @Count
