using Ospacs.Dicom.Media;

namespace Ospacs.Archive.Export;

/// <summary>The destination of an export. It remembers what the run has made there, and takes all of it back unless the run completes.</summary>
internal sealed class ExportFolder : IDisposable
{
    private readonly Stack<string> _madeFolders = new();
    private readonly Stack<string> _madeFiles = new();
    private readonly HashSet<string> _knownFolders = new(StringComparer.Ordinal);
    private bool _complete;

    private ExportFolder(string root, int otherFiles)
    {
        Root = root;
        OtherFiles = otherFiles;
    }

    /// <summary>The folder's full path.</summary>
    internal string Root { get; }

    /// <summary>Files that were there before.</summary>
    internal int OtherFiles { get; }

    /// <summary>Looks at the destination; nothing is made yet.</summary>
    internal static ExportFolder Open(ExportOptions options)
    {
        string root;
        try
        {
            root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Destination));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw new ExportException(ExportFailure.InvalidArgument, "The destination is no path.", e);
        }
        if (File.Exists(root))
        {
            throw new ExportException(ExportFailure.InvalidArgument, "The destination is a file; it must be a folder.");
        }
        if (!Directory.Exists(root))
        {
            return new ExportFolder(root, 0);
        }
        bool any = false;
        foreach (string entry in Directory.EnumerateFileSystemEntries(root))
        {
            any = true;
            if (Path.GetFileName(entry).Equals(DicomFileId.Directory, StringComparison.OrdinalIgnoreCase))
            {
                throw new ExportException(ExportFailure.HasDirectory, "The destination holds a DICOMDIR already: a medium is written once. Give another folder.");
            }
        }
        if (any && !options.AllowNonEmpty)
        {
            throw new ExportException(ExportFailure.NotEmpty, "The destination is not empty. Give an empty folder, or allow other files on the medium.");
        }
        int others = any ? Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = true }).Count() : 0;
        return new ExportFolder(root, others);
    }

    /// <summary>A name in the root that is not taken: the one that is wished for, or that with a number.</summary>
    internal string FreeName(string wish)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (Directory.Exists(Root))
        {
            taken.UnionWith(Directory.EnumerateFileSystemEntries(Root).Select(entry => Path.GetFileName(entry)));
        }
        string name = wish;
        for (int number = 1; taken.Contains(name); number++)
        {
            string suffix = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_{number}");
            name = wish[..Math.Min(wish.Length, DicomFileId.LongestComponent - suffix.Length)] + suffix;
        }
        return name;
    }

    /// <summary>The full path of a file.</summary>
    internal string PathOf(IReadOnlyList<string> fileId) => Path.Combine([Root, .. fileId]);

    /// <summary>Makes a file that was not there, and the folders that it needs.</summary>
    internal FileStream Create(IReadOnlyList<string> fileId)
    {
        string path = PathOf(fileId);
        MakeFolder(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        _madeFiles.Push(path);
        return stream;
    }

    /// <summary>Removes a file that the run has made last, if it has made it.</summary>
    internal void Remove(IReadOnlyList<string> fileId)
    {
        string path = PathOf(fileId);
        if (_madeFiles.TryPeek(out string? last) && last == path)
        {
            File.Delete(path);
            _madeFiles.Pop();
        }
    }

    /// <summary>Puts the file that the run has made last in the place of another that it has made.</summary>
    internal void Replace(IReadOnlyList<string> last, IReadOnlyList<string> other)
    {
        File.Move(PathOf(last), PathOf(other), overwrite: true);
        _madeFiles.Pop();
    }

    /// <summary>Lets what was made stay.</summary>
    internal void Complete() => _complete = true;

    /// <summary>Takes back what was made, unless the run has completed. What cannot be removed stays: there is nobody left to tell.</summary>
    public void Dispose()
    {
        if (_complete)
        {
            return;
        }
        foreach (string file in _madeFiles)
        {
            Try(() => File.Delete(file));
        }
        foreach (string folder in _madeFolders)
        {
            Try(() => Directory.Delete(folder));
        }
    }

    private static void Try(Action remove)
    {
        try
        {
            remove();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private void MakeFolder(string folder)
    {
        if (!_knownFolders.Add(folder) || Directory.Exists(folder))
        {
            return;
        }
        string? parent = Path.GetDirectoryName(folder);
        if (parent is not null)
        {
            MakeFolder(parent);
        }
        Directory.CreateDirectory(folder);
        _madeFolders.Push(folder);
    }
}
