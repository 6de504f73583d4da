using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Protection;

/// <summary>What files are protected with outside an archive.</summary>
public sealed record FileProtectionOptions
{
    /// <summary>The folder that the protected objects are written to: a folder a subject in it, and files named by SOP Instance UID.</summary>
    public required string Destination { get; init; }

    /// <summary>The key. Under one key the same file always gives the same object.</summary>
    public required ArchiveKey Key { get; init; }

    /// <summary>The policy.</summary>
    public required ArchivePolicy Policy { get; init; }

    /// <summary>The centre.</summary>
    public required string Centre { get; init; }

    /// <summary>The registry that says whose each file is; or null when <see cref="SubjectId"/> is given.</summary>
    public IPatientRegistry? Registry { get; init; }

    /// <summary>The subject that all files are of; or null when <see cref="Registry"/> is given.</summary>
    public string? SubjectId { get; init; }

    /// <summary>How pixels are compressed that came without loss.</summary>
    public PixelCompression Compression { get; init; }

    /// <summary>The mask rules that are approved, where the policy wants them to be; or null.</summary>
    public RuleApprovals? Approvals { get; init; }

    /// <summary>A folder for previews, a PNG a file, named by its number; or null. Identity side.</summary>
    public string? PreviewFolder { get; init; }

    /// <summary>Whether the objects are made and judged, and not written.</summary>
    public bool WritesNothing { get; init; }
}

/// <summary>Protects files to a folder, by the same rules as an import. What is not safe is refused, and nothing of it is written; nor is an object ever written over another one.</summary>
public sealed class FileProtection
{
    private readonly FileProtectionOptions _options;
    private readonly ObjectProtection _protection;
    private readonly PatientChecker? _checker;

    /// <summary>Prepares the work.</summary>
    /// <param name="options">What with.</param>
    /// <exception cref="ArchiveException">The subject, or the centre, cannot be written into an object; or not exactly one of registry and subject is given.</exception>
    public FileProtection(FileProtectionOptions options)
    {
        if (options.Registry is null == options.SubjectId is null)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "Either a registry says whose the files are, or a subject is named.");
        }
        if (options.SubjectId is not null && SubjectIds.Problem(options.SubjectId) is { } problem)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The subject id {problem}.");
        }
        ImportOptions.CheckLabel(options.Centre, "centre");
        _options = options;
        _protection = new ObjectProtection(options.Policy, options.Compression, options.Approvals);
        _checker = options.Registry is null ? null : new PatientChecker(options.Registry, options.Policy.Match);
    }

    /// <summary>Protects files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    /// <returns>A report for every file, when it is written.</returns>
    public IEnumerable<FileProtectionReport> Run(IReadOnlyList<ScannedFile> files, CancellationToken cancellation = default)
    {
        foreach (ScannedFile file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Protect(file);
        }
    }

    private FileProtectionReport Protect(ScannedFile scanned)
    {
        using DicomFile? file = OpenedFile.Open(scanned, out FileProtectionOutcome outcome, out string message);
        if (file is null)
        {
            return Unwritten(scanned, outcome, message);
        }
        FileProtectionReport report = Protect(scanned, file, out IReadOnlyList<PixelRectangle> places);
        return _options.PreviewFolder is null || _options.WritesNothing ? report : report with { PreviewPath = Preview(scanned, file, places) };
    }

    /// <summary>Draws a file for a person to look at, whatever became of it.</summary>
    private string? Preview(ScannedFile scanned, DicomFile file, IReadOnlyList<PixelRectangle> places)
    {
        string path = Path.Combine(_options.PreviewFolder!, string.Create(CultureInfo.InvariantCulture, $"{scanned.Number:D6}.png"));
        try
        {
            if (PreviewFile.Draw(file, _options.Policy, places) is not { } picture)
            {
                return null;
            }
            IdentityFolder.CreatePrivateFolder(_options.PreviewFolder!);
            using FileStream output = File.Create(path);
            PngWriter.Write(output, picture);
            return path;
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "A preview cannot be written: the folder may not be written, or is full.", e);
        }
    }

    private FileProtectionReport Protect(ScannedFile scanned, DicomFile file, out IReadOnlyList<PixelRectangle> places)
    {
        places = [];
        try
        {
            _protection.CheckClass(file.Dataset, file.FileMeta);
            string subject = _options.SubjectId ?? SubjectSettlement.Settle(_checker!, file.Dataset, _options.Centre, PatientCorrection.None, out _, out _);
            var context = new ProtectionContext
            {
                Key = _options.Key,
                SubjectId = subject,
                Patient = _options.Registry?.FindSubject(subject),
                Centre = _options.Centre,
                Sponsor = _options.Policy.Sponsor,
                Protocol = _options.Policy.Protocol,
            };
            var recorder = new DifferenceRecorder(withOldValues: false, withUnchanged: false);
            ProtectedObject made = _protection.Protect(file, context, recorder);
            FileProtectionReport report = _options.WritesNothing ? Planned(scanned, subject, made) : Write(scanned, subject, made);
            return report with { Differences = DifferenceRecord.Of(made, context, _options.Policy, scanned.Number, recorder.Changes) };
        }
        catch (ProtectionException e)
        {
            places = e.Places;
            return Unwritten(scanned, FileProtectionOutcome.Refused, e.Message) with { Reason = e.Reason };
        }
        catch (DicomFormatException e)
        {
            return Unwritten(scanned, FileProtectionOutcome.Failed, "The file is damaged: " + e.Message);
        }
    }

    /// <summary>Writes the object under another name first: what stands under its own is whole.</summary>
    private FileProtectionReport Write(ScannedFile scanned, string subject, ProtectedObject made)
    {
        string uid = made.Dataset.GetCode(DicomTag.SOPInstanceUID);
        string folder = Path.Combine(_options.Destination, FolderOf(subject));
        string target = Path.Combine(folder, uid + ".dcm");
        string draft = target + ".new";
        byte[] sha256;
        long bytes;
        try
        {
            Directory.CreateDirectory(folder);
            (sha256, bytes) = Write(draft, made);
            if (File.Exists(target) && !HashOf(target).AsSpan().SequenceEqual(sha256))
            {
                Discard(draft);
                return Unwritten(scanned, FileProtectionOutcome.Refused, "Another object with this SOP Instance UID stands at the destination; it stays.") with { Reason = QuarantineReason.Resent };
            }
            File.Move(draft, target, overwrite: true);
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            Discard(draft);
            return Unwritten(scanned, FileProtectionOutcome.Failed, string.Create(CultureInfo.InvariantCulture, $"The file could not be read, or its protected copy could not be written (error 0x{e.HResult:X8})."));
        }
        catch
        {
            Discard(draft);
            throw;
        }
        return Report(scanned, subject, made, sha256, bytes) with { Destination = target };
    }

    /// <summary>What would be written: all of it is made, since what is wrong with a frame shows only then.</summary>
    private static FileProtectionReport Planned(ScannedFile scanned, string subject, ProtectedObject made)
    {
        (byte[] sha256, long bytes) = Write(Stream.Null, made);
        return Report(scanned, subject, made, sha256, bytes) with { Outcome = FileProtectionOutcome.Planned };
    }

    private static FileProtectionReport Report(ScannedFile scanned, string subject, ProtectedObject made, byte[] sha256, long bytes) => new()
    {
        Path = scanned.Path,
        FileNumber = scanned.Number,
        Outcome = FileProtectionOutcome.Protected,
        SubjectId = subject,
        SopInstanceUid = made.Dataset.GetCode(DicomTag.SOPInstanceUID),
        Rule = made.Rule,
        MaskGrowth = made.Pixels.Growth,
        Bytes = bytes,
        Sha256 = sha256,
    };

    private static (byte[] Sha256, long Bytes) Write(string draft, ProtectedObject made) => Write(new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, 0), made);

    private static (byte[] Sha256, long Bytes) Write(Stream target, ProtectedObject made)
    {
        using var hash = SHA256.Create();
        long bytes;
        using (var stream = new CryptoStream(target, hash, CryptoStreamMode.Write))
        {
            var output = new DicomStreamOutput(stream);
            made.WriteTo(output);
            output.Flush();
            bytes = output.Position;
        }
        return (hash.Hash!, bytes);
    }

    private static byte[] HashOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return SHA256.HashData(stream);
    }

    private static void Discard(string draft)
    {
        try
        {
            File.Delete(draft);
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            // It stays as a draft, which nothing takes for an object.
        }
    }

    /// <summary>A subject's folder: its id, or, where file systems would not bear that, a hash of it.</summary>
    private static string FolderOf(string subject) =>
        subject.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? subject
            : Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(subject)).AsSpan(0, 8));

    private static FileProtectionReport Unwritten(ScannedFile file, FileProtectionOutcome outcome, string message) =>
        new() { Path = file.Path, FileNumber = file.Number, Outcome = outcome, Message = message };
}
