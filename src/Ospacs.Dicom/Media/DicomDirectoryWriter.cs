using System.Globalization;
using System.Text;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Dicom.Media;

/// <summary>
/// Makes the DICOMDIR of a file-set: PATIENT, STUDY, SERIES and IMAGE records in explicit little endian (PS3.3 Annex F, PS3.10 section 8.6).
/// Time and memory grow with the number of images and no faster. A key that must have a value and was given none is filled: Study Date
/// with 19000101, Study Time with 000000, Study ID, Series Number and Instance Number with the number of the study, series or image where
/// it stands, Modality with US for ultrasound and OT for anything else.
/// </summary>
public sealed class DicomDirectoryWriter
{
    /// <summary>What stands for a study date that is not known.</summary>
    public const string UnknownDate = "19000101";

    private const ushort InUse = 0xFFFF;
    private readonly string _fileSetId;
    private readonly Node _root = new(null);
    private readonly HashSet<string> _fileIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Begins an empty directory.</summary>
    /// <param name="fileSetId">The file-set ID: up to 16 characters from A-Z, 0-9, _ and space; may be empty.</param>
    /// <exception cref="ArgumentException">The label is not lawful.</exception>
    public DicomDirectoryWriter(string fileSetId)
    {
        if (!DicomFileId.IsFileSetId(fileSetId))
        {
            throw new ArgumentException("A file-set ID has up to 16 characters from A-Z, 0-9, _ and space.", nameof(fileSetId));
        }
        _fileSetId = fileSetId;
    }

    /// <summary>The file ID of a plain text that describes the file-set (0004,1141), written in ASCII; or null for none.</summary>
    public IReadOnlyList<string>? DescriptorFileId { get; init; }

    /// <summary>Images added so far.</summary>
    public int Count { get; private set; }

    /// <summary>How many keys were filled because they must have a value and had none.</summary>
    public int FilledKeys { get; private set; }

    /// <summary>Adds an image.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="ArgumentException">A key is not lawful, a file ID or SOP instance comes twice, or a study or series belongs to something else already.</exception>
    public void Add(DicomDirectoryImage image)
    {
        Check(image);
        Node patient = _root.Child(image.PatientId, () => new DicomDataset().SetText(DicomTag.PatientName, image.PatientName).SetText(DicomTag.PatientID, image.PatientId), "PATIENT");
        Node study = patient.Child(image.StudyInstanceUid, () => StudyRecord(image, patient.Children.Count + 1), "STUDY");
        Node series = study.Child(image.SeriesInstanceUid, () => SeriesRecord(image, study.Children.Count + 1), "SERIES");
        series.Child(image.SopInstanceUid, () => ImageRecord(image, series.Children.Count + 1), "IMAGE");
        Count++;
    }

    /// <summary>Writes the directory.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="sopInstanceUid">The SOP Instance UID of the directory itself.</param>
    public void Write(DicomOutput output, string sopInstanceUid)
    {
        DicomTransferSyntax syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
        DicomDataset meta = DicomFileMeta.Create(DicomUID.MediaStorageDirectoryStorage, sopInstanceUid, syntax);
        DicomDataset directory = new DicomDataset().Set(DicomTag.FileSetID, _fileSetId);
        if (DescriptorFileId is { } descriptor)
        {
            directory.Set(DicomTag.FileSetDescriptorFileID, string.Join('\\', descriptor));
        }
        directory.Set(Offset(DicomTag.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity, 0))
            .Set(Offset(DicomTag.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity, 0))
            .Set(DicomTag.FileSetConsistencyFlag, 0);

        // An offset counts from the first byte of the preamble to the record's item (PS3.3 section F.3.2.2). No offset changes a length, so
        // all places are known before the first byte is written. The sequence's own header takes 12 bytes.
        const int PreambleLength = 132;
        long place = PreambleLength + DicomWriter.LengthOf(meta, syntax.Encoding) + DicomWriter.LengthOf(directory, syntax.Encoding) + 12;
        List<Node> nodes = [.. _root.Descendants()];
        foreach (Node node in nodes)
        {
            node.Place = (uint)place;
            place += 8 + DicomWriter.LengthOf(node.Record!, syntax.Encoding);
            if (place > uint.MaxValue)
            {
                throw new InvalidOperationException("A directory cannot be larger than 4 GiB.");
            }
        }
        Link(_root);

        if (_root.Children.Count > 0)
        {
            directory.Set(Offset(DicomTag.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity, _root.Children[0].Place))
                .Set(Offset(DicomTag.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity, _root.Children[^1].Place));
        }
        directory.Set(DicomElement.Create(DicomTag.DirectoryRecordSequence, nodes.Select(node => new DicomItem(node.Record!))));
        DicomWriter.WriteFile(output, meta, directory, syntax);
    }

    private static void Link(Node parent)
    {
        for (int i = 0; i < parent.Children.Count; i++)
        {
            Node node = parent.Children[i];
            uint next = i + 1 < parent.Children.Count ? parent.Children[i + 1].Place : 0;
            uint lower = node.Children.Count > 0 ? node.Children[0].Place : 0;
            node.Record!.Set(Offset(DicomTag.OffsetOfTheNextDirectoryRecord, next)).Set(Offset(DicomTag.OffsetOfReferencedLowerLevelDirectoryEntity, lower));
            Link(node);
        }
    }

    private static DicomElement Offset(DicomTag tag, uint offset) => DicomElement.Create(tag, offset);

    private DicomDataset StudyRecord(DicomDirectoryImage image, int number) => new DicomDataset()
        .SetText(DicomTag.StudyDate, Filled(image.StudyDate, UnknownDate))
        .SetText(DicomTag.StudyTime, Filled(image.StudyTime, "000000"))
        .SetText(DicomTag.StudyDescription, image.StudyDescription)
        .SetText(DicomTag.StudyInstanceUID, image.StudyInstanceUid)
        .SetText(DicomTag.StudyID, Filled(image.StudyId, Text(number)))
        .SetText(DicomTag.AccessionNumber, image.AccessionNumber);

    private DicomDataset SeriesRecord(DicomDirectoryImage image, int number) => new DicomDataset()
        .SetText(DicomTag.Modality, Filled(image.Modality, IsUltrasound(image.SopClassUid) ? "US" : "OT"))
        .SetText(DicomTag.SeriesInstanceUID, image.SeriesInstanceUid)
        .SetText(DicomTag.SeriesNumber, Filled(Text(image.SeriesNumber), Text(number)));

    private DicomDataset ImageRecord(DicomDirectoryImage image, int number) => new DicomDataset()
        .SetText(DicomTag.ReferencedFileID, string.Join('\\', image.FileId))
        .SetText(DicomTag.ReferencedSOPClassUIDInFile, image.SopClassUid)
        .SetText(DicomTag.ReferencedSOPInstanceUIDInFile, image.SopInstanceUid)
        .SetText(DicomTag.ReferencedTransferSyntaxUIDInFile, image.TransferSyntaxUid)
        .SetText(DicomTag.InstanceNumber, Filled(Text(image.InstanceNumber), Text(number)));

    private string Filled(string value, string instead)
    {
        if (value.Length > 0)
        {
            return value;
        }
        FilledKeys++;
        return instead;
    }

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? string.Empty;

    private static bool IsUltrasound(string sopClassUid) => sopClassUid is DicomUID.UltrasoundImageStorage or DicomUID.UltrasoundMultiFrameImageStorage
        or DicomUID.UltrasoundImageStorageRetired or DicomUID.UltrasoundMultiFrameImageStorageRetired;

    private void Check(DicomDirectoryImage image)
    {
        Require(DicomFileId.IsValid(image.FileId), "a file ID has one to eight components of one to eight characters from A-Z, 0-9 and _");
        Require(image.PatientId.Length > 0, "Patient ID must have a value");
        CheckText(image.PatientId, 64, "Patient ID");
        CheckText(image.PatientName, 64, "Patient's Name");
        CheckText(image.StudyDescription, 64, "Study Description");
        CheckText(image.StudyId, 16, "Study ID");
        CheckText(image.AccessionNumber, 16, "Accession Number");
        Require(image.StudyDate.Length == 0 || (image.StudyDate.Length == 8 && DicomText.ParseDate(image.StudyDate) is not null), "Study Date is no date");
        Require(image.StudyTime.Length is 0 or (>= 2 and <= 14) && image.StudyTime.All(c => char.IsAsciiDigit(c) || c == '.'), "Study Time is no time");
        Require(image.Modality.Length <= 16 && image.Modality.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '_' or ' '), "Modality is no code");
        string[] uids = [image.StudyInstanceUid, image.SeriesInstanceUid, image.SopClassUid, image.SopInstanceUid, image.TransferSyntaxUid];
        Require(uids.All(DicomUID.IsValid), "a UID is not lawful");
        Require(Owned("study " + image.StudyInstanceUid, image.PatientId), "a study belongs to two patients");
        Require(Owned("series " + image.SeriesInstanceUid, image.StudyInstanceUid), "a series belongs to two studies");
        Require(_instances.Add(image.SopInstanceUid), "a SOP instance comes twice");
        Require(_fileIds.Add(string.Join('\\', image.FileId)), "a file ID comes twice");
    }

    private bool Owned(string what, string owner) => _owners.TryAdd(what, owner) || _owners[what] == owner;

    private static void CheckText(string text, int longest, string name) =>
        Require(text.Length <= longest && !text.Any(c => c == '\\' || char.IsControl(c)), $"{name} is too long, or has characters that it cannot have");

    private static void Require(bool lawful, string what)
    {
        if (!lawful)
        {
            throw new ArgumentException($"A directory record cannot be made: {what}.");
        }
    }

    /// <summary>A record and those below it.</summary>
    private sealed class Node(DicomDataset? record)
    {
        private readonly Dictionary<string, Node> _byKey = new(StringComparer.Ordinal);

        internal DicomDataset? Record { get; } = record;

        internal List<Node> Children { get; } = [];

        internal uint Place { get; set; }

        internal Node Child(string key, Func<DicomDataset> keys, string type)
        {
            if (!_byKey.TryGetValue(key, out Node? child))
            {
                DicomDataset made = keys().SetText(DicomTag.DirectoryRecordType, type)
                    .Set(Offset(DicomTag.OffsetOfTheNextDirectoryRecord, 0))
                    .Set(DicomTag.RecordInUseFlag, InUse)
                    .Set(Offset(DicomTag.OffsetOfReferencedLowerLevelDirectoryEntity, 0));
                child = new Node(made);
                _byKey.Add(key, child);
                Children.Add(child);
            }
            return child;
        }

        internal IEnumerable<Node> Descendants()
        {
            foreach (Node child in Children)
            {
                yield return child;
                foreach (Node below in child.Descendants())
                {
                    yield return below;
                }
            }
        }
    }
}

/// <summary>Puts text into a record; text outside ASCII makes the record UTF-8, which it says.</summary>
file static class RecordText
{
    internal static DicomDataset SetText(this DicomDataset record, DicomTag tag, string text)
    {
        if (!Ascii.IsValid(text))
        {
            record.Set(DicomTag.SpecificCharacterSet, "ISO_IR 192");
        }
        return record.Set(DicomElement.Create(tag, DicomDictionary.RepresentationOf(tag), Encoding.UTF8.GetBytes(text)));
    }
}
