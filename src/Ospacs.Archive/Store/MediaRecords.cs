using Ospacs.Archive.Import;

namespace Ospacs.Archive.Store;

/// <summary>What became of one file of a medium. It holds no path: the file is known by a keyed hash.</summary>
/// <param name="MediaRef">The medium.</param>
/// <param name="FileKey">HMAC-SHA-256 of the file's place on its medium under the archive's key, 32 bytes.</param>
/// <param name="Number">The file's number on the medium, from 1.</param>
/// <param name="Outcome">What became of it: a file that was already stored counts as <see cref="FileOutcome.Stored"/>.</param>
/// <param name="Reason">Why it was quarantined, or null.</param>
public sealed record MediaFileRecord(string MediaRef, byte[] FileKey, int Number, FileOutcome Outcome, QuarantineReason? Reason);

/// <summary>A medium as the archive remembers it beside its files.</summary>
/// <param name="MediaRef">The medium's number.</param>
/// <param name="Centre">The centre that sent it.</param>
/// <param name="Expected">How many files its DICOMDIR lists, or null without one.</param>
/// <param name="Missing">How many of those are not there.</param>
/// <param name="FirstImportUtc">When it was first taken in (UTC).</param>
/// <param name="LastImportUtc">When it was last taken in (UTC).</param>
/// <param name="AuditSequence">The last audit entry when it was last taken in.</param>
/// <param name="AuditMac">That entry's code, which anchors the audit trail here. 32 bytes.</param>
public sealed record MediaRecord(string MediaRef, string Centre, int? Expected, int Missing, DateTime FirstImportUtc, DateTime LastImportUtc, long AuditSequence, byte[] AuditMac);

/// <summary>A medium's passport: what it was to hold, what was found, and what became of every file.</summary>
/// <param name="Media">The medium.</param>
/// <param name="Found">Files found.</param>
/// <param name="Stored">Files whose object is in the archive.</param>
/// <param name="Quarantined">Files that wait for a person.</param>
/// <param name="Index">DICOMDIR files.</param>
/// <param name="NotDicom">Files that are no DICOM.</param>
/// <param name="Failed">Damaged or unreadable files.</param>
/// <param name="Withdrawn">Files that were refused, since their image had been removed.</param>
/// <param name="QuarantinedByReason">How many wait for which reason.</param>
public sealed record MediaPassport(MediaRecord Media, int Found, int Stored, int Quarantined, int Index, int NotDicom, int Failed, int Withdrawn, IReadOnlyDictionary<QuarantineReason, int> QuarantinedByReason);
