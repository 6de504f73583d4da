using System.Reflection;

namespace Ospacs.Dicom.Data;

/// <summary>Reads the tables that are embedded in the assembly: a row a line, cells parted by spaces, '#' for remarks.</summary>
internal static class DicomTables
{
    internal static IEnumerable<string[]> Rows(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks its table {name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line.Split(' ');
            }
        }
    }
}
