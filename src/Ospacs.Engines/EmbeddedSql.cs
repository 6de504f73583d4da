using System.Reflection;

namespace Ospacs.Engines;

/// <summary>The .sql files of this assembly.</summary>
internal static class EmbeddedSql
{
    /// <summary>A file's text.</summary>
    /// <param name="name">Its name, as "PostgreSql.schema-3.sql".</param>
    public static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"There is no {name} in the assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
