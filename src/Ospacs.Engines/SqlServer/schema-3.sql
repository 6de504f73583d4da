-- The archive's schema, version 3, for SQL Server 2016 and later. docs/formats.md explains every column.
-- A script is carried out batch by batch, in this order: schema-3.sql, procedures-3.sql, roles-3.sql. GO stands between batches.
-- [{schema}] is the schema that the archive is in; the program puts its name there.
--
-- Text is kept as its UTF-8 bytes. SQL Server passes over spaces at the end of text whenever it compares, whatever the collation, and orders text in
-- no collation of every version by its UTF-8 bytes; bytes it compares as they are. "C07", "c07" and "C07 " are three centres here as everywhere else.
-- Zeros at the end of bytes it passes over likewise; no text has any, and hashes are all of one length. To read a column by eye: CONVERT(varchar(max), Centre).
-- Times are text in UTC, as 2026-03-02T09:30:00.0000000Z; dates are numbers, as 20260302.

SET ANSI_NULLS, ANSI_PADDING, ANSI_WARNINGS, ARITHABORT, CONCAT_NULL_YIELDS_NULL, QUOTED_IDENTIFIER ON;
SET NUMERIC_ROUNDABORT OFF;
GO

-- Without it whoever reads waits for whoever writes: for the length of a batch.
IF EXISTS (SELECT 1 FROM sys.databases WHERE name = DB_NAME() AND is_read_committed_snapshot_on = 0)
    THROW 56100, 'snapshot: database', 1;
GO

IF SCHEMA_ID('{schema}') IS NULL EXEC ('CREATE SCHEMA [{schema}]');
GO

CREATE TABLE [{schema}].SchemaVersion (
    Version int NOT NULL CONSTRAINT SchemaVersion_Key PRIMARY KEY
);
GO

CREATE TABLE [{schema}].Archive (
    ArchiveRow int            NOT NULL CONSTRAINT Archive_Key PRIMARY KEY CONSTRAINT Archive_One CHECK (ArchiveRow = 1),
    ArchiveId  varbinary(64)  NOT NULL,
    Sponsor    varbinary(max) NOT NULL,
    Protocol   varbinary(max) NOT NULL,
    DatePolicy varbinary(256) NOT NULL,
    KeyCheck   varbinary(32)  NOT NULL CONSTRAINT Archive_KeyCheck CHECK (DATALENGTH(KeyCheck) = 32),
    CreatedUtc varbinary(28)  NOT NULL
);
GO

-- Where the batches have come to: the last key that was given, so that none is ever given twice, and the mark of the last batch.
CREATE TABLE [{schema}].Turn (
    TurnRow     int           NOT NULL CONSTRAINT Turn_Key PRIMARY KEY CONSTRAINT Turn_One CHECK (TurnRow = 1),
    LastImageId bigint        NOT NULL,
    LastBatch   varbinary(16) NULL
);
GO

CREATE TABLE [{schema}].Policy (
    PolicyId     bigint         NOT NULL CONSTRAINT Policy_Key PRIMARY KEY,
    Sha256       varbinary(32)  NOT NULL CONSTRAINT Policy_Hash UNIQUE CONSTRAINT Policy_Sha256 CHECK (DATALENGTH(Sha256) = 32),
    PolicyText   varbinary(max) NOT NULL,
    FirstUsedUtc varbinary(28)  NOT NULL
);
GO

-- A study's UID belongs to its subject for ever: Image refers to both columns at once. RootStudyUid is the study's own UID for generation 0.
CREATE TABLE [{schema}].Study (
    StudyInstanceUid varbinary(256) NOT NULL CONSTRAINT Study_Key PRIMARY KEY,
    SubjectId        varbinary(256) NOT NULL,
    RootStudyUid     varbinary(256) NOT NULL,
    Generation       int            NOT NULL CONSTRAINT Study_NotNegative CHECK (Generation >= 0),
    CONSTRAINT Study_Subject UNIQUE (StudyInstanceUid, SubjectId),
    CONSTRAINT Study_Generation UNIQUE (RootStudyUid, Generation),
    CONSTRAINT Study_Root UNIQUE (RootStudyUid, SubjectId)
);
GO

CREATE TABLE [{schema}].Image (
    ImageId                   bigint          NOT NULL CONSTRAINT Image_Key PRIMARY KEY,
    SubjectId                 varbinary(256)  NOT NULL CONSTRAINT Image_SubjectId CHECK (DATALENGTH(SubjectId) > 0),
    Centre                    varbinary(256)  NOT NULL CONSTRAINT Image_Centre CHECK (DATALENGTH(Centre) > 0),
    StudyDate                 int             NULL,
    MediaRef                  varbinary(256)  NOT NULL CONSTRAINT Image_MediaRef CHECK (DATALENGTH(MediaRef) > 0),
    StudyInstanceUid          varbinary(256)  NOT NULL,
    SeriesInstanceUid         varbinary(256)  NOT NULL,
    SopInstanceUid            varbinary(256)  NOT NULL,
    SopClassUid               varbinary(256)  NOT NULL,
    Modality                  varbinary(max)  NOT NULL,
    SeriesNumber              int             NULL,
    InstanceNumber            int             NULL,
    Manufacturer              varbinary(max)  NOT NULL,
    ManufacturerModelName     varbinary(max)  NOT NULL,
    ImageRows                 int             NOT NULL,
    ImageColumns              int             NOT NULL,
    PhotometricInterpretation varbinary(max)  NOT NULL,
    TransferSyntaxUid         varbinary(256)  NOT NULL,
    NumberOfFrames            int             NOT NULL,
    Size                      bigint          NOT NULL,
    Sha256                    varbinary(32)   NOT NULL CONSTRAINT Image_Sha256 CHECK (DATALENGTH(Sha256) = 32),
    PixelSha256               varbinary(32)   NULL CONSTRAINT Image_PixelSha256 CHECK (DATALENGTH(PixelSha256) = 32),
    SourceHash                varbinary(32)   NOT NULL CONSTRAINT Image_SourceHash CHECK (DATALENGTH(SourceHash) = 32),
    PolicyId                  bigint          NOT NULL,
    MaskRule                  varbinary(max)  NOT NULL,
    Version                   int             NOT NULL CONSTRAINT Image_Version CHECK (Version >= 1),
    ImportedUtc               varbinary(28)   NOT NULL,
    -- The UIDs that those of a later generation are made from; NULL where they are the image's own.
    RootSeriesUid             varbinary(256)  NULL,
    RootSopUid                varbinary(256)  NULL,
    -- What lists are ordered by: images without a date, series or instance number come first. Paging cannot compare with NULL.
    DateOrder                 int             NOT NULL CONSTRAINT Image_DateOrder CHECK (DateOrder = ISNULL(StudyDate, 0)),
    SeriesOrder               bigint          NOT NULL CONSTRAINT Image_SeriesOrder CHECK (SeriesOrder = ISNULL(CONVERT(bigint, SeriesNumber), -2147483649)),
    InstanceOrder             bigint          NOT NULL CONSTRAINT Image_InstanceOrder CHECK (InstanceOrder = ISNULL(CONVERT(bigint, InstanceNumber), -2147483649)),
    -- What rules are looked for by: an index has no room for a longer text.
    RuleStart                 varbinary(800)  NOT NULL CONSTRAINT Image_RuleStart CHECK (RuleStart = CONVERT(varbinary(800), MaskRule))
);
GO

ALTER TABLE [{schema}].Image ADD CONSTRAINT Image_Study_Exists FOREIGN KEY (StudyInstanceUid, SubjectId) REFERENCES [{schema}].Study (StudyInstanceUid, SubjectId);
GO
ALTER TABLE [{schema}].Image ADD CONSTRAINT Image_Policy_Exists FOREIGN KEY (PolicyId) REFERENCES [{schema}].Policy (PolicyId);
GO

CREATE UNIQUE INDEX Image_SopInstance ON [{schema}].Image (SopInstanceUid);
GO
CREATE UNIQUE INDEX Image_Source ON [{schema}].Image (SourceHash);
GO
-- The tree and the order of lists. Frames and size are in it so that branches are counted without touching a row.
CREATE INDEX Image_Tree ON [{schema}].Image (Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) INCLUDE (NumberOfFrames, Size);
GO
CREATE INDEX Image_Subject ON [{schema}].Image (SubjectId);
GO
CREATE INDEX Image_Study ON [{schema}].Image (StudyInstanceUid);
GO
CREATE INDEX Image_Series ON [{schema}].Image (SeriesInstanceUid);
GO
CREATE INDEX Image_Media ON [{schema}].Image (MediaRef);
GO
CREATE INDEX Image_Date ON [{schema}].Image (StudyDate);
GO
CREATE INDEX Image_Rule ON [{schema}].Image (RuleStart);
GO
CREATE INDEX Image_Pixels ON [{schema}].Image (PixelSha256, ImageId);
GO

-- An object's bytes, in parts numbered from 0, away from Image so that lists and trees never touch them. No constraint refers to Image, since the parts
-- are written first and SQL Server checks at once; a part without its image is what the importer's procedure removes and Test-OspacsArchive finds.
CREATE TABLE [{schema}].ImagePart (
    ImageId bigint         NOT NULL,
    Number  int            NOT NULL,
    Bytes   varbinary(max) NOT NULL,
    CONSTRAINT ImagePart_Key PRIMARY KEY (ImageId, Number)
);
GO

CREATE TABLE [{schema}].Media (
    MediaRef       varbinary(256) NOT NULL CONSTRAINT Media_Key PRIMARY KEY CONSTRAINT Media_NotEmpty CHECK (DATALENGTH(MediaRef) > 0),
    Centre         varbinary(256) NOT NULL,
    Expected       int            NULL,
    Missing        int            NOT NULL,
    FirstImportUtc varbinary(28)  NOT NULL,
    LastImportUtc  varbinary(28)  NOT NULL,
    AuditSequence  bigint         NOT NULL,
    AuditMac       varbinary(32)  NOT NULL CONSTRAINT Media_AuditMac CHECK (DATALENGTH(AuditMac) = 32)
);
GO

CREATE TABLE [{schema}].MediaFile (
    MediaRef varbinary(256) NOT NULL,
    FileKey  varbinary(32)  NOT NULL CONSTRAINT MediaFile_FileKey CHECK (DATALENGTH(FileKey) = 32),
    Number   bigint         NOT NULL,
    Outcome  varbinary(256) NOT NULL,
    Reason   varbinary(256) NULL,
    CONSTRAINT MediaFile_Key PRIMARY KEY (MediaRef, FileKey)
);
GO

CREATE TABLE [{schema}].Audit (
    Sequence       bigint          NOT NULL CONSTRAINT Audit_Key PRIMARY KEY,
    TimeUtc        varbinary(28)   NOT NULL,
    Account        varbinary(max)  NOT NULL,
    Machine        varbinary(max)  NOT NULL,
    Action         varbinary(256)  NOT NULL,
    MediaRef       varbinary(1600) NULL,
    FileNumber     bigint          NULL,
    SubjectId      varbinary(1600) NULL,
    SopInstanceUid varbinary(1600) NULL,
    PolicyId       bigint          NULL,
    Outcome        varbinary(256)  NOT NULL,
    Reason         varbinary(max)  NULL,
    Mac            varbinary(32)   NOT NULL,
    -- Old and new value of what was changed, where they are no identity.
    OldValue       varbinary(max)  NULL,
    NewValue       varbinary(max)  NULL
);
GO
CREATE INDEX Audit_Media ON [{schema}].Audit (MediaRef, Sequence);
GO
CREATE INDEX Audit_Subject ON [{schema}].Audit (SubjectId, Sequence);
GO

-- What an image was before it was given to another subject. Its bytes are gone; hash and audit entry prove what they were.
CREATE TABLE [{schema}].ImageVersion (
    ImageId           bigint         NOT NULL,
    Version           int            NOT NULL,
    SubjectId         varbinary(256) NOT NULL,
    StudyDate         int            NULL,
    StudyInstanceUid  varbinary(256) NOT NULL,
    SeriesInstanceUid varbinary(256) NOT NULL,
    SopInstanceUid    varbinary(256) NOT NULL CONSTRAINT ImageVersion_SopInstance UNIQUE,
    TransferSyntaxUid varbinary(256) NOT NULL,
    Size              bigint         NOT NULL,
    Sha256            varbinary(32)  NOT NULL CONSTRAINT ImageVersion_Sha256 CHECK (DATALENGTH(Sha256) = 32),
    RetiredUtc        varbinary(28)  NOT NULL,
    AuditSequence     bigint         NOT NULL,
    CONSTRAINT ImageVersion_Key PRIMARY KEY (ImageId, Version)
);
GO
CREATE INDEX ImageVersion_Subject ON [{schema}].ImageVersion (SubjectId);
GO
CREATE INDEX ImageVersion_Study ON [{schema}].ImageVersion (StudyInstanceUid);
GO
CREATE INDEX ImageVersion_Series ON [{schema}].ImageVersion (SeriesInstanceUid);
GO

-- What is left of an image that was removed: enough to refuse it when it comes again, and to say where it had gone.
CREATE TABLE [{schema}].Tombstone (
    ImageId           bigint         NOT NULL CONSTRAINT Tombstone_Key PRIMARY KEY,
    Version           int            NOT NULL,
    SubjectId         varbinary(256) NOT NULL,
    Centre            varbinary(256) NOT NULL,
    StudyDate         int            NULL,
    MediaRef          varbinary(256) NOT NULL,
    StudyInstanceUid  varbinary(256) NOT NULL,
    SeriesInstanceUid varbinary(256) NOT NULL,
    SopInstanceUid    varbinary(256) NOT NULL CONSTRAINT Tombstone_SopInstance UNIQUE,
    RootSopUid        varbinary(256) NOT NULL CONSTRAINT Tombstone_Root UNIQUE,
    TransferSyntaxUid varbinary(256) NOT NULL,
    Size              bigint         NOT NULL,
    Sha256            varbinary(32)  NOT NULL CONSTRAINT Tombstone_Sha256 CHECK (DATALENGTH(Sha256) = 32),
    SourceHash        varbinary(32)  NOT NULL CONSTRAINT Tombstone_Source UNIQUE CONSTRAINT Tombstone_SourceHash CHECK (DATALENGTH(SourceHash) = 32),
    ImportedUtc       varbinary(28)  NOT NULL,
    RemovedUtc        varbinary(28)  NOT NULL,
    AuditSequence     bigint         NOT NULL
);
GO
CREATE INDEX Tombstone_Subject ON [{schema}].Tombstone (SubjectId);
GO
CREATE INDEX Tombstone_Study ON [{schema}].Tombstone (StudyInstanceUid);
GO
CREATE INDEX Tombstone_Series ON [{schema}].Tombstone (SeriesInstanceUid);
GO

-- Every medium that was written, and what was on it.
CREATE TABLE [{schema}].Export (
    ExportId      bigint         NOT NULL CONSTRAINT Export_Key PRIMARY KEY,
    Label         varbinary(max) NOT NULL,
    Profile       varbinary(256) NOT NULL,
    ExportedUtc   varbinary(28)  NOT NULL,
    Images        bigint         NOT NULL,
    Subjects      bigint         NOT NULL,
    Bytes         bigint         NOT NULL,
    AuditSequence bigint         NOT NULL
);
GO

CREATE TABLE [{schema}].ExportImage (
    ImageId           bigint         NOT NULL,
    ExportId          bigint         NOT NULL,
    Version           int            NOT NULL,
    SubjectId         varbinary(256) NOT NULL,
    SopInstanceUid    varbinary(256) NOT NULL,
    FileId            varbinary(max) NOT NULL,
    TransferSyntaxUid varbinary(256) NOT NULL,
    Sha256            varbinary(32)  NOT NULL CONSTRAINT ExportImage_Sha256 CHECK (DATALENGTH(Sha256) = 32),
    CONSTRAINT ExportImage_Key PRIMARY KEY (ImageId, ExportId)
);
GO
ALTER TABLE [{schema}].ExportImage ADD CONSTRAINT ExportImage_Export_Exists FOREIGN KEY (ExportId) REFERENCES [{schema}].Export (ExportId);
GO
CREATE INDEX ExportImage_Export ON [{schema}].ExportImage (ExportId, ImageId);
GO

-- Totals that every batch keeps. A row with no images is as good as none.
CREATE TABLE [{schema}].CentreTotal (
    Centre varbinary(256) NOT NULL CONSTRAINT CentreTotal_Key PRIMARY KEY,
    Images bigint         NOT NULL,
    Frames bigint         NOT NULL,
    Bytes  bigint         NOT NULL
);
GO
CREATE TABLE [{schema}].SubjectTotal (
    SubjectId varbinary(256) NOT NULL CONSTRAINT SubjectTotal_Key PRIMARY KEY,
    Images    bigint         NOT NULL,
    Frames    bigint         NOT NULL,
    Bytes     bigint         NOT NULL
);
GO
CREATE TABLE [{schema}].ArchiveTotal (
    TotalRow int    NOT NULL CONSTRAINT ArchiveTotal_Key PRIMARY KEY CONSTRAINT ArchiveTotal_One CHECK (TotalRow = 1),
    Subjects bigint NOT NULL,
    Images   bigint NOT NULL,
    Frames   bigint NOT NULL,
    Bytes    bigint NOT NULL
);
GO

-- What is written once stays as it was, also for the database's owner. No trigger stands on inserting an image or a part.

CREATE TRIGGER [{schema}].SchemaVersion_Fixed ON [{schema}].SchemaVersion INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: SchemaVersion', 1;
END;
GO
CREATE TRIGGER [{schema}].Archive_Fixed ON [{schema}].Archive INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: Archive', 1;
END;
GO
CREATE TRIGGER [{schema}].Policy_Fixed ON [{schema}].Policy INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: Policy', 1;
END;
GO
CREATE TRIGGER [{schema}].Audit_Fixed ON [{schema}].Audit INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: Audit', 1;
END;
GO
-- No gap: each entry stands behind the one before it.
CREATE TRIGGER [{schema}].Audit_Next ON [{schema}].Audit AFTER INSERT AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (SELECT 1 FROM inserted n WHERE n.Sequence <> 1 AND NOT EXISTS (SELECT 1 FROM [{schema}].Audit a WHERE a.Sequence = n.Sequence - 1))
       OR EXISTS (SELECT 1 FROM inserted n WHERE n.Sequence < 1)
        THROW 56002, 'sequence: Audit', 1;
END;
GO
CREATE TRIGGER [{schema}].Study_Fixed ON [{schema}].Study INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: Study', 1;
END;
GO
CREATE TRIGGER [{schema}].ImageVersion_Fixed ON [{schema}].ImageVersion INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: ImageVersion', 1;
END;
GO
CREATE TRIGGER [{schema}].Tombstone_Fixed ON [{schema}].Tombstone INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: Tombstone', 1;
END;
GO
CREATE TRIGGER [{schema}].Export_Fixed ON [{schema}].Export INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: Export', 1;
END;
GO
CREATE TRIGGER [{schema}].ExportImage_Fixed ON [{schema}].ExportImage INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 56001, 'fixed: ExportImage', 1;
END;
GO
-- The parts of a draft are given to an image by their key alone.
CREATE TRIGGER [{schema}].ImagePart_Fixed ON [{schema}].ImagePart AFTER UPDATE AS
BEGIN
    IF UPDATE(Number) OR UPDATE(Bytes) THROW 56001, 'fixed: ImagePart', 1;
END;
GO
-- A SOP Instance UID changes only where the version that had it stands retired, and any change makes a later version. An image's key never changes: the
-- row before is looked for by it.
CREATE TRIGGER [{schema}].Image_Fixed ON [{schema}].Image AFTER UPDATE AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (
        SELECT 1 FROM inserted n WHERE NOT EXISTS (
            SELECT 1 FROM deleted o
            WHERE o.ImageId = n.ImageId AND o.SopClassUid = n.SopClassUid AND o.SourceHash = n.SourceHash AND o.MediaRef = n.MediaRef AND o.ImportedUtc = n.ImportedUtc
                AND (o.SopInstanceUid = n.SopInstanceUid
                    OR EXISTS (SELECT 1 FROM [{schema}].ImageVersion v WHERE v.ImageId = o.ImageId AND v.Version = o.Version AND v.SopInstanceUid = o.SopInstanceUid))
                AND (o.RootSeriesUid IS NULL OR o.RootSeriesUid = n.RootSeriesUid)
                AND (o.RootSopUid IS NULL OR o.RootSopUid = n.RootSopUid)
                AND (o.SopInstanceUid <> n.SopInstanceUid OR ISNULL(o.RootSopUid, 0x) = ISNULL(n.RootSopUid, 0x))))
        THROW 56001, 'fixed: Image', 1;
    IF EXISTS (SELECT 1 FROM inserted n JOIN deleted o ON o.ImageId = n.ImageId WHERE n.Version <= o.Version)
        THROW 56003, 'version: Image', 1;
END;
GO
-- An image goes only where its tombstone stands.
CREATE TRIGGER [{schema}].Image_Kept ON [{schema}].Image AFTER DELETE AS
BEGIN
    SET NOCOUNT ON;
    IF EXISTS (SELECT 1 FROM deleted o WHERE NOT EXISTS (SELECT 1 FROM [{schema}].Tombstone t WHERE t.ImageId = o.ImageId))
        THROW 56004, 'kept: Image', 1;
END;
GO
