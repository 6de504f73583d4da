using Ospacs.Archive.Store;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Compression;

/// <summary>A stored object on its way into another lossless transfer syntax. Only what follows the pixels changes beside them.</summary>
internal sealed class ObjectCompression
{
    // What may differ between the object before and after: all else is compared.
    private static readonly DicomTag[] Following =
    [
        DicomTag.PixelData, DicomTag.PlanarConfiguration, DicomTag.PhotometricInterpretation, DicomTag.ExtendedOffsetTable, DicomTag.ExtendedOffsetTableLengths,
    ];

    private readonly DicomDataset _source;
    private readonly PixelRecoding _pixels;
    private readonly DicomDataset _target;
    private readonly DicomDataset _meta;

    private ObjectCompression(DicomDataset source, PixelRecoding pixels)
    {
        _source = source;
        _pixels = pixels;
        _target = DicomDataset.Of(source);
        PixelAttributes.Follow(_target, pixels, source);
        _meta = DicomFileMeta.Create(_target.GetCode(DicomTag.SOPClassUID), _target.GetCode(DicomTag.SOPInstanceUID), pixels.Syntax);
    }

    /// <summary>Prepares a stored object.</summary>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="to">The transfer syntax.</param>
    /// <returns>The object, or null when the syntax cannot hold its pixels.</returns>
    /// <exception cref="PixelException">The pixels contradict themselves.</exception>
    /// <exception cref="DicomFormatException">The bytes are no object.</exception>
    internal static ObjectCompression? Begin(DicomSource bytes, DicomTransferSyntax to)
    {
        DicomFile file = DicomFile.Read(bytes);
        PixelDescription description = PixelDescription.Of(file.Dataset, file.TransferSyntax);
        return PixelCodecs.CanHold(to, description)
            ? new ObjectCompression(file.Dataset, PixelRecoding.Create(description, file.Dataset, file.TransferSyntax, [], to))
            : null;
    }

    /// <summary>Writes the object.</summary>
    internal void WriteTo(DicomOutput output) => DicomWriter.WriteFile(output, _meta, _target, _pixels.Syntax);

    /// <summary>The image's row with the object that was written.</summary>
    internal ImageRecord RowOf(ImageRecord image, long size, byte[] sha256) => image with
    {
        TransferSyntaxUid = _pixels.Syntax.Uid,
        PhotometricInterpretation = _target.GetCode(DicomTag.PhotometricInterpretation),
        Size = size,
        Sha256 = sha256,
        PixelSha256 = _pixels.Identity!.Sha256,
        Version = image.Version + 1,
    };

    /// <summary>Reads what was written and compares it with the source, sample by sample and element by element.</summary>
    /// <param name="image">The image's row before.</param>
    /// <param name="written">The object's bytes, as they were written.</param>
    /// <returns>What differs, or null.</returns>
    internal string? Difference(ImageRecord image, DicomSource written)
    {
        DicomFile file = DicomFile.Read(written);
        if (image.PixelSha256 is { } identity && !identity.AsSpan().SequenceEqual(_pixels.Identity!.Sha256))
        {
            return "its pixels are not those whose identity the archive keeps";
        }
        if (!HeaderOf(_source).Span.SequenceEqual(HeaderOf(file.Dataset).Span))
        {
            return "its header would not be the same";
        }
        using var before = PixelFrames.Of(_pixels.Source, _source, _pixels.From);
        using var after = PixelFrames.Of(PixelDescription.Of(file.Dataset, file.TransferSyntax), file.Dataset, file.TransferSyntax);
        if (before.Count != after.Count || before.Layout != after.Layout)
        {
            return "its frames would not be the same";
        }
        byte[] one = new byte[before.Layout.FrameLength];
        byte[] other = new byte[after.Layout.FrameLength];
        for (int frame = 0; frame < before.Count; frame++)
        {
            before.Read(frame, one);
            after.Read(frame, other);
            if (!one.AsSpan().SequenceEqual(other))
            {
                return "its pixels would not be the same";
            }
        }
        return null;
    }

    private static ReadOnlyMemory<byte> HeaderOf(DicomDataset dataset)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.Write(output, DicomDataset.Of(dataset.Where(element => !Following.Contains(element.Tag))), DicomEncoding.ExplicitLittle);
        return output.Written;
    }
}
