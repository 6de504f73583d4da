using System.Collections.Frozen;
using System.Text;

namespace Ospacs.Engines.Relational;

/// <summary>The texts of statements from an embedded .sql file, where each stands behind a line <c>-- name: FindImageBySource</c>. Parameters stand in them as <c>@SourceHash</c>.</summary>
internal sealed class StatementTexts
{
    private const string Heading = "-- name: ";

    private readonly FrozenDictionary<string, string> _texts;

    /// <summary>Reads a file.</summary>
    /// <param name="resource">Its name, as "PostgreSql.statements.sql".</param>
    public StatementTexts(string resource)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        string? name = null;
        StringBuilder text = new();
        foreach (string line in EmbeddedSql.Read(resource).Split('\n'))
        {
            if (line.StartsWith(Heading, StringComparison.Ordinal))
            {
                Complete();
                name = line[Heading.Length..].Trim();
            }
            else if (!line.StartsWith("--", StringComparison.Ordinal))
            {
                text.Append(line).Append('\n');
            }
        }

        Complete();
        _texts = texts.ToFrozenDictionary(StringComparer.Ordinal);

        void Complete()
        {
            if (name is not null)
            {
                texts.Add(name, text.ToString().Trim().TrimEnd(';'));
            }

            text.Clear();
        }
    }

    /// <summary>The names of the statements in the file.</summary>
    public IReadOnlyCollection<string> Names => _texts.Keys;

    /// <summary>The text of a statement.</summary>
    /// <param name="statement">The statement.</param>
    public string this[ServerStatement statement] => _texts[statement.Name];
}
