namespace Ospacs.Archive.Protection.Pictures;

/// <summary>Stroke pixels that hang together, and what may tell a letter by: a letter, a part of one, or several run together.</summary>
internal struct Glyph
{
    /// <summary>The leftmost column.</summary>
    internal int Left;

    /// <summary>The uppermost row.</summary>
    internal int Top;

    /// <summary>The first column behind it.</summary>
    internal int Right;

    /// <summary>The first row below it.</summary>
    internal int Bottom;

    /// <summary>Its pixels.</summary>
    internal int Area;

    /// <summary>Its runs of pixels, all rows together.</summary>
    internal int Runs;

    /// <summary>The contrast of its pixels, added up.</summary>
    internal int Contrast;

    /// <summary>The brightness of its pixels, added up.</summary>
    internal int Level;

    /// <summary>The squares of the brightness, added up.</summary>
    internal long LevelSquares;

    /// <summary>How far the brightness falls within two pixels of both ends of its runs, added up.</summary>
    internal int Fall;

    /// <summary>The highest contrast of a pixel.</summary>
    internal int Peak;

    internal readonly int Width => Right - Left;

    internal readonly int Height => Bottom - Top;

    /// <summary>Takes another one in.</summary>
    internal void Join(in Glyph other)
    {
        Left = Math.Min(Left, other.Left);
        Top = Math.Min(Top, other.Top);
        Right = Math.Max(Right, other.Right);
        Bottom = Math.Max(Bottom, other.Bottom);
        Area += other.Area;
        Runs += other.Runs;
        Contrast += other.Contrast;
        Level += other.Level;
        LevelSquares += other.LevelSquares;
        Fall += other.Fall;
        Peak = Math.Max(Peak, other.Peak);
    }
}
