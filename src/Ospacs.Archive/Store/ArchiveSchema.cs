namespace Ospacs.Archive.Store;

/// <summary>The archive's schema, which is one on every engine.</summary>
public static class ArchiveSchema
{
    /// <summary>The version that this program makes and knows. A newer one is refused, an older one brought up.</summary>
    public const int Version = 3;
}
