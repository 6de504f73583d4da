using System.Text;

namespace Ospacs.Engines.MySql;

/// <summary>Takes a script apart as the servers' own command line program does: statements end at a semicolon at the end of a line, or at what <c>DELIMITER</c> says.</summary>
internal static class MySqlScript
{
    private const string Delimiter = "DELIMITER ";

    /// <summary>The statements of a script, in their order.</summary>
    /// <param name="script">The text.</param>
    public static IEnumerable<string> Statements(string script)
    {
        string end = ";";
        StringBuilder statement = new();
        foreach (string line in script.Split('\n'))
        {
            string text = line.TrimEnd();
            if (text.StartsWith(Delimiter, StringComparison.Ordinal))
            {
                end = text[Delimiter.Length..].Trim();
            }
            else if (statement.Length > 0 || (text.Length > 0 && !text.StartsWith("--", StringComparison.Ordinal)))
            {
                bool last = text.EndsWith(end, StringComparison.Ordinal);
                statement.Append(last ? text[..^end.Length] : text).Append('\n');
                if (last)
                {
                    yield return statement.ToString().Trim();
                    statement.Clear();
                }
            }
        }
    }
}
