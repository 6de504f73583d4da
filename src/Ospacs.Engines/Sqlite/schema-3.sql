-- The archive's schema, version 3: what is added to versions 1 and 2. An older archive is brought up by this alone, with the totals of what it holds.
-- docs/formats.md explains every column.

-- What the archive holds, kept with every batch: no image is counted again to tell it. A subject or a centre without images has no row.
CREATE TABLE SubjectTotal (
    SubjectId TEXT    NOT NULL PRIMARY KEY,
    Images    INTEGER NOT NULL,
    Frames    INTEGER NOT NULL,
    Bytes     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE CentreTotal (
    Centre TEXT    NOT NULL PRIMARY KEY,
    Images INTEGER NOT NULL,
    Frames INTEGER NOT NULL,
    Bytes  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ArchiveTotal (
    ArchiveRow INTEGER PRIMARY KEY CHECK (ArchiveRow = 1),
    Subjects   INTEGER NOT NULL,
    Images     INTEGER NOT NULL,
    Frames     INTEGER NOT NULL,
    Bytes      INTEGER NOT NULL
) STRICT;

INSERT INTO SubjectTotal (SubjectId, Images, Frames, Bytes)
SELECT SubjectId, sum(Images), sum(Frames), sum(Bytes)
FROM (SELECT Centre, SubjectId, count(*) AS Images, sum(NumberOfFrames) AS Frames, sum(Size) AS Bytes FROM Image GROUP BY Centre, SubjectId)
GROUP BY SubjectId;

INSERT INTO CentreTotal (Centre, Images, Frames, Bytes)
SELECT Centre, count(*), sum(NumberOfFrames), sum(Size) FROM Image GROUP BY Centre;

INSERT INTO ArchiveTotal (ArchiveRow, Subjects, Images, Frames, Bytes)
SELECT 1, count(*), ifnull(sum(Images), 0), ifnull(sum(Frames), 0), ifnull(sum(Bytes), 0) FROM SubjectTotal;
