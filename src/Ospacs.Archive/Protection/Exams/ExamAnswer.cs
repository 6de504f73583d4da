using System.Text;
using Ospacs.Archive.Import;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>What protection made of an object: a file, read back as an archive's reader would; or nothing, when it was refused.</summary>
internal sealed class ExamAnswer : IDisposable
{
    private readonly DicomFile? _file;

    private ExamAnswer(ReadOnlyMemory<byte> bytes, DicomFile? file, QuarantineReason? refused)
    {
        Bytes = bytes;
        _file = file;
        Refused = refused;
    }

    /// <summary>The file's bytes; none when the object was refused.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Why the object went to quarantine, or null when it was stored.</summary>
    internal QuarantineReason? Refused { get; }

    /// <summary>The stored object, or null.</summary>
    internal DicomDataset? Dataset => _file?.Dataset;

    /// <summary>Its file meta information, or null.</summary>
    internal DicomDataset? FileMeta => _file?.FileMeta;

    /// <summary>Its transfer syntax, or null.</summary>
    internal DicomTransferSyntax? Syntax => _file?.TransferSyntax;

    internal static ExamAnswer Stored(ReadOnlyMemory<byte> bytes) => new(bytes, DicomFile.Read(new DicomMemorySource(bytes)), null);

    internal static ExamAnswer Quarantined(QuarantineReason reason) => new(default, null, reason);

    /// <summary>
    /// Whether a word of ASCII stands anywhere in the file, as it is or all in capital or small letters: in text, in the preamble, between
    /// frames. Bytes are searched, not elements, so that what a reader overlooks is found all the same.
    /// </summary>
    internal bool Holds(string word) => Stands(word) || Stands(word.ToUpperInvariant()) || Stands(word.ToLowerInvariant());

    private bool Stands(string word)
    {
        Span<byte> bytes = stackalloc byte[word.Length];
        Encoding.ASCII.GetBytes(word, bytes);
        return Bytes.Span.IndexOf(bytes) >= 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
