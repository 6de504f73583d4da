namespace Ospacs.Archive.Store;

/// <summary>What images are told apart by, of many at once; see <see cref="IArchiveStore.FindKnown"/>.</summary>
public sealed record ImageKeys
{
    /// <summary>Keyed hashes of source files, 32 bytes each.</summary>
    public IReadOnlyList<byte[]> Sources { get; init; } = [];

    /// <summary>SOP Instance UIDs.</summary>
    public IReadOnlyList<string> SopInstances { get; init; } = [];

    /// <summary>Study Instance UIDs.</summary>
    public IReadOnlyList<string> Studies { get; init; } = [];

    /// <summary>Hashes of decoded pixels, 32 bytes each.</summary>
    public IReadOnlyList<byte[]> Pixels { get; init; } = [];
}
