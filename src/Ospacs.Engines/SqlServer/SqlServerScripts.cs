using System.Text;
using System.Text.RegularExpressions;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.SqlServer;

/// <summary>The scripts of the schema, as they lie beside this file.</summary>
internal static partial class SqlServerScripts
{
    /// <summary>The schema that the scripts as they are written make.</summary>
    internal const string Schema = "ospacs";

    private static readonly string[] s_names = ["schema-3.sql", "procedures-3.sql", "roles-3.sql"];

    /// <summary>Every script, in their order.</summary>
    /// <param name="schema">The schema that the archive is to be in: letters, digits and underscores.</param>
    internal static IReadOnlyList<SchemaScript> All(string schema) => [.. s_names.Select(name => new SchemaScript(name, Named(Read(name), schema)))];

    /// <summary>What a script sends at once: SQL Server's own tools part batches by a line that is GO, which is no SQL.</summary>
    /// <param name="script">The script's text.</param>
    internal static IEnumerable<string> Batches(string script) => Go().Split(script).Where(batch => Spoken().IsMatch(batch));

    // Roles are the database's and not the schema's: their names begin with it, so that archives in one database have their own.
    private static string Named(string script, string schema) => schema == Schema ? script : Own().Replace(script, schema);

    private static string Read(string name)
    {
        using Stream stream = typeof(SqlServerScripts).Assembly.GetManifestResourceStream($"SqlServer.{name}")!;
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^[ \t]*GO[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Go();

    // A line that is more than a remark.
    [GeneratedRegex(@"^[ \t]*(?!--)[^ \t\r\n]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Spoken();

    [GeneratedRegex(@"\bospacs(?=[._'; ]|\r?$)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Own();
}
