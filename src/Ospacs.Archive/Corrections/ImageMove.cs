using System.Buffers;
using System.Security.Cryptography;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Search;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Corrections;

/// <summary>
/// Gives images to another subject, after a wrong decision: each gets a new header and new Study, Series and SOP Instance UIDs; the version
/// before is retired, with its hash, and the media that carried it are named. Pixels stay as they are stored, byte for byte.
/// </summary>
public sealed class ImageMove
{
    private readonly OspacsArchive _archive;
    private readonly string _subjectId;
    private readonly string _reason;
    private readonly string? _centre;
    private readonly Dictionary<long, ArchivePolicy> _policies = [];

    /// <summary>Prepares a move.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="subjectId">The subject that the images are to belong to.</param>
    /// <param name="reason">Why, in the person's words; no identity of a patient.</param>
    /// <param name="registry">The trial's registry, or null. Without it, only a subject that the archive knows is taken: a mistyped number would make a new one.</param>
    /// <exception cref="ArchiveException">The subject is not known, or the reason cannot be used; nothing was done.</exception>
    public ImageMove(OspacsArchive archive, string subjectId, string reason, IPatientRegistry? registry = null)
    {
        ArgumentNullException.ThrowIfNull(archive);
        GivenReason.Check(string.Empty, reason);
        if (SubjectIds.Problem(subjectId) is { } problem)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The subject id {problem}.");
        }
        // The registry's spelling is the subject's, as in an import.
        if (registry is not null)
        {
            RegistryPatient patient = registry.FindSubject(subjectId) ?? throw new ArchiveException(ArchiveFailure.InvalidArgument, "The registry has no such subject.");
            GivenReason.Check(string.Empty, reason, PatientStrings.Of(patient));
            subjectId = patient.SubjectId;
            _centre = patient.Centre;
        }
        else if (archive.Store.History.FindBySubject(subjectId).Count == 0)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The archive has no image of such a subject. Name the registry, so that the subject can be looked up.");
        }
        _archive = archive;
        _subjectId = subjectId;
        _reason = reason;
    }

    /// <summary>Whether the subject may be of another centre than the images: a slip in a subject id most often hits another centre's.</summary>
    public bool AnyCentre { get; init; }

    /// <summary>Moves images.</summary>
    /// <param name="imageIds">Which.</param>
    /// <param name="cancellation">Ends the work between two images; what is not durable by then is taken back.</param>
    /// <returns>What became of each image, when it is durable.</returns>
    /// <exception cref="ArchiveException">There is no such image, or the archive failed: full, locked, gone.</exception>
    public IEnumerable<CorrectedImage> Run(IEnumerable<long> imageIds, CancellationToken cancellation = default) =>
        CorrectionBatch.Run(_archive, imageIds, _reason, (batch, imageId) => Move(batch, imageId, cancellation), cancellation);

    private CorrectedImage Move(CorrectionBatch batch, long imageId, CancellationToken cancellation)
    {
        IStoreBatch open = batch.Store;
        IImageHistory history = _archive.Store.History;
        // Read inside the batch, where nobody else can change it.
        if (history.GetTombstone(imageId) is { } gone)
        {
            return new CorrectedImage { ImageId = imageId, Outcome = CorrectionOutcome.Gone, FromSubjectId = gone.SubjectId, MediaRef = gone.MediaRef, FromSopInstanceUid = gone.SopInstanceUid, Version = gone.Version };
        }
        ImageRecord image = history.FindImage(imageId) ?? throw new ArchiveException(ArchiveFailure.InvalidArgument, $"There is no image {imageId} in the archive.");
        if (image.SubjectId == _subjectId)
        {
            return Tell(image, image, CorrectionOutcome.AlreadyDone);
        }
        if (!AnyCentre && _centre is not null && _centre != image.Centre)
        {
            return Tell(image, image, CorrectionOutcome.OtherCentre);
        }
        StudyRecord study = StudyGenerations.For(_archive, history.FindStudy(image.StudyInstanceUid)!.RootStudyUid, _subjectId);
        ImageRecord row = Successor(image, study);
        long draft = open.ReserveImageId();
        try
        {
            row = Write(open, draft, image, row, study, cancellation);
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException or EndOfStreamException)
        {
            open.RemoveParts(draft);
            return Tell(image, image, CorrectionOutcome.Damaged);
        }
        if (history.FindStudy(study.StudyInstanceUid) is null)
        {
            open.AddStudy(study);
        }
        var retired = RetiredVersion.Of(image, DateTime.UtcNow, batch.NextSequence);
        open.MoveImage(row, draft, retired);
        Enter(batch, image, row);
        batch.Remember(LedgerRecord.Moved(image, row, _reason));
        return Tell(image, row, CorrectionOutcome.Moved) with { Exports = ImageHistory.Of(_archive.Store, imageId)!.ExportsToRecall };
    }

    /// <summary>Two entries, so that whoever asks for either subject finds the decision.</summary>
    private void Enter(CorrectionBatch batch, ImageRecord before, ImageRecord after)
    {
        foreach ((ImageRecord side, string outcome) in new[] { (before, "MovedAway"), (after, "MovedHere") })
        {
            batch.Enter(new AuditDraft
            {
                Action = "Move",
                MediaRef = side.MediaRef,
                SubjectId = side.SubjectId,
                SopInstanceUid = side.SopInstanceUid,
                PolicyId = side.PolicyId,
                Outcome = outcome,
                Reason = _reason,
                OldValue = CorrectionBatch.Describe(before),
                NewValue = CorrectionBatch.Describe(after),
            });
        }
    }

    /// <summary>The row as it is to be, but for the object that is not written yet.</summary>
    private ImageRecord Successor(ImageRecord image, StudyRecord study)
    {
        string rootSeries = image.RootSeriesUid ?? image.SeriesInstanceUid;
        string rootSop = image.RootSopUid ?? image.SopInstanceUid;
        int version = image.Version + 1;
        return image with
        {
            SubjectId = study.SubjectId,
            StudyInstanceUid = study.StudyInstanceUid,
            SeriesInstanceUid = study.Generation == 0 ? rootSeries : _archive.Key.LaterUid(rootSeries, study.RootStudyUid, study.Generation),
            // An object's UID never comes back, not even with its first subject: the version makes it new each time.
            SopInstanceUid = _archive.Key.VersionUid(rootSop, study.RootStudyUid, version),
            RootSeriesUid = rootSeries,
            RootSopUid = rootSop,
            Version = version,
        };
    }

    private ImageRecord Write(IStoreBatch batch, long draft, ImageRecord image, ImageRecord row, StudyRecord study, CancellationToken cancellation)
    {
        CheckBytes(image, cancellation);
        using var source = new StoredObjectSource(_archive.Store, image.ImageId, image.Size, cancellation);
        DicomFile file = DicomFile.Read(source);
        var uids = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [image.StudyInstanceUid] = row.StudyInstanceUid,
            [image.SeriesInstanceUid] = row.SeriesInstanceUid,
            [image.SopInstanceUid] = row.SopInstanceUid,
        };
        DicomDataset dataset = new SubjectTransfer(_archive.Key, PolicyOf(image).Profile, image.SubjectId, study, uids).Of(file.Dataset);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        int number = 0;
        long size = 0;
        using var output = new PartStream((buffer, count) =>
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
            batch.AddPart(draft, number++, buffer.AsSpan(0, count));
            size += count;
            ArrayPool<byte>.Shared.Return(buffer);
        });
        DicomWriter.WriteFile(output, DicomFileMeta.Create(row.SopClassUid, row.SopInstanceUid, file.TransferSyntax), dataset, file.TransferSyntax);
        output.Flush();
        return row with { Size = size, Sha256 = hash.GetHashAndReset(), StudyDate = DicomText.ParseDate(dataset.GetCode(DicomTag.StudyDate)) };
    }

    /// <summary>A damaged object must not be made a sound one of another subject.</summary>
    /// <exception cref="EndOfStreamException">The bytes are not those that were stored.</exception>
    private void CheckBytes(ImageRecord image, CancellationToken cancellation)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> part in _archive.Store.ReadParts(image.ImageId, cancellation))
        {
            hash.AppendData(part.Span);
        }
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(image.Sha256))
        {
            throw new EndOfStreamException("The bytes are not those that were stored.");
        }
    }

    private ArchivePolicy PolicyOf(ImageRecord image)
    {
        if (!_policies.TryGetValue(image.PolicyId, out ArchivePolicy? policy))
        {
            _policies.Add(image.PolicyId, policy = ArchivePolicy.Parse(_archive.Store.GetPolicies().Single(p => p.PolicyId == image.PolicyId).Text));
        }
        return policy;
    }

    private static CorrectedImage Tell(ImageRecord before, ImageRecord after, CorrectionOutcome outcome) => new()
    {
        ImageId = before.ImageId,
        Outcome = outcome,
        FromSubjectId = before.SubjectId,
        SubjectId = after.SubjectId,
        MediaRef = before.MediaRef,
        FromSopInstanceUid = before.SopInstanceUid,
        SopInstanceUid = after.SopInstanceUid,
        Version = after.Version,
    };
}
