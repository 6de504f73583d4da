-- The roles of schema version 3, for SQL Server: who may call which procedure. No role may read or write a table: the procedures and the tables have one owner, and SQL Server
-- asks for no right on a table when one that is called by right touches it (ownership chaining).
--
-- A reader looks. An importer also stores, and can neither change nor delete an image or an audit entry. A curator also moves, replaces and removes images, which leaves a retired version
-- or a tombstone behind. The owner also makes the archive; the scripts themselves are carried out by who may change the schema (db_owner, or db_ddladmin with db_securityadmin).
-- Put accounts into a role with: ALTER ROLE [{schema}_importer] ADD MEMBER [account];

IF DATABASE_PRINCIPAL_ID('{schema}_reader') IS NULL CREATE ROLE [{schema}_reader];
GO
IF DATABASE_PRINCIPAL_ID('{schema}_importer') IS NULL CREATE ROLE [{schema}_importer];
GO
IF DATABASE_PRINCIPAL_ID('{schema}_curator') IS NULL CREATE ROLE [{schema}_curator];
GO
IF DATABASE_PRINCIPAL_ID('{schema}_owner') IS NULL CREATE ROLE [{schema}_owner];
GO

-- Whoever may do more may do what is less.
ALTER ROLE [{schema}_reader] ADD MEMBER [{schema}_importer];
GO
ALTER ROLE [{schema}_importer] ADD MEMBER [{schema}_curator];
GO
ALTER ROLE [{schema}_curator] ADD MEMBER [{schema}_owner];
GO

GRANT EXECUTE ON [{schema}].ReadSchemaVersion TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadArchive TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].MayWrite TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetTotals TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].Measure TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindOrphans TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetPolicies TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetMedia TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetMedium TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadAudit TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadAuditOfMedium TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadAuditOfSubject TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindAuditMac TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindImageBySource TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindImageBySopInstance TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindImageByPixels TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindImage TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetImages TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetImagesOfKeys TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadPart TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindSubjectOfStudy TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadTree TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadTreeOfCentre TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].CountImagesOfCentre TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].CountTree TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].CountTreeOfCentre TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindKeysOfUids TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindKeysOfSubjects TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindKeysOfMedia TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindKeysOfDays TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindKeysOfRules TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].CountImagesOfUids TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].CountImagesOfSubjects TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].CountImagesOfMedia TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].CountImagesOfDays TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].CountImagesOfRules TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindKnownKeys TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindStudy TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetStudies TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindHistoryOfUid TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindHistoryOfSubject TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindRetired TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetRetired TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].FindTombstone TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetTombstone TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].GetExports TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadRetired TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadTombstones TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadExports TO [{schema}_reader];
GRANT EXECUTE ON [{schema}].ReadExportImages TO [{schema}_reader];
GO

GRANT EXECUTE ON [{schema}].TakeTurn TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].ReadHead TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].SetHead TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddPart TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].RemoveDraft TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddImage TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddPolicy TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].SetMediaFile TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].RemoveMediaFile TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].SetMedia TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddAudit TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddExport TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddExportImage TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].GetSubjectTotals TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddCentreTotal TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddSubjectTotal TO [{schema}_importer];
GRANT EXECUTE ON [{schema}].AddArchiveTotal TO [{schema}_importer];
GO

GRANT EXECUTE ON [{schema}].UpdateObject TO [{schema}_curator];
GRANT EXECUTE ON [{schema}].UpdateImage TO [{schema}_curator];
GRANT EXECUTE ON [{schema}].RemoveParts TO [{schema}_curator];
GRANT EXECUTE ON [{schema}].MoveParts TO [{schema}_curator];
GRANT EXECUTE ON [{schema}].RemoveImage TO [{schema}_curator];
GRANT EXECUTE ON [{schema}].AddStudy TO [{schema}_curator];
GRANT EXECUTE ON [{schema}].CheckMove TO [{schema}_curator];
GRANT EXECUTE ON [{schema}].AddRetired TO [{schema}_curator];
GRANT EXECUTE ON [{schema}].AddTombstone TO [{schema}_curator];
GO

GRANT EXECUTE ON [{schema}].AddArchive TO [{schema}_owner];
GO
