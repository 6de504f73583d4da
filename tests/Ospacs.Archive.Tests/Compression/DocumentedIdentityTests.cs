using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.Import;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Compression;

/// <summary>The identity of pixels, computed by the program that docs/formats.md gives to inspectors.</summary>
public sealed class DocumentedIdentityTests
{
    [Fact]
    public void The_documented_program_finds_the_identity_of_every_stored_picture()
    {
        using var trial = new TrialFolder();
        using OspacsArchive archive = trial.Open();
        foreach (SampleMedium medium in trial.Sample.Media)
        {
            trial.Import(archive, medium.Folder, medium.MediaRef, medium.Centre, TestContext.Current.CancellationToken);
        }
        string program = DocumentedProgram.About("ospacs pixels 1");
        int judged = 0;
        foreach (ImageRecord image in archive.Store.FindImages(new ImageQuery()))
        {
            string file = trial[$"{image.ImageId}.dcm"];
            File.WriteAllBytes(file, [.. archive.Store.ReadParts(image.ImageId, TestContext.Current.CancellationToken).SelectMany(part => part.ToArray())]);
            Assert.Equal(Convert.ToHexString(image.PixelSha256!), Oracles.Pydicom(program, file).Trim(), ignoreCase: true);
            judged++;
        }
        // RGB beside each other and by plane, YBR, palette, 8 and 12 bits, both byte orders, stills and clips.
        Assert.Equal(12, judged);
    }
}
