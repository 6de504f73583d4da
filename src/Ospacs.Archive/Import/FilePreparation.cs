using System.Buffers;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>
/// Reads a file, asks whose it is, protects it. Runs on several files at once; it writes nothing, so that whatever goes wrong here leaves
/// nothing behind. Every file gets an outcome: only cancellation and failures of the archive or the registry come out as exceptions.
/// </summary>
internal sealed class FilePreparation(OspacsArchive archive, ObjectProtection protection, PatientChecker checker)
{
    /// <summary>Files up to this size are read whole; what becomes of them hardly ever needs more than one part, a header that grows included.</summary>
    public const int LargestInMemory = StoreLimits.PartSize - (1 << 20);

    private const int LongestMeta = 4096;
    private const int LongestLabel = 64;
    private readonly ArchiveKey _key = archive.Key;
    private readonly LedgerIndex _ledger = new(archive);
    private readonly AskingFirst _asking = new();

    /// <summary>How source files are opened; tests open damaged ones.</summary>
    public Func<string, SourceFile> Opener { get; init; } = path => new SourceFile(path);

    /// <summary>Whether it is written down what protection does to each object.</summary>
    public bool RecordsDifferences { get; init; }

    /// <summary>Which proposals are applied where a header is no match.</summary>
    public PatientCorrection Correction { get; init; }

    private delegate PreparedFile Finish(ProtectedObject made, ImageRecord image);

    /// <summary>Prepares a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="alone">Whether nothing else is being prepared: what takes much memory is put off until then.</param>
    /// <param name="cancellation">Ends the work.</param>
    public PreparedFile Prepare(ImportSource source, bool alone, CancellationToken cancellation)
    {
        if (source.Problem is not null)
        {
            return Failed(source, 0, source.Problem);
        }
        SourceFile? opened = null;
        try
        {
            opened = Opener(source.Path);
            PreparedFile prepared = opened.Length <= LargestInMemory ? PrepareSmall(source, opened, alone, cancellation) : PrepareLarge(source, opened, alone, cancellation);
            if (prepared.Large is not null)
            {
                // The file stays open until it has been streamed into the archive.
                opened = null;
            }
            return prepared;
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            return StoredMeanwhile(source) ?? Failed(source, opened?.Length ?? 0, ReadFailure.Of(e).Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or ArchiveException or RegistryException or OutOfMemoryException))
        {
            // One odd file must not keep the rest of a medium out. Its kind only is told: the message could quote a value.
            return Failed(source, opened?.Length ?? 0, $"met an error of this program ({e.GetType().Name}), which should be reported; nothing of the file was stored");
        }
        finally
        {
            opened?.Dispose();
        }
    }

    private PreparedFile PrepareSmall(ImportSource source, SourceFile opened, bool alone, CancellationToken cancellation)
    {
        int length = (int)opened.Length;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            opened.ReadWhole(buffer.AsSpan(0, length));
            cancellation.ThrowIfCancellationRequested();
            byte[] hash = _key.HashSource(buffer.AsSpan(0, length));
            bool asked = alone || source.QuarantineId is not null || _asking.IsDue();
            if (asked && AskFor() is { } known)
            {
                return known;
            }
            if (!alone && IsDeflated(buffer.AsSpan(0, length)))
            {
                return new PreparedFile(source) { MustBeAlone = true };
            }
            // The prepared file holds nothing of the buffer: what it needs is written into its parts before the buffer goes back.
            using var memory = new DicomMemorySource(buffer.AsMemory(0, length));
            PreparedFile prepared = Recognise(source, length, memory, out DicomFile? file)
                ?? Judge(source, length, hash, file!, asked, (made, image) => WriteParts(source, length, hash, made, image));
            // What is not to be stored now may have been once.
            if (!asked && prepared.Outcome is FileOutcome.Quarantined or FileOutcome.Failed)
            {
                return AskFor() ?? (file is null ? null : Removed(source, length, hash, file)) ?? prepared;
            }
            prepared.IsUnasked = !asked && prepared.Outcome == FileOutcome.Stored;
            return prepared;

            PreparedFile? AskFor()
            {
                PreparedFile? known = Known(source, length, hash, () => DicomFile.Read(new DicomMemorySource(buffer.AsMemory(0, length))));
                _asking.Learn(known is not null);
                return known;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private PreparedFile PrepareLarge(ImportSource source, SourceFile opened, bool alone, CancellationToken cancellation)
    {
        long length = opened.Length;
        if (!alone && IsDeflated(opened.ReadBeginning(LongestMeta)))
        {
            return new PreparedFile(source) { MustBeAlone = true };
        }
        // What it is, a few bytes tell; only of an image the whole file is read to know it again.
        if (Recognise(source, length, opened.AsSource(), out DicomFile? file) is { } other)
        {
            return other;
        }
        byte[] hash = opened.Hash(_key, cancellation);
        return Known(source, length, hash, () => file!) ?? Judge(source, length, hash, file!, asked: true, (made, image) => new PreparedFile(source)
        {
            Outcome = FileOutcome.Stored,
            Bytes = length,
            SourceHash = hash,
            TransferSyntaxUid = made.Syntax.Uid,
            SubjectId = image.SubjectId,
            MaskGrowth = made.Pixels.Growth,
            Image = image with { Size = made.Length },
            Large = (made, opened),
        });
    }

    /// <summary>The outcome of a file that is no object to judge: no DICOM, damaged, or a DICOMDIR; or null, and the file.</summary>
    private static PreparedFile? Recognise(ImportSource source, long length, DicomSource bytes, out DicomFile? file)
    {
        file = null;
        try
        {
            file = DicomFile.Read(bytes);
        }
        catch (NotDicomException)
        {
            return source.IsListed
                ? Failed(source, length, "is listed in the medium's DICOMDIR and is no DICOM file")
                : new PreparedFile(source) { Outcome = FileOutcome.NotDicom, Bytes = length };
        }
        catch (DicomFormatException e)
        {
            // A DICOMDIR of a great many files is read record by record, since it has more elements than an object may have.
            return DicomDirectory.Read(bytes) is { IsDamaged: false, Count: > 0 }
                ? new PreparedFile(source) { Outcome = FileOutcome.Index, Bytes = length, TransferSyntaxUid = DicomTransferSyntax.ExplicitVRLittleEndian.Uid }
                : Failed(source, length, "is damaged: " + e.Message);
        }
        return file.FileMeta.GetCode(DicomTag.MediaStorageSOPClassUID) == DicomUID.MediaStorageDirectoryStorage
            ? new PreparedFile(source) { Outcome = FileOutcome.Index, Bytes = length, TransferSyntaxUid = file.TransferSyntax.Uid }
            : null;
    }

    /// <summary>The outcome of a file that is known by its hash, or null.</summary>
    private PreparedFile? Known(ImportSource source, long length, byte[] hash, Func<DicomFile> read)
    {
        if (source.QuarantineId is { } id && !id.Equals(Convert.ToHexString(hash), StringComparison.OrdinalIgnoreCase))
        {
            return Failed(source, length, "is not what was put into the quarantine: its copy there has been changed or damaged. Import the medium again");
        }
        return archive.Store.FindBySource(hash) is { } existing
            ? new PreparedFile(source)
            {
                Outcome = FileOutcome.AlreadyStored,
                Bytes = length,
                SourceHash = hash,
                TransferSyntaxUid = existing.TransferSyntaxUid,
                SubjectId = existing.SubjectId,
                Image = existing,
                Identifiers = existing.MediaRef == source.MediaRef && !_ledger.Holds(existing) ? Identify(read) : null,
            }
            : null;
    }

    /// <summary>The outcome of a quarantined file whose copy is gone, because another program has stored it meanwhile; or null.</summary>
    private PreparedFile? StoredMeanwhile(ImportSource source) =>
        source.QuarantineId is { } id && archive.Store.FindBySource(Convert.FromHexString(id)) is { } existing
            ? new PreparedFile(source)
            {
                Outcome = FileOutcome.AlreadyStored,
                SourceHash = existing.SourceHash,
                TransferSyntaxUid = existing.TransferSyntaxUid,
                SubjectId = existing.SubjectId,
                Image = existing,
            }
            : null;

    /// <summary>What the header of a stored file says that the ledger lacks: it is entered without being stored again.</summary>
    private static SourceIdentifiers? Identify(Func<DicomFile> read)
    {
        try
        {
            return SourceIdentifiers.Of(read().Dataset);
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException)
        {
            // It was read once. The verification goes on telling that its entry is missing.
            return null;
        }
    }

    /// <summary>The outcome of a file whose image was removed, or that of another file of the same object; or null.</summary>
    private PreparedFile? Removed(ImportSource source, long length, byte[] hash, DicomFile file) =>
        archive.Store.History.FindTombstone(hash, _key.ReplaceUid(file.Dataset.GetCode(DicomTag.SOPInstanceUID))) is { } tombstone ? Withdrawn(source, length, hash, tombstone) : null;

    private PreparedFile Judge(ImportSource source, long length, byte[] hash, DicomFile file, bool asked, Finish finish)
    {
        PatientCheck? check = null;
        AppliedCorrection? correction = null;
        if (asked && Removed(source, length, hash, file) is { } removed)
        {
            return removed;
        }
        try
        {
            protection.CheckClass(file.Dataset, file.FileMeta);
            string subject = source.DecidedSubject ?? Settle(source, file.Dataset, out check, out correction);
            CheckMediumDoubt(source);
            var context = new ProtectionContext
            {
                Key = _key,
                SubjectId = subject,
                Patient = checker.Registry.FindSubject(subject),
                Centre = source.Centre,
                Sponsor = archive.Info.Sponsor,
                Protocol = archive.Info.Protocol,
                LaterStudy = source.DecidedSubject is null ? null : LaterStudyOf(file.Dataset, subject),
                TextIsDecided = archive.Quarantine.IsDecided(source, QuarantineReason.TextInPicture),
            };
            DifferenceRecorder? recorder = RecordsDifferences ? new DifferenceRecorder(withOldValues: true, withUnchanged: false) : null;
            ProtectedObject made = protection.Protect(file, context, recorder);
            PreparedFile prepared = finish(made, Describe(source, hash, context, file.Dataset, made));
            prepared.Study = context.LaterStudy;
            prepared.Identifiers = SourceIdentifiers.Of(file.Dataset);
            prepared.Corrections = source.DecidedSubject is null && correction is null ? [] : SourceCorrection.Between(prepared.Identifiers, context.Patient);
            prepared.Correction = correction;
            prepared.Differences = recorder is null ? null : DifferenceRecord.Of(made, context, protection.Policy, source.Number, recorder.Changes);
            return prepared;
        }
        catch (ProtectionException e)
        {
            return new PreparedFile(source)
            {
                Outcome = FileOutcome.Quarantined,
                Reason = e.Reason,
                Problem = e.Message,
                Places = e.Places,
                Bytes = length,
                SourceHash = hash,
                TransferSyntaxUid = file.TransferSyntax.Uid,
                SubjectId = check?.Proposal?.SubjectId ?? (check?.Status == CheckStatus.Match ? check.SubjectId : null),
                Proposal = check?.Proposal,
            };
        }
        catch (DicomFormatException e)
        {
            return Failed(source, length, "is damaged: " + e.Message);
        }
    }

    /// <summary>Where images of a study belong to somebody else than the subject that a person decided on: the study that this subject's make of their own.</summary>
    private StudyRecord? LaterStudyOf(DicomDataset source, string subject) =>
        StudyGenerations.For(archive, _key.ReplaceUid(source.GetCode(DicomTag.StudyInstanceUID)), subject) is { Generation: > 0 } later ? later : null;

    /// <summary>
    /// Whether a file was prepared for an archive that has changed since. A decided one: for another study than is its subject's by now, as where
    /// a person gives files of one study to several subjects, which are prepared before the first of them is stored. One that was known: made
    /// known by an image that is another one by now, or that came to nothing. One that was not asked for: the archive knew it all the time.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="keys">What was new to the archive when the batch began.</param>
    /// <param name="isWrittenAgain">Whether any group of the run had to be written again: what was seen of the first try is not there.</param>
    internal bool IsOutdated(PreparedFile file, NewKeys keys, bool isWrittenAgain) => file switch
    {
        { Outcome: FileOutcome.Stored, Source.DecidedSubject: { } subject, Image: { } image } =>
            StudyGenerations.For(archive, file.Study?.RootStudyUid ?? image.StudyInstanceUid, subject).StudyInstanceUid != image.StudyInstanceUid,
        { IsUnasked: true } => keys.WasKnown(file.SourceHash),
        { Outcome: FileOutcome.AlreadyStored, Image: { } known } => isWrittenAgain && archive.Store.FindBySource(file.SourceHash)?.ImageId != known.ImageId,
        _ => false,
    };

    /// <summary>The outcome of a file whose image was removed.</summary>
    internal static PreparedFile Withdrawn(ImportSource source, long length, byte[] hash, Tombstone tombstone) => new(source)
    {
        Outcome = FileOutcome.Withdrawn,
        Problem = $"was removed from the archive on {tombstone.RemovedUtc:yyyy-MM-dd}, and is not taken in again",
        Bytes = length,
        SourceHash = hash,
        TransferSyntaxUid = tombstone.TransferSyntaxUid,
        SubjectId = tombstone.SubjectId,
    };

    private string Settle(ImportSource source, DicomDataset dataset, out PatientCheck? check, out AppliedCorrection? applied)
    {
        if (source.MediumDoubt is null)
        {
            return SubjectSettlement.Settle(checker, dataset, source.Centre, Correction, out check, out applied);
        }
        // What the check says is still of use to the person who decides.
        try
        {
            SubjectSettlement.Settle(checker, dataset, source.Centre, PatientCorrection.None, out check, out applied);
        }
        catch (ProtectionException e)
        {
            throw new ProtectionException(QuarantineReason.Inconsistent, $"{source.MediumDoubt} Of this one alone: {e.Message}");
        }
        throw new ProtectionException(QuarantineReason.Inconsistent, source.MediumDoubt);
    }

    /// <summary>A decision on another doubt is none on what the medium as a whole makes doubtful.</summary>
    private void CheckMediumDoubt(ImportSource source)
    {
        if (source is { MediumDoubt: { } doubt, DecidedSubject: not null } && !archive.Quarantine.IsDecided(source, QuarantineReason.Inconsistent))
        {
            throw new ProtectionException(QuarantineReason.Inconsistent, doubt);
        }
    }

    private static PreparedFile WriteParts(ImportSource source, long length, byte[] hash, ProtectedObject made, ImageRecord image)
    {
        var parts = new PartList(made.Length);
        try
        {
            made.WriteTo(parts);
            return new PreparedFile(source)
            {
                Outcome = FileOutcome.Stored,
                Bytes = length,
                SourceHash = hash,
                TransferSyntaxUid = made.Syntax.Uid,
                SubjectId = image.SubjectId,
                MaskGrowth = made.Pixels.Growth,
                Image = image with { Sha256 = parts.Hash(), PixelSha256 = made.PixelSha256, Size = parts.Length },
                Parts = parts,
            };
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    private static ImageRecord Describe(ImportSource source, byte[] hash, ProtectionContext context, DicomDataset before, ProtectedObject made)
    {
        DicomDataset dataset = made.Dataset;
        return new ImageRecord
        {
            SubjectId = context.SubjectId,
            Centre = source.Centre,
            StudyDate = DicomText.ParseDate(dataset.GetCode(DicomTag.StudyDate)),
            MediaRef = source.MediaRef,
            StudyInstanceUid = dataset.GetCode(DicomTag.StudyInstanceUID),
            SeriesInstanceUid = dataset.GetCode(DicomTag.SeriesInstanceUID),
            SopInstanceUid = dataset.GetCode(DicomTag.SOPInstanceUID),
            SopClassUid = dataset.GetCode(DicomTag.SOPClassUID),
            Modality = Short(dataset.GetCode(DicomTag.Modality)),
            SeriesNumber = Number(dataset, DicomTag.SeriesNumber),
            InstanceNumber = Number(dataset, DicomTag.InstanceNumber),
            Manufacturer = Label(dataset, DicomTag.Manufacturer),
            ManufacturerModelName = Label(dataset, DicomTag.ManufacturerModelName),
            Rows = made.Pixels.Source.Rows,
            Columns = made.Pixels.Source.Columns,
            PhotometricInterpretation = dataset.GetCode(DicomTag.PhotometricInterpretation),
            TransferSyntaxUid = made.Syntax.Uid,
            NumberOfFrames = made.Pixels.Source.NumberOfFrames,
            Sha256 = [],
            SourceHash = hash,
            RootSeriesUid = context.LaterStudy is null ? null : context.Key.ReplaceUid(before.GetCode(DicomTag.SeriesInstanceUID)),
            Rule = made.Rule,
        };
    }

    private static int? Number(DicomDataset dataset, DicomTag tag) => dataset.GetInteger(tag) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>A label for lists: where its character set fails it, what ASCII there is will do.</summary>
    private static string Label(DicomDataset dataset, DicomTag tag)
    {
        try
        {
            return Short(dataset.GetText(tag) ?? string.Empty);
        }
        catch (DicomTextException)
        {
            return Short(dataset.GetCode(tag));
        }
    }

    /// <summary>What a row keeps of a value that is longer than the standard allows (LO: 64 characters); the object keeps it all.</summary>
    private static string Short(string label) => label.Length <= LongestLabel ? label : label[..(char.IsHighSurrogate(label[LongestLabel - 1]) ? LongestLabel - 1 : LongestLabel)];

    /// <summary>Whether the file meta information names the deflated syntax: such an object lies in memory whole when it is inflated.</summary>
    private static bool IsDeflated(ReadOnlySpan<byte> file) => file[..Math.Min(file.Length, LongestMeta)].IndexOf("1.2.840.10008.1.2.1.99"u8) >= 0;

    private static PreparedFile Failed(ImportSource source, long length, string problem) => new(source) { Outcome = FileOutcome.Failed, Problem = problem, Bytes = length };
}
