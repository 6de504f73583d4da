using System.Security.Cryptography;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Archive.Tests.Compression;

/// <summary>What an archive's images show: a hash of all decoded samples and of what else their headers say, by SOP Instance UID.</summary>
internal static class StoredPixels
{
    private static readonly DicomTag[] Following = [DicomTag.PixelData, DicomTag.PlanarConfiguration];

    internal static SortedDictionary<string, string> Of(OspacsArchive archive)
    {
        var shown = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (ImageRecord image in archive.Store.FindImages(new ImageQuery()))
        {
            shown.Add(image.SopInstanceUid, Of(archive, image));
        }
        Assert.NotEmpty(shown);
        return shown;
    }

    private static string Of(OspacsArchive archive, ImageRecord image)
    {
        byte[] bytes = [.. archive.Store.ReadParts(image.ImageId, TestContext.Current.CancellationToken).SelectMany(part => part.ToArray())];
        Assert.Equal(image.Sha256, SHA256.HashData(bytes));
        using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
        Assert.Equal(image.TransferSyntaxUid, file.TransferSyntax.Uid);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var header = DicomDataset.Of(file.Dataset.Where(e => !Following.Contains(e.Tag)));
        var output = new DicomMemoryOutput();
        DicomWriter.Write(output, header, DicomEncoding.ExplicitLittle);
        hash.AppendData(output.Written.Span);
        using var frames = PixelFrames.Of(PixelDescription.Of(file.Dataset, file.TransferSyntax), file.Dataset, file.TransferSyntax);
        byte[] samples = new byte[frames.Layout.FrameLength];
        for (int frame = 0; frame < frames.Count; frame++)
        {
            frames.Read(frame, samples);
            hash.AppendData(samples);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
