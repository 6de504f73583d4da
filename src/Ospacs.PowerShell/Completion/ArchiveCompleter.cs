using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation.Language;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Commands;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Completion;

/// <summary>
/// Completes an argument with what is in the archive that the command line names, by <c>-Archive</c> or by
/// <c>$PSDefaultParameterValues</c>. It is a help at the prompt: where the archive cannot be read, or in a second, it offers nothing.
/// </summary>
public abstract class ArchiveCompleter : IArgumentCompleter
{
    // More than anybody reads; a trial has hundreds of thousands of subjects.
    private const int MostValues = 1000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(fakeBoundParameters);
        string begun = (wordToComplete ?? string.Empty).Trim('\'', '"');
        var values = new SortedSet<string>(StringComparer.Ordinal);
        using var patience = new CancellationTokenSource(s_patience);
        try
        {
            string? archive = ArchiveName(fakeBoundParameters["Archive"] as string, commandName);
            if (archive is null || !ArchiveEngines.For(archive).Exists(archive))
            {
                return [];
            }
            using IArchiveStore store = ArchiveEngines.For(archive).Open(archive, StoreAccess.Read);
            foreach (string value in ValuesIn(archive, store, patience.Token))
            {
                if (value.StartsWith(begun, StringComparison.OrdinalIgnoreCase) && values.Add(value) && values.Count == MostValues)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (CommandError.IsKnown(e) || e is RuntimeException or OperationCanceledException)
        {
            // What was found so far is offered.
        }
        return values.Select(value => new CompletionResult(CompletionText.Quoted(value), value, CompletionResultType.ParameterValue, value));
    }

    /// <summary>The values that there are; they may repeat.</summary>
    /// <param name="archive">The name of the archive.</param>
    /// <param name="store">The archive, open for reading.</param>
    /// <param name="cancellation">Ends the reading.</param>
    protected abstract IEnumerable<string> ValuesIn(string archive, IArchiveStore store, CancellationToken cancellation);

    private static string? ArchiveName(string? bound, string commandName)
    {
        using var here = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        here.AddScript(
            """
            param($Archive, $Command)
            if (-not $Archive) {
                foreach ($key in $PSDefaultParameterValues.Keys) {
                    $pattern, $parameter = $key -split ':', 2
                    if ($parameter -eq 'Archive' -and $Command -like $pattern) { $Archive = $PSDefaultParameterValues[$key] }
                }
            }
            if ($Archive) { $Archive; $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Archive) }
            """,
            useLocalScope: true).AddArgument(bound).AddArgument(commandName);
        Collection<PSObject> found = here.Invoke();
        if (found.Count < 2)
        {
            return null;
        }
        string archive = found[0].ToString()!;
        return PathArgument.IsPath(archive) ? found[1].ToString() : archive;
    }
}
