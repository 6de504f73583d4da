using System.Text;
using System.Text.RegularExpressions;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests;

/// <summary>The programs that docs/formats.md gives to inspectors, as they stand there: they share no code with ours.</summary>
internal static class DocumentedProgram
{
    /// <summary>The only program that speaks of something.</summary>
    internal static string About(string words)
    {
        string document = File.ReadAllText(Path.Combine(Oracles.RepositoryRoot(), "docs", "formats.md"), Encoding.UTF8);
        return Assert.Single(Regex.Matches(document, "```python\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value), program => program.Contains(words, StringComparison.Ordinal));
    }
}
