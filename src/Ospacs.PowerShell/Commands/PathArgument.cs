using System.Collections.ObjectModel;

namespace Ospacs.PowerShell.Commands;

/// <summary>
/// Paths as PowerShell has them, made into paths of the file system. What is wrong with one comes as an error of our own:
/// the engine's would put the path, which may hold a patient's name, into its message.
/// </summary>
internal static class PathArgument
{
    /// <summary>The files and folders that a value names.</summary>
    /// <param name="paths">The session's paths.</param>
    /// <param name="literal">Whether the value is taken as it is written, or its wildcards are expanded.</param>
    /// <param name="path">The value.</param>
    /// <param name="found">Full paths; none when there is an error.</param>
    /// <returns>What is wrong, or null.</returns>
    internal static ErrorRecord? Resolve(PathIntrinsics paths, bool literal, string path, out IReadOnlyList<string> found)
    {
        string parameter = literal ? "LiteralPath" : "Path";
        found = [];
        if (literal)
        {
            ErrorRecord? error = Unresolved(paths, parameter, path, out string full);
            if (error is not null)
            {
                return error;
            }
            if (!File.Exists(full) && !Directory.Exists(full))
            {
                return CommandError.PathNotFound(parameter, path);
            }
            found = [full];
            return null;
        }
        try
        {
            Collection<string> matches = paths.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (!IsFileSystem(provider))
            {
                return CommandError.PathNotFileSystem(parameter, path);
            }
            found = matches;
            return matches.Count > 0 ? null : CommandError.PathNotFound(parameter, path);
        }
        catch (Exception e) when (IsPathError(e))
        {
            return CommandError.PathNotFound(parameter, path);
        }
    }

    /// <summary>The full path that a value stands for, whether there is anything or not.</summary>
    /// <param name="paths">The session's paths.</param>
    /// <param name="parameter">The parameter's name.</param>
    /// <param name="path">The value.</param>
    /// <param name="full">The full path; empty when there is an error.</param>
    /// <returns>What is wrong, or null.</returns>
    internal static ErrorRecord? Unresolved(PathIntrinsics paths, string parameter, string path, out string full)
    {
        full = string.Empty;
        try
        {
            string place = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            if (!IsFileSystem(provider))
            {
                return CommandError.PathNotFileSystem(parameter, path);
            }
            full = Path.GetFullPath(place);
            return null;
        }
        catch (Exception e) when (IsPathError(e))
        {
            return CommandError.PathNotFound(parameter, path);
        }
    }

    /// <summary>Whether a value of <c>-Archive</c> is a path rather than a connection's name: it has a separator or an extension.</summary>
    /// <param name="archive">The value.</param>
    internal static bool IsPath(string archive) =>
        archive.Contains('/', StringComparison.Ordinal)
        || archive.Contains('\\', StringComparison.Ordinal)
        || archive.Contains(':', StringComparison.Ordinal)
        || Path.HasExtension(archive);

    private static bool IsFileSystem(ProviderInfo provider) => string.Equals(provider.Name, "FileSystem", StringComparison.OrdinalIgnoreCase);

    private static bool IsPathError(Exception e) =>
        e is (RuntimeException or ArgumentException or NotSupportedException or InvalidOperationException or IOException or UnauthorizedAccessException)
        and not PipelineStoppedException;
}
