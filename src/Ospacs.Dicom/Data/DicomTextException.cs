namespace Ospacs.Dicom.Data;

/// <summary>Text that cannot be decoded or encoded in its declared character set. The message never holds the text.</summary>
public sealed class DicomTextException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="tag">The element, when known.</param>
    /// <param name="inner">The cause.</param>
    public DicomTextException(string message, DicomTag? tag = null, Exception? inner = null) : base(tag is null ? message : $"{tag} {message}", inner) => Tag = tag;

    /// <summary>The element, when known.</summary>
    public DicomTag? Tag { get; }
}
