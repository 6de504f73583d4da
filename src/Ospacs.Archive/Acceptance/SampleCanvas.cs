using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Acceptance;

/// <summary>One frame in red, green and blue, a byte each: an ultrasound sector of speckle on black, and text upon it.</summary>
public sealed class SampleCanvas
{
    private const byte TextBrightness = 235;

    /// <summary>Makes a black frame.</summary>
    /// <param name="columns">Pixels across.</param>
    /// <param name="rows">Pixels down.</param>
    public SampleCanvas(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        Rgb = new byte[columns * rows * 3];
    }

    /// <summary>Pixels across.</summary>
    public int Columns { get; }

    /// <summary>Pixels down.</summary>
    public int Rows { get; }

    /// <summary>The frame, pixel by pixel.</summary>
    public byte[] Rgb { get; }

    /// <summary>Writes a line of text.</summary>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its upper edge.</param>
    /// <param name="text">The text, in capital letters.</param>
    /// <param name="scale">Pixels across and down a dot.</param>
    /// <exception cref="ArgumentException">The line does not fit the frame: burned-in text that is cut off proves nothing.</exception>
    public void Write(int x, int y, string text, int scale)
    {
        int width = BurnedInText.WidthOf(text, scale);
        int height = BurnedInText.HeightOf(scale);
        if (x < 0 || y < 0 || x + width > Columns || y + height > Rows)
        {
            throw new ArgumentException($"A line of {text.Length} characters does not fit at {x}, {y}.", nameof(text));
        }
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                if (BurnedInText.IsLit(text, column / scale, row / scale))
                {
                    Rgb.AsSpan(At(x + column, y + row), 3).Fill(TextBrightness);
                }
            }
        }
    }

    /// <summary>Fills an area with a sector of speckle that holds a dark round cyst, and darkens with depth.</summary>
    /// <param name="area">Where.</param>
    /// <param name="seed">Begins the speckle.</param>
    /// <param name="phase">Moves the cyst: the frame's number in a clip.</param>
    /// <param name="colour">Whether a part of it shows flow in red and blue.</param>
    public void DrawSector(PixelRectangle area, int seed, int phase, bool colour)
    {
        var noise = new SampleNoise((uint)((seed * 1009) + phase));
        int middle = area.X + (area.Width / 2);
        int cystX = middle - (area.Width / 10) + (phase * 2);
        int cystY = area.Y + (area.Height / 2);
        int cystRadius = area.Height / 8;
        int before = 0;
        for (int y = area.Y; y < area.Bottom; y++)
        {
            int depth = y - area.Y;
            for (int x = area.X; x < area.Right; x++)
            {
                int grain = noise.NextByte();
                int across = x - middle;
                if (Math.Abs(across) * area.Height > (depth + (area.Height / 8)) * area.Width * 3 / 7 || ((across * across) + (depth * depth)) > area.Height * area.Height)
                {
                    continue;
                }
                // Text shines brighter than any echo here, as it does on a screen: at most 140 of 255.
                int echo = (grain + before) / 2 * (140 - (depth * 80 / area.Height)) / 255;
                before = grain;
                int fromCyst = ((x - cystX) * (x - cystX)) + ((y - cystY) * (y - cystY));
                echo = fromCyst < cystRadius * cystRadius ? echo / 8 : echo;
                Span<byte> pixel = Rgb.AsSpan(At(x, y), 3);
                pixel.Fill((byte)echo);
                if (colour && fromCyst > cystRadius * cystRadius * 2 && fromCyst < cystRadius * cystRadius * 3 && grain > 90)
                {
                    bool towards = x > cystX;
                    pixel[0] = (byte)(towards ? 110 + (grain / 2) : 0);
                    pixel[1] = 0;
                    pixel[2] = (byte)(towards ? 0 : 110 + (grain / 2));
                }
            }
        }
    }

    private int At(int x, int y) => ((y * Columns) + x) * 3;
}
