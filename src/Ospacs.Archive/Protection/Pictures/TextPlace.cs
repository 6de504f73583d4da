using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>A place in a picture where text seems to stand.</summary>
/// <param name="Area">Where, in pixels.</param>
/// <param name="Score">How sure it is: 0 is doubtful, more is surer.</param>
/// <param name="Frame">A frame that it was found in, from 0.</param>
public readonly record struct TextPlace(PixelRectangle Area, double Score, int Frame);
