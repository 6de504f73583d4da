using Ospacs.Archive.Store;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Export;

/// <summary>Brings one object out of the archive into a file: as it is stored, or in another transfer syntax with the same pixels.</summary>
/// <param name="store">The archive.</param>
/// <param name="folder">The medium.</param>
/// <param name="choice">Says in which transfer syntax.</param>
internal sealed class ObjectCopy(IArchiveStore store, ExportFolder folder, SyntaxChoice choice)
{
    /// <summary>Writes an object.</summary>
    /// <param name="image">Its row.</param>
    /// <param name="fileId">Its place on the medium.</param>
    /// <param name="cancellation">Ends the writing.</param>
    /// <returns>The file, and the keys of its directory records.</returns>
    /// <exception cref="ObjectRefusedException">It is not for this medium; no file is left of it.</exception>
    internal (ExportedFile File, DicomDirectoryImage Keys) Write(ImageRecord image, IReadOnlyList<string> fileId, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return WriteVersion(image, fileId, cancellation);
            }
            catch (Exception e) when (e is ObjectRefusedException { Reason: RefusalReason.Damaged } or ArchiveException { Kind: ArchiveFailure.Conflict })
            {
                // A row that was read some time ago may be that of an object that has been replaced since: then the new one goes out.
                if (store.History.FindImage(image.ImageId) is not { } now || now.SubjectId != image.SubjectId || now.SopInstanceUid != image.SopInstanceUid)
                {
                    throw new ObjectRefusedException(RefusalReason.Inconsistent, "The image was moved or removed since it was chosen. Choose again.", e);
                }
                if (now.Version == image.Version)
                {
                    throw;
                }
                folder.Remove(fileId);
                image = now;
            }
        }
    }

    private (ExportedFile File, DicomDirectoryImage Keys) WriteVersion(ImageRecord image, IReadOnlyList<string> fileId, CancellationToken cancellation)
    {
        using StoredObject stored = StoredObject.Open(store, folder, image, fileId, cancellation);
        CheckRow(image, stored.File);
        StoredPixels pixels = StoredPixels.Of(stored.File);
        DicomTransferSyntax written = choice.For(stored.File, pixels);
        DicomDirectoryImage keys = DirectoryKeys.Of(image, stored.File.Dataset, written, fileId);
        bool transcode = written.Uid != stored.File.TransferSyntax.Uid || written.Encoding != stored.File.Encoding;
        (long size, byte[] sha256) = (image.Size, image.Sha256);
        if (transcode)
        {
            (size, sha256) = Transcode(image, stored, pixels, written, fileId, cancellation);
        }
        else
        {
            stored.Keep(cancellation);
        }
        var file = new ExportedFile(string.Join('/', fileId), image.ImageId, image.SopInstanceUid, image.SubjectId, size, sha256, written.Uid, transcode, image.Version);
        return (file, keys);
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

    private (long Size, byte[] Sha256) Transcode(
        ImageRecord image, StoredObject stored, StoredPixels pixels, DicomTransferSyntax written, IReadOnlyList<string> fileId, CancellationToken cancellation)
    {
        PixelIdentity? identity = null;
        (long, byte[]) made = stored.Rewrite(stream => identity = WriteRecoded(stream, stored.File, pixels, written), cancellation);
        try
        {
            PixelProof.Run(image, identity, folder.PathOf(fileId), cancellation);
        }
        catch (ObjectRefusedException)
        {
            folder.Remove(fileId);
            throw;
        }
        return made;
    }

    /// <summary>Writes the object in another transfer syntax; pixels that cannot leave theirs, element by element.</summary>
    /// <returns>The identity of the pixels that were written from, or null.</returns>
    private static PixelIdentity? WriteRecoded(Stream stream, DicomFile stored, StoredPixels pixels, DicomTransferSyntax written)
    {
        try
        {
            // Group lengths (retired; PS3.5 section 7.2) are those of the encoding that is left.
            var dataset = DicomDataset.Of(stored.Dataset.Where(element => !element.Tag.IsGroupLength));
            PixelRecoding? recoding = pixels.Description is { } description && written.Uid != stored.TransferSyntax.Uid
                ? PixelRecoding.Create(description, stored.Dataset, stored.TransferSyntax, [], written)
                : null;
            if (recoding is not null)
            {
                PixelAttributes.Follow(dataset, recoding, stored.Dataset);
            }
            var output = new DicomStreamOutput(stream);
            DicomDataset meta = DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), dataset.GetCode(DicomTag.SOPInstanceUID), written);
            DicomWriter.WriteFile(output, meta, dataset, written);
            output.Flush();
            return recoding?.Identity;
        }
        catch (PixelException e)
        {
            throw new ObjectRefusedException(RefusalReason.Damaged, $"The object's pixels cannot be decoded, so that it cannot be written in {written.Keyword}: {e.Message}", e);
        }
    }
}
