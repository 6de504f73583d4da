namespace Ospacs.Archive.Import;

/// <summary>A file found on a medium.</summary>
/// <param name="Path">Its full path: identity side.</param>
/// <param name="Number">Its number on the medium, from 1.</param>
/// <param name="RelativePath">Its path below the medium's root, parted by slashes; of a folder that cannot be listed it ends in one. Identity side.</param>
/// <param name="Problem">Why it cannot be read, when that is known already: a folder that could not be listed.</param>
public sealed record ScannedFile(string Path, int Number, string RelativePath, string? Problem = null);

/// <summary>Finds the files of a medium: folders to their bottom, in the order of their relative paths, each file once.</summary>
public static class MediaScan
{
    /// <summary>What a byte of a file name becomes that is no character to this system; a file with it in its name cannot be opened.</summary>
    private const char Undecodable = '\uFFFD';

    /// <summary>Lists files.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="cancellation">Ends the listing.</param>
    /// <returns>The files, numbered from 1. A folder that cannot be listed stands in the list with its problem.</returns>
    public static IReadOnlyList<ScannedFile> Find(IReadOnlyList<string> paths, CancellationToken cancellation = default)
    {
        string[] full = [.. paths.Select(System.IO.Path.GetFullPath).Select(System.IO.Path.TrimEndingDirectorySeparator).Distinct(StringComparer.Ordinal)];
        var listing = new Listing(CommonRoot(full));
        foreach (string path in full)
        {
            if (Directory.Exists(path))
            {
                listing.AddFolder(path, cancellation);
            }
            else
            {
                listing.AddFile(path);
            }
        }
        return listing.Files;
    }

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

    private sealed class Listing(string root)
    {
        private readonly SortedDictionary<string, (string Path, string? Problem)> _found = new(StringComparer.Ordinal);
        private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

        internal IReadOnlyList<ScannedFile> Files => [.. _found.Select((entry, index) => new ScannedFile(entry.Value.Path, index + 1, entry.Key, entry.Value.Problem))];

        /// <summary>Adds a file that was named by itself; one that is in a folder already added stays as it is.</summary>
        internal void AddFile(string path) => _found.TryAdd(Relative(path), (path, null));

        internal void AddFolder(string folder, CancellationToken cancellation)
        {
            var pending = new Stack<string>();
            pending.Push(folder);
            while (pending.TryPop(out string? current))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!_folders.Add(current))
                {
                    continue;
                }
                try
                {
                    foreach (string file in Directory.EnumerateFiles(current))
                    {
                        cancellation.ThrowIfCancellationRequested();
                        AddListed(file);
                    }
                    foreach (string inner in Directory.EnumerateDirectories(current))
                    {
                        if (inner.Contains(Undecodable, StringComparison.Ordinal) && !Directory.Exists(inner))
                        {
                            AddUndecodable(inner, "/");
                        }
                        else if (new DirectoryInfo(inner).LinkTarget is not null)
                        {
                            // It may lead in a circle, or off the medium. It is not followed, and not kept quiet either.
                            _found.TryAdd(Relative(inner) + "/", (inner, "is a link to a folder, which is not followed: take that folder in by itself"));
                        }
                        else
                        {
                            pending.Push(inner);
                        }
                    }
                }
                catch (Exception e) when (ReadFailure.IsOne(e))
                {
                    _found.TryAdd(Relative(current) + "/", (current, "is a folder and " + ReadFailure.Of(e).Message));
                }
            }
        }

        private void AddListed(string file)
        {
            if (file.Contains(Undecodable, StringComparison.Ordinal) && !File.Exists(file))
            {
                AddUndecodable(file, string.Empty);
            }
            else
            {
                _found.TryAdd(Relative(file), (file, null));
            }
        }

        /// <summary>Two names that cannot be decoded may look alike; each is a file all the same.</summary>
        private void AddUndecodable(string path, string behind)
        {
            const string Problem = "has a name in another character set than this system's, and cannot be opened by it";
            string relative = Relative(path);
            while (!_found.TryAdd(relative + behind, (path, Problem)))
            {
                relative += Undecodable;
            }
        }

        private string Relative(string path) => System.IO.Path.GetRelativePath(root, path).Replace(System.IO.Path.DirectorySeparatorChar, '/');
    }
}
