using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.RealFiles;

/// <summary>A real picture with a name that an operator typed into the tissue, which no rule for a scanner looks for.</summary>
public sealed class TextInPictureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-text-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_name_in_the_tissue_holds_the_image_back_with_a_preview_until_somebody_who_saw_it_decides()
    {
        string file = Oracles.Data("us", "YBR_FULL-RLE.dcm");
        // The rule masks the header and accepts the scanner's settings at the right, and knows nothing of the name.
        const string Known = "\"blank\": [[0, 0, 640, 48], [105, 367, 53, 29]]";
        Assert.Contains(Known, RealFileTrial.Policy, StringComparison.Ordinal);
        ArchivePolicy policy = ArchivePolicy.Parse(RealFileTrial.Policy.Replace(Known, "\"blank\": [[0, 0, 640, 48]]", StringComparison.Ordinal));
        string registryPath = Path.Combine(_folder, "registry.csv");
        File.WriteAllText(registryPath, RealFileTrial.Registry);
        IPatientRegistry registry = CsvRegistry.Load(registryPath, policy.Registry);
        using OspacsArchive archive = OspacsArchive.Create(new SqliteEngine(), Path.Combine(_folder, "text.db"), policy);
        var options = new ImportOptions { MediaRef = "M1", Centre = "C01", Policy = policy, Registry = registry };

        ImportOutcome outcome = Assert.Single(new ImportRun(archive, options).Run([file], null, TestContext.Current.CancellationToken));
        Assert.Equal((FileOutcome.Quarantined, QuarantineReason.TextInPicture), (outcome.Outcome, outcome.Reason));
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        Assert.True(File.Exists(item.PreviewPath));
        Oracles.Pydicom("import sys; from PIL import Image; assert Image.open(sys.argv[1]).size == (2 * 640 + 8, 480)", item.PreviewPath!);

        ImportOutcome again = Assert.Single(new ImportRun(archive, options).Retry([item], null, TestContext.Current.CancellationToken));
        Assert.Equal(QuarantineReason.TextInPicture, again.Reason);
        ImportOutcome decided = Assert.Single(new QuarantineDesk(archive, policy, registry).Approve([(item, "T-006")], "looked at", TestContext.Current.CancellationToken));
        Assert.Equal(FileOutcome.Stored, decided.Outcome);
        Assert.False(File.Exists(item.PreviewPath));
    }

    [Fact]
    public void A_policy_can_leave_pictures_unsearched()
    {
        string file = Oracles.Data("us", "YBR_FULL-RLE.dcm");
        string text = RealFileTrial.Policy.Replace("\"profile\": \"trial\",", "\"profile\": \"trial\", \"pictureText\": \"off\",", StringComparison.Ordinal).Replace(", \"text\": [[508, 46, 132, 164]]", string.Empty, StringComparison.Ordinal);
        ArchivePolicy policy = ArchivePolicy.Parse(text);
        Assert.False(policy.SearchesPictures);
        PolicyExplanation explanation = Assert.Single(new PolicyExplainer(policy, null, withOldValues: false).Run([new ScannedFile(file, 1, "YBR_FULL-RLE.dcm")], TestContext.Current.CancellationToken));
        Assert.Equal(FileProtectionOutcome.Planned, explanation.Outcome);
        ArchivePolicy searching = ArchivePolicy.Parse(text.Replace("\"off\"", "\"quarantine\"", StringComparison.Ordinal));
        Assert.Equal(QuarantineReason.TextInPicture, Assert.Single(new PolicyExplainer(searching, null, withOldValues: false).Run([new ScannedFile(file, 1, "YBR_FULL-RLE.dcm")], TestContext.Current.CancellationToken)).Reason);
    }
}
