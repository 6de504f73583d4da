using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    // Records compare arrays by reference: the arrays are compared first and then made the same.
    private static void Same(ImageRecord expected, ImageRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Sha256, actual.Sha256);
        Assert.Equal(expected.PixelSha256, actual.PixelSha256);
        Assert.Equal(expected.SourceHash, actual.SourceHash);
        Assert.Equal(expected, actual with { Sha256 = expected.Sha256, PixelSha256 = expected.PixelSha256, SourceHash = expected.SourceHash });
        Assert.Equal(DateTimeKind.Utc, actual.ImportedUtc.Kind);
    }

    private static void Same(AuditEntry expected, AuditEntry actual)
    {
        Assert.Equal(expected.Mac, actual.Mac);
        Assert.Equal(expected, actual with { Mac = expected.Mac });
        Assert.Equal(DateTimeKind.Utc, actual.TimeUtc.Kind);
    }

    private static void Same(MediaRecord expected, MediaRecord actual)
    {
        Assert.Equal(expected.AuditMac, actual.AuditMac);
        Assert.Equal(expected, actual with { AuditMac = expected.AuditMac });
    }
}
