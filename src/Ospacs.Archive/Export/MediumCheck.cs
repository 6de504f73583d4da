using System.Buffers;
using System.Runtime.ExceptionServices;
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
            foreach (DicomDirectoryReference reference in directory)
            {
                if (!written.TryGetValue(reference.RelativePath, out ExportedFile? file) || file.SopInstanceUid != reference.SopInstanceUid)
                {
                    throw Different("its DICOMDIR does not list what was written");
                }
            }
            CompareBytes(folder, files, checkedBytes, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DicomFormatException or NotDicomException)
        {
            throw new ExportException(ExportFailure.ReadBack, "The medium cannot be read back. It has been removed; try another medium.", e);
        }
    }

    /// <summary>Two files at a time: hashing takes as long as reading, and more readers would make a disc's head jump.</summary>
    private static void CompareBytes(ExportFolder folder, IReadOnlyList<ExportedFile> files, Action<long> checkedBytes, CancellationToken cancellation)
    {
        try
        {
            ParallelQuery<ExportedFile> same = files.AsParallel().WithDegreeOfParallelism(2).WithCancellation(cancellation).WithMergeOptions(ParallelMergeOptions.NotBuffered)
                .Select(file => HashOf(folder.PathOf(file.FileId.Split('/')), cancellation).AsSpan().SequenceEqual(file.Sha256)
                    ? file
                    : throw Different($"the bytes of {file.FileId} are others than were written"));
            // Progress is told on the caller's thread: a prompt can show it on no other.
            foreach (ExportedFile file in same)
            {
                checkedBytes(file.Bytes);
            }
        }
        catch (AggregateException e)
        {
            // The first failure tells enough.
            cancellation.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    private static byte[] HashOf(string path, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(256 << 10);
        try
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
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ExportException Different(string what) =>
        new(ExportFailure.ReadBack, $"The medium does not read back as it was written: {what}. It has been removed; try another medium.");
}
