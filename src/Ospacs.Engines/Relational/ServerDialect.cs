using System.Data;
using System.Data.Common;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.Engines.Relational;

/// <summary>
/// What differs from one server to another beside its SQL: how a connection is made, how a statement is called, what an error means. It holds no state of an archive.
/// </summary>
internal abstract class ServerDialect
{
    /// <summary>The engine's name, as it stands in the configuration file of connections.</summary>
    public abstract string Name { get; }

    /// <summary>The version of the schema that this program makes and knows.</summary>
    public virtual int SchemaVersion => ArchiveSchema.Version;

    /// <summary>
    /// Whether an error ends the transaction that it happens in. Where it does, a refusal by the database cannot be told as one after which the batch goes on:
    /// it comes as <see cref="ArchiveFailure.Database"/>.
    /// </summary>
    public abstract bool ErrorsEndTransactions { get; }

    /// <summary>Whether changes of the schema are part of a transaction, which an archive is then made in at once or not at all.</summary>
    public abstract bool SchemaIsTransactional { get; }

    /// <summary>How a statement is called.</summary>
    /// <param name="statement">The statement.</param>
    public virtual CommandType CommandTypeOf(ServerStatement statement) => CommandType.Text;

    /// <summary>The dialect for one archive: another one where what is sent for a statement is not the same for every archive.</summary>
    /// <param name="connection">The archive's connection.</param>
    /// <param name="settings">How patient to be.</param>
    public virtual ServerDialect For(ServerConnection connection, ServerSettings settings) => this;

    /// <summary>
    /// Makes the source of an archive's connections, which are pooled; none is opened yet. Its sessions see the archive's tables by their bare names, wait for locks no longer than
    /// <see cref="ServerSettings.BusyTimeout"/>, read what is committed, and notice a peer that is gone within minutes.
    /// </summary>
    /// <param name="connection">The connection by the configuration file.</param>
    /// <param name="settings">How patient to be.</param>
    public abstract DbDataSource CreateDataSource(ServerConnection connection, ServerSettings settings);

    /// <summary>What is sent for a statement: its text, or the name of its procedure.</summary>
    /// <param name="statement">The statement.</param>
    public abstract string TextOf(ServerStatement statement);

    /// <summary>Makes a parameter.</summary>
    /// <param name="parameter">Which.</param>
    /// <param name="value">A <see cref="long"/>, a <see cref="string"/>, a <c>byte[]</c>, for a part a <see cref="ReadOnlyMemory{T}"/> of bytes; or null.</param>
    public abstract DbParameter CreateParameter(ServerParameter parameter, object? value);

    /// <summary>
    /// Whether a statement is prepared on the server when it is first sent, and kept so until its session ends: where the driver would else write its values into the text.
    /// </summary>
    /// <param name="statement">The statement, which gives no rows.</param>
    public virtual bool IsKeptPrepared(ServerStatement statement) => false;

    /// <summary>Whether a failure that is of no kind that drivers throw comes from this one all the same.</summary>
    /// <param name="failure">The failure.</param>
    public virtual bool IsTheDrivers(Exception failure) => false;

    /// <summary>Closes a connection's socket under a call that another thread is waiting in, where the driver can; it may wait for that call all the same.</summary>
    /// <param name="connection">The connection, which nothing else is done with any more.</param>
    public virtual void BreakOff(DbConnection connection)
    {
    }

    /// <summary>Reads text; a server that cannot keep it apart to the last space may keep its bytes.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="column">The column; it is not NULL.</param>
    public virtual string ReadText(DbDataReader reader, int column) => reader.GetString(column);

    /// <summary>Copies a long column's bytes, in pieces as they come where the driver gives them so.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="column">The column, the last one that is read.</param>
    /// <param name="buffer">Where to; as long as the column.</param>
    public virtual void ReadBytes(DbDataReader reader, int column, Span<byte> buffer)
    {
        using Stream stream = reader.GetStream(column);
        stream.ReadExactly(buffer);
    }

    /// <summary>Says what a failure of the driver means.</summary>
    /// <param name="failure">The failure.</param>
    public abstract ServerFinding Classify(Exception failure);

    /// <summary>Waits for the writers' turn, as <see cref="ServerStatements.TakeTurn"/> says. A server whose waits cannot be stopped from outside is asked again and again.</summary>
    /// <param name="session">The session, in a transaction.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public virtual void TakeTurn(ServerSession session, CancellationToken cancellation) => session.Execute(ServerStatements.TakeTurn.With(), cancellation);

    /// <summary>Writes a part that is too large to be kept back for a later round trip. A server that limits what is sent at once cuts it up.</summary>
    /// <param name="session">The batch's session.</param>
    /// <param name="imageId">The image.</param>
    /// <param name="number">The part's number.</param>
    /// <param name="bytes">The bytes; they are the caller's and stand still until the call returns.</param>
    public virtual void WritePart(ServerSession session, long imageId, int number, ReadOnlyMemory<byte> bytes) =>
        session.Execute(ServerStatements.AddPart.With(imageId, (long)number, bytes));

    /// <summary>The scripts that bring a schema up to this program's, in their order and with the archive's names filled in.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="version">The version that is there; 0 for none.</param>
    public abstract IReadOnlyList<SchemaScript> Scripts(ServerConnection connection, int version);

    /// <summary>Carries a script out, in the session's transaction where the server can.</summary>
    /// <param name="session">The session.</param>
    /// <param name="script">The script.</param>
    public virtual void Apply(ServerSession session, SchemaScript script) => session.ExecuteText(script.Text);

    /// <summary>
    /// Waits for the turn to make or bring up the archive's schema, and takes it until the transaction ends, or the session where the server ends transactions at every
    /// change of the schema. The schema need not be there.
    /// </summary>
    /// <param name="session">The session.</param>
    public abstract void TakeCreationTurn(ServerSession session);

    /// <summary>Gives free room back to the disk, as <see cref="IArchiveStore.Compact"/> says; a server that needs no such thing does nothing. The turn is this method's to take.</summary>
    /// <param name="session">A session of its own, in no transaction.</param>
    /// <param name="cancellation">Ends it.</param>
    public abstract void Compact(ServerSession session, CancellationToken cancellation);
}
