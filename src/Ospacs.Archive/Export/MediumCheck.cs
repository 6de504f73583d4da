using System.Security.Cryptography;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Export;

/// <summary>Reads a medium back: the DICOMDIR must list exactly what was written, and every file must be there with the bytes that were written.</summary>
internal static class MediumCheck
{
    internal static void Run(ExportFolder folder, IReadOnlyList<ExportedFile> files, Action<long> checkedBytes, CancellationToken cancellation)
    {
        try
        {
            DicomDirectory directory = DicomDirectory.Open(folder.PathOf([DicomFileId.Directory]));
            if (directory.IsDamaged || directory.Count != files.Count)
            {
                throw Different("its DICOMDIR does not list what was written");
            }
            Dictionary<string, ExportedFile> written = files.ToDictionary(file => file.FileId, StringComparer.Ordinal);
            byte[] buffer = new byte[256 << 10];
            foreach (DicomDirectoryReference reference in directory)
            {
                if (!written.Remove(reference.RelativePath, out ExportedFile? file) || file.SopInstanceUid != reference.SopInstanceUid)
                {
                    throw Different("its DICOMDIR does not list what was written");
                }
                if (!HashOf(folder.PathOf(reference.FileId), buffer, cancellation).AsSpan().SequenceEqual(file.Sha256))
                {
                    throw Different($"the bytes of {file.FileId} are others than were written");
                }
                checkedBytes(file.Bytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DicomFormatException or NotDicomException)
        {
            throw new ExportException(ExportFailure.ReadBack, "The medium cannot be read back. It has been removed; try another medium.", e);
        }
    }

    private static byte[] HashOf(string path, byte[] buffer, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        int count;
        while ((count = file.Read(buffer)) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, count);
        }
        return hash.GetHashAndReset();
    }

    private static ExportException Different(string what) =>
        new(ExportFailure.ReadBack, $"The medium does not read back as it was written: {what}. It has been removed; try another medium.");
}
