using System.IO.Compression;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

public sealed class DeflatedImportTests
{
    [Fact]
    public void A_deflated_object_is_stored_as_the_same_object_not_deflated()
    {
        using var trial = new TrialFolder();
        (SampleMedium medium, SampleFile file) = trial.Storable(f => f.Object!.Scanner.Syntax == DicomTransferSyntax.ExplicitVRLittleEndian);
        Directory.CreateDirectory(trial["deflated"]);
        File.WriteAllBytes(Path.Combine(trial["deflated"], "IM1"), Deflate(file.Bytes));
        Directory.CreateDirectory(trial["plain"]);
        File.WriteAllBytes(Path.Combine(trial["plain"], "IM1"), file.Bytes);
        using OspacsArchive archive = trial.Open();
        ImportOutcome outcome = Assert.Single(trial.Import(archive, trial["deflated"], "D1", medium.Centre));
        Assert.Equal(FileOutcome.Stored, outcome.Outcome);
        ImageRecord image = archive.Store.FindBySopInstance(outcome.SopInstanceUid!)!;
        Assert.Equal(DicomTransferSyntax.ExplicitVRLittleEndian.Uid, image.TransferSyntaxUid);

        // The same object from a plain file is another source of the same instance, and differs in nothing.
        ImportOutcome resent = Assert.Single(trial.Import(archive, trial["plain"], "D2", medium.Centre));
        Assert.Equal(QuarantineReason.Resent, resent.Reason);
        Assert.Contains("the bytes only", resent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_inflates_beyond_all_bounds_fails_and_is_not_stored()
    {
        using var trial = new TrialFolder();
        (SampleMedium medium, SampleFile file) = trial.Storable();
        Directory.CreateDirectory(trial["bomb"]);
        byte[] deflated = Deflate(file.Bytes, zeros: 80 << 20);
        Assert.True(deflated.Length < 2 << 20);
        File.WriteAllBytes(Path.Combine(trial["bomb"], "IM1"), deflated);
        using OspacsArchive archive = trial.Open();
        ImportOutcome outcome = Assert.Single(trial.Import(archive, trial["bomb"], "D1", medium.Centre));
        Assert.Equal(FileOutcome.Failed, outcome.Outcome);
        Assert.Contains("inflates to more than 64 MiB", outcome.Message, StringComparison.Ordinal);
    }

    internal static byte[] Deflate(byte[] file, int zeros = 0)
    {
        using DicomFile read = DicomFile.Read(new DicomMemorySource(file));
        var body = new DicomMemoryOutput();
        DicomWriter.Write(body, read.Dataset, DicomEncoding.ExplicitLittle);
        var output = new DicomMemoryOutput();
        byte[] preamble = new byte[132];
        "DICM"u8.CopyTo(preamble.AsSpan(128));
        output.Write(preamble);
        DicomWriter.Write(
            output,
            DicomFileMeta.Create(read.Dataset.GetCode(DicomTag.SOPClassUID), read.Dataset.GetCode(DicomTag.SOPInstanceUID), DicomTransferSyntax.DeflatedExplicitVRLittleEndian),
            DicomEncoding.ExplicitLittle);
        using var deflated = new MemoryStream();
        using (var deflater = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflater.Write(body.Written.Span);
            deflater.Write(new byte[zeros]);
        }
        output.Write(deflated.ToArray());
        return output.Written.ToArray();
    }
}
