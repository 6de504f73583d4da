using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels;

/// <summary>
/// Pixels on their way from one object into another: masked, and written in the same transfer syntax or another one, while they stream by.
/// Nothing is ever lost but what is blanked. Lossy JPEG stays as it is but for the blocks under the mask; near-lossless JPEG-LS is written
/// as lossless; pixels that a lossless syntax does not hold stay in their own.
/// </summary>
public sealed record PixelRecoding
{
    private PixelRecoding()
    {
    }

    /// <summary>Pixel Data as it is to be written. Damage in a compressed frame shows when that frame is written, as a <see cref="PixelException"/>.</summary>
    public required DicomElement PixelData { get; init; }

    /// <summary>How the source's pixels are laid out.</summary>
    public required PixelDescription Source { get; init; }

    /// <summary>The source's transfer syntax.</summary>
    public required DicomTransferSyntax From { get; init; }

    /// <summary>The transfer syntax that the object has then.</summary>
    public required DicomTransferSyntax Syntax { get; init; }

    /// <summary>What is blanked: the rectangles that were asked for, grown where compression or shared colours ask for it.</summary>
    public required IReadOnlyList<PixelRectangle> Masked { get; init; }

    /// <summary>How far the mask grew, in pixels: the farthest of all edges.</summary>
    public required int Growth { get; init; }

    /// <summary>The identity of the pixels as they are written; it is known when they have been.</summary>
    public required PixelIdentity? Identity { get; init; }

    /// <summary>Whether frames and offsets are made anew.</summary>
    public bool IsRecoded => PixelData.Frames is not null;

    /// <summary>Prepares pixels.</summary>
    /// <param name="description">How the object's pixels are laid out.</param>
    /// <param name="dataset">The object.</param>
    /// <param name="from">Its transfer syntax.</param>
    /// <param name="rectangles">What is to be blanked. With none, compressed frames are written again all the same: what hid between them is gone.</param>
    /// <param name="to">The transfer syntax to write, a native or a lossless one, where it can hold the pixels (<see cref="PixelCodecs.CanHold"/>); null for the same.</param>
    /// <exception cref="PixelException">The pixels cannot be masked, or contradict themselves.</exception>
    /// <exception cref="ArgumentException">A rectangle is empty or does not lie within the image.</exception>
    public static PixelRecoding Create(PixelDescription description, DicomDataset dataset, DicomTransferSyntax from, IReadOnlyList<PixelRectangle> rectangles, DicomTransferSyntax? to = null)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(rectangles);
        if (!from.CanMask)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, $"is compressed in {from.Keyword}, which cannot be masked");
        }
        if (from.Encapsulated && PixelCodecs.RecodedSyntaxOf(from) is null)
        {
            return OfJpeg(description, dataset, from, rectangles);
        }
        DicomTransferSyntax? wanted = to is not null && PixelCodecs.CanHold(to, description) ? to : null;
        return !from.Encapsulated && wanted is not { Encapsulated: true }
            ? OfNative(description, dataset, from, rectangles, wanted)
            : OfFrames(description, dataset, from, rectangles, wanted ?? PixelCodecs.RecodedSyntaxOf(from)!);
    }

    private static PixelRecoding OfNative(PixelDescription description, DicomDataset dataset, DicomTransferSyntax from, IReadOnlyList<PixelRectangle> rectangles, DicomTransferSyntax? to)
    {
        DicomElement pixels = dataset.Find(DicomTag.PixelData)!;
        NativePixelMask? mask = rectangles.Count > 0 || description.HasEmbeddedOverlay ? NativePixelMask.Create(description, dataset, rectangles) : null;
        // Planes are put side by side a frame at a time; of frames that memory should not hold, the identity stays unknown.
        PixelIdentity? identity = description.IsPlanar && description.FrameLength > PixelFrames.LargestFrame ? null : PixelIdentity.OfSamples(description);
        return new PixelRecoding
        {
            PixelData = mask is null && identity is null ? pixels : pixels.WithEdit(new NativePixelEdit(description, pixels, mask, identity)),
            Source = description,
            From = from,
            // What came deflated is written as it was inflated: pixels are compressed by frames, if at all.
            Syntax = to ?? (from.Deflated ? DicomTransferSyntax.ExplicitVRLittleEndian : from),
            Masked = mask?.Masked ?? [],
            Growth = GrowthOf(rectangles, mask?.Masked ?? []),
            Identity = identity,
        };
    }

    private static PixelRecoding OfFrames(PixelDescription description, DicomDataset dataset, DicomTransferSyntax from, IReadOnlyList<PixelRectangle> rectangles, DicomTransferSyntax to)
    {
        // Fragments are looked at now, so that a contradiction shows before anything is written.
        using (PixelFrames.Of(description, dataset, from))
        {
        }
        NativePixelMask mask = NativePixelMask.CreateForDecodedFrame(description, dataset, rectangles);
        PixelIdentity identity = PixelIdentity.OfSamples(description);
        var frames = new RecodedFrames(description, dataset, from, mask, PixelCodecs.EncoderOf(to), identity);
        long length = description.NumberOfFrames * description.DecodedFrameLength;
        long likely = description.IsEncapsulated ? dataset.Find(DicomTag.PixelData)!.Length : length / 2;
        return new PixelRecoding
        {
            PixelData = to.Encapsulated ? DicomElement.CreateEncapsulated(frames, likely) : DicomElement.CreateNative(frames, length, description.BitsAllocated),
            Source = description,
            From = from,
            Syntax = to,
            Masked = mask.Masked,
            Growth = GrowthOf(rectangles, mask.Masked),
            Identity = identity,
        };
    }

    private static PixelRecoding OfJpeg(PixelDescription description, DicomDataset dataset, DicomTransferSyntax from, IReadOnlyList<PixelRectangle> rectangles)
    {
        var identity = PixelIdentity.OfCoefficients(description.NumberOfFrames);
        var frames = new MaskedJpegFrames(description, dataset, from, rectangles, identity);
        return new PixelRecoding
        {
            PixelData = DicomElement.CreateEncapsulated(frames, dataset.Find(DicomTag.PixelData)!.Length),
            Source = description,
            From = from,
            Syntax = from,
            Masked = frames.Grown,
            Growth = GrowthOf(rectangles, frames.Grown),
            Identity = identity,
        };
    }

    private static int GrowthOf(IReadOnlyList<PixelRectangle> asked, IReadOnlyList<PixelRectangle> masked)
    {
        int growth = 0;
        for (int i = 0; i < masked.Count; i++)
        {
            (PixelRectangle before, PixelRectangle after) = (asked[i], masked[i]);
            growth = Math.Max(growth, Math.Max(Math.Max(before.X - after.X, before.Y - after.Y), Math.Max(after.Right - before.Right, after.Bottom - before.Bottom)));
        }
        return growth;
    }
}
