using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ospacs.Archive.Protection;

/// <summary>
/// An archive's secret. Everything that must be the same whenever a file comes again, and must tell nobody where it came from, is made with it:
/// UIDs, the hashes of sources, the audit chain. Each use has a key of its own, derived from this one.
/// </summary>
public sealed class ArchiveKey
{
    /// <summary>Bytes in a key.</summary>
    public const int Size = 32;

    private readonly byte[] _uids;
    private readonly byte[] _laterUids;
    private readonly byte[] _sources;
    private readonly byte[] _sourceChunks;
    private readonly byte[] _places;
    private readonly byte[] _dates;

    /// <summary>Takes a key.</summary>
    /// <param name="bytes">The secret, 32 bytes.</param>
    public ArchiveKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A key has {Size} bytes.", nameof(bytes));
        }
        Bytes = bytes.ToArray();
        _uids = Derive("ospacs uid 1");
        _laterUids = Derive("ospacs uid generation 1");
        _sources = Derive("ospacs source 1");
        _sourceChunks = Derive("ospacs source chunks 1");
        _places = Derive("ospacs place 1");
        _dates = Derive("ospacs date 1");
        CheckValue = Derive("ospacs check 1");
    }

    /// <summary>The secret.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>A value that the archive keeps, by which it knows its key again. It tells nothing of the key. 32 bytes.</summary>
    public byte[] CheckValue { get; }

    /// <summary>The key that subjects' dates are shifted by, 32 bytes.</summary>
    internal ReadOnlyMemory<byte> DateKey => _dates;

    /// <summary>Makes a new key at random.</summary>
    public static ArchiveKey Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>A key for one use.</summary>
    /// <param name="use">The use's name.</param>
    public byte[] Derive(string use) => HMACSHA256.HashData(Bytes.Span, Encoding.ASCII.GetBytes(use));

    /// <summary>
    /// The UID that takes the place of another: always the same one for the same UID, so that references survive and a file that comes again
    /// gives the same object. The standard's own UIDs, which name kinds of things, stay.
    /// </summary>
    /// <param name="uid">The UID of the source, without padding.</param>
    public string ReplaceUid(string uid)
    {
        if (uid.Length == 0 || DicomUID.IsStandard(uid))
        {
            return uid;
        }
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_uids, Encoding.UTF8.GetBytes(uid), hash);
        return DicomUID.FromBits(hash[..16]);
    }

    /// <summary>
    /// What a UID of the archive becomes where its object belongs to another subject than it first did. A study's generation is one subject's,
    /// so that no two subjects ever share a UID.
    /// </summary>
    /// <param name="uid">The UID as <see cref="ReplaceUid(string)"/> gave it.</param>
    /// <param name="rootStudyUid">The object's study of generation 0.</param>
    /// <param name="generation">The generation, from 0: what returns to the first subject must not bring another one's UIDs back.</param>
    public string LaterUid(string uid, string rootStudyUid, int generation) => Later(uid, rootStudyUid, string.Create(CultureInfo.InvariantCulture, $"generation {generation}"));

    /// <summary>The SOP Instance UID of a version of an object that was given to another subject. No reference that is replaced by <see cref="LaterUid"/> can ever meet it.</summary>
    /// <param name="rootSopUid">The UID of the object as <see cref="ReplaceUid(string)"/> gave it.</param>
    /// <param name="rootStudyUid">The object's study of generation 0.</param>
    /// <param name="version">The version.</param>
    public string VersionUid(string rootSopUid, string rootStudyUid, int version) => Later(rootSopUid, rootStudyUid, string.Create(CultureInfo.InvariantCulture, $"version {version}"));

    private string Later(string uid, string rootStudyUid, string which)
    {
        if (uid.Length == 0 || DicomUID.IsStandard(uid))
        {
            return uid;
        }
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_laterUids, Encoding.UTF8.GetBytes($"{uid}\n{rootStudyUid}\n{which}"), hash);
        return DicomUID.FromBits(hash[..16]);
    }

    /// <summary>The keyed hash of a source file that is in memory, 32 bytes.</summary>
    /// <param name="file">The file's bytes.</param>
    public byte[] HashSource(ReadOnlySpan<byte> file)
    {
        using SourceFingerprint hash = BeginSourceHash();
        return hash.Of(file);
    }

    /// <summary>A keyed hash that a source file's bytes are fed to piece by piece.</summary>
    public SourceFingerprint BeginSourceHash() => new(_sourceChunks, _sources);

    /// <summary>The keyed hash of a file's place on its medium, which stands for the path on the research side.</summary>
    /// <param name="mediaRef">The medium.</param>
    /// <param name="relativePath">The path below the medium's root, parted by slashes.</param>
    public byte[] HashPlace(string mediaRef, string relativePath) => HMACSHA256.HashData(_places, Encoding.UTF8.GetBytes(mediaRef + "\n" + relativePath));
}
