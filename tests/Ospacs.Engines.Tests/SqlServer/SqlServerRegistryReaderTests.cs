using System.Net;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.SqlServer;

/// <summary>What of a registry on a SQL Server needs no server.</summary>
public sealed class SqlServerRegistryReaderTests
{
    private readonly IReadOnlyList<IRegistryReader> _readers = new RegistryReaderCatalogue();

    [Theory]
    [InlineData("SECRET=1")]
    [InlineData("Server=127.0.0.1,1;Encrypt=SECRET")]
    [InlineData("Server=127.0.0.1,1;Authentication=ActiveDirectoryIntegrated;User ID=SECRET")]
    public void What_is_no_connection_string_is_refused_without_its_words(string connection)
    {
        ArchiveException error = Assert.Throws<ArchiveException>(() => MemoryRegistry.Load(new RegistrySource { Engine = "SQL Server", Connection = connection, Query = "SELECT 1 AS a" }, _readers, TestContext.Current.CancellationToken));
        Assert.Equal(ArchiveFailure.InvalidArgument, error.Kind);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_away_is_told_without_its_name()
    {
        RegistrySource source = new() { Engine = "SQL Server", Connection = "Server=127.0.0.1,1;Database=SECRET;Connect Timeout=5", Query = "SELECT 1 AS a", Credential = new NetworkCredential("SECRET", "SECRET") };
        RegistryException error = Assert.Throws<RegistryException>(() => MemoryRegistry.Load(source, _readers, TestContext.Current.CancellationToken));
        Assert.Equal(RegistryFailure.Unreachable, error.Kind);
        Assert.Contains("cannot be reached", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", error.ToString(), StringComparison.Ordinal);
    }
}
