using System.Buffers.Binary;
using System.Globalization;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>The values that an object asks to be shown from black to white (PS3.3 sections C.11.1 and C.11.2), as stored, before any modality transformation.</summary>
/// <param name="Centre">The middle of the window.</param>
/// <param name="Width">How many values it has.</param>
internal readonly record struct GreyWindow(double Centre, double Width)
{
    private static readonly DicomTag CentreTag = new(0x0028, 0x1050);
    private static readonly DicomTag WidthTag = new(0x0028, 0x1051);
    private static readonly DicomTag InterceptTag = new(0x0028, 0x1052);
    private static readonly DicomTag SlopeTag = new(0x0028, 0x1053);

    /// <summary>The first window of an object, or null when it has none that makes sense.</summary>
    public static GreyWindow? Of(DicomDataset dataset)
    {
        if (Number(dataset, CentreTag) is not { } centre || Number(dataset, WidthTag) is not ({ } width and >= 1))
        {
            return null;
        }
        double slope = Number(dataset, SlopeTag) ?? 1;
        double intercept = Number(dataset, InterceptTag) ?? 0;
        return slope > 0 ? new GreyWindow((centre - intercept) / slope, width / slope) : null;
    }

    private static double? Number(DicomDataset dataset, DicomTag tag) =>
        double.TryParse(dataset.GetCode(tag).Split('\\')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
}

/// <summary>Turns samples of one grey each, of any depth and sign, into bytes of which 255 is white.</summary>
internal sealed class GreyScale(FrameLayout layout, bool isInverted, GreyWindow? window)
{
    private (long Low, long High)? _range;

    /// <summary>The number of a sample's cell: bits beyond those stored, which may hold an overlay, do not count.</summary>
    public long ValueAt(ReadOnlySpan<byte> samples, int index)
    {
        uint cell = layout.BitsAllocated switch
        {
            8 => samples[index],
            16 => BinaryPrimitives.ReadUInt16LittleEndian(samples[(2 * index)..]),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(samples[(4 * index)..]),
        };
        int unused = 32 - layout.BitsStored;
        return layout.IsSigned ? (int)(cell << unused) >> unused : (cell << unused) >> unused;
    }

    /// <summary>Shows the window that the object asks for; without one the same as <see cref="ShowAll"/>.</summary>
    public void ShowAsWindowed(ReadOnlySpan<byte> samples, Span<byte> greys)
    {
        if (window is not { } asked)
        {
            ShowAll(samples, greys);
            return;
        }
        for (int i = 0; i < greys.Length; i++)
        {
            // PS3.3 section C.11.2.1.2.1.
            double share = asked.Width > 1 ? ((ValueAt(samples, i) - (asked.Centre - 0.5)) / (asked.Width - 1)) + 0.5 : ValueAt(samples, i) > asked.Centre - 0.5 ? 1 : 0;
            greys[i] = Turned((byte)Math.Clamp(Math.Round(share * byte.MaxValue), 0, byte.MaxValue));
        }
    }

    /// <summary>Shows every value: those of 8 bits as they are, others over the range that the first frame asked for has.</summary>
    public void ShowAll(ReadOnlySpan<byte> samples, Span<byte> greys)
    {
        if (layout is { BitsAllocated: 8, BitsStored: 8, IsSigned: false })
        {
            if (isInverted)
            {
                for (int i = 0; i < greys.Length; i++)
                {
                    greys[i] = (byte)~samples[i];
                }
                return;
            }
            samples[..greys.Length].CopyTo(greys);
            return;
        }
        (long low, long high) = _range ??= RangeOf(samples, greys.Length);
        long width = Math.Max(high - low, 1);
        for (int i = 0; i < greys.Length; i++)
        {
            greys[i] = Turned((byte)(byte.MaxValue * (Math.Clamp(ValueAt(samples, i), low, high) - low) / width));
        }
    }

    /// <summary>All frames of an object are shown alike, so that what stands still in them looks it.</summary>
    private (long Low, long High) RangeOf(ReadOnlySpan<byte> samples, int count)
    {
        long low = long.MaxValue;
        long high = long.MinValue;
        for (int i = 0; i < count; i++)
        {
            long value = ValueAt(samples, i);
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        return layout.BitsStored > 8 || layout.IsSigned ? (low, high) : (0, (1L << layout.BitsStored) - 1);
    }

    private byte Turned(byte grey) => isInverted ? (byte)~grey : grey;
}
