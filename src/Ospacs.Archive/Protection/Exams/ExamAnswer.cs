using System.Text;
using Ospacs.Archive.Import;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>What protection made of an object: a file, read back as an archive's reader would; or nothing, when it was refused.</summary>
internal sealed class ExamAnswer : IDisposable
{
    private readonly DicomFile? _file;
    private readonly Lazy<string> _text;

    private ExamAnswer(ReadOnlyMemory<byte> bytes, DicomFile? file, QuarantineReason? refused)
    {
        Bytes = bytes;
        _file = file;
        Refused = refused;
        // Bytes as characters, so that one search finds a word in text, in preambles and between frames.
        _text = new Lazy<string>(() => Encoding.Latin1.GetString(bytes.Span));
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

    /// <summary>Whether a word stands anywhere in the file, in whatever case.</summary>
    internal bool Holds(string word) => _text.Value.Contains(word, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
