using System.Text.RegularExpressions;
using Ospacs.Archive.Store;
using Ospacs.Engines.Relational;
using Ospacs.Engines.SqlServer;

namespace Ospacs.Engines.Tests.SqlServer;

/// <summary>What can be said of the scripts without a server.</summary>
public sealed partial class SqlServerScriptTests
{
    private static readonly IReadOnlyList<SchemaScript> s_scripts = SqlServerScripts.All("trial_7");
    private static readonly string s_procedures = s_scripts.Single(script => script.Name == "procedures-3.sql").Text;
    private static readonly string s_roles = s_scripts.Single(script => script.Name == "roles-3.sql").Text;

    public static TheoryData<string> Statements => [.. ServerStatements.All.Where(statement => statement != ServerStatements.HasSchema).Select(statement => statement.Name)];

    [Theory]
    [MemberData(nameof(Statements))]
    public void Every_statement_has_a_procedure_with_its_parameters_and_columns(string name)
    {
        ServerStatement statement = ServerStatements.All.Single(each => each.Name == name);
        Match procedure = Assert.Single(Procedure().Matches(s_procedures), match => match.Groups["name"].Value == name);
        Assert.Equal(statement.Parameters.Select(parameter => parameter.Name), Parameter().Matches(procedure.Groups["parameters"].Value).Select(parameter => parameter.Groups[1].Value));
        Assert.Equal(
            statement.Parameters.Select(parameter => parameter.Type == ServerType.Number ? "bigint" : parameter.Name == "ImageIds" ? "nvarchar" : "varbinary"),
            Parameter().Matches(procedure.Groups["parameters"].Value).Select(parameter => parameter.Groups[2].Value));
        string[] columns = ColumnsOf(procedure.Groups["body"].Value);
        Assert.Equal(statement.Columns, columns);
    }

    [Fact]
    public void There_is_no_procedure_beside_the_statements() =>
        Assert.Equal(Statements.Select(row => row.Data).Order(StringComparer.Ordinal), Procedure().Matches(s_procedures).Select(match => match.Groups["name"].Value).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_procedure_that_writes_needs_a_batch()
    {
        foreach (Match procedure in Procedure().Matches(s_procedures))
        {
            string body = procedure.Groups["body"].Value;
            bool writes = Regex.IsMatch(body, @"^\s*(INSERT INTO \[|UPDATE \[|DELETE FROM \[)", RegexOptions.Multiline);
            Assert.True(writes == body.Contains("IF @@TRANCOUNT = 0 THROW", StringComparison.Ordinal), procedure.Groups["name"].Value);
            Assert.True(writes == body.Contains("SET XACT_ABORT ON", StringComparison.Ordinal), procedure.Groups["name"].Value);
        }
    }

    [Fact]
    public void Every_procedure_is_granted_to_one_role_and_nothing_else_is()
    {
        string[] granted = [.. Grant().Matches(s_roles).Select(match => match.Groups["name"].Value)];
        Assert.Equal(Statements.Select(row => row.Data).Order(StringComparer.Ordinal), granted.Order(StringComparer.Ordinal));
        Assert.Equal(granted.Length, Regex.Count(s_roles, @"\bGRANT\b"));
    }

    [Theory]
    [InlineData("UpdateObject")]
    [InlineData("UpdateImage")]
    [InlineData("RemoveParts")]
    [InlineData("MoveParts")]
    [InlineData("RemoveImage")]
    [InlineData("AddTombstone")]
    [InlineData("AddRetired")]
    public void An_importer_may_not_change_or_delete_an_image(string procedure) =>
        Assert.Equal("curator", Grant().Matches(s_roles).Single(match => match.Groups["name"].Value == procedure).Groups["role"].Value);

    [Theory]
    [InlineData(@"\bMERGE\b")]
    [InlineData(@"\bCREATE\s+OR\s+ALTER\b")]
    [InlineData(@"\bWAITFOR\b")]
    [InlineData(@"\bDENY\b")]
    [InlineData(@"\bEXECUTE\s+AS\b")]
    [InlineData(@"\bWITH\s*\(\s*(NOLOCK|HOLDLOCK|UPDLOCK|READPAST|TABLOCKX?|ROWLOCK|XLOCK)\b")]
    [InlineData(@"\b(CONSTRAINT\s+\w+\s+|NULL\s+)FOREIGN\s+KEY\b(?!\s*\([^)]*\)\s*REFERENCES\s+\S+\s*\([^)]*\);)")]
    [InlineData(@"\bvarbinary\([^)]*\),[^,)]*,\s*[12]\)")]
    [InlineData(@"\bFULL\s+(OUTER\s+)?JOIN\b")]
    [InlineData(@"@\w+\s*\+\s*0x|0x\w*\s*\+")]
    public void Nothing_is_used_that_Babelfish_does_otherwise(string construct) =>
        Assert.All(s_scripts, script => Assert.DoesNotMatch(construct, Remarks().Replace(script.Text, string.Empty)));

    [Fact]
    public void Names_of_a_schema_are_given_once()
    {
        // Tables, constraints, triggers, procedures and functions share one space of names in SQL Server; indexes have their table's.
        string text = string.Join('\n', s_scripts.Select(script => Remarks().Replace(script.Text, string.Empty)));
        string[] names = [.. Regex.Matches(text, @"\bCREATE (?:TABLE|TRIGGER|PROCEDURE|FUNCTION) \[trial_7\]\.(\w+)").Concat(Regex.Matches(text, @"\bCONSTRAINT (\w+)")).Select(match => match.Groups[1].Value)];
        Assert.True(names.Length > 100);
        Assert.Empty(names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Scripts_part_at_lines_that_are_GO()
    {
        Assert.Equal(["SELECT 1\n", "\n\n-- a remark with GO\nSELECT 'GO'\n"], SqlServerScripts.Batches("SELECT 1\nGO\n\n-- only a remark\n  go  \r\n\n-- a remark with GO\nSELECT 'GO'\nGO\n"));
        Assert.All(s_scripts, script => Assert.DoesNotContain(SqlServerScripts.Batches(script.Text), batch => Regex.IsMatch(batch, @"^\s*GO\s*$", RegexOptions.Multiline | RegexOptions.IgnoreCase)));
    }

    [Fact]
    public void The_archive_s_schema_is_named_everywhere() =>
        Assert.All(s_scripts, script =>
        {
            Assert.DoesNotContain("{schema}", script.Text, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\b(FROM|JOIN|INTO|ON|REFERENCES|UPDATE|TABLE|PROCEDURE|TRIGGER) (Image|ImagePart|Study|Policy|Media|MediaFile|Audit|Archive|Turn|Tombstone|Export|ExportImage|ImageVersion|\w+Total)\b", Remarks().Replace(script.Text, string.Empty));
        });

    // The columns of the last SELECT that is not a part of another statement, by the names that they go out under.
    private static string[] ColumnsOf(string body)
    {
        string[] starts = [.. Regex.Matches(body, @"^ {4,8}SELECT (?:TOP \([^)]*\) )?", RegexOptions.Multiline).Select(match => match.Value)];
        if (starts.Length == 0)
        {
            return [];
        }

        Match select = Regex.Match(body, @"^ {4,8}SELECT (?:TOP \([^)]*\) )?", RegexOptions.Multiline);
        List<string> columns = [];
        int depth = 0;
        string text = body[(select.Index + select.Length)..];
        string column = string.Empty;
        for (int i = 0; i <= text.Length; i++)
        {
            bool ends = i == text.Length || (depth == 0 && (text[i] is ',' or ';' || Regex.IsMatch(text[i..], @"^\sFROM\b")));
            if (ends)
            {
                columns.Add(Regex.Match(column.TrimEnd(), @"(\w+)$").Groups[1].Value);
                column = string.Empty;
                if (i == text.Length || text[i] != ',')
                {
                    break;
                }

                continue;
            }

            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            column += text[i];
        }

        return [.. columns];
    }

    [GeneratedRegex(@"^CREATE PROCEDURE \[trial_7\]\.(?<name>\w+)(?<parameters>.*?)^AS\r?\nBEGIN(?<body>.*?)^END;", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Procedure();

    [GeneratedRegex(@"^\s+@(\w+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^GRANT EXECUTE ON \[trial_7\]\.(?<name>\w+) TO \[trial_7_(?<role>\w+)\];", RegexOptions.Multiline)]
    private static partial Regex Grant();

    [GeneratedRegex(@"--.*$", RegexOptions.Multiline)]
    private static partial Regex Remarks();
}
