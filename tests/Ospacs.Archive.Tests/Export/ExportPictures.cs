using Ospacs.Dicom.Data;

namespace Ospacs.Archive.Tests.Export;

/// <summary>Stills of every kind of pixels, stored in every transfer syntax that holds them. Their names are those of the table that says what an export makes of them.</summary>
internal static class ExportPictures
{
    /// <summary>Transfer syntaxes by short names.</summary>
    public static readonly Dictionary<string, DicomTransferSyntax> Syntaxes = new(StringComparer.Ordinal)
    {
        ["IV"] = DicomTransferSyntax.ImplicitVRLittleEndian, ["EV"] = DicomTransferSyntax.ExplicitVRLittleEndian, ["BE"] = DicomTransferSyntax.ExplicitVRBigEndian,
        ["RLE"] = DicomTransferSyntax.RleLossless, ["J57"] = DicomTransferSyntax.JpegLossless, ["J70"] = DicomTransferSyntax.JpegLosslessSV1,
        ["JLS"] = DicomTransferSyntax.JpegLsLossless, ["J50"] = DicomTransferSyntax.JpegBaseline, ["J51"] = DicomTransferSyntax.JpegExtended,
        ["J2K"] = DicomTransferSyntax.Of("1.2.840.10008.1.2.4.90"),
    };

    private static readonly string[] Lossless = ["IV", "EV", "BE", "RLE", "J57", "J70", "JLS"];

    /// <summary>The pictures: their kind, and the syntax that they are stored in.</summary>
    public static IEnumerable<(string Kind, string Stored)> All =>
    [
        .. from kind in new[] { "M8", "M16", "M1", "P8", "P16", "RGB", "RGBp", "YBR", "YBRp" } from stored in Lossless select (kind, stored),
        ("M32", "IV"), ("M32", "EV"), ("M32", "RLE"),
        ("Y422", "IV"), ("Y422", "EV"), ("Y422", "BE"), ("Y422", "JLS"),
        ("Y422", "J50"), ("RGB", "J50"), ("M16", "J51"), ("RGB", "J2K"),
    ];

    /// <summary>Stores a picture.</summary>
    public static void Add(ExportArchive archive, string kind, string stored, int number)
    {
        DicomTransferSyntax syntax = Syntaxes[stored];
        DicomDataset picture = Picture(kind, number);
        if (syntax.IsLossy || !syntax.CanMask)
        {
            // Bytes that no codec can read: whatever the export does, it cannot decode them.
            picture.Set(DicomElement.CreateEncapsulated([new byte[] { 0xFF, 0xD8, (byte)number, 0, 0xFF, 0xD9 }], 6));
            archive.Add(picture, syntax);
        }
        else if (kind == "Y422" && syntax.Encapsulated)
        {
            // Some devices say that colours are shared which they compress one a pixel.
            archive.AddImported(Picture("YBR", number), syntax, photometric: "YBR_FULL_422");
        }
        else
        {
            archive.AddImported(picture, syntax, syntax.Encapsulated ? null : syntax);
        }
    }

    /// <summary>A still of 7 rows and 10 columns, its pixels at random.</summary>
    public static DicomDataset Picture(string kind, int number)
    {
        (string photometric, int samples, int allocated, int bits, int planar) = kind switch
        {
            "M8" => ("MONOCHROME2", 1, 8, 8, 0),
            "M16" => ("MONOCHROME2", 1, 16, 12, 0),
            "M32" => ("MONOCHROME2", 1, 32, 32, 0),
            "M1" => ("MONOCHROME1", 1, 8, 8, 0),
            "P8" => ("PALETTE COLOR", 1, 8, 8, 0),
            "P16" => ("PALETTE COLOR", 1, 16, 16, 0),
            "RGB" => ("RGB", 3, 8, 8, 0),
            "RGBp" => ("RGB", 3, 8, 8, 1),
            "YBR" => ("YBR_FULL", 3, 8, 8, 0),
            "YBRp" => ("YBR_FULL", 3, 8, 8, 1),
            "Y422" => ("YBR_FULL_422", 3, 8, 8, 0),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
        const int Rows = 7;
        const int Columns = 10;
        byte[] pixels = new byte[Rows * Columns * (kind == "Y422" ? 2 : samples) * allocated / 8];
        new Random(number).NextBytes(pixels);
        for (int at = 1; bits == 12 && at < pixels.Length; at += 2)
        {
            pixels[at] &= 0x0F;
        }
        DicomDataset picture = ExportArchive.Still(number)
            .Set(DicomTag.PhotometricInterpretation, photometric).Set(DicomTag.SamplesPerPixel, (ushort)samples).Set(DicomTag.Rows, Rows).Set(DicomTag.Columns, Columns)
            .Set(DicomTag.BitsAllocated, (ushort)allocated).Set(DicomTag.BitsStored, (ushort)bits).Set(DicomTag.HighBit, (ushort)(bits - 1))
            .Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, pixels));
        if (samples > 1)
        {
            picture.Set(DicomTag.PlanarConfiguration, (ushort)planar);
        }
        if (photometric == "PALETTE COLOR")
        {
            int entries = allocated == 8 ? 256 : 0;
            foreach (uint channel in new uint[] { 1, 2, 3 })
            {
                byte[] table = new byte[allocated == 8 ? 512 : 131072];
                new Random((int)channel).NextBytes(table);
                picture.Set(DicomElement.Create(new DicomTag(0x00281100u + channel), DicomVR.US, [(byte)entries, (byte)(entries >> 8), 0, 0, 16, 0]));
                picture.Set(DicomElement.Create(new DicomTag(0x00281200u + channel), DicomVR.OW, table));
            }
        }
        return picture;
    }
}
