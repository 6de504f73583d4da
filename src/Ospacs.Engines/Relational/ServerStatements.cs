using System.Reflection;

namespace Ospacs.Engines.Relational;

/// <summary>
/// Every statement that the program sends to a server, beside the schema's scripts: the contract between the one implementation of the store and the engines.
/// </summary>
/// <remarks>
/// <para>Text is compared byte by byte, so that "C07", "c07" and "C07 " are three centres, and ordered by its UTF-8 bytes.</para>
/// <para>Statements that write are sent inside a batch, whose turn is taken: nobody else writes meanwhile. What may fail for a reason in the data is looked for by the
/// statement itself, which then writes nothing and says why in its <c>Result</c>: the transaction goes on, where many servers would end it after an error.</para>
/// </remarks>
internal static partial class ServerStatements
{
    /// <summary>Every statement there is.</summary>
    public static IReadOnlyList<ServerStatement> All =>
        [.. typeof(ServerStatements).GetFields(BindingFlags.Public | BindingFlags.Static).Select(each => each.GetValue(null)).OfType<ServerStatement>()];

    private static ServerStatement Statement(string name, IReadOnlyList<ServerParameter> parameters, params IReadOnlyList<string> columns) => new(name, parameters, columns);

    private static ServerParameter Number(string name) => new(name, ServerType.Number);

    private static ServerParameter Text(string name) => new(name, ServerType.Text);

    private static ServerParameter Bytes(string name) => new(name, ServerType.Bytes);
}
