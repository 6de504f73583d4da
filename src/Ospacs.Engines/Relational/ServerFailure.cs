using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>Says in the archive's words what a server reports. No other place does, for any of the engines.</summary>
internal static class ServerFailure
{
    // What the schemas' own refusals say. Every engine raises them in these words.
    private static readonly Dictionary<string, (ArchiveFailure Kind, string Message)> Refusals = new(StringComparer.Ordinal)
    {
        ["sequence: Audit"] = (ArchiveFailure.InvalidArgument, "The audit entry does not follow the last one."),
        ["fixed: Archive"] = (ArchiveFailure.ReadOnly, "What an archive was made with cannot be changed."),
        ["fixed: SchemaVersion"] = (ArchiveFailure.ReadOnly, "A version of the schema that was applied cannot be taken back."),
        ["fixed: Policy"] = (ArchiveFailure.ReadOnly, "A policy that was used cannot be changed or removed."),
        ["fixed: Audit"] = (ArchiveFailure.ReadOnly, "An audit entry cannot be changed or removed."),
        ["fixed: Image"] = (ArchiveFailure.ReadOnly, "What identifies an image cannot be changed."),
        ["fixed: ImagePart"] = (ArchiveFailure.ReadOnly, "A part of an object cannot be changed."),
        ["closed: ImagePart"] = (ArchiveFailure.ReadOnly, "An image that is stored takes no further parts."),
        ["fixed: Study"] = (ArchiveFailure.ReadOnly, "A study belongs to its subject for ever."),
        ["fixed: ImageVersion"] = (ArchiveFailure.ReadOnly, "A version that was retired cannot be changed or removed."),
        ["fixed: Tombstone"] = (ArchiveFailure.ReadOnly, "A tombstone cannot be changed or removed."),
        ["fixed: Export"] = (ArchiveFailure.ReadOnly, "The record of a medium that was written cannot be changed or removed."),
        ["fixed: ExportImage"] = (ArchiveFailure.ReadOnly, "The record of a medium that was written cannot be changed or removed."),
        ["kept: Image"] = (ArchiveFailure.ReadOnly, "An image is removed only where its tombstone stands."),
        ["version: Image"] = (ArchiveFailure.ReadOnly, "An image can only be changed to a later version."),
        ["snapshot: database"] = (ArchiveFailure.InvalidArgument, "In this database whoever reads waits for whoever writes. Have READ_COMMITTED_SNAPSHOT turned on for it, and make the archive then."),
        ["encoding: database"] = (ArchiveFailure.InvalidArgument, "The database keeps text in another encoding than UTF-8. Make one for the archive that is in UTF-8."),
    };

    /// <summary>The failure for what a dialect found.</summary>
    /// <param name="engine">The engine's name.</param>
    /// <param name="finding">What it found.</param>
    public static ArchiveException From(string engine, ServerFinding finding)
    {
        (ArchiveFailure kind, string message) = Describe(engine, finding);
        return new ArchiveException(kind, message, new ServerException(engine, finding));
    }

    /// <summary>Whether the same work may well succeed a little later.</summary>
    /// <param name="failure">The failure.</param>
    public static bool IsTransient(Exception? failure) => failure is ArchiveException { InnerException: ServerException { IsTransient: true } };

    /// <summary>Whether a failure is of a certain kind.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="fault">The kind.</param>
    public static bool Is(Exception failure, ServerFault fault) => failure is ArchiveException { InnerException: ServerException cause } && cause.Fault == fault;

    /// <summary>The refusal of a statement that wrote nothing.</summary>
    /// <param name="result">What the statement says.</param>
    public static ArchiveException From(WriteResult result)
    {
        (ArchiveFailure kind, string message) = result switch
        {
            WriteResult.SameSopInstance => (ArchiveFailure.Duplicate, "An image with this SOP Instance UID is or was in the archive already."),
            WriteResult.SameSource => (ArchiveFailure.Duplicate, "An image made of the same source file is in the archive already."),
            WriteResult.SameKey => (ArchiveFailure.Duplicate, "The image's key is in use already."),
            WriteResult.NoPolicy => (ArchiveFailure.InvalidArgument, "The image's policy is not in the archive."),
            WriteResult.OtherSubject => (ArchiveFailure.Conflict, "The image's study belongs to another subject in the archive."),
            WriteResult.NoRoot => (ArchiveFailure.InvalidArgument, "The study that a later generation is made of is not in the archive."),
            WriteResult.SameStudy => (ArchiveFailure.Duplicate, "A study with this UID is in the archive already."),
            WriteResult.SameGeneration => (ArchiveFailure.Duplicate, "The study has this generation already."),
            WriteResult.SameSubject => (ArchiveFailure.Duplicate, "The subject has a generation of this study already."),
            _ => (ArchiveFailure.Database, "The database gave an answer that this program does not know."),
        };
        return new ArchiveException(kind, message);
    }

    private static (ArchiveFailure Kind, string Message) Describe(string engine, ServerFinding finding) => finding.Fault switch
    {
        ServerFault.Refused => finding.Name is not null && Refusals.TryGetValue(finding.Name, out (ArchiveFailure, string) known)
            ? known
            : (ArchiveFailure.InvalidArgument, "A value is missing, is there already, refers to a row that is not there, or is outside what the archive's schema allows."),
        ServerFault.Busy => (ArchiveFailure.Busy, "Another program has held the archive for too long. Try again when it is done."),
        ServerFault.GivenUp => (ArchiveFailure.Interrupted, "The database server gave the work up for another program's sake. Nothing of it was stored."),
        ServerFault.ConnectionLost => (ArchiveFailure.Interrupted, "The connection to the database server broke. Nothing of what was begun was stored."),
        ServerFault.Unreachable => (ArchiveFailure.Unreachable, "The database server cannot be reached, or takes no connections now. Its name and port are in the configuration file of connections."),
        ServerFault.NotTrusted => (ArchiveFailure.Unreachable, "The database server's certificate is not trusted, or does not bear the server's name. " + WayToTrust(engine)),
        ServerFault.NoTls => (ArchiveFailure.Unreachable, "The database server does not encrypt connections. Have TLS turned on there; for a server on the same machine, \"tls\": \"off\" in the configuration file of connections does without."),
        ServerFault.SignIn => (ArchiveFailure.Denied, "The database server does not let this account in: the user or the password in the configuration file of connections is not right, or the server does not take connections from here."),
        ServerFault.NoDatabase => (ArchiveFailure.NotFound, "The database that the connection names is not on the server. It is made there before the archive is."),
        ServerFault.NoTable => (ArchiveFailure.NotAnArchive, "A table of the archive is not there, or this account may not see it."),
        ServerFault.Denied => (ArchiveFailure.Denied, "The account may not do this in the archive's database. Its roles there decide."),
        ServerFault.ReadOnly => (ArchiveFailure.ReadOnly, "The database server takes no changes: it is a copy, or was set so."),
        ServerFault.DiskFull => (ArchiveFailure.DiskFull, "There is no room left on the database server. Nothing of this batch was stored."),
        ServerFault.Value => (ArchiveFailure.InvalidArgument, "A value cannot be stored in the archive."),
        _ => (ArchiveFailure.Database, "The archive's database reported an error."),
    };

    // Each driver takes another kind of file, or none.
    private static string WayToTrust(string engine) => engine switch
    {
        "PostgreSQL" => "Name the authority that signed it by 'certificateAuthority' in the configuration file of connections, or have this machine trust it.",
        "SQL Server" => "Have this machine trust the authority that signed it, or name the server's own certificate by 'certificateAuthority' in the configuration file of connections.",
        _ => "Have this machine, or the account that runs the command, trust the authority that signed it; the configuration file of connections cannot name one for this engine.",
    };
}
