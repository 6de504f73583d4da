using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>How the components of a scan alternate (ISO 14495-1 section C.2.3).</summary>
public enum JpegLsInterleave
{
    /// <summary>A scan holds one component.</summary>
    None = 0,
    /// <summary>A line of each component by turns.</summary>
    Line = 1,
    /// <summary>A sample of each component by turns.</summary>
    Sample = 2,
}

/// <summary>A scan's header, and the parameters that hold for it.</summary>
internal struct JpegLsScan
{
    /// <summary>Components in the scan.</summary>
    internal int Components;

    /// <summary>The place in the frame of each of them.</summary>
    internal ComponentPlaces Places;

    /// <summary>How they alternate.</summary>
    internal JpegLsInterleave Interleave;

    /// <summary>The parameters.</summary>
    internal JpegLsPresets Presets;

    /// <summary>Lines between restarts, or 0.</summary>
    internal uint RestartLines;
}

/// <summary>A number for each component.</summary>
[InlineArray(4)]
internal struct ComponentPlaces
{
    private int _first;
}
