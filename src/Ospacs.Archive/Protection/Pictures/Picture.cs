namespace Ospacs.Archive.Protection.Pictures;

/// <summary>A picture for a screen: 8 bits a sample, one sample a pixel (grey) or three (red, green, blue), row by row without a gap.</summary>
public sealed class Picture
{
    /// <summary>Makes a black picture.</summary>
    /// <param name="columns">Pixels across, from 1.</param>
    /// <param name="rows">Pixels down, from 1.</param>
    /// <param name="isColour">Whether a pixel has red, green and blue.</param>
    public Picture(int columns, int rows, bool isColour)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        Columns = columns;
        Rows = rows;
        IsColour = isColour;
        Samples = new byte[checked(columns * rows * (isColour ? 3 : 1))];
    }

    /// <summary>Pixels across.</summary>
    public int Columns { get; }

    /// <summary>Pixels down.</summary>
    public int Rows { get; }

    /// <summary>Whether a pixel has red, green and blue rather than one grey.</summary>
    public bool IsColour { get; }

    /// <summary>The samples.</summary>
    public byte[] Samples { get; }

    /// <summary>Bytes of a row.</summary>
    public int Stride => Columns * (IsColour ? 3 : 1);

    /// <summary>A row's samples.</summary>
    /// <param name="row">The row, from 0.</param>
    public Span<byte> Row(int row) => Samples.AsSpan(row * Stride, Stride);

    /// <summary>The same picture in colour; this one, if it is.</summary>
    public Picture InColour()
    {
        if (IsColour)
        {
            return this;
        }
        var colour = new Picture(Columns, Rows, isColour: true);
        for (int i = 0; i < Samples.Length; i++)
        {
            colour.Samples.AsSpan(3 * i, 3).Fill(Samples[i]);
        }
        return colour;
    }
}
