using Ospacs.Archive.Protection;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public sealed class IdentityFolderTests
{
    [Fact]
    public async Task Several_who_make_a_key_at_once_all_get_the_one_that_is_kept()
    {
        string folder = Directory.CreateTempSubdirectory("ospacs-keys-").FullName;
        try
        {
            // The moment between writing and naming the file is short: many folders make it likely to be met.
            for (int i = 0; i < 40; i++)
            {
                string identity = Path.Combine(folder, i + ".identity");
                using var start = new Barrier(4);
                byte[][] checks = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                    () =>
                    {
                        start.SignalAndWait();
                        return new IdentityFolder(identity).CreateKey().CheckValue.ToArray();
                    },
                    TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
                byte[] kept = IdentityFolder.ReadKey(new IdentityFolder(identity).KeyPath).CheckValue;
                Assert.All(checks, check => Assert.Equal(kept, check));
                Assert.Single(Directory.GetFiles(identity));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
