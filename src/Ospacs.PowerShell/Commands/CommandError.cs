using Ospacs.Archive.Audit;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Corrections;
using Ospacs.Archive.Export;
using Ospacs.Archive.Import;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Exams;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Commands;

/// <summary>
/// Every error record of the module is made here. Its id is stable: scripts tell failures apart by it. Its message names no path and
/// no patient; a path stands in the target object alone.
/// </summary>
internal static class CommandError
{
    /// <summary>Whether a failure is one that is foreseen, and can be told to the user as it is.</summary>
    /// <param name="e">The failure.</param>
    internal static bool IsKnown(Exception e) => e is ArchiveException or ExportException or PolicyException or RegistryException or IOException or UnauthorizedAccessException;

    /// <summary>The error record of a failure.</summary>
    /// <param name="e">The failure.</param>
    /// <param name="target">What was worked on.</param>
    internal static ErrorRecord Of(Exception e, object? target) => e switch
    {
        ArchiveException archive => Make(archive, archive.Kind switch
        {
            ArchiveFailure.NotFound => ("ArchiveNotFound", ErrorCategory.ObjectNotFound),
            ArchiveFailure.AlreadyExists => ("ArchiveExists", ErrorCategory.ResourceExists),
            ArchiveFailure.NotAnArchive => ("NotAnArchive", ErrorCategory.InvalidData),
            ArchiveFailure.NewerSchema => ("ArchiveNewer", ErrorCategory.InvalidOperation),
            ArchiveFailure.OlderSchema => ("ArchiveOlder", ErrorCategory.InvalidOperation),
            ArchiveFailure.Denied => ("AccessDenied", ErrorCategory.PermissionDenied),
            ArchiveFailure.Unreachable => ("ServerUnreachable", ErrorCategory.ConnectionError),
            ArchiveFailure.Interrupted => ("Interrupted", ErrorCategory.ConnectionError),
            ArchiveFailure.ReadOnly => ("ArchiveReadOnly", ErrorCategory.PermissionDenied),
            ArchiveFailure.Busy => ("ArchiveBusy", ErrorCategory.ResourceBusy),
            ArchiveFailure.DiskFull => ("DiskFull", ErrorCategory.ResourceUnavailable),
            ArchiveFailure.KeyMissing => ("KeyMissing", ErrorCategory.ObjectNotFound),
            ArchiveFailure.WrongKey => ("WrongKey", ErrorCategory.SecurityError),
            ArchiveFailure.Duplicate => ("Duplicate", ErrorCategory.ResourceExists),
            ArchiveFailure.InvalidArgument => ("InvalidArgument", ErrorCategory.InvalidArgument),
            ArchiveFailure.PolicyFailed => ("PolicyFailed", ErrorCategory.SecurityError),
            _ => ("DatabaseFailed", ErrorCategory.NotSpecified),
        }, target),
        ExportException export => Make(export, export.Kind switch
        {
            ExportFailure.NotEmpty => ("DestinationNotEmpty", ErrorCategory.ResourceExists),
            ExportFailure.HasDirectory => ("DestinationHasDirectory", ErrorCategory.ResourceExists),
            ExportFailure.NothingChosen => ("NothingChosen", ErrorCategory.InvalidArgument),
            ExportFailure.DiskFull => ("DiskFull", ErrorCategory.ResourceUnavailable),
            ExportFailure.NotWritable => ("DestinationNotWritable", ErrorCategory.WriteError),
            ExportFailure.ReadBack => ("ReadBackFailed", ErrorCategory.InvalidData),
            _ => ("InvalidArgument", ErrorCategory.InvalidArgument),
        }, target),
        PolicyException => Make(e, ("PolicyInvalid", ErrorCategory.ParserError), target),
        RegistryException { Kind: RegistryFailure.Unreachable } => Make(e, ("RegistryUnreachable", ErrorCategory.ResourceUnavailable), target),
        RegistryException => Make(e, ("RegistryInvalid", ErrorCategory.InvalidData), target),
        UnauthorizedAccessException => Make(new UnauthorizedAccessException("A file or folder may not be read or written by this account."), ("AccessDenied", ErrorCategory.PermissionDenied), target),
        // The runtime's own message holds the path.
        _ => Make(new IOException($"A file or folder could not be read or written ({e.GetType().Name})."), ("FileFailed", ErrorCategory.ReadError), target),
    };

    /// <summary>A path that names nothing.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="path">Its value.</param>
    internal static ErrorRecord PathNotFound(string parameter, string path) =>
        Make(new ItemNotFoundException($"A value of -{parameter} names no file or folder; it stands in this error's TargetObject."), ("PathNotFound", ErrorCategory.ObjectNotFound), path);

    /// <summary>A path of another provider.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="path">Its value.</param>
    internal static ErrorRecord PathNotFileSystem(string parameter, string path) =>
        Make(new ArgumentException($"A value of -{parameter} is no place in the file system; it stands in this error's TargetObject."), ("PathNotFileSystem", ErrorCategory.InvalidArgument), path);

    /// <summary>A medium that the archive does not know.</summary>
    /// <param name="mediaRef">Its number.</param>
    internal static ErrorRecord MediaNotFound(string mediaRef) =>
        Make(new ItemNotFoundException($"The archive has taken in no medium '{mediaRef}'."), ("MediaNotFound", ErrorCategory.ObjectNotFound), mediaRef);

    /// <summary>Files that could not be read, or are damaged; said once, when all others are dealt with.</summary>
    /// <param name="mediaRef">The medium, or null where there is none.</param>
    /// <param name="numbers">The files' numbers.</param>
    internal static ErrorRecord FilesFailed(string? mediaRef, List<int> numbers)
    {
        string named = string.Join(", ", numbers.Take(10)) + (numbers.Count > 10 ? " and more" : string.Empty);
        string where = mediaRef is null ? string.Empty : $" of medium {mediaRef}";
        string what = numbers.Count == 1 ? $"A file{where} is unreadable or damaged: number {named}." : $"{numbers.Count} files{where} are unreadable or damaged: numbers {named}.";
        return Make(new IOException(what), ("FilesFailed", ErrorCategory.ReadError), mediaRef);
    }

    /// <summary>What is wrong with a medium as a whole; said once, when all of its files are dealt with.</summary>
    /// <param name="mediaRef">The medium, or null where there is none.</param>
    /// <param name="findings">What was found.</param>
    internal static ErrorRecord MediaInconsistent(string? mediaRef, IReadOnlyList<MediaFinding> findings)
    {
        string what = mediaRef is null ? "The files contradict each other" : $"Medium {mediaRef} contradicts itself";
        string more = findings.Count > 5 ? $" And {findings.Count - 5} more; all stand in this error's TargetObject." : string.Empty;
        return Make(new InvalidDataException($"{what}. {string.Join(" ", findings.Take(5).Select(finding => finding.Message))}{more}"), ("MediaInconsistent", ErrorCategory.InvalidData), findings.ToArray());
    }

    /// <summary>Images that were left out of a medium.</summary>
    /// <param name="report">What was written, and what was not.</param>
    internal static ErrorRecord ImagesRefused(ExportReport report)
    {
        string why = string.Join(" ", report.Refused.GroupBy(image => image.Message, StringComparer.Ordinal).Select(reason => $"{reason.Count()}: {reason.Key}"));
        string left = report.Images == 0 ? "nothing has been written" : "the others are on the medium";
        return Make(new InvalidDataException($"{report.Refused.Count} images were left out, {left}. {why}"), ("ImagesRefused", ErrorCategory.InvalidData), report);
    }

    /// <summary>A UID that no image of the archive has.</summary>
    /// <param name="sopInstanceUid">The UID.</param>
    internal static ErrorRecord ImageNotFound(string sopInstanceUid) =>
        Make(new ItemNotFoundException($"The archive has no image with the SOP Instance UID '{sopInstanceUid}'."), ("ImageNotFound", ErrorCategory.ObjectNotFound), sopInstanceUid);

    /// <summary>Images of a medium that the identity ledger has no entry of.</summary>
    /// <param name="mediaRef">The medium.</param>
    /// <param name="images">The images.</param>
    internal static ErrorRecord SourceMissing(string mediaRef, IReadOnlyList<ImageRecord> images)
    {
        string what = images.Count == 1 ? "An image" : $"{images.Count} images";
        return Make(
            new ItemNotFoundException($"{what} of medium {mediaRef} {(images.Count == 1 ? "has" : "have")} no entry in the identity ledger: stored before there was a ledger, or the lines are lost. Import the medium again to enter them; nothing is stored twice."),
            ("SourceMissing", ErrorCategory.ObjectNotFound), images.Select(image => image.SopInstanceUid).ToArray());
    }

    /// <summary>Lines of the identity ledger that cannot be read.</summary>
    /// <param name="damage">Which.</param>
    internal static ErrorRecord LedgerDamaged(LedgerDamage damage) => Make(new InvalidDataException(damage.ToString()), ("LedgerDamaged", ErrorCategory.InvalidData), damage);

    /// <summary>Something that is wrong in an archive.</summary>
    /// <param name="finding">What.</param>
    internal static ErrorRecord ArchiveDamaged(VerificationFinding finding) =>
        Make(new InvalidDataException(finding.Message), ("ArchiveDamaged", ErrorCategory.InvalidData), finding);

    /// <summary>An audit trail that does not hold.</summary>
    /// <param name="broken">Where, and what is wrong.</param>
    internal static ErrorRecord ArchiveDamaged(AuditBreak broken) =>
        Make(new InvalidDataException(broken.ToString()), ("ArchiveDamaged", ErrorCategory.InvalidData), broken);

    /// <summary>An image that stays as it was, because something is wrong with it.</summary>
    /// <param name="image">The image.</param>
    internal static ErrorRecord ImageNotCompressed(OptimizedImage image) =>
        Make(new InvalidDataException($"Image {image.SopInstanceUid} of subject {image.SubjectId} was not compressed: {image.Message}. Test the archive, and import medium {image.MediaRef} again if it is damaged."), ("ImageNotCompressed", ErrorCategory.InvalidData), image);

    /// <summary>An image that was not given to another subject.</summary>
    /// <param name="image">The image, and why.</param>
    internal static ErrorRecord ImageNotMoved(CorrectedImage image) => Make(
        new InvalidDataException($"Image {image.FromSopInstanceUid} of subject {image.FromSubjectId} was not moved: " + (image.Outcome == CorrectionOutcome.OtherCentre
            ? "the other subject is of another centre. Where that is meant, say -AnyCentre."
            : $"its bytes are not those that were stored. Test the archive, and import medium {image.MediaRef} again.")),
        ("ImageNotMoved", ErrorCategory.InvalidData), image);

    /// <summary>An image that the archive never had.</summary>
    /// <param name="imageId">Its key.</param>
    internal static ErrorRecord ImageNotFound(long imageId) =>
        Make(new ItemNotFoundException($"The archive never had an image {imageId}."), ("ImageNotFound", ErrorCategory.ObjectNotFound), imageId);

    /// <summary>A policy that has not passed its exam.</summary>
    /// <param name="report">What was asked, and what was wrong.</param>
    internal static ErrorRecord PolicyFailed(ExamReport report) => Make(new InvalidDataException(report.ToString()), ("PolicyFailed", ErrorCategory.InvalidResult), report);

    /// <summary>An id that means no quarantined file, or several.</summary>
    /// <param name="id">The id.</param>
    /// <param name="count">How many it means.</param>
    internal static ErrorRecord QuarantineItemNotFound(string id, int count) =>
        count > 1
            ? Make(new ArgumentException($"{count} quarantined files have ids that begin with '{id}'. Give more digits."), ("QuarantineItemAmbiguous", ErrorCategory.InvalidArgument), id)
            : Make(new ItemNotFoundException($"No quarantined file has the id '{id}'. An id is given whole, or by its first {QuarantineIds.ShortestPrefix} digits at least."), ("QuarantineItemNotFound", ErrorCategory.ObjectNotFound), id);

    /// <summary>A value, or the lack of one, that the command cannot work with.</summary>
    /// <param name="message">What is wrong and what to give instead.</param>
    /// <param name="target">The value.</param>
    internal static ErrorRecord InvalidArgument(string message, object? target) =>
        Make(new ArgumentException(message), ("InvalidArgument", ErrorCategory.InvalidArgument), target);

    private static ErrorRecord Make(Exception e, (string Id, ErrorCategory Category) kind, object? target) => new(e, "Ospacs." + kind.Id, kind.Category, target);
}
