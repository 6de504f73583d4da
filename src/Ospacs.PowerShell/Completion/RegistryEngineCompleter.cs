using System.Collections;
using System.Management.Automation.Language;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the names of databases that a registry can be read from.</summary>
public sealed class RegistryEngineCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        ArchiveEngines.RegistryReaders.Select(reader => reader.Engine)
            .Where(name => name.StartsWith((wordToComplete ?? string.Empty).Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name.Contains(' ', StringComparison.Ordinal) ? $"'{name}'" : name, name, CompletionResultType.ParameterValue, name));
}
