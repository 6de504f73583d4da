using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Tests.Corrections;

/// <summary>Every UID that names an instance (study, series, object, frame of reference and the like) of objects, by the subject whose objects have it.</summary>
internal sealed class UidCollection
{
    private readonly Dictionary<string, HashSet<string>> _subjects = new(StringComparer.Ordinal);

    /// <summary>The UIDs that more than one subject has.</summary>
    internal IReadOnlyList<string> Shared => [.. _subjects.Where(pair => pair.Value.Count > 1).Select(pair => pair.Key)];

    /// <summary>How many UIDs there are.</summary>
    internal int Count => _subjects.Count;

    /// <summary>Adds a medium that was written, by its files and its DICOMDIR's records.</summary>
    internal void AddMedium(string folder)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "IMAGES"), "*", SearchOption.AllDirectories))
        {
            using DicomFile read = DicomFile.Open(file);
            Add(read.Dataset);
        }
    }

    /// <summary>Adds what an archive holds.</summary>
    internal void AddArchive(OspacsArchive archive)
    {
        foreach (ImageRecord image in archive.Store.FindImages(new()))
        {
            Add(StoredFile.Of(archive, image).Dataset);
        }
    }

    private void Add(DicomDataset dataset) => Add(dataset, dataset.GetCode(DicomTag.PatientID));

    private void Add(DicomDataset dataset, string subject)
    {
        foreach (DicomElement element in dataset)
        {
            foreach (DicomItem item in element.Items ?? [])
            {
                Add(item.Dataset, subject);
            }
            if (element.VR == DicomVR.UI && element.Tag != DicomTag.ImplementationClassUID)
            {
                foreach (string uid in DicomText.TrimmedAscii(element.Value.Span).Split('\\').Where(uid => uid.Length > 0 && !DicomUID.IsStandard(uid)))
                {
                    if (!_subjects.TryGetValue(uid, out HashSet<string>? subjects))
                    {
                        _subjects.Add(uid, subjects = []);
                    }
                    subjects.Add(subject);
                }
            }
        }
    }
}

/// <summary>A stored object, brought out.</summary>
internal static class StoredFile
{
    internal static byte[] BytesOf(OspacsArchive archive, ImageRecord image)
    {
        using var whole = new MemoryStream();
        foreach (ReadOnlyMemory<byte> part in archive.Store.ReadParts(image.ImageId))
        {
            whole.Write(part.Span);
        }
        return whole.ToArray();
    }

    internal static DicomFile Of(OspacsArchive archive, ImageRecord image) => DicomFile.Read(new DicomMemorySource(BytesOf(archive, image)));
}
