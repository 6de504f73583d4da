-- The archive's schema, version 1, in SQLite's dialect. docs/formats.md explains every column.
-- Text is compared byte by byte: "C07", "c07" and "C07 " are three centres.
-- Times are text in UTC, as 2026-03-02T09:30:00.0000000Z; dates are numbers, as 20260302.

CREATE TABLE Archive (
    ArchiveRow    INTEGER PRIMARY KEY CHECK (ArchiveRow = 1),
    ArchiveId     TEXT    NOT NULL,
    SchemaVersion INTEGER NOT NULL,
    Sponsor       TEXT    NOT NULL,
    Protocol      TEXT    NOT NULL,
    DatePolicy    TEXT    NOT NULL,
    KeyCheck      BLOB    NOT NULL CHECK (length(KeyCheck) = 32),
    CreatedUtc    TEXT    NOT NULL
) STRICT;

CREATE TABLE Policy (
    PolicyId     INTEGER PRIMARY KEY AUTOINCREMENT,
    Sha256       BLOB NOT NULL UNIQUE CHECK (length(Sha256) = 32),
    PolicyText   TEXT NOT NULL,
    FirstUsedUtc TEXT NOT NULL
) STRICT;

-- A study belongs to one subject: Image refers to both columns at once.
CREATE TABLE Study (
    StudyInstanceUid TEXT NOT NULL UNIQUE,
    SubjectId        TEXT NOT NULL,
    PRIMARY KEY (StudyInstanceUid, SubjectId)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT, so that the key of an image that was removed is never given to another one.
CREATE TABLE Image (
    ImageId                   INTEGER PRIMARY KEY AUTOINCREMENT,
    SubjectId                 TEXT    NOT NULL CHECK (SubjectId <> ''),
    Centre                    TEXT    NOT NULL CHECK (Centre <> ''),
    StudyDate                 INTEGER,
    MediaRef                  TEXT    NOT NULL CHECK (MediaRef <> ''),
    StudyInstanceUid          TEXT    NOT NULL,
    SeriesInstanceUid         TEXT    NOT NULL,
    SopInstanceUid            TEXT    NOT NULL,
    SopClassUid               TEXT    NOT NULL,
    Modality                  TEXT    NOT NULL,
    SeriesNumber              INTEGER,
    InstanceNumber            INTEGER,
    Manufacturer              TEXT    NOT NULL,
    ManufacturerModelName     TEXT    NOT NULL,
    ImageRows                 INTEGER NOT NULL,
    ImageColumns              INTEGER NOT NULL,
    PhotometricInterpretation TEXT    NOT NULL,
    TransferSyntaxUid         TEXT    NOT NULL,
    NumberOfFrames            INTEGER NOT NULL,
    Size                      INTEGER NOT NULL,
    Sha256                    BLOB    NOT NULL CHECK (length(Sha256) = 32),
    PixelSha256               BLOB    CHECK (length(PixelSha256) = 32),
    SourceHash                BLOB    NOT NULL CHECK (length(SourceHash) = 32),
    PolicyId                  INTEGER NOT NULL REFERENCES Policy,
    MaskRule                  TEXT    NOT NULL,
    Version                   INTEGER NOT NULL CHECK (Version >= 1),
    ImportedUtc               TEXT    NOT NULL,
    -- What lists are ordered by: images without a date, series or instance number come first. Paging cannot compare with NULL.
    DateOrder                 INTEGER NOT NULL CHECK (DateOrder = ifnull(StudyDate, 0)),
    SeriesOrder               INTEGER NOT NULL CHECK (SeriesOrder = ifnull(SeriesNumber, -2147483649)),
    InstanceOrder             INTEGER NOT NULL CHECK (InstanceOrder = ifnull(InstanceNumber, -2147483649)),
    FOREIGN KEY (StudyInstanceUid, SubjectId) REFERENCES Study (StudyInstanceUid, SubjectId)
) STRICT;

CREATE UNIQUE INDEX Image_SopInstance ON Image (SopInstanceUid);
CREATE UNIQUE INDEX Image_Source ON Image (SourceHash);
-- The tree and the order of lists. Frames and size are in it so that branches are counted without touching a row.
CREATE INDEX Image_Tree ON Image (Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId, NumberOfFrames, Size);
CREATE INDEX Image_Study ON Image (StudyInstanceUid);
CREATE INDEX Image_Series ON Image (SeriesInstanceUid);
CREATE INDEX Image_Media ON Image (MediaRef);
CREATE INDEX Image_Date ON Image (StudyDate);
CREATE INDEX Image_Rule ON Image (MaskRule);
CREATE INDEX Image_Pixels ON Image (PixelSha256) WHERE PixelSha256 IS NOT NULL;

-- An object's bytes, in parts numbered from 0, away from Image so that lists and trees never touch them.
CREATE TABLE ImagePart (
    ImageId INTEGER NOT NULL REFERENCES Image DEFERRABLE INITIALLY DEFERRED,
    Number  INTEGER NOT NULL,
    Bytes   BLOB    NOT NULL,
    PRIMARY KEY (ImageId, Number)
) STRICT;

CREATE TABLE Media (
    MediaRef       TEXT    NOT NULL PRIMARY KEY CHECK (MediaRef <> ''),
    Centre         TEXT    NOT NULL,
    Expected       INTEGER,
    Missing        INTEGER NOT NULL,
    FirstImportUtc TEXT    NOT NULL,
    LastImportUtc  TEXT    NOT NULL,
    AuditSequence  INTEGER NOT NULL,
    AuditMac       BLOB    NOT NULL CHECK (length(AuditMac) = 32)
) STRICT, WITHOUT ROWID;

CREATE TABLE MediaFile (
    MediaRef TEXT    NOT NULL,
    FileKey  BLOB    NOT NULL CHECK (length(FileKey) = 32),
    Number   INTEGER NOT NULL,
    Outcome  TEXT    NOT NULL,
    Reason   TEXT,
    PRIMARY KEY (MediaRef, FileKey)
) STRICT, WITHOUT ROWID;

CREATE TABLE Audit (
    Sequence       INTEGER PRIMARY KEY,
    TimeUtc        TEXT    NOT NULL,
    Account        TEXT    NOT NULL,
    Machine        TEXT    NOT NULL,
    Action         TEXT    NOT NULL,
    MediaRef       TEXT,
    FileNumber     INTEGER,
    SubjectId      TEXT,
    SopInstanceUid TEXT,
    PolicyId       INTEGER,
    Outcome        TEXT    NOT NULL,
    Reason         TEXT,
    Mac            BLOB    NOT NULL
) STRICT;

CREATE INDEX Audit_Media ON Audit (MediaRef) WHERE MediaRef IS NOT NULL;
CREATE INDEX Audit_Subject ON Audit (SubjectId) WHERE SubjectId IS NOT NULL;

-- What is written once stays as it was. No trigger stands on inserting an image, the one statement that must be quick.

CREATE TRIGGER Archive_Fixed BEFORE UPDATE ON Archive
BEGIN SELECT RAISE(ABORT, 'fixed: Archive'); END;

CREATE TRIGGER Archive_Kept BEFORE DELETE ON Archive
BEGIN SELECT RAISE(ABORT, 'fixed: Archive'); END;

CREATE TRIGGER Policy_Fixed BEFORE UPDATE ON Policy
BEGIN SELECT RAISE(ABORT, 'fixed: Policy'); END;

CREATE TRIGGER Policy_Kept BEFORE DELETE ON Policy
BEGIN SELECT RAISE(ABORT, 'fixed: Policy'); END;

CREATE TRIGGER Audit_Fixed BEFORE UPDATE ON Audit
BEGIN SELECT RAISE(ABORT, 'fixed: Audit'); END;

CREATE TRIGGER Audit_Kept BEFORE DELETE ON Audit
BEGIN SELECT RAISE(ABORT, 'fixed: Audit'); END;

-- No gap, and no row put in the place of another, which would fire no trigger of its own.
-- FAIL rather than ABORT, and no function in a CHECK of the table: where a statement with a trigger may abort, SQLite first copies every page that it touches.
CREATE TRIGGER Audit_Next BEFORE INSERT ON Audit
WHEN NEW.Sequence IS NOT (SELECT ifnull(max(Sequence), 0) + 1 FROM Audit)
BEGIN SELECT RAISE(FAIL, 'sequence: Audit'); END;

CREATE TRIGGER Image_Fixed BEFORE UPDATE OF ImageId, SopInstanceUid, SopClassUid, SourceHash, MediaRef, ImportedUtc ON Image
BEGIN SELECT RAISE(ABORT, 'fixed: Image'); END;

-- An object that is replaced by a corrected one says so.
CREATE TRIGGER Image_Versioned BEFORE UPDATE OF SubjectId, Centre, StudyDate, StudyInstanceUid, SeriesInstanceUid, Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PolicyId, MaskRule, Version ON Image
WHEN NEW.Version <= OLD.Version
BEGIN SELECT RAISE(ABORT, 'version: Image'); END;

CREATE TRIGGER Image_Study_Delete AFTER DELETE ON Image
BEGIN
    DELETE FROM Study WHERE StudyInstanceUid = OLD.StudyInstanceUid AND NOT EXISTS (SELECT 1 FROM Image WHERE StudyInstanceUid = OLD.StudyInstanceUid);
END;
