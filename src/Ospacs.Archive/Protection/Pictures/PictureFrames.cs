using System.Buffers;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>
/// The frames of an object as a screen shows them, whatever they are written in: grey or colour, window, palette and luminance with colour
/// differences turned into 8 bits a sample. One frame is decoded at a time. Not for use by several threads at once.
/// </summary>
public sealed class PictureFrames : IDisposable
{
    private readonly PixelFrames _frames;
    private readonly PhotometricInterpretation _photometric;
    private readonly GreyScale _scale;
    private readonly byte[] _palette;
    private readonly int _firstEntry;
    private readonly byte[] _paletteBrightness;
    private readonly byte[] _samples;

    private PictureFrames(PixelFrames frames, PhotometricInterpretation photometric, GreyScale scale, (byte[] Rgb, int First) palette)
    {
        _frames = frames;
        _photometric = photometric;
        _scale = scale;
        (_palette, _firstEntry) = palette;
        _paletteBrightness = new byte[_palette.Length / 3];
        Brightness.OfColours(_palette, _paletteBrightness);
        _samples = ArrayPool<byte>.Shared.Rent(frames.Layout.FrameLength);
    }

    /// <summary>Frames.</summary>
    public int Count => _frames.Count;

    /// <summary>Pixels across.</summary>
    public int Columns => _frames.Layout.Columns;

    /// <summary>Pixels down.</summary>
    public int Rows => _frames.Layout.Rows;

    private bool IsGrey => _photometric is PhotometricInterpretation.Monochrome1 or PhotometricInterpretation.Monochrome2;

    private ReadOnlySpan<byte> Samples => _samples.AsSpan(0, _frames.Layout.FrameLength);

    /// <summary>Finds a file's frames.</summary>
    /// <param name="file">The file, which must stay open.</param>
    /// <exception cref="PixelException">The pixels contradict themselves or cannot be decoded, or their palette cannot be read.</exception>
    public static PictureFrames Of(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return Of(PixelDescription.Of(file.Dataset, file.TransferSyntax), file.Dataset, file.TransferSyntax);
    }

    /// <summary>Finds an object's frames.</summary>
    /// <param name="description">How its pixels are laid out.</param>
    /// <param name="dataset">The object, as it was read; its source must stay open.</param>
    /// <param name="syntax">Its transfer syntax.</param>
    /// <exception cref="PixelException">The pixels cannot be decoded, or their palette cannot be read.</exception>
    public static PictureFrames Of(PixelDescription description, DicomDataset dataset, DicomTransferSyntax syntax)
    {
        ArgumentNullException.ThrowIfNull(description);
        var frames = PixelFrames.ToShow(description, dataset, syntax, out PhotometricInterpretation photometric);
        try
        {
            return new PictureFrames(
                frames,
                photometric,
                new GreyScale(frames.Layout, photometric == PhotometricInterpretation.Monochrome1, GreyWindow.Of(dataset)),
                photometric == PhotometricInterpretation.PaletteColor ? PixelPalette.ColoursOf(description, dataset) : ([], 0));
        }
        catch
        {
            frames.Dispose();
            throw;
        }
    }

    /// <summary>A frame for a person: with the object's window, or, of more than 8 bits without one, over the range of its values.</summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <exception cref="PixelException">The frame is damaged.</exception>
    public Picture Read(int frame)
    {
        Decode(frame);
        var picture = new Picture(Columns, Rows, !IsGrey);
        if (IsGrey)
        {
            _scale.ShowAsWindowed(Samples, picture.Samples);
        }
        else if (_photometric == PhotometricInterpretation.PaletteColor)
        {
            for (int i = 0; i < Columns * Rows; i++)
            {
                _palette.AsSpan(3 * EntryOf(i), 3).CopyTo(picture.Samples.AsSpan(3 * i));
            }
        }
        else
        {
            NarrowColours(picture.Samples);
            if (_photometric != PhotometricInterpretation.Rgb)
            {
                ColourDifferences.ToRgb(picture.Samples, _photometric == PhotometricInterpretation.YbrPartial422);
            }
        }
        return picture;
    }

    /// <summary>
    /// How bright each pixel of a frame is (see <see cref="Brightness"/>), over the whole range of its values: a window may hide what it
    /// is to be searched for.
    /// </summary>
    /// <param name="frame">The frame, from 0.</param>
    /// <param name="brightness">Where to: a byte a pixel.</param>
    /// <exception cref="PixelException">The frame is damaged.</exception>
    public void ReadBrightness(int frame, Span<byte> brightness)
    {
        Decode(frame);
        if (IsGrey)
        {
            _scale.ShowAll(Samples, brightness);
        }
        else if (_photometric == PhotometricInterpretation.PaletteColor)
        {
            for (int i = 0; i < brightness.Length; i++)
            {
                brightness[i] = _paletteBrightness[EntryOf(i)];
            }
        }
        else if (_frames.Layout.BitsAllocated == 8 && _photometric == PhotometricInterpretation.Rgb)
        {
            Brightness.OfColours(Samples, brightness);
        }
        else
        {
            Brightness.OfColours(Read(frame).Samples, brightness);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_samples);
        _frames.Dispose();
    }

    private void Decode(int frame) => _frames.Read(frame, _samples.AsSpan(0, _frames.Layout.FrameLength));

    /// <summary>A value below the first that is mapped shows the first entry, one above the last the last (PS3.3 section C.7.6.3.1.5).</summary>
    private int EntryOf(int pixel) => (int)Math.Clamp(_scale.ValueAt(Samples, pixel) - _firstEntry, 0, _paletteBrightness.Length - 1);

    /// <summary>The samples of a pixel in a byte each: the highest eight bits of those stored.</summary>
    private void NarrowColours(Span<byte> colours)
    {
        FrameLayout layout = _frames.Layout;
        if (layout.BitsAllocated == 8 && layout.BitsStored == 8)
        {
            Samples.CopyTo(colours);
            return;
        }
        for (int i = 0; i < colours.Length; i++)
        {
            long value = _scale.ValueAt(Samples, i);
            colours[i] = (byte)(layout.BitsStored >= 8 ? value >> (layout.BitsStored - 8) : value << (8 - layout.BitsStored));
        }
    }
}
