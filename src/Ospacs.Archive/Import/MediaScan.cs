namespace Ospacs.Archive.Import;

/// <summary>A file found on a medium.</summary>
/// <param name="Path">Its full path: identity side.</param>
/// <param name="Number">Its number on the medium, from 1.</param>
/// <param name="RelativePath">Its path below the medium's root, parted by slashes: identity side.</param>
/// <param name="Problem">Why it cannot be read, when that is known already: a folder that could not be listed.</param>
public sealed record ScannedFile(string Path, int Number, string RelativePath, string? Problem = null);

/// <summary>Finds the files of a medium: folders to their bottom, in the order of their relative paths, each file once.</summary>
public static class MediaScan
{
    /// <summary>Lists files.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <returns>The files, numbered from 1. A folder that cannot be listed stands in the list with its problem.</returns>
    public static IReadOnlyList<ScannedFile> Find(IReadOnlyList<string> paths, CancellationToken cancellation = default)
    {
        string[] full = [.. paths.Select(System.IO.Path.GetFullPath).Select(System.IO.Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal)];
        string root = CommonRoot(full);
        var found = new SortedDictionary<string, (string Path, string? Problem)>(StringComparer.Ordinal);
        foreach (string path in full)
        {
            if (Directory.Exists(path))
            {
                AddFolder(path, root, found, cancellation);
            }
            else
            {
                found.TryAdd(Relative(root, path), (path, null));
            }
        }
        return [.. found.Select((entry, index) => new ScannedFile(entry.Value.Path, index + 1, entry.Key, entry.Value.Problem))];
    }

    private static void AddFolder(string folder, string root, SortedDictionary<string, (string Path, string? Problem)> found, CancellationToken cancellation)
    {
        var pending = new Stack<string>();
        pending.Push(folder);
        while (pending.TryPop(out string? current))
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                foreach (string file in Directory.EnumerateFiles(current))
                {
                    found.TryAdd(Relative(root, file), (file, null));
                }
                foreach (string inner in Directory.EnumerateDirectories(current))
                {
                    // A link to a folder may lead in a circle, or off the medium. What lies behind it must not be missed in silence.
                    if (new DirectoryInfo(inner).LinkTarget is null)
                    {
                        pending.Push(inner);
                    }
                    else
                    {
                        found.TryAdd(Relative(root, inner) + "/", (inner, "is a link to a folder, which is not followed: take that folder in by itself"));
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                found.TryAdd(Relative(root, current) + "/", (current, "is a folder that cannot be read"));
            }
        }
    }

    private static string Relative(string root, string path) => System.IO.Path.GetRelativePath(root, path).Replace('\\', '/');

    /// <summary>The folder that everything lies in: the same one whether a disc is given whole or file by file.</summary>
    private static string CommonRoot(string[] paths)
    {
        if (paths.Length == 0)
        {
            return System.IO.Path.GetFullPath(".");
        }
        string common = Directory.Exists(paths[0]) ? paths[0] : System.IO.Path.GetDirectoryName(paths[0])!;
        foreach (string path in paths.AsSpan(1))
        {
            string folder = Directory.Exists(path) ? path : System.IO.Path.GetDirectoryName(path)!;
            while (!IsWithin(folder, common))
            {
                string? parent = System.IO.Path.GetDirectoryName(common);
                if (parent is null)
                {
                    return common;
                }
                common = parent;
            }
        }
        return common;
    }

    private static bool IsWithin(string folder, string root) =>
        folder == root || folder.StartsWith(System.IO.Path.EndsInDirectorySeparator(root) ? root : root + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
