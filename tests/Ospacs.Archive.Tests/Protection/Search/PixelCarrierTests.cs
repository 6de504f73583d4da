using System.Buffers;
using System.Text;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Search;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Search;

/// <summary>Names beside the picture: what does not come through protection at all, and what is found on its way.</summary>
public sealed class PixelCarrierTests : IDisposable
{
    private const int Side = 64;
    private const string Masked = """{ "name": "banner", "when": {}, "blank": [[0, 0, 20, 8]] }""";
    private const string Clean = """{ "name": "clean", "when": { "Manufacturer": "Maker", "HasRegions": false }, "knownClean": "looked at" }""";

    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-carriers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(Masked)]
    [InlineData(Clean)]
    public void Comments_and_what_stands_between_and_behind_is_left_out_of_lossy_JPEG(string rule)
    {
        byte[][] frames =
        [
            PlainJpeg.Make(Side, Side, besides: PlainJpeg.Segment(0xFE, "for Magrat"u8.ToArray())),
            PlainJpeg.Make(Side, Side, besides: PlainJpeg.Segment(0xE1, [.. "Exif\0\0"u8, .. Encoding.Unicode.GetBytes("Magrat")])),
            PlainJpeg.Make(Side, Side, behindScan: "for Magrat"),
            [.. PlainJpeg.Make(Side, Side), .. "Magrat"u8],
            [.. PlainJpeg.Make(Side, Side), .. new byte[30], .. "\0Magrat\0"u8],
        ];
        byte[] written = Protect(Encapsulated(DicomTransferSyntax.JpegBaseline, frames), rule);
        AssertSilent(written);
        DicomFile file = DicomFile.Read(new DicomMemorySource(written));
        using EncapsulatedFrames kept = EncapsulatedFrames.Of(file.Dataset, file.TransferSyntax, frames.Length);
        Assert.Single(Enumerable.Range(0, frames.Length).Select(frame => Convert.ToHexString(kept.Read(frame).Span)).Distinct());
    }

    [Fact]
    public void An_offset_table_that_is_a_text_is_refused()
    {
        byte[] bytes = Encapsulated(DicomTransferSyntax.JpegBaseline, [PlainJpeg.Make(Side, Side), PlainJpeg.Make(Side, Side)], offsets: "Magrat\0\0");
        Assert.Equal(QuarantineReason.Inconsistent, Assert.Throws<ProtectionException>(() => Protect(bytes, Masked)).Reason);
    }

    [Fact]
    public void Bytes_behind_the_blocks_are_left_out_where_the_scan_is_masked_to_its_end()
    {
        byte[] written = Protect(
            Encapsulated(DicomTransferSyntax.JpegBaseline, [PlainJpeg.Make(Side, Side, behindScan: "for Magrat")]), """{ "name": "footer", "when": {}, "blank": [[0, 56, 64, 8]] }""");
        AssertSilent(written);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.5")]
    [InlineData("1.2.840.10008.1.2.4.57")]
    [InlineData("1.2.840.10008.1.2.4.70")]
    [InlineData("1.2.840.10008.1.2.4.80")]
    public void Nothing_but_pixels_comes_through_a_lossless_codec(string uid)
    {
        DicomTransferSyntax syntax = DicomTransferSyntax.Of(uid);
        var output = new ArrayBufferWriter<byte>();
        byte[] samples = [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(i * 7))];
        PixelCodecs.EncoderOf(syntax)!.Encode(samples, new FrameLayout(Side, Side, 1, 8, 8, false), output);
        byte[] frame = output.WrittenSpan.ToArray();
        List<byte[]> frames = [[.. frame, .. "for Magrat"u8]];
        if (syntax != DicomTransferSyntax.RleLossless)
        {
            frames.Add([.. frame[..2], .. PlainJpeg.Segment(0xFE, "for Magrat"u8.ToArray()), .. frame[2..]]);
            frames.Add([.. frame[..2], .. PlainJpeg.Segment(0xE1, "for Magrat"u8.ToArray()), .. frame[2..]]);
        }
        foreach (string rule in (string[])[Masked, Clean])
        {
            AssertSilent(Protect(Encapsulated(syntax, frames), rule));
        }
    }

    [Fact]
    public void A_name_in_the_unused_offsets_of_an_RLE_header_does_not_come_through()
    {
        // One segment of 4096 zeros, in runs of 128.
        byte[] frame = [1, 0, 0, 0, 64, 0, 0, 0, .. "for Magrat, for Magrat, for Magrat, for Magrat, for Magr"u8, .. Enumerable.Repeat<byte[]>([129, 0], 32).SelectMany(run => run)];
        try
        {
            AssertSilent(Protect(Encapsulated(DicomTransferSyntax.RleLossless, [frame]), Masked));
        }
        catch (ProtectionException e)
        {
            Assert.Equal(QuarantineReason.Inconsistent, e.Reason);
        }
    }

    [Fact]
    public void Native_pixels_with_more_bytes_than_their_frames_are_refused()
    {
        DicomDataset dataset = Header(1);
        dataset.Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OB, [.. new byte[Side * Side], .. "Magrat"u8]));
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, Meta(dataset, DicomTransferSyntax.ExplicitVRLittleEndian), dataset, DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(QuarantineReason.Inconsistent, Assert.Throws<ProtectionException>(() => Protect(output.Written.ToArray(), Masked)).Reason);
    }

    [Fact]
    public void A_name_in_the_preamble_and_the_file_meta_information_does_not_come_through()
    {
        byte[] bytes = Encapsulated(DicomTransferSyntax.JpegBaseline, [PlainJpeg.Make(Side, Side)]);
        "for Magrat"u8.CopyTo(bytes.AsSpan(4));
        AssertSilent(Protect(bytes, Masked));
    }

    [Fact]
    public void A_name_in_the_version_and_density_of_a_JFIF_segment_is_found_in_the_frame_that_has_it()
    {
        byte[] bytes = Encapsulated(DicomTransferSyntax.JpegBaseline, [PlainJpeg.Make(Side, Side), PlainJpeg.Make(Side, Side, jfif: "mAGRAT\0")]);
        ProtectionException refused = Assert.Throws<ProtectionException>(() => Protect(bytes, Masked));
        Assert.Equal(QuarantineReason.IdentityLeft, refused.Reason);
        Assert.StartsWith("(7FE0,0010)[2] ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("magrat", refused.Message, StringComparison.OrdinalIgnoreCase);
        Protect(Encapsulated(DicomTransferSyntax.JpegBaseline, [PlainJpeg.Make(Side, Side, jfif: "NOBODY\0")]), Masked);
    }

    [Fact]
    public void A_name_in_the_last_frame_of_a_clip_that_is_streamed_leaves_nothing_stored()
    {
        // Comments that are left out make the file one that is too large for memory.
        byte[] comment = [.. Enumerable.Repeat(PlainJpeg.Segment(0xFE, new byte[60_000]), 4).SelectMany(segment => segment)];
        byte[][] frames = [.. Enumerable.Range(0, 40).Select(frame => PlainJpeg.Make(Side, Side, besides: comment, jfif: frame == 39 ? "MAGRAT\0" : "\u0001\u0002\0\0\u0001\0\u0001"))];
        string file = Path.Combine(_folder, "clip");
        File.WriteAllBytes(file, Encapsulated(DicomTransferSyntax.JpegBaseline, frames));
        Assert.True(new FileInfo(file).Length > FilePreparation.LargestInMemory);
        ArchivePolicy policy = PolicyOf(Masked);
        string path = Path.Combine(_folder, "a.db");
        using (OspacsArchive archive = OspacsArchive.Create(new SqliteEngine(), path, policy))
        {
            IPatientRegistry registry = CsvRegistry.Read(new MemoryStream("SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre\nT-1,55617788,Magrat,Esme,,,C01\n"u8.ToArray()), RegistryLayout.Default);
            var run = new ImportRun(archive, new ImportOptions { MediaRef = "M1", Centre = "C01", Policy = policy, Registry = registry });
            ImportOutcome outcome = Assert.Single(run.Run([file], null, TestContext.Current.CancellationToken));
            Assert.Equal((FileOutcome.Quarantined, QuarantineReason.IdentityLeft), (outcome.Outcome, outcome.Reason));
            Assert.Empty(archive.Store.FindImages(new ImageQuery()));
        }
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Read, new SqliteSettings());
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM ImagePart"));
    }

    [Theory]
    [InlineData(0xFE)]
    [InlineData(0xE1)]
    [InlineData(0xE0)]
    [InlineData(0xDB)]
    public void What_a_frame_holds_beside_its_picture_is_every_segment_and_every_byte_around_them(int marker)
    {
        byte[] frame = PlainJpeg.Make(Side, Side, besides: PlainJpeg.Segment((byte)marker, "Magrat"u8.ToArray()));
        Assert.Contains("Magrat", BesidesOf(frame), StringComparison.Ordinal);
        Assert.Contains("Magrat", BesidesOf([.. "Magrat"u8, .. PlainJpeg.Make(Side, Side)]), StringComparison.Ordinal);
        Assert.Contains("Magrat", BesidesOf([.. PlainJpeg.Make(Side, Side), .. "Magrat"u8]), StringComparison.Ordinal);
        // A segment whose length lies, and a frame that breaks off.
        Assert.Contains("Magrat", BesidesOf([0xFF, 0xD8, 0xFF, 0xFE, 0xFF, 0xFF, .. "Magrat"u8]), StringComparison.Ordinal);
        Assert.DoesNotContain("Magrat", BesidesOf(PlainJpeg.Make(Side, Side, behindScan: "Magrat")), StringComparison.Ordinal);
    }

    private static string BesidesOf(byte[] frame)
    {
        var places = new List<Range>();
        JpegBesides.Find(frame, places);
        return string.Concat(places.Select(place => Encoding.Latin1.GetString(frame[place])));
    }

    private static byte[] Protect(byte[] bytes, string rule)
    {
        using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
        ProtectedObject made = new ObjectProtection(PolicyOf(rule)).Protect(file, new ProtectionContext
        {
            Key = new ArchiveKey(new byte[32]), SubjectId = "T-1", Centre = "C01", Sponsor = "A sponsor", Protocol = "P1",
        });
        var output = new DicomMemoryOutput();
        made.WriteTo(output);
        return output.Written.ToArray();
    }

    // The pictures here are noise, in which a search for text finds what it likes.
    private static ArchivePolicy PolicyOf(string rule) =>
        ArchivePolicy.Parse($$"""{ "sponsor": "Carriers", "protocol": "Carriers", "profile": "trial", "pictureText": "off", "match": { "require": ["PatientId", "Name"] }, "masks": [{{rule}}] }""");

    private static void AssertSilent(byte[] bytes)
    {
        var search = new Ospacs.Archive.Acceptance.IdentitySearch(["Magrat", "MAGRAT", "magrat", "55617788"]);
        Assert.False(search.IsIn(bytes));
    }

    private static byte[] Encapsulated(DicomTransferSyntax syntax, IReadOnlyList<byte[]> frames, string offsets = "")
    {
        DicomDataset dataset = Header(frames.Count);
        byte[] bytes = SampleFileWriter.WriteEncapsulated(dataset, syntax, [Encoding.ASCII.GetBytes(offsets), .. frames.Select(frame => (frame.Length & 1) == 0 ? frame : [.. frame, 0])]);
        // The writer puts an empty offset table before all; the first fragment takes its place.
        int table = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0, 0xFE, 0xFF, 0x00, 0xE0]);
        return [.. bytes[..table], .. bytes[(table + 8)..]];
    }

    private static DicomDataset Meta(DicomDataset dataset, DicomTransferSyntax syntax) =>
        DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), dataset.GetCode(DicomTag.SOPInstanceUID), syntax);

    private static DicomDataset Header(int frames) => new DicomDataset()
        .Set(DicomTag.SOPClassUID, DicomUID.UltrasoundMultiFrameImageStorage)
        .Set(DicomTag.SOPInstanceUID, "1.2.826.0.1.3680043.10.1338.3")
        .Set(DicomTag.StudyInstanceUID, "1.2.826.0.1.3680043.10.1338.1")
        .Set(DicomTag.SeriesInstanceUID, "1.2.826.0.1.3680043.10.1338.2")
        .Set(DicomTag.Modality, "US")
        .Set(DicomTag.Manufacturer, "Maker")
        .Set(DicomTag.PatientName, "Magrat^Esme")
        .Set(DicomTag.PatientID, "55617788")
        .Set(DicomTag.SamplesPerPixel, 1)
        .Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")
        .Set(DicomTag.NumberOfFrames, frames.ToString(System.Globalization.CultureInfo.InvariantCulture))
        .Set(DicomTag.Rows, Side)
        .Set(DicomTag.Columns, Side)
        .Set(DicomTag.BitsAllocated, 8)
        .Set(DicomTag.BitsStored, 8)
        .Set(DicomTag.HighBit, 7)
        .Set(DicomTag.PixelRepresentation, 0);
}
