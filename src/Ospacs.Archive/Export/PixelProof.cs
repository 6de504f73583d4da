using Ospacs.Archive.Store;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Export;

/// <summary>Proves that an object which was written anew still has the pixels that were stored: the file is opened again and its pixels decoded, once.</summary>
internal static class PixelProof
{
    /// <summary>Holds the pixels of a file against what they were; where that is not known, nothing is decoded.</summary>
    /// <param name="image">The object's row, which knows its pixels' identity unless it could not be taken.</param>
    /// <param name="source">The identity of the pixels that the file was made from, or null.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends the decoding.</param>
    /// <exception cref="ObjectRefusedException">They are others.</exception>
    internal static void Run(ImageRecord image, PixelIdentity? source, string path, CancellationToken cancellation)
    {
        byte[]? taken = source?.Sha256;
        if (image.PixelSha256 is { } stored && taken is not null && !taken.AsSpan().SequenceEqual(stored))
        {
            throw new ObjectRefusedException(RefusalReason.Damaged, "The pixels in the archive are not those that were stored: their identity differs.");
        }
        if ((image.PixelSha256 ?? taken) is { } expected && !expected.AsSpan().SequenceEqual(IdentityOf(path, cancellation)))
        {
            throw new ObjectRefusedException(RefusalReason.Damaged, "The pixels that were written are not those in the archive: their identity differs.");
        }
    }

    private static byte[]? IdentityOf(string path, CancellationToken cancellation)
    {
        try
        {
            using DicomFile file = DicomFile.Open(path);
            var description = PixelDescription.Of(file.Dataset, file.TransferSyntax);
            // Towards native pixels frames are decoded and not encoded again.
            PixelRecoding pixels = PixelRecoding.Create(description, file.Dataset, file.TransferSyntax, [], DicomTransferSyntax.ExplicitVRLittleEndian);
            if (pixels.PixelData.Frames is { } frames)
            {
                foreach (ReadOnlyMemory<byte> _ in frames)
                {
                    cancellation.ThrowIfCancellationRequested();
                }
            }
            else
            {
                DicomWriter.Write(new DiscardedOutput(cancellation), new DicomDataset().Set(pixels.PixelData), file.Encoding);
            }
            return pixels.Identity?.Sha256;
        }
        catch (Exception e) when (e is PixelException or DicomFormatException or NotDicomException)
        {
            throw new ObjectRefusedException(RefusalReason.Damaged, "The pixels that were written cannot be decoded.", e);
        }
    }

    /// <summary>An output for what is only to be looked at on its way.</summary>
    private sealed class DiscardedOutput(CancellationToken cancellation) : DicomOutput
    {
        private readonly byte[] _buffer = new byte[256 << 10];

        public override Span<byte> GetSpan() => _buffer;

        public override void Advance(int count) => cancellation.ThrowIfCancellationRequested();
    }
}
