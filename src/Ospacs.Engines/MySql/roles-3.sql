-- What accounts may do in an archive, by roles that are given to them, each of which can do what the one before it can:
--   reader    looks, and writes nothing
--   importer  stores images, media and audit entries, and can neither change nor delete an image, a part of a stored one, or an audit entry
--   curator   moves, replaces and removes images, which the audit trail and the tombstones tell of
--   owner     everything, the schema included
-- An account's role must be its default one, so that it holds when it signs in:
--   MariaDB   GRANT `{database}_importer` TO somebody; SET DEFAULT ROLE `{database}_importer` FOR somebody;
--   MySQL     GRANT `{database}_importer` TO somebody; SET DEFAULT ROLE `{database}_importer` TO somebody;
-- May be carried out again at any time, by an account that may make roles and grant what it has.

CREATE ROLE IF NOT EXISTS `{database}_reader`;
CREATE ROLE IF NOT EXISTS `{database}_importer`;
CREATE ROLE IF NOT EXISTS `{database}_curator`;
CREATE ROLE IF NOT EXISTS `{database}_owner`;

GRANT SELECT ON `{database}`.SchemaVersion TO `{database}_reader`;
GRANT SELECT ON `{database}`.Archive TO `{database}_reader`;
GRANT SELECT ON `{database}`.Turn TO `{database}_reader`;
GRANT SELECT ON `{database}`.Policy TO `{database}_reader`;
GRANT SELECT ON `{database}`.Study TO `{database}_reader`;
GRANT SELECT ON `{database}`.Image TO `{database}_reader`;
GRANT SELECT ON `{database}`.ImagePart TO `{database}_reader`;
GRANT SELECT ON `{database}`.Media TO `{database}_reader`;
GRANT SELECT ON `{database}`.MediaFile TO `{database}_reader`;
GRANT SELECT ON `{database}`.Audit TO `{database}_reader`;
GRANT SELECT ON `{database}`.ImageVersion TO `{database}_reader`;
GRANT SELECT ON `{database}`.Tombstone TO `{database}_reader`;
GRANT SELECT ON `{database}`.Export TO `{database}_reader`;
GRANT SELECT ON `{database}`.ExportImage TO `{database}_reader`;
GRANT SELECT ON `{database}`.CentreTotal TO `{database}_reader`;
GRANT SELECT ON `{database}`.SubjectTotal TO `{database}_reader`;
GRANT SELECT ON `{database}`.ArchiveTotal TO `{database}_reader`;
GRANT EXECUTE ON PROCEDURE `{database}`.MayWrite TO `{database}_reader`;

GRANT `{database}_reader` TO `{database}_importer`;
GRANT INSERT ON `{database}`.Policy TO `{database}_importer`;
GRANT INSERT ON `{database}`.Study TO `{database}_importer`;
GRANT INSERT ON `{database}`.Image TO `{database}_importer`;
GRANT INSERT ON `{database}`.ImagePart TO `{database}_importer`;
GRANT INSERT ON `{database}`.Audit TO `{database}_importer`;
GRANT INSERT ON `{database}`.Export TO `{database}_importer`;
GRANT INSERT ON `{database}`.ExportImage TO `{database}_importer`;
GRANT INSERT, UPDATE ON `{database}`.Media TO `{database}_importer`;
GRANT INSERT, UPDATE ON `{database}`.CentreTotal TO `{database}_importer`;
GRANT INSERT, UPDATE ON `{database}`.SubjectTotal TO `{database}_importer`;
GRANT INSERT, UPDATE, DELETE ON `{database}`.MediaFile TO `{database}_importer`;
GRANT UPDATE ON `{database}`.Turn TO `{database}_importer`;
GRANT UPDATE ON `{database}`.ArchiveTotal TO `{database}_importer`;
GRANT EXECUTE ON PROCEDURE `{database}`.AddImage TO `{database}_importer`;
GRANT EXECUTE ON PROCEDURE `{database}`.AddStudy TO `{database}_importer`;
GRANT EXECUTE ON PROCEDURE `{database}`.AddExport TO `{database}_importer`;
GRANT EXECUTE ON PROCEDURE `{database}`.AddPolicy TO `{database}_importer`;
GRANT EXECUTE ON PROCEDURE `{database}`.RemoveDraft TO `{database}_importer`;

GRANT `{database}_importer` TO `{database}_curator`;
GRANT UPDATE, DELETE ON `{database}`.Image TO `{database}_curator`;
GRANT UPDATE (ImageId), DELETE ON `{database}`.ImagePart TO `{database}_curator`;
GRANT INSERT ON `{database}`.ImageVersion TO `{database}_curator`;
GRANT INSERT ON `{database}`.Tombstone TO `{database}_curator`;

GRANT `{database}_curator` TO `{database}_owner`;
GRANT ALL PRIVILEGES ON `{pattern}`.* TO `{database}_owner`;
