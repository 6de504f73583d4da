-- What accounts may do in an archive, by roles that are given to them: GRANT "{schema}_importer" TO somebody. Each can do what the one before it can.
--   reader    looks, exports nothing and writes nothing
--   importer  stores images, media and audit entries, and can neither change nor delete an image, a part of a stored one, or an audit entry
--   curator   moves, replaces and removes images, which the audit trail and the tombstones tell of
--   owner     everything, the schema included
-- May be carried out again at any time. Where the account may not make roles, they are left out: somebody who may carries this out once more.

DO $$
DECLARE
    Kind text;
BEGIN
    FOREACH Kind IN ARRAY ARRAY['reader', 'importer', 'curator', 'owner'] LOOP
        IF to_regrole('"{schema}_' || Kind || '"') IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', '{schema}_' || Kind);
        END IF;
    END LOOP;

    GRANT USAGE ON SCHEMA "{schema}" TO "{schema}_reader";
    GRANT SELECT ON ALL TABLES IN SCHEMA "{schema}" TO "{schema}_reader";

    GRANT "{schema}_reader" TO "{schema}_importer";
    GRANT INSERT ON "{schema}".Policy, "{schema}".Study, "{schema}".Image, "{schema}".ImagePart, "{schema}".Audit, "{schema}".Export, "{schema}".ExportImage TO "{schema}_importer";
    GRANT INSERT, UPDATE ON "{schema}".Media, "{schema}".CentreTotal, "{schema}".SubjectTotal TO "{schema}_importer";
    GRANT INSERT, UPDATE, DELETE ON "{schema}".MediaFile TO "{schema}_importer";
    GRANT UPDATE ON "{schema}".Turn, "{schema}".ArchiveTotal TO "{schema}_importer";
    GRANT EXECUTE ON PROCEDURE "{schema}".RemoveDraft(bigint) TO "{schema}_importer";

    GRANT "{schema}_importer" TO "{schema}_curator";
    GRANT UPDATE, DELETE ON "{schema}".Image, "{schema}".ImagePart TO "{schema}_curator";
    GRANT EXECUTE ON PROCEDURE "{schema}".MoveParts(bigint, bigint) TO "{schema}_curator";
    GRANT INSERT ON "{schema}".ImageVersion, "{schema}".Tombstone TO "{schema}_curator";

    GRANT "{schema}_curator" TO "{schema}_owner";
    GRANT ALL ON SCHEMA "{schema}" TO "{schema}_owner";
    GRANT ALL ON ALL TABLES IN SCHEMA "{schema}" TO "{schema}_owner";
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'The roles were not made: this account may not make roles.';
END
$$;
