using System.Buffers.Binary;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Ledger;

/// <summary>
/// Which sources the identity ledger has an entry of. A medium's file is read when it is first asked for, and what was appended since when an
/// image is not found: an image that others stored meanwhile has its entry, since that is written first. Several threads may ask.
/// </summary>
internal sealed class LedgerIndex(OspacsArchive archive)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Sources> _media = new(StringComparer.Ordinal);
    private LedgerReader? _reader;

    /// <summary>Entries read so far.</summary>
    internal long Records { get; private set; }

    /// <summary>Whether the ledger has an entry of an image's source.</summary>
    /// <param name="image">The image, as the archive has it.</param>
    /// <exception cref="ArchiveException">The ledger cannot be read, or the key is missing.</exception>
    internal bool Holds(ImageRecord image)
    {
        lock (_lock)
        {
            Sources sources = SourcesOf(Reader.Folder.FileOf(image.MediaRef));
            UInt128 name = NameOf(image.SourceHash);
            return sources.Names.Contains(name) || (Refresh(sources) && sources.Names.Contains(name));
        }
    }

    /// <summary>Reads what has not been read, and tells what could not be, a file each.</summary>
    internal IReadOnlyList<LedgerDamage> FindDamage()
    {
        lock (_lock)
        {
            foreach (string file in Reader.Folder.Files())
            {
                Refresh(SourcesOf(file));
            }
            return [.. Reader.Damage];
        }
    }

    private LedgerReader Reader => _reader ??= new LedgerReader(archive);

    private Sources SourcesOf(string file)
    {
        if (!_media.TryGetValue(file, out Sources? sources))
        {
            _media.Add(file, sources = new Sources(file));
        }
        return sources;
    }

    private bool Refresh(Sources sources)
    {
        long before = sources.Offset;
        foreach ((LedgerRecord? record, LedgerLine line) in Reader.Read(sources.File, sources.Offset, sources.Line))
        {
            if (record is { Kind: LedgerRecordKind.Stored, SourceHash.Length: 64 })
            {
                sources.Names.Add(NameOf(Convert.FromHexString(record.SourceHash)));
            }
            if (!line.IsEnded)
            {
                // It is looked at again, when there is more of it.
                break;
            }
            sources.Offset = line.Next;
            sources.Line = line.Number;
            Records += record is null ? 0 : 1;
        }
        return sources.Offset > before;
    }

    /// <summary>Half of a hash tells a million sources apart as well as all of it, and takes half the room.</summary>
    private static UInt128 NameOf(ReadOnlySpan<byte> sourceHash) => BinaryPrimitives.ReadUInt128BigEndian(sourceHash);

    private sealed class Sources(string file)
    {
        internal string File { get; } = file;

        internal HashSet<UInt128> Names { get; } = [];

        internal long Offset { get; set; }

        internal long Line { get; set; }
    }
}
