using System.Globalization;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Reading;

/// <summary>A file that is not well formed. The message names tag, byte offset and length, and never a value.</summary>
public sealed class DicomFormatException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="problem">What is wrong, in words that follow the element: "runs beyond the end of the file".</param>
    /// <param name="tag">The element, when there is one.</param>
    /// <param name="offset">Where, in bytes from the beginning of the file.</param>
    /// <param name="length">The declared length, when it matters.</param>
    public DicomFormatException(string problem, DicomTag? tag, long offset, long? length = null)
        : base(string.Create(CultureInfo.InvariantCulture, $"{(tag is null ? "the data" : tag.Value.ToString())} at offset {offset}{(length is null ? "" : $", length {length}")} {problem}"))
    {
        Tag = tag;
        Offset = offset;
    }

    /// <summary>The element, when there is one.</summary>
    public DicomTag? Tag { get; }

    /// <summary>Bytes from the beginning of the file.</summary>
    public long Offset { get; }
}
