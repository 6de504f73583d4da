using Ospacs.Archive.Store;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Export;

/// <summary>Brings one object out of the archive into a file, and examines it there against its row and the profile.</summary>
internal sealed class ObjectCopy(IArchiveStore store, ExportFolder folder, MediaProfile profile)
{
    /// <summary>Writes an object.</summary>
    /// <returns>The file, and the keys of its directory records.</returns>
    /// <exception cref="ObjectRefusedException">It is not for this medium; no file is left of it.</exception>
    internal (ExportedFile File, DicomDirectoryImage Keys) Write(ImageRecord image, IReadOnlyList<string> fileId, CancellationToken cancellation)
    {
        (long size, byte[] sha256) = WriteStored(image, fileId, cancellation);
        try
        {
            if (size != image.Size || !sha256.AsSpan().SequenceEqual(image.Sha256))
            {
                throw new ObjectRefusedException(RefusalReason.Damaged, "The archive's bytes are not those that were stored: their hash differs.");
            }
            return Examine(image, fileId, sha256, cancellation);
        }
        catch (ObjectRefusedException)
        {
            folder.Remove(fileId);
            throw;
        }
    }

    private (long Size, byte[] Sha256) WriteStored(ImageRecord image, IReadOnlyList<string> fileId, CancellationToken cancellation)
    {
        using var stream = new HashingStream(folder.Create(fileId), cancellation);
        foreach (ReadOnlyMemory<byte> part in store.ReadParts(image.ImageId, cancellation))
        {
            stream.Write(part.Span);
        }
        return (stream.Position, stream.Hash());
    }

    private (ExportedFile File, DicomDirectoryImage Keys) Examine(ImageRecord image, IReadOnlyList<string> fileId, byte[] sha256, CancellationToken cancellation)
    {
        using DicomFile stored = OpenStored(folder.PathOf(fileId));
        DicomDataset dataset = stored.Dataset;
        DicomTransferSyntax written = MediaProfile.WrittenSyntax(stored.TransferSyntax);
        if (written.Deflated)
        {
            throw new ObjectRefusedException(RefusalReason.TransferSyntax, $"{written.Keyword} cannot be changed into another transfer syntax.");
        }
        CheckRow(image, stored);
        if (profile.Refuse(dataset, written) is { } refusal)
        {
            throw new ObjectRefusedException(refusal.Reason, refusal.Message);
        }
        DicomDirectoryImage keys = DirectoryKeys.Of(image, dataset, written, fileId);
        bool transcode = written.Uid != stored.TransferSyntax.Uid || stored.Encoding != written.Encoding;
        long size = stored.Source.Length;
        if (transcode)
        {
            (size, sha256) = Transcode(stored, written, fileId, cancellation);
        }
        return (new ExportedFile(string.Join('/', fileId), image.ImageId, image.SopInstanceUid, image.SubjectId, size, sha256, transcode), keys);
    }

    private static DicomFile OpenStored(string path)
    {
        try
        {
            return DicomFile.Open(path);
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException)
        {
            throw new ObjectRefusedException(RefusalReason.Damaged, "The archive's bytes are no whole DICOM object.", e);
        }
    }

    /// <summary>The object must be the one that its row describes: what the tree and the filters show is what goes out.</summary>
    private static void CheckRow(ImageRecord image, DicomFile stored)
    {
        DicomDataset dataset = stored.Dataset;
        (DicomTag Tag, string Value)[] row =
        [
            (DicomTag.SOPInstanceUID, image.SopInstanceUid), (DicomTag.StudyInstanceUID, image.StudyInstanceUid),
            (DicomTag.SeriesInstanceUID, image.SeriesInstanceUid), (DicomTag.SOPClassUID, image.SopClassUid),
        ];
        foreach ((DicomTag tag, string value) in row)
        {
            if (dataset.GetCode(tag) != value)
            {
                throw new ObjectRefusedException(RefusalReason.Inconsistent, $"{tag} of the object is not what its row in the archive says.");
            }
        }
        string? patientId;
        try
        {
            patientId = dataset.GetText(DicomTag.PatientID)?.Trim(' ');
        }
        catch (DicomTextException)
        {
            patientId = null;
        }
        if (patientId != image.SubjectId)
        {
            throw new ObjectRefusedException(RefusalReason.Inconsistent, $"{DicomTag.PatientID} of the object is not its subject's number.");
        }
    }

    private (long Size, byte[] Sha256) Transcode(DicomFile stored, DicomTransferSyntax written, IReadOnlyList<string> fileId, CancellationToken cancellation)
    {
        // The file is written anew under another name and takes the first one's place.
        string[] draftId = [.. fileId.Take(fileId.Count - 1), "DRAFT"];
        long size;
        byte[] sha256;
        using (var stream = new HashingStream(folder.Create(draftId), cancellation))
        {
            var output = new DicomStreamOutput(stream);
            DicomDataset meta = DicomFileMeta.Create(stored.Dataset.GetCode(DicomTag.SOPClassUID), stored.Dataset.GetCode(DicomTag.SOPInstanceUID), written);
            DicomWriter.WriteFile(output, meta, WithoutGroupLengths(stored.Dataset), written);
            output.Flush();
            (size, sha256) = (stream.Position, stream.Hash());
        }
        stored.Dispose();
        folder.Replace(draftId, fileId);
        return (size, sha256);
    }

    /// <summary>Group lengths (retired; PS3.5 section 7.2) are those of the encoding that is left.</summary>
    private static DicomDataset WithoutGroupLengths(DicomDataset dataset)
    {
        var kept = new DicomDataset();
        foreach (DicomElement element in dataset)
        {
            if (!element.Tag.IsGroupLength)
            {
                kept.Set(element);
            }
        }
        return kept;
    }
}
