-- The archive's schema, version 2: what is added to version 1. A new archive is made of both, an older one is brought up by this alone.
-- docs/formats.md explains every column.

-- Old and new value of what was changed, where they are no identity.
ALTER TABLE Audit ADD COLUMN OldValue TEXT;
ALTER TABLE Audit ADD COLUMN NewValue TEXT;

-- A study's UID belongs to its subject for ever, also when the subject has no image of it left. Images of one study that
-- belong to another subject make a study of their own, a later generation of the first one.
ALTER TABLE Study ADD COLUMN RootStudyUid TEXT;
ALTER TABLE Study ADD COLUMN Generation INTEGER NOT NULL DEFAULT 0 CHECK (Generation >= 0);
CREATE UNIQUE INDEX Study_Generation ON Study (RootStudyUid, Generation) WHERE RootStudyUid IS NOT NULL;
CREATE UNIQUE INDEX Study_Root ON Study (RootStudyUid, SubjectId) WHERE RootStudyUid IS NOT NULL;
DROP TRIGGER Image_Study_Delete;

-- The UIDs that those of a later generation are made from; NULL where they are the image's own.
ALTER TABLE Image ADD COLUMN RootSeriesUid TEXT;
ALTER TABLE Image ADD COLUMN RootSopUid TEXT;

-- A SOP Instance UID changes only where the version that had it stands retired.
DROP TRIGGER Image_Fixed;
CREATE TRIGGER Image_Fixed BEFORE UPDATE OF ImageId, SopInstanceUid, SopClassUid, SourceHash, MediaRef, ImportedUtc, RootSeriesUid, RootSopUid ON Image
WHEN NEW.ImageId <> OLD.ImageId OR NEW.SopClassUid <> OLD.SopClassUid OR NEW.SourceHash <> OLD.SourceHash OR NEW.MediaRef <> OLD.MediaRef OR NEW.ImportedUtc <> OLD.ImportedUtc
    OR (NEW.SopInstanceUid <> OLD.SopInstanceUid AND NOT EXISTS (SELECT 1 FROM ImageVersion WHERE ImageId = OLD.ImageId AND Version = OLD.Version AND SopInstanceUid = OLD.SopInstanceUid))
    OR (OLD.RootSeriesUid IS NOT NULL AND NEW.RootSeriesUid IS NOT OLD.RootSeriesUid) OR (OLD.RootSopUid IS NOT NULL AND NEW.RootSopUid IS NOT OLD.RootSopUid)
BEGIN SELECT RAISE(ABORT, 'fixed: Image'); END;

DROP TRIGGER Image_Versioned;
CREATE TRIGGER Image_Versioned BEFORE UPDATE OF SubjectId, Centre, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PolicyId, MaskRule, Version ON Image
WHEN NEW.Version <= OLD.Version
BEGIN SELECT RAISE(ABORT, 'version: Image'); END;

-- What an image was before it was given to another subject. Its bytes are gone; hash and audit entry prove what they were.
CREATE TABLE ImageVersion (
    ImageId           INTEGER NOT NULL,
    Version           INTEGER NOT NULL,
    SubjectId         TEXT    NOT NULL,
    StudyDate         INTEGER,
    StudyInstanceUid  TEXT    NOT NULL,
    SeriesInstanceUid TEXT    NOT NULL,
    SopInstanceUid    TEXT    NOT NULL,
    TransferSyntaxUid TEXT    NOT NULL,
    Size              INTEGER NOT NULL,
    Sha256            BLOB    NOT NULL CHECK (length(Sha256) = 32),
    RetiredUtc        TEXT    NOT NULL,
    AuditSequence     INTEGER NOT NULL,
    PRIMARY KEY (ImageId, Version)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX ImageVersion_SopInstance ON ImageVersion (SopInstanceUid);
CREATE INDEX ImageVersion_Subject ON ImageVersion (SubjectId);
CREATE INDEX ImageVersion_Study ON ImageVersion (StudyInstanceUid);
CREATE INDEX ImageVersion_Series ON ImageVersion (SeriesInstanceUid);

-- What is left of an image that was removed: enough to refuse it when it comes again, and to say where it had gone.
CREATE TABLE Tombstone (
    ImageId           INTEGER PRIMARY KEY,
    Version           INTEGER NOT NULL,
    SubjectId         TEXT    NOT NULL,
    Centre            TEXT    NOT NULL,
    StudyDate         INTEGER,
    MediaRef          TEXT    NOT NULL,
    StudyInstanceUid  TEXT    NOT NULL,
    SeriesInstanceUid TEXT    NOT NULL,
    SopInstanceUid    TEXT    NOT NULL,
    RootSopUid        TEXT    NOT NULL,
    TransferSyntaxUid TEXT    NOT NULL,
    Size              INTEGER NOT NULL,
    Sha256            BLOB    NOT NULL CHECK (length(Sha256) = 32),
    SourceHash        BLOB    NOT NULL CHECK (length(SourceHash) = 32),
    ImportedUtc       TEXT    NOT NULL,
    RemovedUtc        TEXT    NOT NULL,
    AuditSequence     INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX Tombstone_Source ON Tombstone (SourceHash);
CREATE UNIQUE INDEX Tombstone_Root ON Tombstone (RootSopUid);
CREATE UNIQUE INDEX Tombstone_SopInstance ON Tombstone (SopInstanceUid);
CREATE INDEX Tombstone_Subject ON Tombstone (SubjectId);
CREATE INDEX Tombstone_Study ON Tombstone (StudyInstanceUid);
CREATE INDEX Tombstone_Series ON Tombstone (SeriesInstanceUid);

-- Every medium that was written, and what was on it.
CREATE TABLE Export (
    ExportId      INTEGER PRIMARY KEY AUTOINCREMENT,
    Label         TEXT    NOT NULL,
    Profile       TEXT    NOT NULL,
    ExportedUtc   TEXT    NOT NULL,
    Images        INTEGER NOT NULL,
    Subjects      INTEGER NOT NULL,
    Bytes         INTEGER NOT NULL,
    AuditSequence INTEGER NOT NULL
) STRICT;

CREATE TABLE ExportImage (
    ImageId           INTEGER NOT NULL,
    ExportId          INTEGER NOT NULL REFERENCES Export,
    Version           INTEGER NOT NULL,
    SubjectId         TEXT    NOT NULL,
    SopInstanceUid    TEXT    NOT NULL,
    FileId            TEXT    NOT NULL,
    TransferSyntaxUid TEXT    NOT NULL,
    Sha256            BLOB    NOT NULL CHECK (length(Sha256) = 32),
    PRIMARY KEY (ImageId, ExportId)
) STRICT, WITHOUT ROWID;

CREATE INDEX ExportImage_Export ON ExportImage (ExportId);

-- An image goes only where its tombstone stands.
CREATE TRIGGER Image_Kept BEFORE DELETE ON Image
WHEN NOT EXISTS (SELECT 1 FROM Tombstone WHERE ImageId = OLD.ImageId)
BEGIN SELECT RAISE(ABORT, 'kept: Image'); END;

CREATE TRIGGER Study_Fixed BEFORE UPDATE ON Study
BEGIN SELECT RAISE(ABORT, 'fixed: Study'); END;

CREATE TRIGGER ImageVersion_Fixed BEFORE UPDATE ON ImageVersion
BEGIN SELECT RAISE(ABORT, 'fixed: ImageVersion'); END;

CREATE TRIGGER ImageVersion_Kept BEFORE DELETE ON ImageVersion
BEGIN SELECT RAISE(ABORT, 'fixed: ImageVersion'); END;

CREATE TRIGGER Tombstone_Fixed BEFORE UPDATE ON Tombstone
BEGIN SELECT RAISE(ABORT, 'fixed: Tombstone'); END;

CREATE TRIGGER Tombstone_Kept BEFORE DELETE ON Tombstone
BEGIN SELECT RAISE(ABORT, 'fixed: Tombstone'); END;

CREATE TRIGGER Export_Fixed BEFORE UPDATE ON Export
BEGIN SELECT RAISE(ABORT, 'fixed: Export'); END;

CREATE TRIGGER Export_Kept BEFORE DELETE ON Export
BEGIN SELECT RAISE(ABORT, 'fixed: Export'); END;

CREATE TRIGGER ExportImage_Fixed BEFORE UPDATE ON ExportImage
BEGIN SELECT RAISE(ABORT, 'fixed: ExportImage'); END;

CREATE TRIGGER ExportImage_Kept BEFORE DELETE ON ExportImage
BEGIN SELECT RAISE(ABORT, 'fixed: ExportImage'); END;
