-- The roles of schema version 3, for SQL Server: who may call which procedure. No role may read or write a table: the procedures and the tables have one owner, and SQL Server
-- asks for no right on a table when one that is called by right touches it (ownership chaining).
--
-- A reader looks. An importer also stores, and can neither change nor delete an image or an audit entry. A curator also moves, replaces and removes images, which leaves a retired version
-- or a tombstone behind. The owner also makes the archive; the scripts themselves are carried out by who may change the schema (db_owner, or db_ddladmin with db_securityadmin).
-- Put accounts into a role with: ALTER ROLE ospacs_importer ADD MEMBER [account];

IF DATABASE_PRINCIPAL_ID('ospacs_reader') IS NULL CREATE ROLE ospacs_reader;
GO
IF DATABASE_PRINCIPAL_ID('ospacs_importer') IS NULL CREATE ROLE ospacs_importer;
GO
IF DATABASE_PRINCIPAL_ID('ospacs_curator') IS NULL CREATE ROLE ospacs_curator;
GO
IF DATABASE_PRINCIPAL_ID('ospacs_owner') IS NULL CREATE ROLE ospacs_owner;
GO

-- Whoever may do more may do what is less.
ALTER ROLE ospacs_reader ADD MEMBER ospacs_importer;
GO
ALTER ROLE ospacs_importer ADD MEMBER ospacs_curator;
GO
ALTER ROLE ospacs_curator ADD MEMBER ospacs_owner;
GO

GRANT EXECUTE ON ospacs.ReadSchemaVersion TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadArchive TO ospacs_reader;
GRANT EXECUTE ON ospacs.MayWrite TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetTotals TO ospacs_reader;
GRANT EXECUTE ON ospacs.Measure TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindOrphans TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetPolicies TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetMedia TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetMedium TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadAudit TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadAuditOfMedium TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadAuditOfSubject TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindAuditMac TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindImageBySource TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindImageBySopInstance TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindImageByPixels TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindImage TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetImages TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetImagesOfKeys TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadPart TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindSubjectOfStudy TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadTree TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadTreeOfCentre TO ospacs_reader;
GRANT EXECUTE ON ospacs.CountImagesOfCentre TO ospacs_reader;
GRANT EXECUTE ON ospacs.CountTree TO ospacs_reader;
GRANT EXECUTE ON ospacs.CountTreeOfCentre TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindKeysOfUids TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindKeysOfSubjects TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindKeysOfMedia TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindKeysOfDays TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindKeysOfRules TO ospacs_reader;
GRANT EXECUTE ON ospacs.CountImagesOfUids TO ospacs_reader;
GRANT EXECUTE ON ospacs.CountImagesOfSubjects TO ospacs_reader;
GRANT EXECUTE ON ospacs.CountImagesOfMedia TO ospacs_reader;
GRANT EXECUTE ON ospacs.CountImagesOfDays TO ospacs_reader;
GRANT EXECUTE ON ospacs.CountImagesOfRules TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindStudy TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetStudies TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindHistoryOfUid TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindHistoryOfSubject TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindRetired TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetRetired TO ospacs_reader;
GRANT EXECUTE ON ospacs.FindTombstone TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetTombstone TO ospacs_reader;
GRANT EXECUTE ON ospacs.GetExports TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadRetired TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadTombstones TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadExports TO ospacs_reader;
GRANT EXECUTE ON ospacs.ReadExportImages TO ospacs_reader;
GO

GRANT EXECUTE ON ospacs.TakeTurn TO ospacs_importer;
GRANT EXECUTE ON ospacs.ReadHead TO ospacs_importer;
GRANT EXECUTE ON ospacs.SetHead TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddPart TO ospacs_importer;
GRANT EXECUTE ON ospacs.RemoveDraft TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddImage TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddPolicy TO ospacs_importer;
GRANT EXECUTE ON ospacs.SetMediaFile TO ospacs_importer;
GRANT EXECUTE ON ospacs.RemoveMediaFile TO ospacs_importer;
GRANT EXECUTE ON ospacs.SetMedia TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddAudit TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddExport TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddExportImage TO ospacs_importer;
GRANT EXECUTE ON ospacs.GetSubjectTotals TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddCentreTotal TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddSubjectTotal TO ospacs_importer;
GRANT EXECUTE ON ospacs.AddArchiveTotal TO ospacs_importer;
GO

GRANT EXECUTE ON ospacs.UpdateObject TO ospacs_curator;
GRANT EXECUTE ON ospacs.UpdateImage TO ospacs_curator;
GRANT EXECUTE ON ospacs.RemoveParts TO ospacs_curator;
GRANT EXECUTE ON ospacs.MoveParts TO ospacs_curator;
GRANT EXECUTE ON ospacs.RemoveImage TO ospacs_curator;
GRANT EXECUTE ON ospacs.AddStudy TO ospacs_curator;
GRANT EXECUTE ON ospacs.CheckMove TO ospacs_curator;
GRANT EXECUTE ON ospacs.AddRetired TO ospacs_curator;
GRANT EXECUTE ON ospacs.AddTombstone TO ospacs_curator;
GO

GRANT EXECUTE ON ospacs.AddArchive TO ospacs_owner;
GO
