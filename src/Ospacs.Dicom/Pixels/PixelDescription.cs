using System.Globalization;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels;

/// <summary>How an object's pixels are laid out: the Image Pixel Module (PS3.3 section C.7.6.3), read and found free of contradictions.</summary>
public sealed record PixelDescription
{
    private PixelDescription()
    {
    }

    /// <summary>Rows of a frame.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns of a frame.</summary>
    public required int Columns { get; init; }

    /// <summary>Samples per pixel: 1 or 3.</summary>
    public required int SamplesPerPixel { get; init; }

    /// <summary>What the samples mean.</summary>
    public required PhotometricInterpretation Photometric { get; init; }

    /// <summary>Whether each sample has a plane of its own (planar configuration 1) rather than standing beside the pixel's others.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>Bits of a sample's cell: 8, 16 or 32.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits of the cell that hold the sample, always the lowest ones.</summary>
    public required int BitsStored { get; init; }

    /// <summary>Whether samples are numbers in two's complement.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>Frames; 1 where the object does not say.</summary>
    public required int NumberOfFrames { get; init; }

    /// <summary>Whether the pixel data is compressed and comes in fragments.</summary>
    public required bool IsEncapsulated { get; init; }

    /// <summary>Whether an overlay lies in bits of the pixels' cells that the samples do not use (retired; PS3.3 section C.9.2).</summary>
    public required bool HasEmbeddedOverlay { get; init; }

    /// <summary>Bytes of a sample's cell.</summary>
    public int BytesPerSample => BitsAllocated / 8;

    /// <summary>Whether two pixels share a pair of colour differences.</summary>
    public bool IsSubsampled => Photometric is PhotometricInterpretation.YbrFull422 or PhotometricInterpretation.YbrPartial422;

    /// <summary>Bytes of a frame that is not compressed. Frames follow each other without a gap.</summary>
    public long FrameLength => (long)Rows * Columns * (!IsEncapsulated && IsSubsampled ? 2 : SamplesPerPixel) * BytesPerSample;

    /// <summary>Bytes of a frame when it is decoded, each pixel with colours of its own.</summary>
    public long DecodedFrameLength => (long)Rows * Columns * SamplesPerPixel * BytesPerSample;

    /// <summary>Bytes of all frames, not compressed and without the byte that pads an odd length.</summary>
    public long TotalLength => FrameLength * NumberOfFrames;

    /// <summary>
    /// Reads and examines the attributes. Of native pixel data the length must be that of the frames; of encapsulated pixel data only
    /// the number of fragments is looked at.
    /// </summary>
    /// <param name="dataset">The object.</param>
    /// <param name="syntax">The object's transfer syntax, which must fit the pixel data; or null to leave that open.</param>
    /// <exception cref="PixelException">The pixels cannot be worked with, or contradict themselves.</exception>
    public static PixelDescription Of(DicomDataset dataset, DicomTransferSyntax? syntax = null)
    {
        DicomElement pixels = PixelDataOf(dataset);
        bool encapsulated = pixels.Fragments is not null;
        if (syntax is not null && syntax.Encapsulated != encapsulated)
        {
            throw Inconsistent(DicomTag.PixelData, "is not written as the transfer syntax says");
        }

        PhotometricInterpretation photometric = PhotometricOf(dataset);
        int samples = Number(dataset, DicomTag.SamplesPerPixel, 1, ushort.MaxValue);
        bool color = photometric is not (PhotometricInterpretation.Monochrome1 or PhotometricInterpretation.Monochrome2 or PhotometricInterpretation.PaletteColor);
        if (samples != (color ? 3 : 1))
        {
            throw Inconsistent(DicomTag.SamplesPerPixel, "does not fit the photometric interpretation");
        }

        (int allocated, int stored) = BitsOf(dataset);
        bool signed = Number(dataset, DicomTag.PixelRepresentation, 0, 1) == 1;
        if (signed && color)
        {
            throw Inconsistent(DicomTag.PixelRepresentation, "says that colours are signed");
        }

        var description = new PixelDescription
        {
            Rows = Number(dataset, DicomTag.Rows, 1, ushort.MaxValue),
            Columns = Number(dataset, DicomTag.Columns, 1, ushort.MaxValue),
            SamplesPerPixel = samples,
            Photometric = photometric,
            // How compressed samples are laid out, their own stream says; often enough the attribute is wrong there.
            IsPlanar = color && !encapsulated && Number(dataset, DicomTag.PlanarConfiguration, 0, 1) == 1,
            BitsAllocated = allocated,
            BitsStored = stored,
            IsSigned = signed,
            NumberOfFrames = FramesOf(dataset),
            IsEncapsulated = encapsulated,
            HasEmbeddedOverlay = FindEmbeddedOverlay(dataset),
        };
        if (encapsulated)
        {
            CheckFragments(pixels, description);
        }
        else
        {
            CheckNative(pixels, description);
        }
        return description;
    }

    private static DicomElement PixelDataOf(DicomDataset dataset)
    {
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.FloatPixelData, DicomTag.DoubleFloatPixelData])
        {
            if (dataset.Contains(tag))
            {
                throw Unsupported(tag, "holds pixels that cannot be masked");
            }
        }
        DicomElement pixels = dataset.Find(DicomTag.PixelData) ?? throw Unsupported(DicomTag.PixelData, "is missing");
        return pixels.Items is null ? pixels : throw Inconsistent(DicomTag.PixelData, "is a sequence");
    }

    private static PhotometricInterpretation PhotometricOf(DicomDataset dataset) => dataset.GetCode(DicomTag.PhotometricInterpretation) switch
    {
        "MONOCHROME1" => PhotometricInterpretation.Monochrome1,
        "MONOCHROME2" => PhotometricInterpretation.Monochrome2,
        "PALETTE COLOR" => PhotometricInterpretation.PaletteColor,
        "RGB" => PhotometricInterpretation.Rgb,
        "YBR_FULL" => PhotometricInterpretation.YbrFull,
        "YBR_FULL_422" => PhotometricInterpretation.YbrFull422,
        "YBR_PARTIAL_422" => PhotometricInterpretation.YbrPartial422,
        "YBR_ICT" => PhotometricInterpretation.YbrIct,
        "YBR_RCT" => PhotometricInterpretation.YbrRct,
        "" => throw Inconsistent(DicomTag.PhotometricInterpretation, "is missing"),
        _ => throw Unsupported(DicomTag.PhotometricInterpretation, "names colours that cannot be masked"),
    };

    private static (int Allocated, int Stored) BitsOf(DicomDataset dataset)
    {
        int allocated = Number(dataset, DicomTag.BitsAllocated, 1, ushort.MaxValue);
        if (allocated is not (8 or 16 or 32))
        {
            throw Unsupported(DicomTag.BitsAllocated, "is not 8, 16 or 32");
        }
        int stored = Number(dataset, DicomTag.BitsStored, 1, allocated);
        int high = Number(dataset, DicomTag.HighBit, 0, allocated - 1);
        if (high < stored - 1)
        {
            throw Inconsistent(DicomTag.HighBit, "leaves no room for the bits stored");
        }
        // The standard has allowed nothing else for long (PS3.5 section 8.1.1), and decoders disagree on what it means.
        return high == stored - 1 ? (allocated, stored) : throw Unsupported(DicomTag.HighBit, "is not one less than the bits stored");
    }

    private static int FramesOf(DicomDataset dataset) =>
        dataset.GetCode(DicomTag.NumberOfFrames).Length == 0 ? 1 : Number(dataset, DicomTag.NumberOfFrames, 1, int.MaxValue);

    private static int Number(DicomDataset dataset, DicomTag tag, int least, int most)
    {
        if (!dataset.TryGet(tag, out DicomElement? element) || element.Length == 0)
        {
            throw Inconsistent(tag, "is missing");
        }
        bool single = element.VR.IsText ? !dataset.GetCode(tag).Contains('\\', StringComparison.Ordinal) : element.Length <= Math.Max(2, element.VR.UnitSize);
        if (!single || dataset.GetInteger(tag) is not { } value)
        {
            throw Inconsistent(tag, "is not one number");
        }
        return value >= least && value <= most ? (int)value : throw Inconsistent(tag, "is out of range");
    }

    private static bool FindEmbeddedOverlay(DicomDataset dataset)
    {
        foreach (DicomElement element in dataset)
        {
            DicomTag tag = element.Tag;
            if ((tag.Group & 0xFF00) != 0x6000 || tag.IsPrivate)
            {
                continue;
            }
            // (60xx,0100) Overlay Bits Allocated is 1 and (60xx,0102) Overlay Bit Position is 0 of an overlay that stands by itself.
            if ((tag.Element == 0x0100 && dataset.GetInteger(tag) != 1) || (tag.Element == 0x0102 && dataset.GetInteger(tag) != 0))
            {
                return true;
            }
        }
        return false;
    }

    private static void CheckNative(DicomElement pixels, PixelDescription description)
    {
        if (description.Photometric is PhotometricInterpretation.YbrIct or PhotometricInterpretation.YbrRct)
        {
            throw Inconsistent(DicomTag.PhotometricInterpretation, "is one of compressed pixels only");
        }
        if (description.IsSubsampled)
        {
            if (description.IsPlanar || (description.Columns & 1) != 0)
            {
                throw Inconsistent(description.IsPlanar ? DicomTag.PlanarConfiguration : DicomTag.Columns, "does not fit pixels that share their colour");
            }
            if (description.BitsAllocated != 8 || description.BitsStored != 8)
            {
                throw Unsupported(DicomTag.BitsAllocated, "is not 8, of pixels that share their colour");
            }
        }
        if (pixels.Encoding.BigEndian)
        {
            CheckBigEndian(pixels, description);
        }
        long total = description.TotalLength;
        if (total / description.NumberOfFrames != description.FrameLength || pixels.Length != total + (total & 1))
        {
            // A device may leave out the padding; then the length is odd.
            if (pixels.Length != total || pixels.Encoding.BigEndian)
            {
                throw Inconsistent(DicomTag.PixelData, string.Create(CultureInfo.InvariantCulture, $"is {pixels.Length} bytes long where its frames take {total}"));
            }
        }
    }

    private static void CheckBigEndian(DicomElement pixels, PixelDescription description)
    {
        if (description.BitsAllocated == 32)
        {
            // 16-bit words hold halves of a sample: in which order, devices do not agree.
            throw Unsupported(DicomTag.BitsAllocated, "is 32 in big endian");
        }
        bool words = pixels.VR == DicomVR.OW;
        if (!words && !(pixels.VR == DicomVR.OB && description.BitsAllocated == 8))
        {
            throw Unsupported(DicomTag.PixelData, $"is {pixels.VR} in big endian, whose byte order is not certain");
        }
    }

    private static void CheckFragments(DicomElement pixels, PixelDescription description)
    {
        IReadOnlyList<DicomPlace> fragments = pixels.Fragments!;
        // The first item is the basic offset table, which may be empty (PS3.5 Annex A.4).
        if (fragments.Count < 2 || fragments.Count - 1 < description.NumberOfFrames)
        {
            throw Unsupported(DicomTag.PixelData, "has fewer fragments than frames");
        }
        if (fragments[0].Length != 0 && fragments[0].Length != 4L * description.NumberOfFrames)
        {
            throw Unsupported(DicomTag.PixelData, "has an offset table that does not fit its frames");
        }
    }

    private static PixelException Unsupported(DicomTag tag, string problem) => new(PixelProblem.Unsupported, tag, problem);

    private static PixelException Inconsistent(DicomTag tag, string problem) => new(PixelProblem.Inconsistent, tag, problem);
}
