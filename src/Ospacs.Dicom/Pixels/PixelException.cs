using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels;

/// <summary>Why pixels are not worked on.</summary>
public enum PixelProblem
{
    /// <summary>The pixels may be in order, but this library cannot decode and mask them.</summary>
    Unsupported,
    /// <summary>The attributes contradict each other or the pixel data.</summary>
    Inconsistent,
}

/// <summary>Pixels that are not worked on. The message names elements and lengths, and never a value from the header.</summary>
public sealed class PixelException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">Why.</param>
    /// <param name="tag">The element that the message is about.</param>
    /// <param name="problem">What is wrong, in words that follow the element's name: "is missing".</param>
    public PixelException(PixelProblem kind, DicomTag tag, string problem) : base($"{DicomDictionary.Find(tag)?.Keyword} {tag} {problem}.")
    {
        Kind = kind;
        Tag = tag;
    }

    /// <summary>Why.</summary>
    public PixelProblem Kind { get; }

    /// <summary>The element that the message is about.</summary>
    public DicomTag Tag { get; }
}
