using Ospacs.Archive.Audit;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>What a run writes with: the same for all of its groups.</summary>
/// <param name="Archive">The archive.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Action">The audit's word for what is done.</param>
/// <param name="Reason">Why a person decided so, or null.</param>
/// <param name="Ledger">The identity ledger.</param>
/// <param name="Differences">Where it is written down what protection does, or null.</param>
/// <param name="Quarantine">The quarantine.</param>
internal sealed record ImportDesk(OspacsArchive Archive, ArchivePolicy Policy, string Action, string? Reason, LedgerWriter Ledger, DifferenceLog? Differences, QuarantineWriter Quarantine);

/// <summary>
/// One try at writing a group of files, in a batch, with passport and audit entries. What only the archive can know (the same file twice, the same
/// object from another file) is decided here, while no other program can write. Of a try that came to nothing nothing is used again.
/// </summary>
/// <param name="desk">What the run writes with.</param>
/// <param name="batch">The batch.</param>
/// <param name="keys">What of the group is new to the archive: for that nothing is looked up.</param>
/// <param name="isTrusting">Whether new images are written together. Else each is written by itself, so that one that cannot be written is told.</param>
internal sealed class ImportBatch(ImportDesk desk, IStoreBatch batch, NewKeys keys, bool isTrusting)
{
    private readonly OspacsArchive _archive = desk.Archive;
    private readonly AuditTrail _trail = desk.Archive.BeginTrail();
    private readonly long _policyId = batch.AddPolicy(desk.Policy.Text, desk.Policy.Sha256, DateTime.UtcNow);
    private readonly BatchStudies _studies = new(desk.Archive.Store, keys);
    private readonly List<ImportOutcome> _outcomes = [];
    private readonly List<string> _leavingQuarantine = [];

    /// <summary>What became of the files, in their order.</summary>
    public IReadOnlyList<ImportOutcome> Outcomes => _outcomes;

    /// <summary>The items that need no decision any more, once the batch is durable.</summary>
    public IReadOnlyList<string> LeavingQuarantine => _leavingQuarantine;

    /// <summary>Writes the medium's row, anchoring the audit trail in it.</summary>
    /// <param name="media">The row.</param>
    public void Write(MediaRecord media)
    {
        (long sequence, byte[] mac) = batch.AuditHead;
        batch.SetMedia(media with { AuditSequence = sequence, AuditMac = mac });
    }

    /// <summary>Writes a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="cancellation">Ends the work.</param>
    public void Write(PreparedFile file, CancellationToken cancellation)
    {
        ImportOutcome outcome = file.Outcome switch
        {
            FileOutcome.Stored => Store(file, cancellation),
            FileOutcome.Quarantined => Quarantine(file, file.Reason!.Value, file.Problem!, cancellation),
            _ => Outcome(file, file.Outcome, file.Problem),
        };
        FileOutcome remembered = outcome.Outcome == FileOutcome.AlreadyStored ? FileOutcome.Stored : outcome.Outcome;
        batch.SetMediaFile(new MediaFileRecord(file.Source.MediaRef, file.Source.FileKey, file.Source.Number, remembered, outcome.Reason));
        if (!IsDecidedAlready(file, outcome))
        {
            _trail.Append(batch, new AuditDraft
            {
                Action = desk.Action,
                MediaRef = file.Source.MediaRef,
                FileNumber = file.Source.Number,
                SubjectId = outcome.Outcome is FileOutcome.Stored or FileOutcome.AlreadyStored ? outcome.SubjectId : null,
                SopInstanceUid = outcome.SopInstanceUid,
                PolicyId = _policyId,
                Outcome = outcome.Outcome.ToString(),
                Reason = desk.Reason ?? outcome.Reason?.ToString() ?? (outcome.Outcome == FileOutcome.Stored ? file.Correction?.AuditReason : null),
                OldValue = file.Source.Doubt,
                NewValue = file.Source.Doubt is not null && outcome.Outcome == FileOutcome.Stored ? $"subject {outcome.SubjectId}" : null,
            });
        }
        if (outcome.Outcome is FileOutcome.Stored or FileOutcome.AlreadyStored or FileOutcome.Withdrawn)
        {
            LeaveQuarantine(file, remembered);
        }
        if (outcome.Outcome == FileOutcome.Stored && file.Differences is { } record)
        {
            desk.Differences?.Add(file.Source.MediaRef, record);
        }
        Remember(file, outcome);
        _outcomes.Add(outcome);
    }

    /// <summary>
    /// Whether a decision was carried out before: by a run that was cut off when the image was stored and before the item had left the
    /// quarantine, or by another program. It is one decision, and has its entry.
    /// </summary>
    private static bool IsDecidedAlready(PreparedFile file, ImportOutcome outcome) =>
        outcome.Outcome == FileOutcome.AlreadyStored && file.Source.DecidedSubject is { } subject && subject == outcome.SubjectId;

    /// <summary>The outcome of a quarantined file that another program has discarded meanwhile, or null: nobody brings it back by a decision that came too late.</summary>
    private ImportOutcome? Discarded(PreparedFile file) => file.Source.QuarantineId is { } id && !_archive.Quarantine.Contains(id)
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
        desk.Ledger.Add(entry);
        if (outcome.Outcome == FileOutcome.Stored && (file.Source.DecidedSubject is not null || file.Corrections.Count > 0))
        {
            desk.Ledger.Add(entry with { Kind = LedgerRecordKind.Corrected, Source = null, SourcePath = null, Corrections = file.Corrections, Reason = desk.Reason ?? file.Correction?.AuditReason });
        }
    }

    private ImportOutcome Store(PreparedFile file, CancellationToken cancellation)
    {
        ImageRecord image = file.Image!;
        if ((FindStored(file) ?? Discarded(file)) is { } same)
        {
            return same;
        }
        IImageHistory history = _archive.Store.History;
        bool isNew = keys.IsNewSopInstance(image.SopInstanceUid);
        if (!(isNew && keys.IsNewSource(file.SourceHash)) && history.FindTombstone(file.SourceHash, image.SopInstanceUid) is { } tombstone)
        {
            using PreparedFile withdrawn = FilePreparation.Withdrawn(file.Source, file.Bytes, file.SourceHash, tombstone);
            return Outcome(withdrawn, withdrawn.Outcome, withdrawn.Problem);
        }
        if (!isNew && _archive.Store.FindBySopInstance(image.SopInstanceUid) is { } other)
        {
            return Quarantine(file, QuarantineReason.Resent, Differences(other, image), cancellation);
        }
        if (!isNew && history.FindRetired(image.SopInstanceUid) is { } retired)
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
                _studies.Forget();
            }
            batch.AddImage(image, isNew: isTrusting && isNew && keys.IsNewSource(image.SourceHash));
            keys.Remove(image);
            _studies.Add(image);
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
        (string? subject, int generations) = _studies.Of(image.StudyInstanceUid);
        if (subject is not null && subject != image.SubjectId)
        {
            return "Its study has images of another subject in the archive.";
        }
        return file.Source.DecidedSubject is null && generations > 1
            ? "Images of its study were given to another subject by a decision; whose this one is must be decided too."
            : null;
    }

    /// <summary>
    /// What to say when another subject has the same picture: an image under a wrong volunteer, here or there. Null when nobody has, when the
    /// pixels are not known yet, or when a person who was told of it has decided.
    /// </summary>
    private string? SamePicture(PreparedFile file, ImageRecord image)
    {
        if (image.PixelSha256 is not { } pixels || keys.IsNewPixels(pixels) || _archive.Store.FindByPixels(pixels, image.SubjectId) is not { } twin)
        {
            return null;
        }
        return desk.Quarantine.IsDecided(file.Source, QuarantineReason.SameImage) ? null : $"The same picture is stored under subject {twin.SubjectId}, from medium {twin.MediaRef} of centre {twin.Centre}.";
    }

    /// <summary>The outcome of a file that another one of this run, or another program meanwhile, has stored; or null.</summary>
    private ImportOutcome? FindStored(PreparedFile file) => !keys.IsNewSource(file.SourceHash) && _archive.Store.FindBySource(file.SourceHash) is { } same
        ? Outcome(file, FileOutcome.AlreadyStored, null) with { SubjectId = same.SubjectId, SopInstanceUid = same.SopInstanceUid, ImageId = same.ImageId, Rule = same.Rule, StoredBytes = same.Size }
        : null;

    /// <summary>The same file may have waited since an earlier run, here or on another medium; now nobody need decide it any more.</summary>
    private void LeaveQuarantine(PreparedFile file, FileOutcome outcome)
    {
        string id = Convert.ToHexString(file.SourceHash);
        if (!desk.Quarantine.MayHold(id))
        {
            return;
        }
        if (_archive.Quarantine.Find(id) is { } item)
        {
            string here = Convert.ToHexString(file.Source.FileKey);
            foreach (QuarantinePlace place in QuarantineWriter.PlacesOf(item).Where(place => place.MediaRef != file.Source.MediaRef || place.FileKey != here))
            {
                batch.SetMediaFile(new MediaFileRecord(place.MediaRef, Convert.FromHexString(place.FileKey), place.FileNumber, outcome, null));
            }
        }
        _leavingQuarantine.Add(id);
    }

    private ImportOutcome Quarantine(PreparedFile file, QuarantineReason why, string message, CancellationToken cancellation)
    {
        if ((FindStored(file) ?? Discarded(file)) is { } same)
        {
            return same;
        }
        try
        {
            string id = desk.Quarantine.Put(file, why, message, cancellation);
            return Outcome(file, FileOutcome.Quarantined, message) with { Reason = why, QuarantineId = id };
        }
        catch (ReadFailure e)
        {
            return Outcome(file, FileOutcome.Failed, e.Message);
        }
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
