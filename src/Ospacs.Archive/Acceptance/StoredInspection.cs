using System.Globalization;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Acceptance;

/// <summary>Looks at what the archive holds and at what was exported: each planned object is there, once, protected, and nothing else is.</summary>
internal sealed class StoredInspection
{
    private readonly Dictionary<string, SampleFile> _planned = new(StringComparer.Ordinal);
    private readonly List<string> _differences;
    private readonly IdentitySearch _search;

    internal StoredInspection(IEnumerable<AcceptanceMedium> media, List<string> differences, IdentitySearch search)
    {
        _differences = differences;
        _search = search;
        foreach (AcceptanceFile file in media.SelectMany(medium => medium.Files))
        {
            if (file.Planned.Outcome == FileOutcome.Stored && file.First?.SopInstanceUid is { } uid && !_planned.TryAdd(uid, file.Planned))
            {
                differences.Add("Two files were stored under one SOP Instance UID.");
            }
        }
    }

    /// <summary>Objects looked at so far.</summary>
    internal int Inspected { get; private set; }

    internal void InspectArchive(OspacsArchive archive, CancellationToken cancellation)
    {
        var left = new HashSet<string>(_planned.Keys, StringComparer.Ordinal);
        foreach (ImageRecord image in archive.Store.FindImages(new ImageQuery(), cancellation))
        {
            using var bytes = new MemoryStream();
            foreach (ReadOnlyMemory<byte> part in archive.Store.ReadParts(image.ImageId, cancellation))
            {
                bytes.Write(part.Span);
            }
            InspectObject("archive", image.SopInstanceUid, bytes.ToArray(), left);
        }
        ReportLeft("archive", left);
    }

    internal void InspectExport(string folder)
    {
        var left = new HashSet<string>(_planned.Keys, StringComparer.Ordinal);
        bool directory = false;
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            byte[] bytes = File.ReadAllBytes(path);
            if (_search.IsIn(bytes) || _search.IsIn(Path.GetRelativePath(folder, path)))
            {
                _differences.Add("export: a file holds identity.");
            }
            directory |= Path.GetFileName(path) == "DICOMDIR";
            if (UidOfImage(bytes) is { } uid)
            {
                InspectObject("export", uid, bytes, left);
            }
        }
        if (!directory)
        {
            _differences.Add("export: there is no DICOMDIR.");
        }
        ReportLeft("export", left);
    }

    private void InspectObject(string where, string uid, byte[] bytes, HashSet<string> left)
    {
        Inspected++;
        if (!left.Remove(uid))
        {
            _differences.Add($"{where}: image {uid} was not planned, or is there twice.");
            return;
        }
        _differences.AddRange(ObjectInspection.Inspect(bytes, _planned[uid], _search).Select(problem => $"{where}: image {uid} {problem}."));
    }

    private void ReportLeft(string where, HashSet<string> left)
    {
        if (left.Count > 0)
        {
            _differences.Add(string.Create(CultureInfo.InvariantCulture, $"{where}: {left.Count} planned images are missing."));
        }
    }

    private static string? UidOfImage(byte[] bytes)
    {
        try
        {
            using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
            return file.Dataset.Contains(DicomTag.PixelData) ? file.Dataset.GetCode(DicomTag.SOPInstanceUID) : null;
        }
        catch (NotDicomException)
        {
            return null;
        }
    }
}
