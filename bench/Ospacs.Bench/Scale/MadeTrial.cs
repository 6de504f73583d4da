using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Bench.Scale;

/// <summary>
/// The rows of a trial as it grows: 13 centres, exams of five images, a woman comes to one or two of them, media of 500 images. Everything
/// follows from an image's number. A woman and a medium have as many images in a large trial as in a small one; a centre has its share.
/// </summary>
internal sealed class MadeTrial(int images)
{
    internal const int Centres = 13;
    internal const int ImagesOfExam = 5;
    internal const int ImagesOfMedium = 500;

    private static readonly string[] s_rules = ["GE LOGIQ 700 640x480", "CX50 outside the regions", "research probe, no overlay"];

    /// <summary>How many images there are.</summary>
    internal int Images => images;

    /// <summary>How many women.</summary>
    internal int Subjects => SubjectOf(images - 1) + 1;

    /// <summary>How many media.</summary>
    internal int Media => (images + ImagesOfMedium - 1) / ImagesOfMedium;

    internal static string Subject(int subject) => string.Create(CultureInfo.InvariantCulture, $"S{subject:0000000}");

    internal static string Medium(int medium) => string.Create(CultureInfo.InvariantCulture, $"M{medium:00000}");

    internal static string Centre(int centre) => string.Create(CultureInfo.InvariantCulture, $"C{centre + 1:00}");

    internal static string SopInstanceUid(int number) => Uid("image", number);

    internal static byte[] SourceHash(int number) => Hash("source", number);

    /// <summary>The row of an image, without its policy; <see cref="ImageRecord.Size"/> and hash are those of <paramref name="bytes"/>.</summary>
    internal static ImageRecord Row(int number, ReadOnlySpan<byte> bytes)
    {
        int exam = number / ImagesOfExam;
        int subject = SubjectOf(number);
        int medium = number / ImagesOfMedium;
        return new ImageRecord
        {
            SubjectId = Subject(subject),
            // A medium is one centre's.
            Centre = Centre(medium % Centres),
            StudyDate = new DateOnly(2001, 4, 17).AddDays((exam * 7919) % 5000),
            MediaRef = Medium(medium),
            StudyInstanceUid = Uid("study", exam),
            SeriesInstanceUid = Uid("series", exam),
            SopInstanceUid = SopInstanceUid(number),
            SopClassUid = DicomUID.UltrasoundImageStorage,
            Modality = "US",
            SeriesNumber = 1,
            InstanceNumber = (number % ImagesOfExam) + 1,
            Manufacturer = "Made",
            ManufacturerModelName = "Scale 1",
            Rows = 64,
            Columns = 64,
            PhotometricInterpretation = "MONOCHROME2",
            TransferSyntaxUid = DicomTransferSyntax.ExplicitVRLittleEndian.Uid,
            NumberOfFrames = 1,
            Size = bytes.Length,
            Sha256 = SHA256.HashData(bytes),
            PixelSha256 = Hash("pixels", number),
            SourceHash = SourceHash(number),
            Rule = s_rules[medium % s_rules.Length],
            ImportedUtc = new DateTime(2026, 11, 1, 8, 0, 0, DateTimeKind.Utc).AddSeconds(number),
        };
    }

    /// <summary>A few bytes in an object's stead: what queries cost does not depend on them.</summary>
    internal static byte[] SmallBytes(int number) => BitConverter.GetBytes((long)number * 2654435761);

    /// <summary>A whole object of 64x64 pixels, as an export needs it.</summary>
    internal static byte[] Object(int number)
    {
        ImageRecord row = Row(number, []);
        byte[] pixels = new byte[64 * 64];
        new Random(number).NextBytes(pixels);
        string date = row.StudyDate!.Value.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var dataset = new DicomDataset();
        foreach ((string keyword, string value) in new[]
        {
            ("SOPClassUID", row.SopClassUid), ("SOPInstanceUID", row.SopInstanceUid), ("StudyDate", date), ("StudyTime", "102000"), ("AccessionNumber", string.Empty), ("Modality", "US"),
            ("Manufacturer", row.Manufacturer), ("ReferringPhysicianName", string.Empty), ("ManufacturerModelName", row.ManufacturerModelName), ("PatientName", row.SubjectId),
            ("PatientID", row.SubjectId), ("PatientBirthDate", string.Empty), ("PatientSex", "F"), ("StudyInstanceUID", row.StudyInstanceUid), ("SeriesInstanceUID", row.SeriesInstanceUid),
            ("StudyID", string.Empty), ("SeriesNumber", "1"), ("InstanceNumber", row.InstanceNumber!.Value.ToString(CultureInfo.InvariantCulture)), ("PhotometricInterpretation", row.PhotometricInterpretation),
        })
        {
            dataset.Set(Tag(keyword), value);
        }
        foreach ((string keyword, ushort value) in new (string, ushort)[] { ("SamplesPerPixel", 1), ("Rows", 64), ("Columns", 64), ("BitsAllocated", 8), ("BitsStored", 8), ("HighBit", 7), ("PixelRepresentation", 0) })
        {
            dataset.Set(DicomElement.Create(Tag(keyword), value));
        }
        dataset.Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OB, pixels));
        DicomDataset meta = DicomFileMeta.Create(row.SopClassUid, row.SopInstanceUid, DicomTransferSyntax.ExplicitVRLittleEndian);
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, meta, dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        return output.Written.ToArray();
    }

    private static DicomTag Tag(string keyword) => (DicomDictionary.FindKeyword(keyword) ?? throw new InvalidOperationException(keyword)).Tag;

    // Two women to three exams: one comes once, the other twice.
    private static int SubjectOf(int number)
    {
        int exam = number / ImagesOfExam;
        return (exam / 3 * 2) + (exam % 3 == 0 ? 0 : 1);
    }

    private static string Uid(string kind, int number) => "2.25." + new System.Numerics.BigInteger(Hash(kind, number).AsSpan(0, 16), isUnsigned: true).ToString(CultureInfo.InvariantCulture);

    private static byte[] Hash(string kind, int number) => SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind} {number}")));
}
