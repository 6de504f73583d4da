using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>
/// Reads a file, asks whose it is, protects it. Runs on several files at once; it writes nothing, so that whatever goes wrong here leaves
/// nothing behind. Every file gets an outcome: only cancellation and failures of the archive itself come out as exceptions.
/// </summary>
internal sealed class FilePreparation(OspacsArchive archive, ArchivePolicy policy, PatientChecker? checker)
{
    /// <summary>Files up to this size are read whole; what becomes of them hardly ever needs more than one part, a header that grows included.</summary>
    public const int LargestInMemory = StoreLimits.PartSize - (1 << 20);

    private const int ChunkSize = 1 << 20;
    private const int LongestMeta = 4096;
    private readonly ObjectProtection _protection = new(policy.Masks);
    private readonly ArchiveKey _key = archive.Key;

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
        try
        {
            FileInfo info = source.FindFile();
            long length = info.Length;
            if (length == 0)
            {
                return Failed(source, 0, "is empty");
            }
            return length <= LargestInMemory ? PrepareSmall(source, (int)length, alone, cancellation) : PrepareLarge(source, info, alone, cancellation);
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            return Failed(source, 0, ReadFailure.Of(e).Message);
        }
    }

    private PreparedFile PrepareSmall(ImportSource source, int length, bool alone, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            using (SafeFileHandle handle = File.OpenHandle(source.Path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan))
            {
                ReadWhole(handle, buffer.AsSpan(0, length));
            }
            cancellation.ThrowIfCancellationRequested();
            byte[] hash = _key.HashSource(buffer.AsSpan(0, length));
            if (archive.Store.FindBySource(hash) is { } existing)
            {
                return Already(source, length, hash, existing);
            }
            if (!alone && IsDeflated(buffer.AsSpan(0, length)))
            {
                return new PreparedFile(source) { MustBeAlone = true };
            }
            // The prepared file holds nothing of the buffer: what it needs is written into its parts before the buffer goes back.
            using var memory = new DicomMemorySource(buffer.AsMemory(0, length));
            return Judge(source, length, hash, () => DicomFile.Read(memory), (made, image) => WriteParts(source, length, hash, made, image));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private PreparedFile PrepareLarge(ImportSource source, FileInfo info, bool alone, CancellationToken cancellation)
    {
        long length = info.Length;
        DateTime lastWrite = info.LastWriteTimeUtc;
        byte[] hash = HashFile(source.Path, cancellation);
        if (archive.Store.FindBySource(hash) is { } existing)
        {
            return Already(source, length, hash, existing);
        }
        if (!alone && IsDeflated(ReadBeginning(source.Path)))
        {
            return new PreparedFile(source) { MustBeAlone = true };
        }
        DicomFile? file = null;
        bool handedOn = false;
        try
        {
            return Judge(source, length, hash, () => file = DicomFile.Open(source.Path), (made, image) =>
            {
                handedOn = true;
                return new PreparedFile(source)
                {
                    Outcome = FileOutcome.Stored,
                    Bytes = length,
                    SourceHash = hash,
                    TransferSyntaxUid = made.Syntax.Uid,
                    SubjectId = image.SubjectId,
                    Image = image with { Size = made.Length },
                    Large = (made, file!, lastWrite),
                };
            });
        }
        finally
        {
            if (!handedOn)
            {
                file?.Dispose();
            }
        }
    }

    private PreparedFile Judge(ImportSource source, long length, byte[] hash, Func<DicomFile> open, Finish finish)
    {
        DicomFile file;
        try
        {
            file = open();
        }
        catch (NotDicomException)
        {
            return source.IsListed
                ? Failed(source, length, "is listed in the medium's DICOMDIR and is no DICOM file", hash)
                : new PreparedFile(source) { Outcome = FileOutcome.NotDicom, Bytes = length, SourceHash = hash };
        }
        catch (DicomFormatException e)
        {
            return Failed(source, length, "is damaged: " + e.Message, hash);
        }

        string syntax = file.TransferSyntax.Uid;
        if (file.FileMeta.GetCode(DicomTag.MediaStorageSOPClassUID) == DicomUID.MediaStorageDirectoryStorage)
        {
            return new PreparedFile(source) { Outcome = FileOutcome.Index, Bytes = length, SourceHash = hash, TransferSyntaxUid = syntax };
        }
        string? proposal = null;
        try
        {
            _protection.CheckClass(file.Dataset);
            string subject = source.DecidedSubject ?? SettleSubject(source, file.Dataset, out proposal);
            ProtectedObject made = _protection.Protect(file, new ProtectionContext
            {
                Key = _key,
                SubjectId = subject,
                Centre = source.Centre,
                Sponsor = archive.Info.Sponsor,
                Protocol = archive.Info.Protocol,
            });
            return finish(made, Describe(source, hash, subject, made));
        }
        catch (ProtectionException e)
        {
            return new PreparedFile(source)
            {
                Outcome = FileOutcome.Quarantined,
                Reason = e.Reason,
                Problem = e.Message,
                Bytes = length,
                SourceHash = hash,
                TransferSyntaxUid = syntax,
                SubjectId = proposal,
            };
        }
        catch (DicomFormatException e)
        {
            return Failed(source, length, "is damaged: " + e.Message, hash);
        }
    }

    private string SettleSubject(ImportSource source, DicomDataset dataset, out string? proposal) =>
        SubjectSettlement.Settle(checker ?? throw new InvalidOperationException("Nobody can say whose the file is."), dataset, source.Centre, out proposal);

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
                Image = image with { Sha256 = parts.Hash(), Size = parts.Length },
                Parts = parts,
            };
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    private static ImageRecord Describe(ImportSource source, byte[] hash, string subject, ProtectedObject made)
    {
        DicomDataset dataset = made.Dataset;
        return new ImageRecord
        {
            SubjectId = subject,
            Centre = source.Centre,
            StudyDate = DicomText.ParseDate(dataset.GetCode(DicomTag.StudyDate)),
            MediaRef = source.MediaRef,
            StudyInstanceUid = dataset.GetCode(DicomTag.StudyInstanceUID),
            SeriesInstanceUid = dataset.GetCode(DicomTag.SeriesInstanceUID),
            SopInstanceUid = dataset.GetCode(DicomTag.SOPInstanceUID),
            SopClassUid = dataset.GetCode(DicomTag.SOPClassUID),
            Modality = dataset.GetCode(DicomTag.Modality),
            SeriesNumber = Number(dataset, DicomTag.SeriesNumber),
            InstanceNumber = Number(dataset, DicomTag.InstanceNumber),
            Manufacturer = Label(dataset, DicomTag.Manufacturer),
            ManufacturerModelName = Label(dataset, DicomTag.ManufacturerModelName),
            Rows = made.Pixels.Rows,
            Columns = made.Pixels.Columns,
            PhotometricInterpretation = dataset.GetCode(DicomTag.PhotometricInterpretation),
            TransferSyntaxUid = made.Syntax.Uid,
            NumberOfFrames = made.Pixels.NumberOfFrames,
            Sha256 = [],
            SourceHash = hash,
            Rule = made.Rule,
        };
    }

    private static int? Number(DicomDataset dataset, DicomTag tag) => dataset.GetInteger(tag) is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    /// <summary>A label for lists: where its character set fails it, what ASCII there is will do.</summary>
    private static string Label(DicomDataset dataset, DicomTag tag)
    {
        try
        {
            return dataset.GetText(tag) ?? string.Empty;
        }
        catch (DicomTextException)
        {
            return dataset.GetCode(tag);
        }
    }

    private byte[] HashFile(string path, CancellationToken cancellation)
    {
        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkSize);
        try
        {
            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.SequentialScan);
            using IncrementalHash hash = _key.BeginSourceHash();
            long offset = 0;
            int read;
            while ((read = RandomAccess.Read(handle, chunk.AsSpan(0, ChunkSize), offset)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(chunk, 0, read);
                offset += read;
            }
            return hash.GetHashAndReset();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    /// <summary>Whether the file meta information names the deflated syntax: such an object lies in memory whole when it is inflated.</summary>
    private static bool IsDeflated(ReadOnlySpan<byte> file) => file[..Math.Min(file.Length, LongestMeta)].IndexOf("1.2.840.10008.1.2.1.99"u8) >= 0;

    private static byte[] ReadBeginning(string path)
    {
        byte[] beginning = new byte[LongestMeta];
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        ReadWhole(handle, beginning);
        return beginning;
    }

    private static void ReadWhole(SafeFileHandle handle, Span<byte> buffer)
    {
        long offset = 0;
        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(handle, buffer, offset);
            if (read <= 0)
            {
                throw new EndOfStreamException();
            }
            buffer = buffer[read..];
            offset += read;
        }
    }

    private static PreparedFile Failed(ImportSource source, long length, string problem, byte[]? hash = null) =>
        new(source) { Outcome = FileOutcome.Failed, Problem = problem, Bytes = length, SourceHash = hash ?? [] };

    private static PreparedFile Already(ImportSource source, long length, byte[] hash, ImageRecord existing) => new(source)
    {
        Outcome = FileOutcome.AlreadyStored,
        Bytes = length,
        SourceHash = hash,
        TransferSyntaxUid = existing.TransferSyntaxUid,
        SubjectId = existing.SubjectId,
        Image = existing,
    };
}
