using System.Buffers;
using System.Collections;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Dicom.Media;

/// <summary>
/// What a DICOMDIR says that a medium holds: the files that its records refer to, each once, in the order of the records.
/// Records are walked as they stand; the offsets that link them are not needed for that, and are often wrong.
/// </summary>
public sealed class DicomDirectory : IReadOnlyList<DicomDirectoryReference>
{
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/\\:?*\"<>|");
    private readonly List<DicomDirectoryReference> _references;

    private DicomDirectory(List<DicomDirectoryReference> references, bool isDamaged)
    {
        _references = references;
        IsDamaged = isDamaged;
    }

    /// <summary>Whether a part of the DICOMDIR could not be read, so that the medium may hold more files than are listed.</summary>
    public bool IsDamaged { get; }

    /// <inheritdoc/>
    public int Count => _references.Count;

    /// <inheritdoc/>
    public DicomDirectoryReference this[int index] => _references[index];

    /// <summary>Opens a DICOMDIR. A damaged one gives what can be read of it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="NotDicomException">The file is no DICOM file.</exception>
    public static DicomDirectory Open(string path)
    {
        using var source = new DicomFileSource(path);
        return Read(source);
    }

    /// <summary>Reads a DICOMDIR. A damaged one gives what can be read of it.</summary>
    /// <param name="source">The file's bytes; the caller disposes of it.</param>
    /// <exception cref="NotDicomException">The file is no DICOM file.</exception>
    public static DicomDirectory Read(DicomSource source)
    {
        var records = new Records();
        (DicomDataset dataset, bool damaged) = DicomFile.Salvage(source, DicomTag.DirectoryRecordSequence, records.Add);
        bool unread = dataset.TryGet(DicomTag.DirectoryRecordSequence, out DicomElement? sequence) && sequence.Items is null && sequence.Length > 0;
        return new DicomDirectory(records.References, damaged || unread || records.AreDamaged);
    }

    /// <inheritdoc/>
    public IEnumerator<DicomDirectoryReference> GetEnumerator() => _references.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Devices write lower case, dots and longer names than the standard allows; what could lead out of the medium's folder is refused.</summary>
    private static bool IsName(string component) =>
        component.Length > 0 && component.AsSpan().Trim('.').Length > 0 && component.AsSpan().IndexOfAny(NotInNames) < 0 && !component.Any(char.IsControl);

    /// <summary>The records as they come, one in memory at a time.</summary>
    private sealed class Records
    {
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

        internal List<DicomDirectoryReference> References { get; } = [];

        internal bool AreDamaged { get; private set; }

        internal void Add(DicomDataset record)
        {
            // 0 marks a record that was deleted and left standing (retired; PS3.3 section F.3.2.2).
            if (record.GetInteger(DicomTag.RecordInUseFlag) == 0 || !record.TryGet(DicomTag.ReferencedFileID, out DicomElement? element))
            {
                return;
            }
            string[] fileId = [.. DicomText.TrimmedAscii(element.Value.Span).Split('\\').Select(component => component.Trim(' '))];
            if (!fileId.All(IsName))
            {
                AreDamaged = true;
            }
            else if (_seen.Add(string.Join('\\', fileId)))
            {
                References.Add(new DicomDirectoryReference(
                    fileId, record.GetCode(DicomTag.ReferencedSOPClassUIDInFile), record.GetCode(DicomTag.ReferencedSOPInstanceUIDInFile),
                    record.GetCode(DicomTag.ReferencedTransferSyntaxUIDInFile), record.GetCode(DicomTag.DirectoryRecordType)));
            }
        }
    }
}
