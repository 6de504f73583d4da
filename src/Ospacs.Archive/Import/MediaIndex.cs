using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>What the DICOMDIR files of a medium list: how many files were to come, which are not there, and which of those found are listed.</summary>
internal sealed class MediaIndex
{
    private readonly HashSet<string> _listed = new(StringComparer.OrdinalIgnoreCase);

    private MediaIndex()
    {
    }

    /// <summary>Files that are listed, each once, or null where there is no DICOMDIR.</summary>
    public int? Expected { get; private set; }

    /// <summary>Files that are listed and not there.</summary>
    public int Missing { get; private set; }

    public bool Lists(ScannedFile file) => _listed.Contains(Normal(file.RelativePath));

    /// <summary>Reads every DICOMDIR among the files. One that cannot be read says nothing here; its own outcome will tell.</summary>
    public static MediaIndex Read(IReadOnlyList<ScannedFile> files)
    {
        var index = new MediaIndex();
        foreach (ScannedFile file in files)
        {
            if (file.Problem is null && System.IO.Path.GetFileName(file.Path).Equals("DICOMDIR", StringComparison.OrdinalIgnoreCase))
            {
                index.Add(file);
            }
        }
        if (index.Expected is not null)
        {
            var found = new HashSet<string>(files.Select(f => Normal(f.RelativePath)), StringComparer.OrdinalIgnoreCase);
            index.Expected = index._listed.Count;
            index.Missing = index._listed.Count(path => !found.Contains(path));
        }
        return index;
    }

    private void Add(ScannedFile directory)
    {
        string folder = directory.RelativePath[..^"DICOMDIR".Length];
        try
        {
            using SourceFile file = new SourceFile(directory.Path);
            using DicomSource source = file.AsSource();
            foreach (DicomDirectoryReference reference in DicomDirectory.Read(source))
            {
                _listed.Add(Normal(folder + reference.RelativePath));
            }
            Expected = 0;
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException || ReadFailure.IsOne(e))
        {
            // Told by the outcome of the DICOMDIR itself.
        }
    }

    /// <summary>A name as a DICOMDIR writes it: discs in ISO 9660 may show ";1" or a dot behind (PS3.12 Annex F.1).</summary>
    private static string Normal(string path)
    {
        string name = path.EndsWith(";1", StringComparison.Ordinal) ? path[..^2] : path;
        return name.TrimEnd('.');
    }
}
