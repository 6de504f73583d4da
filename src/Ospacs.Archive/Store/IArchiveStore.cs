using Ospacs.Archive.Audit;
using Ospacs.Archive.Query;

namespace Ospacs.Archive.Store;

/// <summary>A database that can hold archives: one for each engine.</summary>
public interface IArchiveEngine
{
    /// <summary>The engine's name, as "SQLite".</summary>
    string Name { get; }

    /// <summary>Whether this engine is meant by a value of <c>-Archive</c> (a path, or a connection's name).</summary>
    /// <param name="archive">The value.</param>
    bool Accepts(string archive);

    /// <summary>Whether the archive is there.</summary>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    bool Exists(string archive);

    /// <summary>Makes an empty archive with the whole schema.</summary>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    /// <param name="info">What the archive is made with.</param>
    /// <param name="first">Writes what the archive is to hold from its beginning, or null. If it fails there is no archive.</param>
    /// <exception cref="ArchiveException">It is there already, or cannot be made.</exception>
    IArchiveStore Create(string archive, ArchiveInfo info, Action<IStoreBatch>? first = null);

    /// <summary>Opens an archive.</summary>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    /// <param name="access">What it is opened for.</param>
    /// <exception cref="ArchiveException">It is not there, is no archive, is of a newer schema, or may not be written.</exception>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.OlderSchema"/>: it is to be brought up by <see cref="Update"/> first, where the engine does not do so itself.</exception>
    IArchiveStore Open(string archive, StoreAccess access);

    /// <summary>Where the identity side of an archive lies by default: beside a file; for a connection where its configuration says.</summary>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    /// <returns>A folder's full path.</returns>
    string IdentityPathOf(string archive);

    /// <summary>
    /// The SQL that <see cref="Create"/> would carry out, or <see cref="Update"/> where the archive is there: for somebody who applies it by hand. Nothing is changed.
    /// </summary>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    /// <returns>The scripts in their order; none where the schema is this program's already.</returns>
    IReadOnlyList<SchemaScript> ScriptsFor(string archive);

    /// <summary>Brings an archive's schema up to this program's: forward only, and where the engine allows all at once or not at all.</summary>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    /// <returns>The version before and the version now, which are the same where nothing was to be done.</returns>
    /// <exception cref="ArchiveException">It is not there, is of a newer schema, or may not be changed.</exception>
    (int Before, int Now) Update(string archive);
}

/// <summary>A schema script as it is carried out.</summary>
/// <param name="Name">Its file's name, as "schema-3.sql".</param>
/// <param name="Text">Its text, in the engine's own SQL.</param>
public sealed record SchemaScript(string Name, string Text);

/// <summary>What an archive is opened for.</summary>
public enum StoreAccess
{
    /// <summary>To look only: nothing is written, not even a lock file where the engine can do without.</summary>
    Read,

    /// <summary>To store and decide.</summary>
    Write,
}

/// <summary>
/// An open archive. Its members may be called from several threads: an implementation serialises them as it must.
/// Every failure of the database comes as an <see cref="ArchiveException"/> that names no path and no patient.
/// </summary>
public interface IArchiveStore : IDisposable
{
    /// <summary>What the archive was made with.</summary>
    ArchiveInfo Info { get; }

    /// <summary>Begins to write. One batch is open at a time, here and in every other process; the call waits its turn.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    IStoreBatch BeginBatch(CancellationToken cancellation = default);

    /// <summary>
    /// Does work in a batch and makes it last. Where a server's connection breaks, or the server gives the batch up for another one's sake, nothing of it is there,
    /// and the work is done again from its beginning in a new batch: it must come to the same when it is done twice.
    /// </summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="work">The work; it does not end the batch.</param>
    /// <param name="cancellation">Ends the wait for the turn, and the waits between tries.</param>
    /// <returns>What the work gave when it was done for good.</returns>
    T RunBatch<T>(Func<IStoreBatch, T> work, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        using IStoreBatch batch = BeginBatch(cancellation);
        T result = work(batch);
        batch.Commit();
        return result;
    }

    /// <summary>Images by their keys, in the keys' order, those that were removed left out: to go through all of them in pieces that can be taken up again.</summary>
    /// <param name="afterImageId">The key before the first one; 0 to begin.</param>
    /// <param name="count">How many at most.</param>
    IReadOnlyList<ImageRecord> GetImages(long afterImageId, int count);

    /// <summary>What the archive holds, from totals that are kept with every batch: as quick with millions of images as with few.</summary>
    ArchiveTotals GetTotals();

    /// <summary>Rows that belong to nothing or lack what belongs to them, and totals that are not those of the rows: what only damage or a foreign hand leaves behind.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    IEnumerable<OrphanedRow> FindOrphans(CancellationToken cancellation = default);

    /// <summary>The image made of a source file, or null.</summary>
    /// <param name="sourceHash">The keyed hash of the source, 32 bytes.</param>
    ImageRecord? FindBySource(ReadOnlySpan<byte> sourceHash);

    /// <summary>The image with a SOP Instance UID, or null.</summary>
    /// <param name="sopInstanceUid">The UID.</param>
    ImageRecord? FindBySopInstance(string sopInstanceUid);

    /// <summary>The subject that a study belongs to, or null when the archive has no image of the study.</summary>
    /// <param name="studyInstanceUid">The study's UID.</param>
    string? FindSubjectOfStudy(string studyInstanceUid);

    /// <summary>The oldest image (that of the lowest key) with the same decoded pixels that belongs to another subject, or null. An image whose pixels' hash is not computed is never found.</summary>
    /// <param name="pixelSha256">SHA-256 of the decoded pixels in canonical form, 32 bytes.</param>
    /// <param name="exceptSubjectId">The subject whose own images do not count.</param>
    ImageRecord? FindByPixels(ReadOnlySpan<byte> pixelSha256, string exceptSubjectId);

    /// <summary>
    /// Those of many keys that the archive has met: of images, of retired versions, of images that were removed. In any order, and a key that is given twice may come
    /// once. Of a key that is not among them each of the lookups for one file would find nothing.
    /// </summary>
    /// <param name="keys">The keys; 10,000 of a kind at most.</param>
    ImageKeys FindKnown(ImageKeys keys);

    /// <summary>
    /// Images, ordered by centre, subject, study date, series, instance number and key: text by its UTF-8 bytes, and what is missing first.
    /// Read by pages, so that a slow reader locks nobody out; what others write or remove meanwhile may be seen or not.
    /// </summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.InvalidArgument"/>: a value of the query cannot be in an archive.</exception>
    IEnumerable<ImageRecord> FindImages(ImageQuery query, CancellationToken cancellation = default);

    /// <summary>Images counted by centre, subject and study date, in that order: the branches of the tree.</summary>
    /// <param name="query">Which; its limits on pages do not count here.</param>
    /// <param name="cancellation">Ends the reading.</param>
    IEnumerable<ImageCount> CountImages(ImageQuery query, CancellationToken cancellation = default);

    /// <summary>The bytes of an object, part by part in order, up to the first part that is missing. A part is valid until the next one is asked for.</summary>
    /// <param name="imageId">The image.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.NotFound"/>: there is no such image. It comes when the first part is asked for.
    /// <see cref="ArchiveFailure.Conflict"/>: the image was changed between two parts, so that what was read belongs to no object. Its row and object are to be read again.
    /// </exception>
    IEnumerable<ReadOnlyMemory<byte>> ReadParts(long imageId, CancellationToken cancellation = default);

    /// <summary>Every policy that was ever used, oldest first.</summary>
    IReadOnlyList<PolicyRecord> GetPolicies();

    /// <summary>Passports, ordered by media reference.</summary>
    /// <param name="mediaRef">One medium, or null for all.</param>
    IReadOnlyList<MediaPassport> GetMedia(string? mediaRef = null);

    /// <summary>Audit entries in the order of their sequence, read by pages.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancellation">Ends the reading.</param>
    IEnumerable<AuditEntry> GetAudit(AuditQuery query, CancellationToken cancellation = default);

    /// <summary>What became of images: moved, removed, written to media. Its lookups see what an open batch has written.</summary>
    IImageHistory History { get; }

    /// <summary>The room that the archive takes, as the open batch sees it.</summary>
    StoreRoom Measure();

    /// <summary>
    /// Gives room that is free inside the archive back to the disk; does nothing when none is free. It waits its turn as <see cref="BeginBatch"/> does, rewrites
    /// what is kept and lets nobody else read or write meanwhile: with a large archive for many minutes. Until it is done it needs as much room again as is
    /// kept, where the engine puts temporary files and beside the archive. However it ends, the archive is whole: as it was, or compacted.
    /// </summary>
    /// <param name="cancellation">Ends the wait, and the work up to its last step: the archive is then as it was.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.ReadOnly"/>: the archive was opened for reading. <see cref="ArchiveFailure.Busy"/>: others used it for too long.
    /// <see cref="ArchiveFailure.DiskFull"/>: the room to do it in is missing.
    /// </exception>
    void Compact(CancellationToken cancellation = default);
}

/// <summary>
/// What is written together: a transaction. Disposed without <see cref="Commit"/> it leaves nothing behind.
/// The lookups see what the batch itself has written. A call that fails with <see cref="ArchiveFailure.InvalidArgument"/>,
/// <see cref="ArchiveFailure.NotFound"/>, <see cref="ArchiveFailure.Duplicate"/> or <see cref="ArchiveFailure.Conflict"/> has written nothing and the batch goes on;
/// after any other failure it is to be disposed.
/// </summary>
public interface IStoreBatch : IDisposable
{
    /// <summary>Bytes of parts written in this batch so far.</summary>
    long Bytes { get; }

    /// <summary>The last audit entry's sequence, 0 for none, and its code, 32 zero bytes for none.</summary>
    (long Sequence, byte[] Mac) AuditHead { get; }

    /// <summary>A key for an image that is about to be written, or for the draft of an object. No batch gives the same key twice.</summary>
    long ReserveImageId();

    /// <summary>Writes a part of an image's object. Parts come in order and have 1 to <see cref="StoreLimits.PartSize"/> bytes.</summary>
    /// <param name="imageId">The key, which this batch has reserved.</param>
    /// <param name="number">The part's number, from 0.</param>
    /// <param name="bytes">Its bytes; they are not kept after the call.</param>
    void AddPart(long imageId, int number, ReadOnlySpan<byte> bytes);

    /// <summary>Writes the image's row, when all its parts are written. When it fails, the parts stay until <see cref="RemoveParts"/>.</summary>
    /// <param name="image">The row, with the reserved key.</param>
    /// <param name="isNew">
    /// Whether <see cref="IArchiveStore.FindKnown"/> has said in this batch that source and SOP Instance UID are new. A server is then sent many images together; what is
    /// wrong with one all the same comes out of a later call, or of the commit, as <see cref="ArchiveFailure.Conflict"/>, and nothing of the batch is stored.
    /// </param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.Duplicate"/>: its SOP Instance UID or source is there already. <see cref="ArchiveFailure.Conflict"/>: its study belongs to another subject.
    /// <see cref="ArchiveFailure.InvalidArgument"/>: a value cannot be kept (see <see cref="StoreGuard"/>), or its size is not that of its parts.
    /// </exception>
    void AddImage(ImageRecord image, bool isNew = false);

    /// <summary>
    /// Gives a stored image another object, whose parts are written under a key of their own, the draft's. The object that the image had is gone.
    /// When it fails, the image keeps its object, and the draft's parts stay until <see cref="RemoveParts"/>.
    /// </summary>
    /// <param name="image">
    /// The row as it is to be: its <see cref="ImageRecord.Version"/> is one more than the stored one's, and only <see cref="ImageRecord.TransferSyntaxUid"/>,
    /// <see cref="ImageRecord.PhotometricInterpretation"/>, <see cref="ImageRecord.Size"/>, <see cref="ImageRecord.Sha256"/> and <see cref="ImageRecord.PixelSha256"/> may differ beside it.
    /// </param>
    /// <param name="draftId">The key that the parts are under.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.NotFound"/>: there is no such image. <see cref="ArchiveFailure.Conflict"/>: its version is not the one before, so another program has changed it.
    /// <see cref="ArchiveFailure.InvalidArgument"/>: a value cannot be kept (see <see cref="StoreGuard"/>) or may not change, or the size is not that of the draft's parts.
    /// </exception>
    void ReplaceObject(ImageRecord image, long draftId);

    /// <summary>Writes a study of a later generation, before images are given to it.</summary>
    /// <param name="study">The study; generation 1 or more.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.Duplicate"/>: the UID, the generation, or a study of this subject is there already.
    /// <see cref="ArchiveFailure.InvalidArgument"/>: a value cannot be kept, or the study of generation 0 is not there.
    /// </exception>
    void AddStudy(StudyRecord study);

    /// <summary>
    /// Gives a stored image to another subject: a row and an object in place of those it had, whose parts are written under a key of their own, the draft's.
    /// The version before is retired; its bytes are gone. When it fails, the image keeps its object, and the draft's parts stay until <see cref="RemoveParts"/>.
    /// </summary>
    /// <param name="image">
    /// The row as it is to be: its <see cref="ImageRecord.Version"/> is one more than the stored one's, its subject and SOP Instance UID are others, its study is the subject's;
    /// <see cref="ImageRecord.SourceHash"/>, <see cref="ImageRecord.MediaRef"/>, <see cref="ImageRecord.SopClassUid"/> and <see cref="ImageRecord.ImportedUtc"/> are the same.
    /// </param>
    /// <param name="draftId">The key that the parts are under.</param>
    /// <param name="retired">The version before.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.NotFound"/>: there is no such image. <see cref="ArchiveFailure.Conflict"/>: its version is not the one before, or its study belongs to another subject.
    /// <see cref="ArchiveFailure.Duplicate"/>: another image has or had the SOP Instance UID. <see cref="ArchiveFailure.InvalidArgument"/>: a value cannot be kept or may not change.
    /// </exception>
    void MoveImage(ImageRecord image, long draftId, RetiredVersion retired);

    /// <summary>Removes an image: row and bytes are gone, overwritten where the engine can; the tombstone stays for ever.</summary>
    /// <param name="tombstone">What is left; it is of the image as it is stored.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.NotFound"/>: there is no such image. <see cref="ArchiveFailure.Conflict"/>: its version is another one.
    /// </exception>
    void RemoveImage(Tombstone tombstone);

    /// <summary>Remembers a medium that is written, with every image on it.</summary>
    /// <param name="export">The medium.</param>
    /// <param name="images">The images, each once.</param>
    /// <returns>The export's number.</returns>
    long AddExport(ExportRecord export, IReadOnlyList<ExportImageRecord> images);

    /// <summary>Takes the parts of an image back that will not be completed. Those of an image whose row is written stay.</summary>
    /// <param name="imageId">The reserved key.</param>
    void RemoveParts(long imageId);

    /// <summary>Remembers a policy; one that is there already is not written again.</summary>
    /// <param name="text">The policy file's text.</param>
    /// <param name="sha256">SHA-256 of the text in UTF-8.</param>
    /// <param name="usedUtc">Now (UTC).</param>
    /// <returns>The policy's key.</returns>
    long AddPolicy(string text, byte[] sha256, DateTime usedUtc);

    /// <summary>Writes what became of a file, in place of an earlier word on the same file.</summary>
    /// <param name="file">The file.</param>
    void SetMediaFile(MediaFileRecord file);

    /// <summary>Takes back what was written of a file, if anything was: a folder that once could not be read, for one, and now gives its files.</summary>
    /// <param name="mediaRef">The medium.</param>
    /// <param name="fileKey">The file's key, as in <see cref="MediaFileRecord.FileKey"/>.</param>
    void RemoveMediaFile(string mediaRef, byte[] fileKey);

    /// <summary>Writes a medium, in place of an earlier word on it; the first import's time stays.</summary>
    /// <param name="media">The medium.</param>
    void SetMedia(MediaRecord media);

    /// <summary>Appends an audit entry, whose sequence is one more than that of <see cref="AuditHead"/>.</summary>
    /// <param name="entry">The entry, with its code.</param>
    void AddAudit(AuditEntry entry);

    /// <summary>Makes the batch last. It is durable when the call returns. When others read for too long, it fails with <see cref="ArchiveFailure.Busy"/> and can be tried again.</summary>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.InvalidArgument"/>: there are parts without their image's row.</exception>
    void Commit();
}

/// <summary>Sizes that every engine keeps to.</summary>
public static class StoreLimits
{
    /// <summary>The largest part of an object, in bytes. An object up to this size is one part.</summary>
    public const int PartSize = 8 << 20;

    /// <summary>The longest key, in UTF-16 units: a subject, a centre, a medium, a UID.</summary>
    public const int KeyLength = 64;
}

/// <summary>
/// Something that the archive could not do, in words for its user. <see cref="Kind"/> is stable, so that scripts can tell cases apart.
/// </summary>
public sealed class ArchiveException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">What kind of failure.</param>
    /// <param name="message">What happened and what to do; no path, no patient.</param>
    /// <param name="inner">The cause.</param>
    public ArchiveException(ArchiveFailure kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    /// <summary>What kind of failure.</summary>
    public ArchiveFailure Kind { get; }
}

/// <summary>Kinds of failure.</summary>
public enum ArchiveFailure
{
    /// <summary>The archive is not there.</summary>
    NotFound,
    /// <summary>An archive is there already.</summary>
    AlreadyExists,
    /// <summary>The database is no archive, or is damaged.</summary>
    NotAnArchive,
    /// <summary>The archive's schema is newer than this program.</summary>
    NewerSchema,
    /// <summary>The archive's schema is older than this program, and its owner has not brought it up yet.</summary>
    OlderSchema,
    /// <summary>The archive may not be written.</summary>
    ReadOnly,
    /// <summary>The account may not sign in to the database server, or may not do this there.</summary>
    Denied,
    /// <summary>The database server cannot be reached, or its certificate is not trusted.</summary>
    Unreachable,
    /// <summary>The connection to the database server broke, or the server gave the batch up for another one's sake: nothing of it is there, and it can be done again.</summary>
    Interrupted,
    /// <summary>Another process has held the archive for too long.</summary>
    Busy,
    /// <summary>There is no room left.</summary>
    DiskFull,
    /// <summary>The key is missing.</summary>
    KeyMissing,
    /// <summary>The key is that of another archive.</summary>
    WrongKey,
    /// <summary>What is to be written is there already.</summary>
    Duplicate,
    /// <summary>What is to be written contradicts what is there: a study that belongs to another subject, an image that another program has changed.</summary>
    Conflict,
    /// <summary>A value that was given cannot be used.</summary>
    InvalidArgument,
    /// <summary>The policy gave wrong answers in its exam, which was asked for before anything was imported.</summary>
    PolicyFailed,
    /// <summary>Anything else that the database reported.</summary>
    Database,
}
