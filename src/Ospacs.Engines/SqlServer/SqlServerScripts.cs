using System.Text.RegularExpressions;
using Ospacs.Archive.Store;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.SqlServer;

/// <summary>The scripts of the schema, as they lie beside this file.</summary>
internal static partial class SqlServerScripts
{
    private static readonly string[] s_names = ["schema-3.sql", "procedures-3.sql", "roles-3.sql"];

    /// <summary>Every script, in their order.</summary>
    /// <param name="schema">The schema that the archive is to be in: letters, digits and underscores. Roles are the database's and not the schema's, so their names begin with it.</param>
    internal static IReadOnlyList<SchemaScript> All(string schema) =>
        [.. s_names.Select(name => new SchemaScript(name, EmbeddedSql.Read("SqlServer." + name).Replace("{schema}", schema, StringComparison.Ordinal)))];

    /// <summary>What of a script is sent at once: SQL Server's own tools part batches by a line that is GO, which is no SQL.</summary>
    /// <param name="script">The script's text.</param>
    internal static IEnumerable<string> Batches(string script) => Go().Split(script).Where(batch => Sql().IsMatch(batch));

    [GeneratedRegex(@"^[ \t]*GO[ \t]*\r?$", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Go();

    // A line that is more than a remark.
    [GeneratedRegex(@"^[ \t]*(?!--)[^ \t\r\n]", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Sql();
}
