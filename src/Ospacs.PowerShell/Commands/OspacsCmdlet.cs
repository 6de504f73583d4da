using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary>What all cmdlets have in common: Ctrl+C, progress, paths and errors.</summary>
public abstract class OspacsCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Cancelled by Ctrl+C.</summary>
    protected CancellationToken Cancellation => _stop.Token;

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <summary>Does work on one thing; a failure is written as an error record, and the next thing has its turn.</summary>
    /// <param name="target">What the work is done on: the error's target.</param>
    /// <param name="work">The work.</param>
    /// <returns>Whether it went well.</returns>
    protected bool Attempt(object? target, Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            work();
            return true;
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (CommandError.IsKnown(e))
        {
            WriteError(CommandError.Of(e, target));
            return false;
        }
    }

    /// <summary>Does work that the command is nothing without; a failure ends the command.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="target">What the work is done on: the error's target.</param>
    /// <param name="work">The work.</param>
    protected T Require<T>(object? target, Func<T> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            return work();
        }
        catch (PipelineStoppedException)
        {
            throw;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (CommandError.IsKnown(e))
        {
            ThrowTerminatingError(CommandError.Of(e, target));
            throw;
        }
    }

    /// <summary>Lets Ctrl+C end a sequence as it ends a pipeline.</summary>
    /// <typeparam name="T">What the sequence holds.</typeparam>
    /// <param name="sequence">The sequence, which <see cref="Cancellation"/> cancels.</param>
    protected IEnumerable<T> Stoppable<T>(IEnumerable<T> sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        using IEnumerator<T> items = sequence.GetEnumerator();
        while (true)
        {
            try
            {
                if (!items.MoveNext())
                {
                    yield break;
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                throw new PipelineStoppedException();
            }
            yield return items.Current;
        }
    }

    /// <summary>An archive's full path, or its connection's name: what objects carry so that they find back to it from anywhere.</summary>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    protected string NameOf(string archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        if (PathArgument.IsPath(archive))
        {
            return Unresolved("Archive", archive);
        }
        // A name without separator and extension is a connection's, unless a file is called so.
        return PathArgument.Unresolved(SessionState.Path, "Archive", archive, out string full) is null && File.Exists(full) ? full : archive;
    }

    /// <summary>The file that a parameter names; it must be there. Wildcards are not expanded.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="path">Its value.</param>
    protected string RequireFile(string parameter, string path)
    {
        string full = Unresolved(parameter, path);
        if (!File.Exists(full))
        {
            ThrowTerminatingError(CommandError.PathNotFound(parameter, path));
        }
        return full;
    }

    /// <summary>The policy that the parameters name: the file's, the archive's newest, or the shipped one; with the script's rules behind its own.</summary>
    /// <param name="archive">The value of <c>-Archive</c>, or null.</param>
    /// <param name="policy">The value of <c>-Policy</c>, or null.</param>
    /// <param name="maskScript">The value of <c>-MaskScript</c>, or null.</param>
    protected ArchivePolicy ReadPolicy(string? archive, string? policy, string? maskScript = null)
    {
        string? scriptPath = maskScript is null ? null : RequireFile("MaskScript", maskScript);
        ArchivePolicy read = ReadPolicyAlone(archive, policy);
        return Require(maskScript, () => TrialInputs.WithScript(read, scriptPath));
    }

    private ArchivePolicy ReadPolicyAlone(string? archive, string? policy)
    {
        string? path = policy is null ? null : RequireFile("Policy", policy);
        if (path is not null || archive is null)
        {
            return Require(policy, () => TrialInputs.Policy(path));
        }
        string name = NameOf(archive);
        return Require(name, () =>
        {
            using IArchiveStore store = ArchiveEngines.For(name).Open(name, StoreAccess.Read);
            return TrialInputs.Policy(null, store);
        });
    }

    /// <summary>The patients of the registry that <c>-Registry</c> gives; a CSV file that it names is read.</summary>
    /// <param name="registry">The value.</param>
    /// <param name="policy">The policy, which says how a CSV file is laid out.</param>
    protected IPatientRegistry PatientsOf(OspacsRegistry registry, ArchivePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return Require<IPatientRegistry>(registry.Path ?? (object)registry, () => registry.GetPatients(path => TrialInputs.Registry(RequireFile("Registry", path), policy)));
    }

    /// <summary>The day of a time that a parameter gives.</summary>
    /// <param name="time">The time, or null.</param>
    protected static DateOnly? DayOf(DateTime? time) => time is { } given ? DateOnly.FromDateTime(given) : null;

    /// <summary>A full file-system path; there need be nothing there.</summary>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="path">Its value.</param>
    protected string Unresolved(string parameter, string path)
    {
        ErrorRecord? error = PathArgument.Unresolved(SessionState.Path, parameter, path, out string full);
        if (error is not null)
        {
            ThrowTerminatingError(error);
        }
        return full;
    }

    /// <summary>The files and folders that <c>-Path</c> or <c>-LiteralPath</c> name. A value that names nothing gives an error record.</summary>
    /// <param name="paths">The values.</param>
    /// <param name="literal">Whether they are taken as they are written.</param>
    protected IEnumerable<string> ResolvePaths(IEnumerable<string> paths, bool literal)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            ErrorRecord? error = PathArgument.Resolve(SessionState.Path, literal, path, out IReadOnlyList<string> found);
            if (error is not null)
            {
                WriteError(error);
            }
            foreach (string full in found)
            {
                yield return full;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the command holds.</summary>
    /// <param name="disposing">Whether called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }
}
