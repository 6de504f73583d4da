using System.Security.Cryptography;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Export;

/// <summary>
/// Writes images of an archive to a medium: a DICOM file-set with its DICOMDIR (PS3.10, PS3.11). Every object's hash is held against the
/// archive on the way out, and so are the pixels of each that is written in another transfer syntax; when all is written, the medium is
/// read back and compared. An export that fails or is cancelled removes what it wrote.
/// </summary>
public sealed class MediaExport
{
    private const int DiskFullOnUnix = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);
    private readonly IArchiveStore _store;
    private readonly OspacsArchive? _archive;
    private readonly ExportOptions _options;
    private readonly MediaProfile _profile;

    /// <summary>Prepares an export that is not remembered, as tests of media need it.</summary>
    /// <param name="store">The archive.</param>
    /// <param name="options">Where to, and by which rules.</param>
    /// <exception cref="ExportException">An option cannot be used.</exception>
    internal MediaExport(IArchiveStore store, ExportOptions options)
    {
        _store = store;
        _options = options;
        _profile = options.Check();
    }

    /// <summary>Prepares an export.</summary>
    /// <param name="archive">The archive, open for writing: what goes out is remembered, and audited, or it does not go out.</param>
    /// <param name="options">Where to, and by which rules.</param>
    /// <exception cref="ExportException">An option cannot be used.</exception>
    public MediaExport(OspacsArchive archive, ExportOptions options) : this(archive.Store, options) => _archive = archive;

    /// <summary>Exports the images that a query finds.</summary>
    /// <param name="query">Which.</param>
    /// <param name="progress">Told how far the export has come; or null.</param>
    /// <param name="cancellation">Ends the export; what it wrote is removed.</param>
    /// <exception cref="ExportException">The export failed; what it wrote is removed.</exception>
    /// <exception cref="ArchiveException">The archive could not be read; what was written is removed.</exception>
    public ExportReport Run(ImageQuery query, IProgress<ExportProgress>? progress = null, CancellationToken cancellation = default)
    {
        long? total = query.Skip == 0 && query.First is null ? _store.CountImages(query, cancellation).Sum(branch => branch.Images) : null;
        return Run(_store.FindImages(query, cancellation), total, progress, cancellation);
    }

    /// <summary>Exports images, each once however often it is given.</summary>
    /// <param name="images">Which; they must be of this archive.</param>
    /// <param name="progress">Told how far the export has come; or null.</param>
    /// <param name="cancellation">Ends the export; what it wrote is removed.</param>
    /// <exception cref="ExportException">The export failed; what it wrote is removed.</exception>
    /// <exception cref="ArchiveException">The archive could not be read; what was written is removed.</exception>
    public ExportReport Run(IEnumerable<ImageRecord> images, IProgress<ExportProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(images, images.TryGetNonEnumeratedCount(out int count) ? count : null, progress, cancellation);

    private ExportReport Run(IEnumerable<ImageRecord> images, long? total, IProgress<ExportProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            using ExportFolder folder = ExportFolder.Open(_options);
            var throttle = new ProgressThrottle(progress);
            ExportReport report = Write(folder, images, total, throttle, cancellation);
            if (report.Images > 0)
            {
                ReadBack(folder, report.Files, throttle, cancellation);
                if (_archive is not null)
                {
                    report = report with { ExportId = ExportMemory.Remember(_archive, report, cancellation) };
                }
                folder.Complete();
            }
            return report;
        }
        catch (IOException e) when (e.HResult is DiskFullOnUnix or DiskFullOnWindows or HandleDiskFullOnWindows)
        {
            throw new ExportException(ExportFailure.DiskFull, "There is no room left at the destination. What had been written was removed.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ExportException(ExportFailure.NotWritable, "The destination cannot be written. What had been written was removed.", e);
        }
    }

    private ExportReport Write(ExportFolder folder, IEnumerable<ImageRecord> images, long? total, ProgressThrottle throttle, CancellationToken cancellation)
    {
        string root = folder.FreeName("IMAGES");
        string readme = folder.FreeName("README");
        var names = new MediumNames(root);
        var directory = new DicomDirectoryWriter(_options.Label) { DescriptorFileId = [readme] };
        var copy = new ObjectCopy(_store, folder, new SyntaxChoice(_profile, _options.Compression));
        var files = new List<ExportedFile>();
        var refused = new List<RefusedImage>();
        var seen = new HashSet<long>();
        long bytes = 0;
        foreach (ImageRecord image in images)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!seen.Add(image.ImageId))
            {
                continue;
            }
            string[] fileId = names.Next(image.SubjectId);
            try
            {
                files.Add(WriteOne(copy, directory, folder, image, fileId, cancellation));
                bytes += files[^1].Bytes;
            }
            catch (ObjectRefusedException refusal)
            {
                names.TakeBack(image.SubjectId);
                refused.Add(new RefusedImage(image.ImageId, image.SopInstanceUid, image.SubjectId, refusal.Reason, refusal.Message));
            }
            throttle.Report(new ExportProgress(ExportPhase.Writing, seen.Count, total, bytes));
        }
        if (seen.Count == 0)
        {
            throw new ExportException(ExportFailure.NothingChosen, "No image was chosen: nothing has been written.");
        }

        var report = new ExportReport
        {
            Destination = folder.Root, Label = _options.Label, Profile = _profile.Name, IsStandardProfile = _profile.IsStandard, Subjects = names.Subjects, Bytes = bytes,
            Files = files, Refused = refused, OtherFiles = folder.OtherFiles, FilledKeys = directory.FilledKeys,
        };
        if (files.Count > 0)
        {
            using (FileStream text = folder.Create([readme]))
            {
                text.Write(MediumText.Make(_options.Label, _profile, root, files, names.Subjects, folder.OtherFiles));
            }
            // The DICOMDIR comes last: a folder that has one is whole.
            WriteDirectory(folder, directory);
        }
        return report;
    }

    private static ExportedFile WriteOne(ObjectCopy copy, DicomDirectoryWriter directory, ExportFolder folder, ImageRecord image, string[] fileId, CancellationToken cancellation)
    {
        (ExportedFile file, DicomDirectoryImage keys) = copy.Write(image, fileId, cancellation);
        try
        {
            directory.Add(keys);
            return file;
        }
        catch (ArgumentException e)
        {
            folder.Remove(fileId);
            throw new ObjectRefusedException(RefusalReason.Inconsistent, e.Message, e);
        }
    }

    private static void WriteDirectory(ExportFolder folder, DicomDirectoryWriter directory)
    {
        using FileStream stream = folder.Create([DicomFileId.Directory]);
        var output = new DicomStreamOutput(stream);
        directory.Write(output, DicomUID.FromBits(RandomNumberGenerator.GetBytes(16)));
        output.Flush();
    }

    private static void ReadBack(ExportFolder folder, IReadOnlyList<ExportedFile> files, ProgressThrottle throttle, CancellationToken cancellation)
    {
        long done = 0;
        long bytes = 0;
        MediumCheck.Run(
            folder,
            files,
            count =>
            {
                bytes += count;
                done++;
                throttle.Report(new ExportProgress(ExportPhase.ReadingBack, done, files.Count, bytes), always: done == 1 || done == files.Count);
            },
            cancellation);
    }
}
