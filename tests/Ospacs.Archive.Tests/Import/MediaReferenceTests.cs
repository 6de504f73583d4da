using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>A media reference reaches the archive: it may name nobody.</summary>
public sealed class MediaReferenceTests
{
    private const string Registry = """
        SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre
        T1,88123477,Weatherwax,Mary Lu,1948-02-29,F,C01
        """;

    [Theory]
    [InlineData("Disc of Weatherwax")]
    [InlineData("MARY/2")]
    [InlineData("88123477")]
    public void One_that_repeats_a_patient_of_the_centre_is_refused_without_repeating_it(string media)
    {
        ArchiveException refused = Assert.Throws<ArchiveException>(() => Options(media).Validate());
        Assert.Equal(ArchiveFailure.InvalidArgument, refused.Kind);
        Assert.DoesNotContain(media, refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("M0001")]
    [InlineData("LU-7")]
    [InlineData("MARYLAND 3")]
    public void One_that_only_looks_like_it_may_be_used(string media) => Options(media).Validate();

    private static ImportOptions Options(string media)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, Registry);
            return new ImportOptions { MediaRef = media, Centre = "C01", Policy = ArchivePolicy.Shipped, Registry = CsvRegistry.Load(path, ArchivePolicy.Shipped.Registry) };
        }
        finally
        {
            File.Delete(path);
        }
    }
}
