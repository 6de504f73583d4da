namespace Ospacs.Engines.Relational;

/// <summary>What a statement is given in a parameter.</summary>
internal enum ServerType
{
    /// <summary>A whole number of 64 bits; a day as yyyymmdd.</summary>
    Number,

    /// <summary>Text; a time in UTC as <c>2026-03-02T09:30:00.0000000Z</c>; a list of texts or of numbers as one JSON array.</summary>
    Text,

    /// <summary>Bytes: a hash of 32, or a part of up to <see cref="Ospacs.Archive.Store.StoreLimits.PartSize"/>.</summary>
    Bytes,
}

/// <summary>A parameter of a statement.</summary>
/// <param name="Name">Its name, without a sign before it.</param>
/// <param name="Type">What it is given. Any parameter may be given NULL where the statement says so.</param>
internal readonly record struct ServerParameter(string Name, ServerType Type);

/// <summary>
/// One operation on a server's database, by name. Every engine has a text or a procedure of this name, with these parameters, that gives these columns in this order.
/// </summary>
/// <param name="Name">The name, as "FindImageBySource".</param>
/// <param name="Parameters">The parameters, in the order that values are given in.</param>
/// <param name="Columns">The columns of its rows. A statement without columns gives no rows at all: it may be sent together with others.</param>
internal sealed record ServerStatement(string Name, IReadOnlyList<ServerParameter> Parameters, IReadOnlyList<string> Columns)
{
    /// <summary>The statement with its values.</summary>
    /// <param name="values">The values, in the order of the parameters: what <see cref="ServerDialect.CreateParameter"/> takes.</param>
    public ServerCall With(params object?[] values) => new(this, values);
}

/// <summary>A statement with its values.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Values">The values, in the order of its parameters.</param>
internal readonly record struct ServerCall(ServerStatement Statement, object?[] Values);
