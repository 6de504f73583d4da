using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Archive.Tests.Acceptance;

public sealed class SamplePlanTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-sample-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Registry_and_policy_of_the_sample_say_of_each_image_what_the_plan_says()
    {
        SampleDisc disc = SampleDisc.Create(_folder);
        ArchivePolicy policy = ArchivePolicy.Load(disc.PolicyPath);
        var checker = new PatientChecker(CsvRegistry.Load(disc.RegistryPath, policy.Registry), policy.Match);
        int images = 0;
        foreach (SampleMedium medium in disc.Media)
        {
            foreach (SampleFile file in medium.Files.Where(f => f.Object is not null && f.Outcome != FileOutcome.Failed))
            {
                using DicomFile opened = DicomFile.Read(new DicomMemorySource(file.Bytes));
                PatientCheck check = checker.Check(HeaderIdentityReader.Read(opened.Dataset), medium.Centre);
                CheckStatus expected = file.Reason switch
                {
                    QuarantineReason.Mismatch => CheckStatus.Mismatch,
                    QuarantineReason.NotFound => CheckStatus.NotFound,
                    _ => CheckStatus.Match,
                };
                Assert.Equal((file.Name, expected), (file.Name, check.Status));
                if (expected == CheckStatus.Match)
                {
                    Assert.Equal((file.Name, file.Rule), (file.Name, policy.Masks.Select(opened.Dataset)?.Rule));
                }
                if (file.SubjectId is not null)
                {
                    Assert.Equal(file.SubjectId, check.SubjectId);
                }
                images++;
            }
        }
        Assert.True(images > 10);
    }
}
