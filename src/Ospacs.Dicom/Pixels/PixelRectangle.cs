namespace Ospacs.Dicom.Pixels;

/// <summary>A rectangle of pixels.</summary>
/// <param name="X">The left edge, from 0.</param>
/// <param name="Y">The upper edge, from 0.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public readonly record struct PixelRectangle(int X, int Y, int Width, int Height)
{
    /// <summary>The first column to the right of it.</summary>
    public int Right => X + Width;

    /// <summary>The first row below it.</summary>
    public int Bottom => Y + Height;
}
