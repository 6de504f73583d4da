using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

/// <summary>Makes up rows. Values follow from numbers, so that a test can say what it expects.</summary>
internal static class SampleRows
{
    public static readonly DateTime Noon = new(2026, 3, 2, 12, 0, 0, DateTimeKind.Utc);

    public const string Policy = "{ \"sponsor\": \"S\", \"protocol\": \"P\" } // a policy";

    public static ArchiveInfo Info(string sponsor = "The sponsor") => new()
    {
        ArchiveId = Guid.Parse("0d2e9a70-6a8e-4a4e-9c39-7a1c1f5b6a01"),
        Sponsor = sponsor,
        Protocol = "UKC-1",
        DatePolicy = "full",
        KeyCheck = Hash("key"),
        CreatedUtc = Noon.AddTicks(1234560),
    };

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    public static byte[] Bytes(int seed, int length)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>An image whose UIDs and hashes follow from its number. The study is that of the subject and day.</summary>
    public static ImageRecord Image(int number, string subject = "S0001", string centre = "C01", string? day = "2020-05-17", string media = "M1", string rule = "rule 1") => new()
    {
        SubjectId = subject,
        Centre = centre,
        StudyDate = day is null ? null : DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        MediaRef = media,
        StudyInstanceUid = Uid($"study {subject} {day}"),
        SeriesInstanceUid = Uid($"series {subject} {day}"),
        SopInstanceUid = Uid($"image {number}"),
        SopClassUid = "1.2.840.10008.5.1.4.1.1.6.1",
        Modality = "US",
        SeriesNumber = 1,
        InstanceNumber = number,
        Manufacturer = "Maker",
        ManufacturerModelName = "Model",
        Rows = 600,
        Columns = 800,
        PhotometricInterpretation = "RGB",
        TransferSyntaxUid = "1.2.840.10008.1.2.1",
        NumberOfFrames = 1,
        Sha256 = Hash($"object {number}"),
        SourceHash = Hash($"source {number}"),
        Rule = rule,
        ImportedUtc = Noon.AddSeconds(number),
    };

    /// <summary>The next version of an image, with everything else that another object of it may bring. Its size is to follow.</summary>
    public static ImageRecord Next(ImageRecord image) => image with
    {
        TransferSyntaxUid = "1.2.840.10008.1.2.4.70",
        PhotometricInterpretation = "YBR_FULL",
        Sha256 = Hash($"object {image.InstanceNumber} in version {image.Version + 1}"),
        PixelSha256 = Hash($"pixels {image.InstanceNumber}"),
        Version = image.Version + 1,
    };

    public static AuditEntry Entry(long sequence, string action = "Import", string? media = "M1", string? subject = "S0001") => new()
    {
        Sequence = sequence,
        TimeUtc = Noon.AddMinutes(sequence),
        Account = "HOSPITAL\\ann",
        Machine = "host",
        Action = action,
        MediaRef = media,
        FileNumber = (int)sequence,
        SubjectId = subject,
        SopInstanceUid = Uid($"image {sequence}"),
        PolicyId = 1,
        Outcome = "Stored",
        Reason = null,
        Mac = Hash($"entry {sequence}"),
    };

    public static string Uid(string name) => "2.25." + BinaryPrimitives.ReadUInt128BigEndian(Hash(name)).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
