using System.Collections;
using System.Management.Automation.Language;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the names of connections that the user's configuration file has, and paths behind them.</summary>
public sealed class ArchiveNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string begun = (wordToComplete ?? string.Empty).Trim('\'', '"');
        return Names().Where(name => name.StartsWith(begun, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
            .Select(name => new CompletionResult(CompletionText.Quoted(name), name, CompletionResultType.ParameterValue, $"connection {name}"))
            .Concat(CompletionCompleters.CompleteFilename(wordToComplete ?? string.Empty));
    }

    private static IReadOnlyList<string> Names()
    {
        try
        {
            return new ConnectionFile().Names;
        }
        catch (ArchiveException)
        {
            // The command itself says what is wrong with the file.
            return [];
        }
    }
}
