-- The archive's schema, version 3, in the dialect that MySQL (8.0.29 on) and MariaDB (10.6 on) share: the first one on servers. docs/formats.md explains every column.
-- Text is compared byte by byte: "C07", "c07" and "C07 " are three centres. The two servers call such a collation by different names: each carries out the comments
-- that are meant for it.
-- Times are text in UTC, as 2026-03-02T09:30:00.0000000Z; dates are numbers, as 20260302.
-- To be carried out in the archive's own database, by the account that is to own the archive. These servers keep every change of a schema at once: what is begun and
-- not ended is no archive, and is carried out again from its beginning.

ALTER DATABASE CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS Archive (
    ArchiveRow INT         NOT NULL PRIMARY KEY CHECK (ArchiveRow = 1),
    ArchiveId  VARCHAR(36) NOT NULL,
    Sponsor    MEDIUMTEXT        NOT NULL,
    Protocol   MEDIUMTEXT        NOT NULL,
    DatePolicy VARCHAR(64) NOT NULL,
    KeyCheck   BINARY(32)  NOT NULL,
    CreatedUtc VARCHAR(32) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

-- Where the batches have come to: the last key that was given, so that none is ever given twice, and the mark of the last batch. Whoever holds the row's lock has the turn.
CREATE TABLE IF NOT EXISTS Turn (
    TurnRow     INT    NOT NULL PRIMARY KEY CHECK (TurnRow = 1),
    LastImageId BIGINT NOT NULL,
    LastBatch   VARBINARY(32)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS Policy (
    PolicyId     BIGINT      NOT NULL PRIMARY KEY,
    Sha256       BINARY(32)  NOT NULL UNIQUE,
    PolicyText   LONGTEXT    NOT NULL,
    FirstUsedUtc VARCHAR(32) NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

-- A study's UID belongs to its subject for ever, also when the subject has no image of it left. Images of one study that belong to
-- another subject make a study of their own, a later generation of the first one. Image refers to UID and subject at once.
CREATE TABLE IF NOT EXISTS Study (
    StudyInstanceUid VARCHAR(64) NOT NULL PRIMARY KEY,
    SubjectId        VARCHAR(64) NOT NULL,
    RootStudyUid     VARCHAR(64),
    Generation       INT         NOT NULL DEFAULT 0 CHECK (Generation >= 0),
    UNIQUE KEY Study_Subject (StudyInstanceUid, SubjectId),
    UNIQUE KEY Study_Generation (RootStudyUid, Generation),
    UNIQUE KEY Study_Root (RootStudyUid, SubjectId)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS Image (
    ImageId                   BIGINT      NOT NULL PRIMARY KEY,
    StudyDate                 INT,
    SeriesNumber              INT,
    InstanceNumber            INT,
    ImageRows                 INT         NOT NULL,
    ImageColumns              INT         NOT NULL,
    NumberOfFrames            INT         NOT NULL,
    Version                   INT         NOT NULL CHECK (Version >= 1),
    Size                      BIGINT      NOT NULL,
    PolicyId                  BIGINT      NOT NULL,
    -- What lists are ordered by: images without a date, series or instance number come first. Paging cannot compare with NULL.
    DateOrder                 INT         GENERATED ALWAYS AS (COALESCE(StudyDate, 0)) STORED,
    SeriesOrder               BIGINT      GENERATED ALWAYS AS (COALESCE(SeriesNumber, -2147483649)) STORED,
    InstanceOrder             BIGINT      GENERATED ALWAYS AS (COALESCE(InstanceNumber, -2147483649)) STORED,
    SubjectId                 VARCHAR(64) NOT NULL CHECK (SubjectId <> ''),
    Centre                    VARCHAR(64) NOT NULL CHECK (Centre <> ''),
    MediaRef                  VARCHAR(64) NOT NULL CHECK (MediaRef <> ''),
    StudyInstanceUid          VARCHAR(64) NOT NULL,
    SeriesInstanceUid         VARCHAR(64) NOT NULL,
    SopInstanceUid            VARCHAR(64) NOT NULL,
    SopClassUid               VARCHAR(64) NOT NULL,
    TransferSyntaxUid         VARCHAR(64) NOT NULL,
    -- The UIDs that those of a later generation are made from; NULL where they are the image's own.
    RootSeriesUid             VARCHAR(64),
    RootSopUid                VARCHAR(64),
    ImportedUtc               VARCHAR(32) NOT NULL,
    Sha256                    BINARY(32)  NOT NULL,
    PixelSha256               BINARY(32),
    SourceHash                BINARY(32)  NOT NULL,
    Modality                  MEDIUMTEXT        NOT NULL,
    Manufacturer              MEDIUMTEXT        NOT NULL,
    ManufacturerModelName     MEDIUMTEXT        NOT NULL,
    PhotometricInterpretation MEDIUMTEXT        NOT NULL,
    MaskRule                  MEDIUMTEXT        NOT NULL,
    UNIQUE KEY Image_SopInstance (SopInstanceUid),
    UNIQUE KEY Image_Source (SourceHash),
    -- The tree and the order of lists. Frames and size are in it so that branches are counted without touching a row.
    KEY Image_Tree (Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId, NumberOfFrames, Size),
    KEY Image_Subject (SubjectId),
    KEY Image_Study (StudyInstanceUid, SubjectId),
    KEY Image_Series (SeriesInstanceUid),
    KEY Image_Media (MediaRef),
    KEY Image_Date (StudyDate),
    KEY Image_Rule (MaskRule(64)),
    KEY Image_Pixels (PixelSha256),
    CONSTRAINT Image_Policy FOREIGN KEY (PolicyId) REFERENCES Policy (PolicyId),
    CONSTRAINT Image_Study_Subject FOREIGN KEY (StudyInstanceUid, SubjectId) REFERENCES Study (StudyInstanceUid, SubjectId)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

-- An object's bytes, in parts numbered from 0, away from Image so that lists and trees never touch them. Parts are written before their image's row, to which they
-- cannot refer then: these servers look at once. The length stands beside the bytes so that it is known without reading them: a trigger writes it, since MariaDB reads
-- the bytes for a column that is generated of them, even for one that is stored.
CREATE TABLE IF NOT EXISTS ImagePart (
    ImageId    BIGINT   NOT NULL,
    Number     INT      NOT NULL CHECK (Number >= 0),
    Bytes      LONGBLOB NOT NULL,
    PartLength INT      NOT NULL DEFAULT 0,
    PRIMARY KEY (ImageId, Number)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS Media (
    MediaRef       VARCHAR(64) NOT NULL PRIMARY KEY CHECK (MediaRef <> ''),
    Centre         VARCHAR(64) NOT NULL,
    Expected       INT,
    Missing        INT         NOT NULL,
    FirstImportUtc VARCHAR(32) NOT NULL,
    LastImportUtc  VARCHAR(32) NOT NULL,
    AuditSequence  BIGINT      NOT NULL,
    AuditMac       BINARY(32)  NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS MediaFile (
    MediaRef VARCHAR(64) NOT NULL,
    FileKey  BINARY(32)  NOT NULL,
    Number   INT         NOT NULL,
    Outcome  VARCHAR(64) NOT NULL,
    Reason   VARCHAR(64),
    PRIMARY KEY (MediaRef, FileKey)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS Audit (
    Sequence       BIGINT      NOT NULL PRIMARY KEY,
    TimeUtc        VARCHAR(32) NOT NULL,
    Account        MEDIUMTEXT        NOT NULL,
    Machine        MEDIUMTEXT        NOT NULL,
    Action         VARCHAR(64) NOT NULL,
    MediaRef       MEDIUMTEXT,
    FileNumber     INT,
    SubjectId      MEDIUMTEXT,
    SopInstanceUid MEDIUMTEXT,
    PolicyId       BIGINT,
    Outcome        VARCHAR(64) NOT NULL,
    Reason         LONGTEXT,
    Mac            VARBINARY(64) NOT NULL,
    -- Old and new value of what was changed, where they are no identity.
    OldValue       LONGTEXT,
    NewValue       LONGTEXT,
    KEY Audit_Media (MediaRef(64), Sequence),
    KEY Audit_Subject (SubjectId(64), Sequence)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

-- What an image was before it was given to another subject. Its bytes are gone; hash and audit entry prove what they were.
CREATE TABLE IF NOT EXISTS ImageVersion (
    ImageId           BIGINT      NOT NULL,
    Version           INT         NOT NULL,
    SubjectId         VARCHAR(64) NOT NULL,
    StudyDate         INT,
    StudyInstanceUid  VARCHAR(64) NOT NULL,
    SeriesInstanceUid VARCHAR(64) NOT NULL,
    SopInstanceUid    VARCHAR(64) NOT NULL,
    TransferSyntaxUid VARCHAR(64) NOT NULL,
    Size              BIGINT      NOT NULL,
    Sha256            BINARY(32)  NOT NULL,
    RetiredUtc        VARCHAR(32) NOT NULL,
    AuditSequence     BIGINT      NOT NULL,
    PRIMARY KEY (ImageId, Version),
    UNIQUE KEY ImageVersion_SopInstance (SopInstanceUid),
    KEY ImageVersion_Subject (SubjectId),
    KEY ImageVersion_Study (StudyInstanceUid),
    KEY ImageVersion_Series (SeriesInstanceUid)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

-- What is left of an image that was removed: enough to refuse it when it comes again, and to say where it had gone.
CREATE TABLE IF NOT EXISTS Tombstone (
    ImageId           BIGINT      NOT NULL PRIMARY KEY,
    Version           INT         NOT NULL,
    SubjectId         VARCHAR(64) NOT NULL,
    Centre            VARCHAR(64) NOT NULL,
    StudyDate         INT,
    MediaRef          VARCHAR(64) NOT NULL,
    StudyInstanceUid  VARCHAR(64) NOT NULL,
    SeriesInstanceUid VARCHAR(64) NOT NULL,
    SopInstanceUid    VARCHAR(64) NOT NULL,
    RootSopUid        VARCHAR(64) NOT NULL,
    TransferSyntaxUid VARCHAR(64) NOT NULL,
    Size              BIGINT      NOT NULL,
    Sha256            BINARY(32)  NOT NULL,
    SourceHash        BINARY(32)  NOT NULL,
    ImportedUtc       VARCHAR(32) NOT NULL,
    RemovedUtc        VARCHAR(32) NOT NULL,
    AuditSequence     BIGINT      NOT NULL,
    UNIQUE KEY Tombstone_Source (SourceHash),
    UNIQUE KEY Tombstone_Root (RootSopUid),
    UNIQUE KEY Tombstone_SopInstance (SopInstanceUid),
    KEY Tombstone_Subject (SubjectId),
    KEY Tombstone_Study (StudyInstanceUid),
    KEY Tombstone_Series (SeriesInstanceUid)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

-- Every medium that was written, and what was on it.
CREATE TABLE IF NOT EXISTS Export (
    ExportId      BIGINT      NOT NULL PRIMARY KEY,
    Label         MEDIUMTEXT        NOT NULL,
    Profile       VARCHAR(64) NOT NULL,
    ExportedUtc   VARCHAR(32) NOT NULL,
    Images        INT         NOT NULL,
    Subjects      INT         NOT NULL,
    Bytes         BIGINT      NOT NULL,
    AuditSequence BIGINT      NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS ExportImage (
    ImageId           BIGINT      NOT NULL,
    ExportId          BIGINT      NOT NULL,
    Version           INT         NOT NULL,
    SubjectId         VARCHAR(64) NOT NULL,
    SopInstanceUid    VARCHAR(64) NOT NULL,
    FileId            MEDIUMTEXT        NOT NULL,
    TransferSyntaxUid VARCHAR(64) NOT NULL,
    Sha256            BINARY(32)  NOT NULL,
    PRIMARY KEY (ImageId, ExportId),
    KEY ExportImage_Export (ExportId, ImageId),
    CONSTRAINT ExportImage_Medium FOREIGN KEY (ExportId) REFERENCES Export (ExportId)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

-- Totals, kept with every batch by the program. A row whose images are 0 counts for nothing.
CREATE TABLE IF NOT EXISTS CentreTotal (
    Centre VARCHAR(64) NOT NULL PRIMARY KEY,
    Images BIGINT      NOT NULL,
    Frames BIGINT      NOT NULL,
    Bytes  BIGINT      NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS SubjectTotal (
    SubjectId VARCHAR(64) NOT NULL PRIMARY KEY,
    Images    BIGINT      NOT NULL,
    Frames    BIGINT      NOT NULL,
    Bytes     BIGINT      NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

CREATE TABLE IF NOT EXISTS ArchiveTotal (
    ArchiveRow INT    NOT NULL PRIMARY KEY CHECK (ArchiveRow = 1),
    Subjects   BIGINT NOT NULL,
    Images     BIGINT NOT NULL,
    Frames     BIGINT NOT NULL,
    Bytes      BIGINT NOT NULL
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

INSERT INTO Turn (TurnRow, LastImageId) SELECT 1, 0 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM Turn);
INSERT INTO ArchiveTotal (ArchiveRow, Subjects, Images, Frames, Bytes) SELECT 1, 0, 0, 0, 0 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM ArchiveTotal);

-- What the program asks for in one step that looks before it writes. Who calls them needs the rights to the tables.
-- A parameter is only ever compared with a column, whose way of comparing holds; its character set is said, since a copy of the archive may stand in a database of another one.

DELIMITER //

DROP PROCEDURE IF EXISTS AddImage //
CREATE PROCEDURE AddImage (
    pImageId BIGINT, pSubjectId VARCHAR(64) CHARSET utf8mb4, pCentre VARCHAR(64) CHARSET utf8mb4, pStudyDate INT, pMediaRef VARCHAR(64) CHARSET utf8mb4,
    pStudyInstanceUid VARCHAR(64) CHARSET utf8mb4, pSeriesInstanceUid VARCHAR(64) CHARSET utf8mb4, pSopInstanceUid VARCHAR(64) CHARSET utf8mb4,
    pSopClassUid VARCHAR(64) CHARSET utf8mb4, pModality MEDIUMTEXT CHARSET utf8mb4, pSeriesNumber INT, pInstanceNumber INT, pManufacturer MEDIUMTEXT CHARSET utf8mb4,
    pManufacturerModelName MEDIUMTEXT CHARSET utf8mb4, pImageRows INT, pImageColumns INT, pPhotometricInterpretation MEDIUMTEXT CHARSET utf8mb4,
    pTransferSyntaxUid VARCHAR(64) CHARSET utf8mb4, pNumberOfFrames INT, pSize BIGINT, pSha256 BINARY(32), pPixelSha256 BINARY(32), pSourceHash BINARY(32),
    pPolicyId BIGINT, pMaskRule MEDIUMTEXT CHARSET utf8mb4, pVersion INT, pImportedUtc VARCHAR(32) CHARSET utf8mb4, pRootSeriesUid VARCHAR(64) CHARSET utf8mb4,
    pRootSopUid VARCHAR(64) CHARSET utf8mb4)
SQL SECURITY INVOKER MODIFIES SQL DATA
BEGIN
    DECLARE vResult INT;
    -- The study's row is not left behind where the image's is refused.
    DECLARE EXIT HANDLER FOR SQLSTATE '22001', SQLSTATE '22003', SQLSTATE '23000'
    BEGIN
        ROLLBACK TO SAVEPOINT AddImage;
        RESIGNAL;
    END;
    SET vResult = CASE
        WHEN EXISTS (SELECT 1 FROM Image WHERE SopInstanceUid = pSopInstanceUid) THEN 1
        WHEN EXISTS (SELECT 1 FROM Image WHERE SourceHash = pSourceHash) THEN 2
        WHEN EXISTS (SELECT 1 FROM Image WHERE ImageId = pImageId) THEN 3
        WHEN NOT EXISTS (SELECT 1 FROM Policy WHERE PolicyId = pPolicyId) THEN 4
        WHEN EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = pStudyInstanceUid AND SubjectId <> pSubjectId) THEN 5
        ELSE 0 END;
    IF vResult = 0 THEN
        SAVEPOINT AddImage;
        IF NOT EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = pStudyInstanceUid) THEN
            INSERT INTO Study (StudyInstanceUid, SubjectId) VALUES (pStudyInstanceUid, pSubjectId);
        END IF;
        INSERT INTO Image (
            ImageId, SubjectId, Centre, StudyDate, MediaRef, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, SopClassUid, Modality, SeriesNumber, InstanceNumber, Manufacturer,
            ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PixelSha256, SourceHash, PolicyId, MaskRule,
            Version, ImportedUtc, RootSeriesUid, RootSopUid)
        VALUES (
            pImageId, pSubjectId, pCentre, pStudyDate, pMediaRef, pStudyInstanceUid, pSeriesInstanceUid, pSopInstanceUid, pSopClassUid, pModality, pSeriesNumber, pInstanceNumber,
            pManufacturer, pManufacturerModelName, pImageRows, pImageColumns, pPhotometricInterpretation, pTransferSyntaxUid, pNumberOfFrames, pSize, pSha256, pPixelSha256, pSourceHash,
            pPolicyId, pMaskRule, pVersion, pImportedUtc, pRootSeriesUid, pRootSopUid);
    END IF;
    SELECT vResult AS Result;
END //

DROP PROCEDURE IF EXISTS AddStudy //
CREATE PROCEDURE AddStudy (pStudyInstanceUid VARCHAR(64) CHARSET utf8mb4, pSubjectId VARCHAR(64) CHARSET utf8mb4, pRootStudyUid VARCHAR(64) CHARSET utf8mb4, pGeneration INT)
SQL SECURITY INVOKER MODIFIES SQL DATA
BEGIN
    DECLARE vResult INT;
    SET vResult = CASE
        WHEN NOT EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = pRootStudyUid AND Generation = 0) THEN 6
        WHEN EXISTS (SELECT 1 FROM Study WHERE StudyInstanceUid = pStudyInstanceUid) THEN 7
        WHEN EXISTS (SELECT 1 FROM Study WHERE RootStudyUid = pRootStudyUid AND Generation = pGeneration) THEN 8
        WHEN EXISTS (SELECT 1 FROM Study WHERE RootStudyUid = pRootStudyUid AND SubjectId = pSubjectId) THEN 9
        ELSE 0 END;
    IF vResult = 0 THEN
        INSERT INTO Study (StudyInstanceUid, SubjectId, RootStudyUid, Generation) VALUES (pStudyInstanceUid, pSubjectId, pRootStudyUid, pGeneration);
    END IF;
    SELECT vResult AS Result;
END //

DROP PROCEDURE IF EXISTS AddExport //
CREATE PROCEDURE AddExport (pLabel MEDIUMTEXT CHARSET utf8mb4, pProfile VARCHAR(64) CHARSET utf8mb4, pExportedUtc VARCHAR(32) CHARSET utf8mb4, pImages INT, pSubjects INT, pBytes BIGINT, pAuditSequence BIGINT)
SQL SECURITY INVOKER MODIFIES SQL DATA
BEGIN
    DECLARE vExportId BIGINT;
    SET vExportId = (SELECT COALESCE(MAX(ExportId), 0) + 1 FROM Export);
    INSERT INTO Export (ExportId, Label, Profile, ExportedUtc, Images, Subjects, Bytes, AuditSequence)
    VALUES (vExportId, pLabel, pProfile, pExportedUtc, pImages, pSubjects, pBytes, pAuditSequence);
    SELECT vExportId AS ExportId;
END //

DROP PROCEDURE IF EXISTS AddPolicy //
CREATE PROCEDURE AddPolicy (pSha256 BINARY(32), pPolicyText LONGTEXT CHARSET utf8mb4, pFirstUsedUtc VARCHAR(32) CHARSET utf8mb4)
SQL SECURITY INVOKER MODIFIES SQL DATA
BEGIN
    DECLARE vPolicyId BIGINT;
    SET vPolicyId = (SELECT PolicyId FROM Policy WHERE Sha256 = pSha256);
    IF vPolicyId IS NULL THEN
        SET vPolicyId = (SELECT COALESCE(MAX(PolicyId), 0) + 1 FROM Policy);
        INSERT INTO Policy (PolicyId, Sha256, PolicyText, FirstUsedUtc) VALUES (vPolicyId, pSha256, pPolicyText, pFirstUsedUtc);
    END IF;
    SELECT vPolicyId AS PolicyId;
END //

-- Whether whoever asks may add images: 0 where the account only reads, or the server takes no changes.
DROP PROCEDURE IF EXISTS MayWrite //
CREATE PROCEDURE MayWrite ()
SQL SECURITY INVOKER MODIFIES SQL DATA
BEGIN
    DECLARE EXIT HANDLER FOR 1142, 1143, 1290, 1792, 1836 SELECT 0 AS MayWrite;
    INSERT INTO ImagePart (ImageId, Number, Bytes) SELECT ImageId, Number, Bytes FROM ImagePart WHERE FALSE;
    SELECT 1 AS MayWrite;
END //

-- Takes back the parts of an object whose image has no row. It has its owner's rights: whoever may call it cannot delete a part otherwise.
DROP PROCEDURE IF EXISTS RemoveDraft //
CREATE PROCEDURE RemoveDraft (pImageId BIGINT)
SQL SECURITY DEFINER MODIFIES SQL DATA
BEGIN
    IF NOT EXISTS (SELECT 1 FROM Image WHERE ImageId = pImageId) THEN
        DELETE FROM ImagePart WHERE ImageId = pImageId;
    END IF;
END //

-- What is written once stays as it was, for the owner too. No trigger stands on inserting an image, the one statement that must be quick.

DROP TRIGGER IF EXISTS Archive_Fixed //
CREATE TRIGGER Archive_Fixed BEFORE UPDATE ON Archive FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Archive' //
DROP TRIGGER IF EXISTS Archive_Kept //
CREATE TRIGGER Archive_Kept BEFORE DELETE ON Archive FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Archive' //

DROP TRIGGER IF EXISTS Policy_Fixed //
CREATE TRIGGER Policy_Fixed BEFORE UPDATE ON Policy FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Policy' //
DROP TRIGGER IF EXISTS Policy_Kept //
CREATE TRIGGER Policy_Kept BEFORE DELETE ON Policy FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Policy' //

DROP TRIGGER IF EXISTS Study_Fixed //
CREATE TRIGGER Study_Fixed BEFORE UPDATE ON Study FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Study' //
DROP TRIGGER IF EXISTS Study_Kept //
CREATE TRIGGER Study_Kept BEFORE DELETE ON Study FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Study' //

DROP TRIGGER IF EXISTS Audit_Fixed //
CREATE TRIGGER Audit_Fixed BEFORE UPDATE ON Audit FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Audit' //
DROP TRIGGER IF EXISTS Audit_Kept //
CREATE TRIGGER Audit_Kept BEFORE DELETE ON Audit FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Audit' //

DROP TRIGGER IF EXISTS ImageVersion_Fixed //
CREATE TRIGGER ImageVersion_Fixed BEFORE UPDATE ON ImageVersion FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: ImageVersion' //
DROP TRIGGER IF EXISTS ImageVersion_Kept //
CREATE TRIGGER ImageVersion_Kept BEFORE DELETE ON ImageVersion FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: ImageVersion' //

DROP TRIGGER IF EXISTS Tombstone_Fixed //
CREATE TRIGGER Tombstone_Fixed BEFORE UPDATE ON Tombstone FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Tombstone' //
DROP TRIGGER IF EXISTS Tombstone_Kept //
CREATE TRIGGER Tombstone_Kept BEFORE DELETE ON Tombstone FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Tombstone' //

DROP TRIGGER IF EXISTS Export_Fixed //
CREATE TRIGGER Export_Fixed BEFORE UPDATE ON Export FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Export' //
DROP TRIGGER IF EXISTS Export_Kept //
CREATE TRIGGER Export_Kept BEFORE DELETE ON Export FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Export' //

DROP TRIGGER IF EXISTS ExportImage_Fixed //
CREATE TRIGGER ExportImage_Fixed BEFORE UPDATE ON ExportImage FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: ExportImage' //
DROP TRIGGER IF EXISTS ExportImage_Kept //
CREATE TRIGGER ExportImage_Kept BEFORE DELETE ON ExportImage FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: ExportImage' //

-- No gap in the trail.
DROP TRIGGER IF EXISTS Audit_Next //
CREATE TRIGGER Audit_Next BEFORE INSERT ON Audit FOR EACH ROW
BEGIN
    IF NEW.Sequence <> (SELECT COALESCE(MAX(Sequence), 0) + 1 FROM Audit) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'sequence: Audit';
    END IF;
END //

-- Parts are written before their image's row; an image that is stored takes no further ones.
DROP TRIGGER IF EXISTS ImagePart_Closed //
CREATE TRIGGER ImagePart_Closed BEFORE INSERT ON ImagePart FOR EACH ROW
BEGIN
    IF EXISTS (SELECT 1 FROM Image WHERE ImageId = NEW.ImageId) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'closed: ImagePart';
    END IF;
END //

DROP TRIGGER IF EXISTS ImagePart_Measured //
CREATE TRIGGER ImagePart_Measured BEFORE INSERT ON ImagePart FOR EACH ROW SET NEW.PartLength = LENGTH(NEW.Bytes) //

-- A part may be given to another image, and is the same there.
DROP TRIGGER IF EXISTS ImagePart_Fixed //
CREATE TRIGGER ImagePart_Fixed BEFORE UPDATE ON ImagePart FOR EACH ROW
BEGIN
    IF NEW.Number <> OLD.Number OR NEW.PartLength <> OLD.PartLength OR NEW.Bytes <> OLD.Bytes THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: ImagePart';
    END IF;
END //

-- A SOP Instance UID changes only where the version that had it stands retired. An object that is replaced by another one says so.
DROP TRIGGER IF EXISTS Image_Fixed //
CREATE TRIGGER Image_Fixed BEFORE UPDATE ON Image FOR EACH ROW
BEGIN
    IF NEW.ImageId <> OLD.ImageId OR NEW.SopClassUid <> OLD.SopClassUid OR NEW.SourceHash <> OLD.SourceHash OR NEW.MediaRef <> OLD.MediaRef OR NEW.ImportedUtc <> OLD.ImportedUtc
        OR (NEW.SopInstanceUid <> OLD.SopInstanceUid AND NOT EXISTS (SELECT 1 FROM ImageVersion v WHERE v.ImageId = OLD.ImageId AND v.Version = OLD.Version AND v.SopInstanceUid = OLD.SopInstanceUid))
        OR (OLD.RootSeriesUid IS NOT NULL AND NOT (NEW.RootSeriesUid <=> OLD.RootSeriesUid)) OR (OLD.RootSopUid IS NOT NULL AND NOT (NEW.RootSopUid <=> OLD.RootSopUid)) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: Image';
    END IF;
    IF NEW.Version <= OLD.Version THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'version: Image';
    END IF;
END //

-- An image goes only where its tombstone stands.
DROP TRIGGER IF EXISTS Image_Kept //
CREATE TRIGGER Image_Kept BEFORE DELETE ON Image FOR EACH ROW
BEGIN
    IF NOT EXISTS (SELECT 1 FROM Tombstone WHERE ImageId = OLD.ImageId) THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'kept: Image';
    END IF;
END //

DELIMITER ;

-- The versions that were applied. It comes last: where it is, everything is.
CREATE TABLE IF NOT EXISTS SchemaVersion (
    Version INT NOT NULL PRIMARY KEY
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET utf8mb4 /*M! COLLATE utf8mb4_nopad_bin */ /*!80017 COLLATE utf8mb4_0900_bin */;

INSERT INTO SchemaVersion (Version) SELECT 3 FROM DUAL WHERE NOT EXISTS (SELECT 1 FROM SchemaVersion WHERE Version = 3);

DELIMITER //

DROP TRIGGER IF EXISTS SchemaVersion_Fixed //
CREATE TRIGGER SchemaVersion_Fixed BEFORE UPDATE ON SchemaVersion FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: SchemaVersion' //
DROP TRIGGER IF EXISTS SchemaVersion_Kept //
CREATE TRIGGER SchemaVersion_Kept BEFORE DELETE ON SchemaVersion FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fixed: SchemaVersion' //

DELIMITER ;
