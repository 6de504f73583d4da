using System.Reflection;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>Reads the tables that are embedded in the assembly: a row a line, '#' for remarks.</summary>
internal static class ProtectionTables
{
    /// <summary>The rows' cells, parted by spaces.</summary>
    internal static IEnumerable<string[]> Rows(string name) => Lines(name).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The lines that are neither blank nor remarks.</summary>
    internal static IEnumerable<string> Lines(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its table {name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
