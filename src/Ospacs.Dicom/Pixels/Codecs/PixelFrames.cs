using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Jpeg;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>The decoded frames of an object, one at a time, whatever the object is written in. Not for use by several threads at once.</summary>
public abstract class PixelFrames : IDisposable
{
    /// <summary>The most bytes that a frame may have when it is decoded: two of them lie in memory for each object that is worked on.</summary>
    public const int LargestFrame = 64 << 20;

    /// <summary>The most bytes that all frames of a compressed object may have when they are decoded: a small file can claim more pixels than anybody scans.</summary>
    public const long LargestObject = 8L << 30;

    /// <summary>Takes over what the frames are like.</summary>
    /// <param name="description">How the object's pixels are laid out.</param>
    protected PixelFrames(PixelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        Count = description.NumberOfFrames;
        Layout = new FrameLayout(description.Rows, description.Columns, description.SamplesPerPixel, description.BitsAllocated, description.BitsStored, description.IsSigned);
        if (description.DecodedFrameLength > LargestFrame)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "has frames that are too large to be decoded");
        }
        if (description.IsEncapsulated && description.NumberOfFrames * description.DecodedFrameLength > LargestObject)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "has more pixels, when it is decoded, than 8 GiB");
        }
    }

    /// <summary>Frames.</summary>
    public int Count { get; }

    /// <summary>How the samples of a frame are laid out.</summary>
    public FrameLayout Layout { get; }

    /// <summary>Finds the frames of an object.</summary>
    /// <param name="description">How its pixels are laid out.</param>
    /// <param name="dataset">The object, as it was read.</param>
    /// <param name="syntax">Its transfer syntax.</param>
    /// <exception cref="PixelException">
    /// The syntax cannot be decoded, fragments and frames do not agree, a frame has more than <see cref="LargestFrame"/> bytes, or two pixels
    /// of native pixel data share their colours.
    /// </exception>
    public static PixelFrames Of(PixelDescription description, DicomDataset dataset, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        return description.IsEncapsulated ? new CompressedFrames(description, dataset, syntax) : new NativeFrames(description, dataset);
    }

    /// <summary>
    /// Finds the frames of an object, to show them: two pixels that share their colours get them both, and the colours of lossy JPEG become
    /// red, green and blue. What is decoded so is not for writing.
    /// </summary>
    /// <param name="description">How its pixels are laid out.</param>
    /// <param name="dataset">The object, as it was read.</param>
    /// <param name="syntax">Its transfer syntax.</param>
    /// <param name="photometric">What the samples mean then: never one of the interpretations in which pixels share colours.</param>
    /// <exception cref="PixelException">The syntax cannot be decoded, fragments and frames do not agree, or a frame has more than <see cref="LargestFrame"/> bytes.</exception>
    public static PixelFrames ToShow(PixelDescription description, DicomDataset dataset, DicomTransferSyntax syntax, out PhotometricInterpretation photometric)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(syntax);
        photometric = description.Photometric switch
        {
            PhotometricInterpretation.YbrFull422 => PhotometricInterpretation.YbrFull,
            PhotometricInterpretation other => other,
        };
        if (!description.IsEncapsulated)
        {
            return description.IsSubsampled ? new SharedColourFrames(description, dataset) : new NativeFrames(description, dataset);
        }
        if (description.SamplesPerPixel == 3 && PixelCodecs.DecoderOf(syntax) is JpegDecoder)
        {
            photometric = PhotometricInterpretation.Rgb;
            return new CompressedFrames(description, dataset, syntax, new JpegDecoder { ToRgb = true, IsRgbUnlessSaid = description.Photometric == PhotometricInterpretation.Rgb });
        }
        return new CompressedFrames(description, dataset, syntax);
    }

    /// <summary>Decodes a frame.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="samples">Where its samples go: <see cref="FrameLayout.FrameLength"/> bytes.</param>
    /// <exception cref="PixelException">The frame is damaged.</exception>
    public abstract void Read(int frame, Span<byte> samples);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives buffers back; the object's source stays open.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
