using Ospacs.Archive.Audit;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>
/// The one who writes: it puts what was prepared into batches, with passport and audit entries, and keeps the outcomes back until their
/// batch is durable. What only the archive can know (the same file twice, the same object from another file) is decided here.
/// </summary>
internal sealed class ImportWriter(OspacsArchive archive, ArchivePolicy policy, string action, string? reason, DifferenceLog? differences = null) : IDisposable
{
    private readonly List<ImportOutcome> _pending = [];
    private readonly List<string> _leavingQuarantine = [];
    private readonly LedgerWriter _ledger = archive.BeginLedger();
    private readonly IReadOnlySet<string> _waiting = archive.Quarantine.Names();
    private IStoreBatch? _batch;
    private AuditTrail? _trail;
    private long _policyId;
    private bool _swept;

    /// <summary>Whether a batch is open, which keeps other writers out.</summary>
    public bool IsOpen => _batch is not null;

    /// <summary>Files that wait for the batch to become durable.</summary>
    public int Pending => _pending.Count;

    /// <summary>Bytes of objects in the batch.</summary>
    public long PendingBytes => _batch?.Bytes ?? 0;

    /// <summary>Writes the medium's row, anchoring the audit trail in it.</summary>
    public void WriteMedia(MediaRecord media, CancellationToken cancellation)
    {
        IStoreBatch batch = Begin(cancellation);
        (long sequence, byte[] mac) = batch.AuditHead;
        batch.SetMedia(media with { AuditSequence = sequence, AuditMac = mac });
    }

    /// <summary>Takes folders off the medium's passport that could not be read once and were read now.</summary>
    public void ForgetFolders(string mediaRef, IEnumerable<byte[]> folderKeys, CancellationToken cancellation)
    {
        IStoreBatch batch = Begin(cancellation);
        foreach (byte[] key in folderKeys)
        {
            cancellation.ThrowIfCancellationRequested();
            batch.RemoveMediaFile(mediaRef, key);
        }
    }

    public void Write(PreparedFile file, CancellationToken cancellation)
    {
        IStoreBatch batch = Begin(cancellation);
        ImportOutcome outcome = file.Outcome switch
        {
            FileOutcome.Stored => Store(batch, file, cancellation),
            FileOutcome.Quarantined => Quarantine(file, file.Reason!.Value, file.Problem!, cancellation),
            _ => Outcome(file, file.Outcome, file.Problem),
        };
        FileOutcome remembered = outcome.Outcome == FileOutcome.AlreadyStored ? FileOutcome.Stored : outcome.Outcome;
        batch.SetMediaFile(new MediaFileRecord(file.Source.MediaRef, file.Source.FileKey, file.Source.Number, remembered, outcome.Reason));
        if (!IsDecidedAlready(file, outcome))
        {
            _trail!.Append(batch, new AuditDraft
            {
                Action = action,
                MediaRef = file.Source.MediaRef,
                FileNumber = file.Source.Number,
                SubjectId = outcome.Outcome is FileOutcome.Stored or FileOutcome.AlreadyStored ? outcome.SubjectId : null,
                SopInstanceUid = outcome.SopInstanceUid,
                PolicyId = _policyId,
                Outcome = outcome.Outcome.ToString(),
                Reason = reason ?? outcome.Reason?.ToString() ?? (outcome.Outcome == FileOutcome.Stored ? file.Correction?.AuditReason : null),
                OldValue = file.Source.Doubt,
                NewValue = file.Source.Doubt is not null && outcome.Outcome == FileOutcome.Stored ? $"subject {outcome.SubjectId}" : null,
            });
        }
        if (outcome.Outcome is FileOutcome.Stored or FileOutcome.AlreadyStored or FileOutcome.Withdrawn)
        {
            LeaveQuarantine(batch, file, remembered);
        }
        if (outcome.Outcome == FileOutcome.Stored && file.Differences is { } record)
        {
            differences?.Add(file.Source.MediaRef, record);
        }
        Remember(file, outcome);
        _pending.Add(outcome);
    }

    /// <summary>Makes the batch durable.</summary>
    /// <returns>The outcomes that are durable now.</returns>
    public IReadOnlyList<ImportOutcome> Commit()
    {
        if (_batch is not null)
        {
            differences?.Flush();
            _ledger.Flush();
            _batch.Commit();
            _batch.Dispose();
            _batch = null;
        }
        foreach (string id in _leavingQuarantine)
        {
            try
            {
                archive.Quarantine.Remove(id);
            }
            catch (ArchiveException)
            {
                // Another program has the copy open. What it holds is stored and told; the next run that meets the file takes it out.
            }
        }
        _leavingQuarantine.Clear();
        ImportOutcome[] durable = [.. _pending];
        _pending.Clear();
        return durable;
    }

    public void Dispose()
    {
        _batch?.Dispose();
        _ledger.Dispose();
    }

    /// <summary>
    /// Whether a decision was carried out before: by a run that was cut off when the image was stored and before the item had left the
    /// quarantine, or by another program. It is one decision, and has its entry.
    /// </summary>
    private static bool IsDecidedAlready(PreparedFile file, ImportOutcome outcome) =>
        outcome.Outcome == FileOutcome.AlreadyStored && file.Source.DecidedSubject is { } subject && subject == outcome.SubjectId;

    /// <summary>The outcome of a quarantined file that another program has discarded meanwhile, or null: nobody brings it back by a decision that came too late.</summary>
    private ImportOutcome? Discarded(PreparedFile file) => file.Source.QuarantineId is { } id && !archive.Quarantine.Contains(id)
        ? Outcome(file, FileOutcome.Failed, "is not in the quarantine any more: it was discarded meanwhile")
        : null;

    /// <summary>Enters into the identity ledger where an image comes from: one that is stored now, and one that was stored without an entry.</summary>
    private void Remember(PreparedFile file, ImportOutcome outcome)
    {
        if (file.Identifiers is not { } identifiers || !(outcome.Outcome == FileOutcome.Stored || file.Outcome == FileOutcome.AlreadyStored))
        {
            return;
        }
        ImageRecord image = file.Image! with { ImageId = outcome.ImageId!.Value };
        LedgerRecord entry = LedgerRecord.Of(LedgerRecordKind.Stored, image) with { FileNumber = file.Source.Number, SourcePath = file.Source.SourcePath, Source = identifiers };
        _ledger.Add(entry);
        if (outcome.Outcome == FileOutcome.Stored && (file.Source.DecidedSubject is not null || file.Corrections.Count > 0))
        {
            _ledger.Add(entry with { Kind = LedgerRecordKind.Corrected, Source = null, SourcePath = null, Corrections = file.Corrections, Reason = reason ?? file.Correction?.AuditReason });
        }
    }

    private IStoreBatch Begin(CancellationToken cancellation)
    {
        if (_batch is null)
        {
            _batch = archive.Store.BeginBatch(cancellation);
            _trail = archive.BeginTrail();
            if (!_swept)
            {
                archive.Quarantine.Sweep();
                _swept = true;
            }
            _policyId = _batch.AddPolicy(policy.Text, policy.Sha256, DateTime.UtcNow);
        }
        return _batch;
    }

    private ImportOutcome Store(IStoreBatch batch, PreparedFile file, CancellationToken cancellation)
    {
        ImageRecord image = file.Image!;
        if ((FindStored(file) ?? Discarded(file)) is { } same)
        {
            return same;
        }
        IImageHistory history = archive.Store.History;
        if (history.FindTombstone(file.SourceHash, image.SopInstanceUid) is { } tombstone)
        {
            using PreparedFile withdrawn = FilePreparation.Withdrawn(file.Source, file.Bytes, file.SourceHash, tombstone);
            return Outcome(withdrawn, withdrawn.Outcome, withdrawn.Problem);
        }
        if (archive.Store.FindBySopInstance(image.SopInstanceUid) is { } other)
        {
            return Quarantine(file, QuarantineReason.Resent, Differences(other, image), cancellation);
        }
        if (history.FindRetired(image.SopInstanceUid) is { } retired)
        {
            return Quarantine(file, QuarantineReason.Resent, $"An object with the same SOP Instance UID, made of another file, was stored and then moved from subject {retired.SubjectId} to another one.", cancellation);
        }
        if (StudyProblem(file, image) is { } problem)
        {
            return Quarantine(file, QuarantineReason.Inconsistent, problem, cancellation);
        }

        if (SamePicture(file, image) is { } picture)
        {
            return Quarantine(file, QuarantineReason.SameImage, picture, cancellation);
        }

        long id = batch.ReserveImageId();
        image = image with { ImageId = id, PolicyId = _policyId, ImportedUtc = DateTime.UtcNow };
        if (file.Parts is { } parts)
        {
            int number = 0;
            foreach (ReadOnlyMemory<byte> part in parts.Parts)
            {
                batch.AddPart(id, number++, part.Span);
            }
        }
        else
        {
            try
            {
                image = LargeObjectWriter.Write(batch, file, image, cancellation);
            }
            catch (Exception e) when (ReadFailure.IsOne(e) || e is DicomFormatException)
            {
                batch.RemoveParts(id);
                return Outcome(file, FileOutcome.Failed, e is DicomFormatException ? "is damaged: " + e.Message : ReadFailure.Of(e).Message);
            }
            catch (ProtectionException e)
            {
                batch.RemoveParts(id);
                return Quarantine(file, e.Reason, e.Message, cancellation);
            }
        }
        if (file.Large is not null && SamePicture(file, image) is { } found)
        {
            batch.RemoveParts(id);
            return Quarantine(file, QuarantineReason.SameImage, found, cancellation);
        }
        try
        {
            if (file.Study is { } study && history.FindStudy(study.StudyInstanceUid) is null)
            {
                batch.AddStudy(study);
            }
            batch.AddImage(image);
        }
        catch (ArchiveException e) when (e.Kind is ArchiveFailure.InvalidArgument or ArchiveFailure.Duplicate or ArchiveFailure.Conflict)
        {
            // One object whose row cannot be written, by an odd value in its header, is one file's trouble and not the run's.
            batch.RemoveParts(id);
            return Quarantine(file, QuarantineReason.Inconsistent, $"Its row cannot be written: {e.Message}", cancellation);
        }
        return Outcome(file, FileOutcome.Stored, null) with { SubjectId = image.SubjectId, SopInstanceUid = image.SopInstanceUid, ImageId = id, Rule = image.Rule, MaskGrowth = file.MaskGrowth, StoredBytes = image.Size, Corrections = file.Correction?.Proposal.Slips ?? [] };
    }

    /// <summary>What to say when the image's study is another subject's, or was split by a correction that nobody has made for this file yet; or null.</summary>
    private string? StudyProblem(PreparedFile file, ImageRecord image)
    {
        if (archive.Store.FindSubjectOfStudy(image.StudyInstanceUid) is { } subject && subject != image.SubjectId)
        {
            return "Its study has images of another subject in the archive.";
        }
        return file.Source.DecidedSubject is null && archive.Store.History.GetStudies(image.StudyInstanceUid).Count > 1
            ? "Images of its study were given to another subject by a decision; whose this one is must be decided too."
            : null;
    }

    /// <summary>
    /// What to say when another subject has the same picture: an image under a wrong volunteer, here or there. Null when nobody has, when the
    /// pixels are not known yet, or when a person who was told of it has decided.
    /// </summary>
    private string? SamePicture(PreparedFile file, ImageRecord image)
    {
        if (image.PixelSha256 is not { } pixels || archive.Store.FindByPixels(pixels, image.SubjectId) is not { } twin)
        {
            return null;
        }
        return archive.Quarantine.IsDecided(file.Source, QuarantineReason.SameImage) ? null : $"The same picture is stored under subject {twin.SubjectId}, from medium {twin.MediaRef} of centre {twin.Centre}.";
    }

    /// <summary>The outcome of a file that another one of this run, or another program meanwhile, has stored; or null.</summary>
    private ImportOutcome? FindStored(PreparedFile file) => archive.Store.FindBySource(file.SourceHash) is { } same
        ? Outcome(file, FileOutcome.AlreadyStored, null) with { SubjectId = same.SubjectId, SopInstanceUid = same.SopInstanceUid, ImageId = same.ImageId, Rule = same.Rule, StoredBytes = same.Size }
        : null;

    /// <summary>The same file may have waited since an earlier run, here or on another medium; now nobody need decide it any more.</summary>
    private void LeaveQuarantine(IStoreBatch batch, PreparedFile file, FileOutcome outcome)
    {
        string id = Convert.ToHexString(file.SourceHash);
        if (!_waiting.Contains(id))
        {
            return;
        }
        if (archive.Quarantine.Find(id) is { } item)
        {
            string here = Convert.ToHexString(file.Source.FileKey);
            foreach (QuarantinePlace place in PlacesOf(item).Where(place => place.MediaRef != file.Source.MediaRef || place.FileKey != here))
            {
                batch.SetMediaFile(new MediaFileRecord(place.MediaRef, Convert.FromHexString(place.FileKey), place.FileNumber, outcome, null));
            }
        }
        _leavingQuarantine.Add(id);
    }

    private static IEnumerable<QuarantinePlace> PlacesOf(QuarantineItem item) => item.AlsoAt.Prepend(new QuarantinePlace(item.MediaRef, item.FileNumber, item.FileKey));

    private ImportOutcome Quarantine(PreparedFile file, QuarantineReason why, string message, CancellationToken cancellation)
    {
        if ((FindStored(file) ?? Discarded(file)) is { } same)
        {
            return same;
        }
        ImportSource source = file.Source;
        string id = source.QuarantineId ?? Convert.ToHexString(file.SourceHash);
        QuarantineItem? before = archive.Quarantine.Find(id);
        // Of a file that a person decided on, the decision may have failed; what the check once proposed still stands in its record.
        string? proposal = source.DecidedSubject is null ? file.SubjectId : before?.ProposedSubjectId;
        PatientProposal? proposed = file.Correction?.Proposal ?? file.Proposal;
        string place = Convert.ToHexString(source.FileKey);
        var item = new QuarantineItem
        {
            Id = id,
            MediaRef = source.MediaRef,
            FileNumber = source.Number,
            Centre = source.Centre,
            Reason = why,
            Message = message,
            ProposedSubjectId = proposal,
            ProposalKind = source.DecidedSubject is null ? proposed?.Kind : before?.ProposalKind,
            ProposalExplanation = source.DecidedSubject is null ? proposed?.Explanation : before?.ProposalExplanation,
            SourcePath = source.SourcePath,
            FileKey = place,
            AlsoAt = before is null ? [] : [.. PlacesOf(before).Where(p => p.MediaRef != source.MediaRef || p.FileKey != place).OrderBy(p => p.MediaRef, StringComparer.Ordinal).ThenBy(p => p.FileNumber)],
            Decided = before is null ? [] : source.DecidedSubject is null ? before.Decided : [.. before.Decided.Append(before.Reason).Where(doubt => doubt != why).Distinct()],
            MediaDoubt = source.MediumDoubt,
            Bytes = file.Bytes,
            QuarantinedUtc = before?.QuarantinedUtc ?? DateTime.UtcNow,
        };
        try
        {
            archive.Quarantine.Put(item, source.Path, archive.Key, cancellation);
            if (why == QuarantineReason.TextInPicture)
            {
                archive.Quarantine.PutPreview(id, output => PreviewFile.Write(output, archive.Quarantine.Find(id)!.Path, policy, file.Places));
            }
        }
        catch (ReadFailure e)
        {
            return Outcome(file, FileOutcome.Failed, e.Message);
        }
        return Outcome(file, FileOutcome.Quarantined, message) with { Reason = why, QuarantineId = id };
    }

    private static ImportOutcome Outcome(PreparedFile file, FileOutcome outcome, string? problem) => new()
    {
        Path = file.Source.SourcePath,
        MediaRef = file.Source.MediaRef,
        FileNumber = file.Source.Number,
        Outcome = outcome,
        Message = problem is null ? null : $"Medium {file.Source.MediaRef}, file {file.Source.Number}: {problem}",
        SubjectId = file.Image?.SubjectId ?? file.SubjectId,
        SopInstanceUid = outcome == FileOutcome.AlreadyStored ? file.Image?.SopInstanceUid : null,
        ImageId = outcome == FileOutcome.AlreadyStored ? file.Image?.ImageId : null,
        Rule = outcome == FileOutcome.AlreadyStored ? file.Image?.Rule : null,
        StoredBytes = outcome == FileOutcome.AlreadyStored ? file.Image?.Size ?? 0 : 0,
        TransferSyntaxUid = file.TransferSyntaxUid,
        Bytes = file.Bytes,
    };

    private static string Differences(ImageRecord stored, ImageRecord sent)
    {
        List<string> differences = [];
        Compare("subject", stored.SubjectId, sent.SubjectId);
        Compare("study date", stored.StudyDate, sent.StudyDate);
        Compare("study", stored.StudyInstanceUid, sent.StudyInstanceUid);
        Compare("series", stored.SeriesInstanceUid, sent.SeriesInstanceUid);
        Compare("transfer syntax", stored.TransferSyntaxUid, sent.TransferSyntaxUid);
        Compare("rows", stored.Rows, sent.Rows);
        Compare("columns", stored.Columns, sent.Columns);
        Compare("frames", stored.NumberOfFrames, sent.NumberOfFrames);
        Compare("size", stored.Size, sent.Size);
        Compare("mask rule", stored.Rule, sent.Rule);
        string list = differences.Count == 0 ? "the bytes only" : string.Join(", ", differences);
        return $"An object with the same SOP Instance UID, made of another file, is stored from medium {stored.MediaRef}. They differ in {list}.";

        void Compare<T>(string what, T left, T right)
        {
            if (!EqualityComparer<T>.Default.Equals(left, right))
            {
                differences.Add(what);
            }
        }
    }
}
