namespace Ospacs.Archive.Acceptance;

/// <summary>Places beside the plain header where real files have been found to hold a name.</summary>
[Flags]
public enum SampleTraps
{
    /// <summary>None of them.</summary>
    None = 0,
    /// <summary>The 128 bytes before the file proper.</summary>
    Preamble = 1,
    /// <summary>An overlay plane, group 6000, that draws the name (PS3.3 section C.9.2).</summary>
    Overlay = 2,
    /// <summary>An icon with the name burned in.</summary>
    Icon = 4,
    /// <summary>The rest of a buffer behind a text's terminating NUL.</summary>
    BehindTerminator = 8,
    /// <summary>A private sequence that hides in an element of unknown representation.</summary>
    UnknownSequence = 16,
    /// <summary>Data Set Trailing Padding (FFFC,FFFC).</summary>
    TrailingPadding = 32,
}
