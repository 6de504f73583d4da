using System.Text;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Export;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Archive.Tests.Export;

/// <summary>What an export proves of objects that it writes in another transfer syntax, and what is left when it cannot.</summary>
public sealed class TranscodingTests : IDisposable
{
    private readonly ExportArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Theory]
    [InlineData(8)]
    [InlineData(1500)]
    public void An_object_whose_pixels_are_not_those_that_were_stored_is_left_out_when_it_has_to_be_decoded(int size)
    {
        DicomDataset Picture(int number) => Sized(number, size);
        _archive.AddImported(Picture(1), DicomTransferSyntax.RleLossless);
        _archive.AddImported(Picture(2), DicomTransferSyntax.RleLossless, change: image => image with { PixelSha256 = new byte[32] });
        _archive.AddImported(Picture(3), DicomTransferSyntax.ImplicitVRLittleEndian, DicomTransferSyntax.ImplicitVRLittleEndian, image => image with { PixelSha256 = new byte[32] });

        ExportReport report = Export();
        Assert.Equal("2.25.91", Assert.Single(report.Files).SopInstanceUid);
        Assert.Equal(["2.25.92 Damaged", "2.25.93 Damaged"], report.Refused.Select(image => $"{image.SopInstanceUid} {image.Reason}"));
        Assert.All(report.Refused, image => Assert.Contains("identity differs", image.Message, StringComparison.Ordinal));
        Assert.Equal(["DICOMDIR", "IMAGES/S0000001/IM000001", "README"], ExportArchive.Files(_archive.Disc));

        // As they are stored, their bytes are what counts.
        Directory.Delete(_archive.Disc, recursive: true);
        Assert.Equal(3, Export(MediaProfile.AsStoredName).Images);
    }

    [Fact]
    public void A_file_that_decodes_to_other_pixels_than_it_was_made_of_is_told_from_one_that_does_not()
    {
        ImageRecord image = _archive.AddImported(ExportArchive.Still(1), DicomTransferSyntax.JpegLsLossless);
        ImageRecord other = _archive.AddImported(ExportArchive.Still(2), DicomTransferSyntax.JpegLsLossless);
        ExportedFile file = Export(MediaProfile.AsStoredName).Files.Single(written => written.ImageId == image.ImageId);
        string path = Path.Combine(_archive.Disc, file.FileId);
        PixelProof.Run(image, null, path, CancellationToken.None);
        Assert.Equal(RefusalReason.Damaged, Assert.Throws<ObjectRefusedException>(() => PixelProof.Run(other, null, path, CancellationToken.None)).Reason);

        // Without an identity in the row, that of the pixels which the file was made of serves.
        PixelIdentity Of(int number)
        {
            DicomDataset still = ExportArchive.Still(number);
            var identity = PixelIdentity.OfSamples(PixelDescription.Of(still));
            identity.Restart();
            identity.Append(still.Find(DicomTag.PixelData)!.Value.Span);
            return identity;
        }
        ImageRecord unknown = image with { PixelSha256 = null };
        PixelProof.Run(unknown, Of(1), path, CancellationToken.None);
        Assert.Throws<ObjectRefusedException>(() => PixelProof.Run(unknown, Of(2), path, CancellationToken.None));

        // A file whose pixels end early.
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^20]);
        Assert.Throws<ObjectRefusedException>(() => PixelProof.Run(image, null, path, CancellationToken.None));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(1500)]
    public void An_object_that_has_to_be_decoded_and_cannot_be_is_left_out(int size)
    {
        DicomDataset broken = Sized(1, size);
        // Run lengths of one segment that end at once; and enough behind them to make a large object.
        byte[] frame = new byte[64 + 2 + (size > 1000 ? 9 << 20 : 0)];
        (frame[0], frame[4], frame[64]) = (1, 64, 0x80);
        _archive.Add(broken.Set(DicomElement.CreateEncapsulated([frame], frame.Length)), DicomTransferSyntax.RleLossless);
        _archive.AddImported(ExportArchive.Still(2), DicomTransferSyntax.RleLossless);
        ExportReport report = Export();
        Assert.Equal("2.25.92", Assert.Single(report.Files).SopInstanceUid);
        RefusedImage refused = Assert.Single(report.Refused);
        Assert.Equal(RefusalReason.Damaged, refused.Reason);
        Assert.Contains("cannot be decoded", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["DICOMDIR", "IMAGES/S0000001/IM000001", "README"], ExportArchive.Files(_archive.Disc));
    }

    [Theory]
    [InlineData(PixelCompression.RleLossless)]
    [InlineData(PixelCompression.JpegLsLossless)]
    public void A_clip_of_many_parts_is_compressed_frame_by_frame_and_comes_back_the_same(PixelCompression compression)
    {
        byte[] pixels = new byte[12 << 20];
        new Random(7).NextBytes(pixels.AsSpan(0, 1 << 20));
        DicomDataset clip = ExportArchive.Still(1).Set(DicomTag.SOPClassUID, DicomUID.UltrasoundMultiFrameImageStorage).Set(DicomTag.Rows, 1024).Set(DicomTag.Columns, 1024)
            .Set(DicomTag.NumberOfFrames, "12").Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, pixels));
        ImageRecord stored = _archive.AddImported(clip, DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.True(stored.Size > StoreLimits.PartSize);
        ExportReport report = Export(MediaProfile.AsStoredName, compression);
        ExportedFile file = Assert.Single(report.Files);
        Assert.Equal(compression.Syntax()!.Uid, file.TransferSyntaxUid);
        Assert.InRange(file.Bytes, 1, stored.Size / 2);
        Assert.Equal(file.Bytes, report.TranscodedBytes);
        Assert.Equal(["DICOMDIR", "IMAGES/S0000001/IM000001", "README"], ExportArchive.Files(_archive.Disc));
        using DicomFile written = DicomFile.Open(Path.Combine(_archive.Disc, file.FileId));
        using var frames = Dicom.Pixels.Codecs.PixelFrames.Of(PixelDescription.Of(written.Dataset), written.Dataset, written.TransferSyntax);
        byte[] decoded = new byte[pixels.Length];
        for (int frame = 0; frame < 12; frame++)
        {
            frames.Read(frame, decoded.AsSpan(frame << 20, 1 << 20));
        }
        Assert.True(decoded.AsSpan().SequenceEqual(pixels));
    }

    [Fact]
    public void A_medium_under_no_profile_is_labelled_so()
    {
        _archive.AddImported(ExportArchive.Still(1), DicomTransferSyntax.JpegLsLossless);
        _archive.AddImported(ExportArchive.Still(2), DicomTransferSyntax.RleLossless);
        ExportReport report = Export(MediaProfile.AsStoredName);
        Assert.False(report.IsStandardProfile);
        Assert.Equal(0, report.Transcoded);
        string text = Readme();
        Assert.Contains("Media profile: none (AsStored)", text, StringComparison.Ordinal);
        Assert.Contains("NOT UNDER A MEDIA PROFILE", text, StringComparison.Ordinal);
        Assert.Contains("JPEGLSLossless (1.2.840.10008.1.2.4.80)\r\nRLELossless (1.2.840.10008.1.2.5)\r\n", text, StringComparison.Ordinal);
        Assert.True(Ascii.IsValid(text));

        Directory.Delete(_archive.Disc, recursive: true);
        Assert.True(Export().IsStandardProfile);
        Assert.DoesNotContain("NOT UNDER", Readme(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_overlay_among_the_pixels_is_not_lost_on_the_way()
    {
        DicomDataset overlay = ExportPictures.Picture("M16", 1).Set(DicomElement.Create(new DicomTag(0x60000100u), 16)).Set(DicomElement.Create(new DicomTag(0x60000102u), 12));
        ImageRecord stored = _archive.Add(overlay);
        _archive.Add(ExportPictures.Picture("M16", 2));
        ExportReport report = Export(MediaProfile.AsStoredName, PixelCompression.RleLossless);
        Assert.Equal([false, true], report.Files.Select(file => file.IsTranscoded));
        Assert.Equal(stored.Sha256, report.Files[0].Sha256);
    }

    [Fact]
    public void Only_a_compression_that_there_is_can_be_asked_for()
    {
        var error = Assert.Throws<ExportException>(() => new MediaExport(_archive.Store, new ExportOptions { Destination = _archive.Disc, Compression = (PixelCompression)7 }));
        Assert.Equal(ExportFailure.InvalidArgument, error.Kind);
        Assert.Contains("RleLossless", error.Message, StringComparison.Ordinal);
    }

    private static DicomDataset Sized(int number, int size)
    {
        byte[] pixels = new byte[size * size * (size > 1000 ? 4 : 1)];
        new Random(number).NextBytes(pixels);
        int bits = size > 1000 ? 32 : 8;
        return ExportArchive.Still(number).Set(DicomTag.Rows, (ushort)size).Set(DicomTag.Columns, (ushort)size)
            .Set(DicomTag.BitsAllocated, (ushort)bits).Set(DicomTag.BitsStored, (ushort)bits).Set(DicomTag.HighBit, (ushort)(bits - 1))
            .Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, pixels));
    }

    private string Readme() => File.ReadAllText(Path.Combine(_archive.Disc, "README"));

    private ExportReport Export(string profile = MediaProfile.GeneralPurposeName, PixelCompression? compression = null) =>
        new MediaExport(_archive.Store, new ExportOptions { Destination = _archive.Disc, Profile = profile, Compression = compression }).Run(new ImageQuery());
}
