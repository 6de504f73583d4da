using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>
/// How the samples of one decoded frame are laid out: those of a pixel beside each other (planar configuration 0), each in a little-endian
/// cell, rows without a gap.
/// </summary>
/// <param name="Rows">Rows, from 1.</param>
/// <param name="Columns">Columns, from 1.</param>
/// <param name="SamplesPerPixel">Samples of a pixel, from 1.</param>
/// <param name="BitsAllocated">Bits of a cell: 8, 16 or 32.</param>
/// <param name="BitsStored">Bits of the cell that hold the sample, always the lowest ones.</param>
/// <param name="IsSigned">Whether samples are numbers in two's complement, extended over their cell.</param>
public readonly record struct FrameLayout(int Rows, int Columns, int SamplesPerPixel, int BitsAllocated, int BitsStored, bool IsSigned)
{
    /// <summary>Bytes of the frame.</summary>
    /// <exception cref="PixelException">The numbers make no sense, or the frame would be of 2 GiB and more.</exception>
    public int FrameLength
    {
        get
        {
            if (Rows is < 1 or > ushort.MaxValue || Columns is < 1 or > ushort.MaxValue || SamplesPerPixel is < 1 or > ushort.MaxValue
                || BitsAllocated is not (8 or 16 or 32) || BitsStored < 1 || BitsStored > BitsAllocated)
            {
                throw new PixelException(PixelProblem.Inconsistent, DicomTag.PixelData, "is described by numbers that are out of range");
            }
            long length = (long)Rows * Columns * SamplesPerPixel * (BitsAllocated / 8);
            return length <= int.MaxValue ? (int)length : throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "has frames of 2 GiB or more");
        }
    }
}
