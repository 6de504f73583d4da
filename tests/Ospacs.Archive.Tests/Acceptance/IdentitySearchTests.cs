using System.Text;
using Ospacs.Archive.Acceptance;
using Xunit;

namespace Ospacs.Archive.Tests.Acceptance;

public sealed class IdentitySearchTests
{
    [Theory]
    [InlineData("utf-8")]
    [InlineData("iso-8859-1")]
    [InlineData("utf-16")]
    public void A_value_is_found_however_it_was_written(string encoding)
    {
        var search = new IdentitySearch(["ÖBERGSSON", "other value"]);
        byte[] bytes = [1, 2, 3, .. Encoding.GetEncoding(encoding).GetBytes("xÖBERGSSONx"), 0];
        Assert.True(search.IsIn(bytes));
        bytes[8] ^= 1;
        Assert.False(search.IsIn(bytes));
    }

    [Fact]
    public void Every_file_of_the_sample_that_bears_identity_is_found()
    {
        string folder = Directory.CreateTempSubdirectory("ospacs-search-").FullName;
        try
        {
            SampleDisc disc = SampleDisc.Create(folder);
            IdentitySearch search = IdentitySearch.Of(disc);
            Assert.All(disc.Media.SelectMany(medium => medium.Files), file => Assert.True(search.IsIn(file.Bytes), file.Name));
            Assert.True(search.IsIn(File.ReadAllText(disc.RegistryPath)));
            Assert.False(search.IsIn(File.ReadAllText(disc.PolicyPath)), "the policy names somebody");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
