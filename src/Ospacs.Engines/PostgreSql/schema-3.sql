-- The archive's schema, version 3, in PostgreSQL's dialect: the first one on servers. docs/formats.md explains every column.
-- Text is compared byte by byte: "C07", "c07" and "C07 " are three centres.
-- Times are text in UTC, as 2026-03-02T09:30:00.0000000Z; dates are numbers, as 20260302.
-- To be carried out in one transaction, in a database whose encoding is UTF-8, by the account that is to own the archive.

DO $$
BEGIN
    IF current_setting('server_encoding') <> 'UTF8' THEN
        RAISE EXCEPTION 'encoding: database';
    END IF;
    IF to_regnamespace('"{schema}"') IS NULL THEN
        CREATE SCHEMA "{schema}";
    END IF;
    -- Else the tables would become the session's own.
    IF NOT has_schema_privilege(CAST(to_regnamespace('"{schema}"') AS oid), 'CREATE') OR NOT has_schema_privilege(CAST(to_regnamespace('"{schema}"') AS oid), 'USAGE') THEN
        RAISE EXCEPTION 'denied' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

SET LOCAL search_path = "{schema}", pg_temp;

-- The versions that were applied. A row is written by the script itself, so that one that was applied by hand is known.
CREATE TABLE SchemaVersion (
    Version integer NOT NULL PRIMARY KEY
);

CREATE TABLE Archive (
    ArchiveRow integer NOT NULL PRIMARY KEY CHECK (ArchiveRow = 1),
    ArchiveId  text COLLATE "C" NOT NULL,
    Sponsor    text COLLATE "C" NOT NULL,
    Protocol   text COLLATE "C" NOT NULL,
    DatePolicy text COLLATE "C" NOT NULL,
    KeyCheck   bytea NOT NULL CHECK (octet_length(KeyCheck) = 32),
    CreatedUtc text COLLATE "C" NOT NULL
);

-- Where the batches have come to: the last key that was given, so that none is ever given twice, and the mark of the last batch.
CREATE TABLE Turn (
    TurnRow     integer NOT NULL PRIMARY KEY CHECK (TurnRow = 1),
    LastImageId bigint  NOT NULL,
    LastBatch   bytea
);

CREATE TABLE Policy (
    PolicyId     bigint NOT NULL PRIMARY KEY,
    Sha256       bytea  NOT NULL UNIQUE CHECK (octet_length(Sha256) = 32),
    PolicyText   text COLLATE "C" NOT NULL,
    FirstUsedUtc text COLLATE "C" NOT NULL
);

-- A study's UID belongs to its subject for ever, also when the subject has no image of it left. Images of one study that belong to
-- another subject make a study of their own, a later generation of the first one. Image refers to UID and subject at once.
CREATE TABLE Study (
    StudyInstanceUid text COLLATE "C" NOT NULL PRIMARY KEY,
    SubjectId        text COLLATE "C" NOT NULL,
    RootStudyUid     text COLLATE "C",
    Generation       integer NOT NULL DEFAULT 0 CHECK (Generation >= 0),
    UNIQUE (StudyInstanceUid, SubjectId)
);

CREATE UNIQUE INDEX Study_Generation ON Study (RootStudyUid, Generation) WHERE RootStudyUid IS NOT NULL;
CREATE UNIQUE INDEX Study_Root ON Study (RootStudyUid, SubjectId) WHERE RootStudyUid IS NOT NULL;

CREATE TABLE Image (
    ImageId                   bigint  NOT NULL PRIMARY KEY,
    StudyDate                 integer,
    SeriesNumber              integer,
    InstanceNumber            integer,
    ImageRows                 integer NOT NULL,
    ImageColumns              integer NOT NULL,
    NumberOfFrames            integer NOT NULL,
    Version                   integer NOT NULL CHECK (Version >= 1),
    Size                      bigint  NOT NULL,
    PolicyId                  bigint  NOT NULL REFERENCES Policy,
    -- What lists are ordered by: images without a date, series or instance number come first. Paging cannot compare with NULL.
    DateOrder                 integer NOT NULL GENERATED ALWAYS AS (coalesce(StudyDate, 0)) STORED,
    SeriesOrder               bigint  NOT NULL GENERATED ALWAYS AS (coalesce(SeriesNumber, -2147483649)) STORED,
    InstanceOrder             bigint  NOT NULL GENERATED ALWAYS AS (coalesce(InstanceNumber, -2147483649)) STORED,
    SubjectId                 text COLLATE "C" NOT NULL CHECK (SubjectId <> ''),
    Centre                    text COLLATE "C" NOT NULL CHECK (Centre <> ''),
    MediaRef                  text COLLATE "C" NOT NULL CHECK (MediaRef <> ''),
    StudyInstanceUid          text COLLATE "C" NOT NULL,
    SeriesInstanceUid         text COLLATE "C" NOT NULL,
    SopInstanceUid            text COLLATE "C" NOT NULL,
    SopClassUid               text COLLATE "C" NOT NULL,
    Modality                  text COLLATE "C" NOT NULL,
    Manufacturer              text COLLATE "C" NOT NULL,
    ManufacturerModelName     text COLLATE "C" NOT NULL,
    PhotometricInterpretation text COLLATE "C" NOT NULL,
    TransferSyntaxUid         text COLLATE "C" NOT NULL,
    MaskRule                  text COLLATE "C" NOT NULL,
    ImportedUtc               text COLLATE "C" NOT NULL,
    -- The UIDs that those of a later generation are made from; NULL where they are the image's own.
    RootSeriesUid             text COLLATE "C",
    RootSopUid                text COLLATE "C",
    Sha256                    bytea NOT NULL CHECK (octet_length(Sha256) = 32),
    PixelSha256               bytea CHECK (octet_length(PixelSha256) = 32),
    SourceHash                bytea NOT NULL CHECK (octet_length(SourceHash) = 32),
    FOREIGN KEY (StudyInstanceUid, SubjectId) REFERENCES Study (StudyInstanceUid, SubjectId)
);

CREATE UNIQUE INDEX Image_SopInstance ON Image (SopInstanceUid);
CREATE UNIQUE INDEX Image_Source ON Image (SourceHash);
-- The tree and the order of lists. Frames and size are in it so that branches are counted without touching a row.
CREATE INDEX Image_Tree ON Image (Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) INCLUDE (NumberOfFrames, Size);
CREATE INDEX Image_Subject ON Image (SubjectId);
CREATE INDEX Image_Study ON Image (StudyInstanceUid);
CREATE INDEX Image_Series ON Image (SeriesInstanceUid);
CREATE INDEX Image_Media ON Image (MediaRef);
CREATE INDEX Image_Date ON Image (StudyDate);
CREATE INDEX Image_Rule ON Image (MaskRule);
CREATE INDEX Image_Pixels ON Image (PixelSha256, ImageId) WHERE PixelSha256 IS NOT NULL;

-- An object's bytes, in parts numbered from 0, away from Image so that lists and trees never touch them. They are compressed already:
-- EXTERNAL keeps them beside the row as they are. Parts are written before their image's row, which must be there at the end of the transaction.
CREATE TABLE ImagePart (
    ImageId bigint  NOT NULL REFERENCES Image DEFERRABLE INITIALLY DEFERRED,
    Number  integer NOT NULL CHECK (Number >= 0),
    Bytes   bytea   NOT NULL,
    PRIMARY KEY (ImageId, Number)
);

ALTER TABLE ImagePart ALTER COLUMN Bytes SET STORAGE EXTERNAL;

CREATE TABLE Media (
    MediaRef       text COLLATE "C" NOT NULL PRIMARY KEY CHECK (MediaRef <> ''),
    Centre         text COLLATE "C" NOT NULL,
    Expected       integer,
    Missing        integer NOT NULL,
    FirstImportUtc text COLLATE "C" NOT NULL,
    LastImportUtc  text COLLATE "C" NOT NULL,
    AuditSequence  bigint  NOT NULL,
    AuditMac       bytea   NOT NULL CHECK (octet_length(AuditMac) = 32)
);

CREATE TABLE MediaFile (
    MediaRef text COLLATE "C" NOT NULL,
    FileKey  bytea   NOT NULL CHECK (octet_length(FileKey) = 32),
    Number   integer NOT NULL,
    Outcome  text COLLATE "C" NOT NULL,
    Reason   text COLLATE "C",
    PRIMARY KEY (MediaRef, FileKey)
);

CREATE TABLE Audit (
    Sequence       bigint NOT NULL PRIMARY KEY,
    TimeUtc        text COLLATE "C" NOT NULL,
    Account        text COLLATE "C" NOT NULL,
    Machine        text COLLATE "C" NOT NULL,
    Action         text COLLATE "C" NOT NULL,
    MediaRef       text COLLATE "C",
    FileNumber     integer,
    SubjectId      text COLLATE "C",
    SopInstanceUid text COLLATE "C",
    PolicyId       bigint,
    Outcome        text COLLATE "C" NOT NULL,
    Reason         text COLLATE "C",
    Mac            bytea NOT NULL,
    -- Old and new value of what was changed, where they are no identity.
    OldValue       text COLLATE "C",
    NewValue       text COLLATE "C"
);

CREATE INDEX Audit_Media ON Audit (MediaRef, Sequence) WHERE MediaRef IS NOT NULL;
CREATE INDEX Audit_Subject ON Audit (SubjectId, Sequence) WHERE SubjectId IS NOT NULL;

-- What an image was before it was given to another subject. Its bytes are gone; hash and audit entry prove what they were.
CREATE TABLE ImageVersion (
    ImageId           bigint  NOT NULL,
    Version           integer NOT NULL,
    SubjectId         text COLLATE "C" NOT NULL,
    StudyDate         integer,
    StudyInstanceUid  text COLLATE "C" NOT NULL,
    SeriesInstanceUid text COLLATE "C" NOT NULL,
    SopInstanceUid    text COLLATE "C" NOT NULL,
    TransferSyntaxUid text COLLATE "C" NOT NULL,
    Size              bigint  NOT NULL,
    Sha256            bytea   NOT NULL CHECK (octet_length(Sha256) = 32),
    RetiredUtc        text COLLATE "C" NOT NULL,
    AuditSequence     bigint  NOT NULL,
    PRIMARY KEY (ImageId, Version)
);

CREATE UNIQUE INDEX ImageVersion_SopInstance ON ImageVersion (SopInstanceUid);
CREATE INDEX ImageVersion_Subject ON ImageVersion (SubjectId);
CREATE INDEX ImageVersion_Study ON ImageVersion (StudyInstanceUid);
CREATE INDEX ImageVersion_Series ON ImageVersion (SeriesInstanceUid);

-- What is left of an image that was removed: enough to refuse it when it comes again, and to say where it had gone.
CREATE TABLE Tombstone (
    ImageId           bigint  NOT NULL PRIMARY KEY,
    Version           integer NOT NULL,
    SubjectId         text COLLATE "C" NOT NULL,
    Centre            text COLLATE "C" NOT NULL,
    StudyDate         integer,
    MediaRef          text COLLATE "C" NOT NULL,
    StudyInstanceUid  text COLLATE "C" NOT NULL,
    SeriesInstanceUid text COLLATE "C" NOT NULL,
    SopInstanceUid    text COLLATE "C" NOT NULL,
    RootSopUid        text COLLATE "C" NOT NULL,
    TransferSyntaxUid text COLLATE "C" NOT NULL,
    Size              bigint  NOT NULL,
    Sha256            bytea   NOT NULL CHECK (octet_length(Sha256) = 32),
    SourceHash        bytea   NOT NULL CHECK (octet_length(SourceHash) = 32),
    ImportedUtc       text COLLATE "C" NOT NULL,
    RemovedUtc        text COLLATE "C" NOT NULL,
    AuditSequence     bigint  NOT NULL
);

CREATE UNIQUE INDEX Tombstone_Source ON Tombstone (SourceHash);
CREATE UNIQUE INDEX Tombstone_Root ON Tombstone (RootSopUid);
CREATE UNIQUE INDEX Tombstone_SopInstance ON Tombstone (SopInstanceUid);
CREATE INDEX Tombstone_Subject ON Tombstone (SubjectId);
CREATE INDEX Tombstone_Study ON Tombstone (StudyInstanceUid);
CREATE INDEX Tombstone_Series ON Tombstone (SeriesInstanceUid);

-- Every medium that was written, and what was on it.
CREATE TABLE Export (
    ExportId      bigint  NOT NULL PRIMARY KEY,
    Label         text COLLATE "C" NOT NULL,
    Profile       text COLLATE "C" NOT NULL,
    ExportedUtc   text COLLATE "C" NOT NULL,
    Images        integer NOT NULL,
    Subjects      integer NOT NULL,
    Bytes         bigint  NOT NULL,
    AuditSequence bigint  NOT NULL
);

CREATE TABLE ExportImage (
    ImageId           bigint  NOT NULL,
    ExportId          bigint  NOT NULL REFERENCES Export,
    Version           integer NOT NULL,
    SubjectId         text COLLATE "C" NOT NULL,
    SopInstanceUid    text COLLATE "C" NOT NULL,
    FileId            text COLLATE "C" NOT NULL,
    TransferSyntaxUid text COLLATE "C" NOT NULL,
    Sha256            bytea   NOT NULL CHECK (octet_length(Sha256) = 32),
    PRIMARY KEY (ImageId, ExportId)
);

CREATE INDEX ExportImage_Export ON ExportImage (ExportId, ImageId);

-- Totals, kept with every batch by the program. A row whose images are 0 counts for nothing.
CREATE TABLE CentreTotal (
    Centre text COLLATE "C" NOT NULL PRIMARY KEY,
    Images bigint NOT NULL,
    Frames bigint NOT NULL,
    Bytes  bigint NOT NULL
);

CREATE TABLE SubjectTotal (
    SubjectId text COLLATE "C" NOT NULL PRIMARY KEY,
    Images    bigint NOT NULL,
    Frames    bigint NOT NULL,
    Bytes     bigint NOT NULL
);

CREATE TABLE ArchiveTotal (
    ArchiveRow integer NOT NULL PRIMARY KEY CHECK (ArchiveRow = 1),
    Subjects   bigint  NOT NULL,
    Images     bigint  NOT NULL,
    Frames     bigint  NOT NULL,
    Bytes      bigint  NOT NULL
);

INSERT INTO Turn (TurnRow, LastImageId) VALUES (1, 0);
INSERT INTO ArchiveTotal (ArchiveRow, Subjects, Images, Frames, Bytes) VALUES (1, 0, 0, 0, 0);

-- What is written once stays as it was, for the owner too. No trigger stands on inserting an image, the one statement that must be quick.

CREATE FUNCTION Refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = "{schema}", pg_temp AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;

CREATE TRIGGER SchemaVersion_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON SchemaVersion FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: SchemaVersion');
CREATE TRIGGER Archive_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON Archive FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: Archive');
CREATE TRIGGER Policy_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON Policy FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: Policy');
CREATE TRIGGER Study_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON Study FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: Study');
CREATE TRIGGER Audit_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON Audit FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: Audit');
CREATE TRIGGER ImageVersion_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON ImageVersion FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: ImageVersion');
CREATE TRIGGER Tombstone_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON Tombstone FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: Tombstone');
CREATE TRIGGER Export_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON Export FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: Export');
CREATE TRIGGER ExportImage_Fixed BEFORE UPDATE OR DELETE OR TRUNCATE ON ExportImage FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: ExportImage');
CREATE TRIGGER Image_Emptied BEFORE TRUNCATE ON Image FOR EACH STATEMENT EXECUTE FUNCTION Refuse('kept: Image');
CREATE TRIGGER ImagePart_Emptied BEFORE TRUNCATE ON ImagePart FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: ImagePart');
CREATE TRIGGER ImagePart_Fixed BEFORE UPDATE OF Number, Bytes ON ImagePart FOR EACH STATEMENT EXECUTE FUNCTION Refuse('fixed: ImagePart');

-- No gap in the trail.
CREATE FUNCTION CheckSequence() RETURNS trigger LANGUAGE plpgsql SET search_path = "{schema}", pg_temp AS $$
BEGIN
    IF NEW.Sequence IS DISTINCT FROM (SELECT coalesce(max(Sequence), 0) + 1 FROM Audit) THEN
        RAISE EXCEPTION 'sequence: Audit';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER Audit_Next BEFORE INSERT ON Audit FOR EACH ROW EXECUTE FUNCTION CheckSequence();

-- Parts are written before their image's row; an image that is stored takes no further ones.
CREATE FUNCTION CheckPart() RETURNS trigger LANGUAGE plpgsql SET search_path = "{schema}", pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM Image WHERE ImageId = NEW.ImageId) THEN
        RAISE EXCEPTION 'closed: ImagePart';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER ImagePart_Closed BEFORE INSERT ON ImagePart FOR EACH ROW EXECUTE FUNCTION CheckPart();

-- A SOP Instance UID changes only where the version that had it stands retired.
CREATE FUNCTION CheckIdentity() RETURNS trigger LANGUAGE plpgsql SET search_path = "{schema}", pg_temp AS $$
BEGIN
    IF NEW.ImageId <> OLD.ImageId OR NEW.SopClassUid <> OLD.SopClassUid OR NEW.SourceHash <> OLD.SourceHash OR NEW.MediaRef <> OLD.MediaRef OR NEW.ImportedUtc <> OLD.ImportedUtc
        OR (NEW.SopInstanceUid <> OLD.SopInstanceUid AND NOT EXISTS (SELECT 1 FROM ImageVersion v WHERE v.ImageId = OLD.ImageId AND v.Version = OLD.Version AND v.SopInstanceUid = OLD.SopInstanceUid))
        OR (OLD.RootSeriesUid IS NOT NULL AND NEW.RootSeriesUid IS DISTINCT FROM OLD.RootSeriesUid) OR (OLD.RootSopUid IS NOT NULL AND NEW.RootSopUid IS DISTINCT FROM OLD.RootSopUid) THEN
        RAISE EXCEPTION 'fixed: Image';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER Image_Fixed BEFORE UPDATE OF ImageId, SopInstanceUid, SopClassUid, SourceHash, MediaRef, ImportedUtc, RootSeriesUid, RootSopUid ON Image
FOR EACH ROW EXECUTE FUNCTION CheckIdentity();

-- An object that is replaced by another one says so.
CREATE FUNCTION CheckVersion() RETURNS trigger LANGUAGE plpgsql SET search_path = "{schema}", pg_temp AS $$
BEGIN
    IF NEW.Version <= OLD.Version THEN
        RAISE EXCEPTION 'version: Image';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER Image_Versioned BEFORE UPDATE OF SubjectId, Centre, StudyDate, StudyInstanceUid, SeriesInstanceUid, SopInstanceUid, Modality, SeriesNumber, InstanceNumber, Manufacturer, ManufacturerModelName, ImageRows, ImageColumns, PhotometricInterpretation, TransferSyntaxUid, NumberOfFrames, Size, Sha256, PolicyId, MaskRule, Version ON Image
FOR EACH ROW EXECUTE FUNCTION CheckVersion();

-- An image goes only where its tombstone stands.
CREATE FUNCTION CheckRemoval() RETURNS trigger LANGUAGE plpgsql SET search_path = "{schema}", pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM Tombstone t WHERE t.ImageId = OLD.ImageId) THEN
        RAISE EXCEPTION 'kept: Image';
    END IF;
    RETURN OLD;
END
$$;

CREATE TRIGGER Image_Kept BEFORE DELETE ON Image FOR EACH ROW EXECUTE FUNCTION CheckRemoval();

-- The parts of a draft, or of an image whose row was not written: the one deletion of parts that an importer may do. It runs with the owner's rights.
CREATE PROCEDURE RemoveDraft(Draft bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = "{schema}", pg_temp AS $$
BEGIN
    DELETE FROM ImagePart p WHERE p.ImageId = Draft AND NOT EXISTS (SELECT 1 FROM Image i WHERE i.ImageId = Draft);
END
$$;

REVOKE ALL ON PROCEDURE RemoveDraft(bigint) FROM PUBLIC;

INSERT INTO SchemaVersion (Version) VALUES (3);
