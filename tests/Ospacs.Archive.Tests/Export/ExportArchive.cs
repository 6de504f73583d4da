using System.Globalization;
using System.Security.Cryptography;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Engines.Sqlite;

namespace Ospacs.Archive.Tests.Export;

/// <summary>An archive in a folder of its own, filled with objects of the test's making, and places to export to. All of it goes when it is disposed of.</summary>
internal sealed class ExportArchive : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-export");
    private readonly long _policy;

    public ExportArchive()
    {
        Store = new SqliteEngine().Create(Path.Combine(_folder.FullName, "archive.db"), new ArchiveInfo
        {
            ArchiveId = Guid.NewGuid(), Sponsor = "Sponsor", Protocol = "Protocol", DatePolicy = "full", KeyCheck = new byte[32], CreatedUtc = DateTime.UtcNow,
        });
        using IStoreBatch batch = Store.BeginBatch();
        _policy = batch.AddPolicy("{}", SHA256.HashData("{}"u8), DateTime.UtcNow);
        batch.Commit();
    }

    public IArchiveStore Store { get; }

    public string Disc => Path.Combine(_folder.FullName, "disc");

    public ImageRecord[] Images => [.. Store.FindImages(new ImageQuery())];

    /// <summary>A protected ultrasound still; the number makes its UIDs and pixels.</summary>
    public static DicomDataset Still(int number, string subject = "S0001", int study = 1) => new DicomDataset()
        .Set(DicomTag.SpecificCharacterSet, "ISO_IR 100")
        .Set(DicomTag.SOPClassUID, DicomUID.UltrasoundImageStorage)
        .Set(DicomTag.SOPInstanceUID, string.Create(CultureInfo.InvariantCulture, $"2.25.9{number}"))
        .Set(DicomTag.StudyDate, "20250102").Set(DicomTag.StudyTime, "101112.5").Set(DicomTag.AccessionNumber, "").Set(DicomTag.Modality, "US")
        .Set(DicomTag.PatientName, subject).Set(DicomTag.PatientID, subject)
        .Set(DicomTag.StudyInstanceUID, string.Create(CultureInfo.InvariantCulture, $"2.25.7{study}{(uint)subject.GetHashCode(StringComparison.Ordinal)}"))
        .Set(DicomTag.SeriesInstanceUID, string.Create(CultureInfo.InvariantCulture, $"2.25.8{study}{(uint)subject.GetHashCode(StringComparison.Ordinal)}"))
        .Set(DicomTag.StudyID, "").Set(DicomTag.SeriesNumber, "1").Set(DicomTag.InstanceNumber, number.ToString(CultureInfo.InvariantCulture))
        .Set(DicomTag.SamplesPerPixel, 1).Set(DicomTag.PhotometricInterpretation, "MONOCHROME2").Set(DicomTag.Rows, 8).Set(DicomTag.Columns, 8)
        .Set(DicomTag.BitsAllocated, 8).Set(DicomTag.BitsStored, 8).Set(DicomTag.HighBit, 7).Set(DicomTag.PixelRepresentation, 0)
        .Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, [.. Enumerable.Range(0, 64).Select(i => (byte)(i * number))]));

    /// <summary>Stores an object in a transfer syntax.</summary>
    public ImageRecord Add(DicomDataset dataset, DicomTransferSyntax? syntax = null, Func<ImageRecord, ImageRecord>? change = null)
    {
        syntax ??= DicomTransferSyntax.ExplicitVRLittleEndian;
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), dataset.GetCode(DicomTag.SOPInstanceUID), syntax), dataset, syntax);
        return Add(output.Written, dataset, syntax, change);
    }

    /// <summary>Stores an object as an import does: its pixels written in a transfer syntax, and their identity in its row.</summary>
    public ImageRecord AddImported(DicomDataset dataset, DicomTransferSyntax syntax, DicomTransferSyntax? from = null, Func<ImageRecord, ImageRecord>? change = null, string? photometric = null)
    {
        from ??= DicomTransferSyntax.ExplicitVRLittleEndian;
        PixelRecoding recoding = PixelRecoding.Create(PixelDescription.Of(dataset, from), dataset, from, [], syntax == from ? null : syntax);
        var written = new DicomDataset();
        foreach (DicomElement element in dataset)
        {
            written.Set(element);
        }
        PixelAttributes.Follow(written, recoding, dataset);
        written.Set(DicomTag.PhotometricInterpretation, photometric ?? dataset.GetCode(DicomTag.PhotometricInterpretation));
        return Add(written, syntax, image => (change ?? (same => same))(image with { PixelSha256 = recoding.Identity!.Sha256 }));
    }

    /// <summary>Stores a real file as it is, but for the patient, who becomes a subject, and for UIDs, which several of the files share.</summary>
    public ImageRecord AddReal(string path, string subject, int number)
    {
        using DicomFile file = DicomFile.Open(path);
        var dataset = new DicomDataset();
        foreach (DicomElement element in file.Dataset)
        {
            dataset.Set(element);
        }
        dataset.Set(DicomTag.PatientID, subject).Set(DicomTag.PatientName, subject);
        foreach (DicomTag tag in new[] { DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID })
        {
            dataset.Set(tag, string.Create(CultureInfo.InvariantCulture, $"2.25.{tag.Value}{number}"));
        }
        return Add(dataset, file.TransferSyntax, image => image with { PixelSha256 = IdentityOf(file.Dataset, file.TransferSyntax) });
    }

    /// <summary>The identity of an object's pixels.</summary>
    public static byte[] IdentityOf(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        PixelRecoding pixels = PixelRecoding.Create(PixelDescription.Of(dataset, syntax), dataset, syntax, [], DicomTransferSyntax.ExplicitVRLittleEndian);
        DicomElement element = pixels.PixelData;
        DicomWriter.Write(new DicomMemoryOutput(), new DicomDataset().Set(element), element.Encoding);
        return pixels.Identity!.Sha256!;
    }

    public static string[] Files(string folder) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal)] : [];

    public void Dispose()
    {
        Store.Dispose();
        _folder.Delete(recursive: true);
    }

    private ImageRecord Add(ReadOnlyMemory<byte> bytes, DicomDataset dataset, DicomTransferSyntax syntax, Func<ImageRecord, ImageRecord>? change)
    {
        using IStoreBatch batch = Store.BeginBatch();
        var image = new ImageRecord
        {
            ImageId = batch.ReserveImageId(),
            SubjectId = dataset.GetText(DicomTag.PatientID)!, Centre = "C01", StudyDate = DicomText.ParseDate(dataset.GetCode(DicomTag.StudyDate)), MediaRef = "M1",
            StudyInstanceUid = dataset.GetCode(DicomTag.StudyInstanceUID), SeriesInstanceUid = dataset.GetCode(DicomTag.SeriesInstanceUID),
            SopInstanceUid = dataset.GetCode(DicomTag.SOPInstanceUID), SopClassUid = dataset.GetCode(DicomTag.SOPClassUID), TransferSyntaxUid = syntax.Uid,
            Size = bytes.Length, Sha256 = SHA256.HashData(bytes.Span), SourceHash = RandomNumberGenerator.GetBytes(32), PolicyId = _policy, Rule = "rule", ImportedUtc = DateTime.UtcNow,
        };
        image = change?.Invoke(image) ?? image;
        for (int at = 0, number = 0; at < bytes.Length; at += StoreLimits.PartSize)
        {
            batch.AddPart(image.ImageId, number++, bytes.Slice(at, Math.Min(StoreLimits.PartSize, bytes.Length - at)).Span);
        }
        batch.AddImage(image);
        batch.Commit();
        return image;
    }
}
