using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Ledger;

/// <summary>The ledger's folder on the identity side, with a file a medium.</summary>
internal sealed class LedgerFolder(IdentityFolder identity)
{
    private const string Extension = ".ledger";

    /// <summary>The folder.</summary>
    internal string Path { get; } = System.IO.Path.Combine(identity.Path, "ledger");

    /// <summary>The file of a medium; it need not be there.</summary>
    /// <param name="mediaRef">The medium.</param>
    internal string FileOf(string mediaRef) => System.IO.Path.Combine(Path, MediumFileName.Of(mediaRef, Extension));

    /// <summary>The files that are there, in the order of their names.</summary>
    /// <exception cref="ArchiveException">The folder cannot be read.</exception>
    internal IReadOnlyList<string> Files() =>
        Guarded(() => Directory.Exists(Path) ? Directory.GetFiles(Path, "*" + Extension).Order(StringComparer.Ordinal).ToArray() : []);

    /// <summary>Bytes of a file; 0 when it is not there.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="ArchiveException">It cannot be read.</exception>
    internal static long LengthOf(string file) => Guarded(() => new FileInfo(file) is { Exists: true } there ? there.Length : 0);

    /// <summary>Says in the archive's words what the system reports.</summary>
    internal static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            throw IdentityFailure.Of(e, "The identity ledger");
        }
    }
}
