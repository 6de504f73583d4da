using System.Globalization;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels;

/// <summary>The attributes that follow the pixels into another transfer syntax (PS3.3 section C.7.6.3, PS3.5 section 8.2).</summary>
public static class PixelAttributes
{
    // Of each kind of syntax that pixels are decoded into or encoded in: Planar Configuration, null where both are allowed and it stays.
    // Photometric interpretation, samples and bits stay, but that colours which were decoded are no longer shared.
    private static readonly (DicomTransferSyntax Syntax, ushort? Planar)[] Rows =
    [
        (DicomTransferSyntax.ImplicitVRLittleEndian, 0),
        (DicomTransferSyntax.ExplicitVRLittleEndian, 0),
        (DicomTransferSyntax.RleLossless, null),
        (DicomTransferSyntax.JpegLossless, 0),
        (DicomTransferSyntax.JpegLosslessSV1, 0),
        (DicomTransferSyntax.JpegLsLossless, 0),
    ];

    /// <summary>Writes into an object what follows from its pixels' way.</summary>
    /// <param name="target">The object that the pixels go into, with its other attributes.</param>
    /// <param name="recoding">The pixels.</param>
    /// <param name="source">The object that they come from.</param>
    public static void Follow(DicomDataset target, PixelRecoding recoding, DicomDataset source)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(recoding);
        ArgumentNullException.ThrowIfNull(source);
        target.Set(recoding.PixelData);
        // Compressed frames are written without them, and beside native ones they have no meaning and could hold anything.
        target.Remove(DicomTag.ExtendedOffsetTable);
        target.Remove(DicomTag.ExtendedOffsetTableLengths);
        if (recoding.From.IsLossy)
        {
            TellLoss(target, recoding, source.Find(DicomTag.PixelData)!);
        }
        if (!recoding.IsRecoded || recoding.Syntax == recoding.From)
        {
            return;
        }
        if (recoding.Source.SamplesPerPixel > 1 && Array.Find(Rows, row => row.Syntax == recoding.Syntax).Planar is { } planar)
        {
            target.Set(DicomElement.Create(DicomTag.PlanarConfiguration, planar));
        }
        if (recoding.Source.Photometric == PhotometricInterpretation.YbrFull422)
        {
            target.Set(DicomTag.PhotometricInterpretation, "YBR_FULL");
        }
    }

    /// <summary>
    /// What was lost once stays lost: the attributes say so for ever. Those that the object has stay as they are; only what is missing, or
    /// denies the loss, is filled in (PS3.3 section C.7.6.1.1.5).
    /// </summary>
    private static void TellLoss(DicomDataset target, PixelRecoding recoding, DicomElement pixels)
    {
        string methods = target.GetCode(DicomTag.LossyImageCompressionMethod);
        string ratios = target.GetCode(DicomTag.LossyImageCompressionRatio);
        target.Set(DicomTag.LossyImageCompression, "01");
        // A method goes with each ratio: of several losses only the object itself knows which.
        if (methods.Length == 0 && !ratios.Contains('\\', StringComparison.Ordinal))
        {
            target.Set(DicomTag.LossyImageCompressionMethod, recoding.From.LossyMethod!);
        }
        if (ratios.Length == 0 && !methods.Contains('\\', StringComparison.Ordinal))
        {
            long compressed = pixels.Fragments!.Skip(1).Sum(fragment => fragment.Length);
            double ratio = (double)(recoding.Source.NumberOfFrames * recoding.Source.DecodedFrameLength) / Math.Max(compressed, 1);
            target.Set(DicomTag.LossyImageCompressionRatio, ratio.ToString("0.##", CultureInfo.InvariantCulture));
        }
    }
}
