using Ospacs.Archive.Store;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.Tests.Servers;

public sealed class ServerFailureTests
{
    [Theory]
    [InlineData("PostgreSQL", "the authority that signed it by 'certificateAuthority'", "own certificate")]
    [InlineData("SQL Server", "the server's own certificate by 'certificateAuthority'", "authority that signed it by")]
    [InlineData("MySQL", "cannot name one", "certificateAuthority")]
    public void A_certificate_that_is_not_trusted_comes_with_the_way_that_its_engine_takes(string engine, string advice, string notThis)
    {
        ArchiveException failure = ServerFailure.From(engine, new ServerFinding(ServerFault.NotTrusted, "TLS"));
        Assert.Equal(ArchiveFailure.Unreachable, failure.Kind);
        Assert.Contains(advice, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(notThis, failure.Message, StringComparison.Ordinal);
    }
}
