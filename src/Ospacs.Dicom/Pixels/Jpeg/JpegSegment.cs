namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>A marker segment.</summary>
/// <param name="Marker">The marker's second byte.</param>
/// <param name="Start">Where its parameters begin in the frame, behind the length.</param>
/// <param name="Length">Bytes of the parameters.</param>
internal readonly record struct JpegSegment(byte Marker, int Start, int Length)
{
    /// <summary>The tables that a DHT segment defines.</summary>
    internal IReadOnlyList<JpegTableDefinition> Tables { get; init; } = [];

    /// <summary>The scan that a SOS segment begins.</summary>
    internal JpegScan? Scan { get; init; }
}
