using Ospacs.Archive.Acceptance;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>Draws on a picture in colour: frames, fillings, other pictures, and captions in the small capitals of <see cref="BurnedInText"/>.</summary>
internal sealed class PictureCanvas(int columns, int rows)
{
    internal static readonly (byte Red, byte Green, byte Blue) MaskColour = (255, 208, 0);
    internal static readonly (byte Red, byte Green, byte Blue) TextColour = (255, 48, 48);
    internal static readonly (byte Red, byte Green, byte Blue) White = (255, 255, 255);

    internal Picture Picture { get; } = new(columns, rows, isColour: true);

    /// <summary>Puts a picture in its place, made smaller by a whole factor: each pixel is the mean of those that it stands for.</summary>
    internal void Put(Picture picture, int left, int top, int factor = 1)
    {
        Picture colour = picture.InColour();
        for (int y = 0; y < colour.Rows / factor; y++)
        {
            for (int x = 0; x < colour.Columns / factor; x++)
            {
                Span<byte> to = Picture.Samples.AsSpan(((top + y) * Picture.Stride) + (3 * (left + x)), 3);
                for (int sample = 0; sample < 3; sample++)
                {
                    int sum = 0;
                    for (int row = 0; row < factor; row++)
                    {
                        int from = (((y * factor) + row) * colour.Stride) + (3 * x * factor) + sample;
                        for (int column = 0; column < factor; column++)
                        {
                            sum += colour.Samples[from + (3 * column)];
                        }
                    }
                    to[sample] = (byte)(sum / (factor * factor));
                }
            }
        }
    }

    internal void Fill(PixelRectangle area, (byte Red, byte Green, byte Blue) colour)
    {
        for (int y = Math.Max(area.Y, 0); y < Math.Min(area.Bottom, Picture.Rows); y++)
        {
            for (int x = Math.Max(area.X, 0); x < Math.Min(area.Right, Picture.Columns); x++)
            {
                int at = (y * Picture.Stride) + (3 * x);
                (Picture.Samples[at], Picture.Samples[at + 1], Picture.Samples[at + 2]) = colour;
            }
        }
    }

    /// <summary>A frame around an area, two pixels wide, within it.</summary>
    internal void Outline(PixelRectangle area, (byte Red, byte Green, byte Blue) colour)
    {
        const int Width = 2;
        Fill(area with { Height = Width }, colour);
        Fill(area with { Y = area.Bottom - Width, Height = Width }, colour);
        Fill(area with { Width = Width }, colour);
        Fill(area with { X = area.Right - Width, Width = Width }, colour);
    }

    /// <summary>A line of text; characters that there is no glyph for are left out.</summary>
    internal void Write(string text, int left, int top, int scale, (byte Red, byte Green, byte Blue) colour)
    {
        string line = string.Concat(text.ToUpperInvariant().Where(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || " ',-./:".Contains(c, StringComparison.Ordinal)));
        for (int row = 0; row < BurnedInText.HeightOf(1); row++)
        {
            for (int column = 0; column < BurnedInText.WidthOf(line, 1); column++)
            {
                if (BurnedInText.IsLit(line, column, row))
                {
                    Fill(new PixelRectangle(left + (column * scale), top + (row * scale), scale, scale), colour);
                }
            }
        }
    }
}
