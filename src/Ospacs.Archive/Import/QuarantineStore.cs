using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>
/// The quarantine: a folder on the identity side with a copy of each file, named by its hash, and a small record beside it. The record is
/// written last, so that an item is there whole or not at all. Nothing leaves it but by a decision.
/// </summary>
public sealed class QuarantineStore
{
    private const string FileSuffix = ".dcm";
    private const string RecordSuffix = ".json";
    private const string PreviewSuffix = ".png";
    private const string PartialSuffix = ".new";
    private readonly string _folder;

    /// <summary>Names the quarantine of an archive; its folder is made when the first file comes.</summary>
    /// <param name="identity">The archive's identity side.</param>
    public QuarantineStore(IdentityFolder identity) => _folder = System.IO.Path.Combine(identity.Path, "quarantine");

    /// <summary>The items, in the order of medium and file number.</summary>
    /// <exception cref="ArchiveException">The quarantine cannot be read.</exception>
    public IReadOnlyList<QuarantineItem> List()
    {
        var items = new List<QuarantineItem>();
        foreach (string record in Files(RecordSuffix))
        {
            if (Read(record) is { } item)
            {
                items.Add(item);
            }
        }
        return [.. items.OrderBy(i => i.MediaRef, StringComparer.Ordinal).ThenBy(i => i.FileNumber).ThenBy(i => i.Id, StringComparer.Ordinal)];
    }

    /// <summary>The names of the items, without reading their records.</summary>
    /// <exception cref="ArchiveException">The quarantine cannot be read.</exception>
    public IReadOnlySet<string> Names() => Files(RecordSuffix).Select(record => System.IO.Path.GetFileNameWithoutExtension(record)).ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The item with a name, or null.</summary>
    /// <param name="id">The name.</param>
    /// <exception cref="ArchiveException">The quarantine cannot be read.</exception>
    public QuarantineItem? Find(string id) => IsName(id) && File.Exists(PathOf(id, RecordSuffix)) ? Read(PathOf(id, RecordSuffix)) : null;

    /// <summary>Whether a person who was told of a doubt has decided on a file all the same.</summary>
    /// <param name="source">The file.</param>
    /// <param name="doubt">The doubt.</param>
    /// <exception cref="ArchiveException">The quarantine cannot be read.</exception>
    internal bool IsDecided(ImportSource source, QuarantineReason doubt) => source is { DecidedSubject: not null, QuarantineId: { } id } && Find(id)?.TellsOf(doubt) == true;

    /// <summary>
    /// Takes away what a run that was killed left behind: copies that are not whole, and copies without a record. To be called by the one
    /// who writes to the archive, while he keeps other writers out: they alone put files here.
    /// </summary>
    /// <exception cref="ArchiveException">The quarantine cannot be read or written.</exception>
    internal void Sweep()
    {
        // One look at the folder: it may hold many thousands.
        string[] files = Files(string.Empty);
        HashSet<string> records = files.Where(file => file.EndsWith(RecordSuffix, StringComparison.Ordinal)).Select(file => System.IO.Path.GetFileNameWithoutExtension(file)).ToHashSet(StringComparer.Ordinal);
        foreach (string file in files)
        {
            string id = System.IO.Path.GetFileNameWithoutExtension(file);
            bool isCopy = file.EndsWith(FileSuffix, StringComparison.Ordinal) || file.EndsWith(PreviewSuffix, StringComparison.Ordinal);
            if (file.EndsWith(PartialSuffix, StringComparison.Ordinal) || (isCopy && IsName(id) && !records.Contains(id)))
            {
                Guarded(() => File.Delete(file));
            }
        }
    }

    /// <summary>Whether an item is there.</summary>
    /// <param name="id">Its name.</param>
    internal bool Contains(string id) => IsName(id) && File.Exists(PathOf(id, RecordSuffix));

    /// <summary>Puts a file here, or writes its record anew when it is here already.</summary>
    /// <param name="item">The record.</param>
    /// <param name="source">The file to copy.</param>
    /// <param name="key">The archive's key: the copy must have the hash that names the item.</param>
    /// <param name="cancellation">Ends the copying.</param>
    /// <exception cref="ReadFailure">The source cannot be read, or has changed.</exception>
    /// <exception cref="ArchiveException">The quarantine cannot be written.</exception>
    internal void Put(QuarantineItem item, string source, ArchiveKey key, CancellationToken cancellation)
    {
        Guarded(() =>
        {
            IdentityFolder.CreatePrivateFolder(_folder);
            string copy = PathOf(item.Id, FileSuffix);
            // A copy is moved into place only when it is whole, so one that is there needs no second look.
            if (!File.Exists(copy))
            {
                Replace(copy, output => Copy(source, output, item.Id, key, cancellation));
            }
            Replace(PathOf(item.Id, RecordSuffix), output => JsonSerializer.Serialize(output, item with { Path = string.Empty, PreviewPath = null }, QuarantineJson.Default.QuarantineItem));
        });
    }

    /// <summary>Puts a preview beside an item, in place of one that is there.</summary>
    /// <param name="id">The item's name.</param>
    /// <param name="draw">Writes the preview, a PNG file.</param>
    /// <exception cref="ArchiveException">The quarantine cannot be written.</exception>
    internal void PutPreview(string id, Action<Stream> draw) => Guarded(() => Replace(PathOf(id, PreviewSuffix), draw));

    /// <summary>Takes an item out: it was stored, or discarded.</summary>
    /// <param name="id">Its name.</param>
    /// <exception cref="ArchiveException">It cannot be taken out: another program has it open, or the folder may not be written.</exception>
    public void Remove(string id)
    {
        if (!IsName(id) || !Directory.Exists(_folder))
        {
            return;
        }
        Guarded(() =>
        {
            // The record goes first: without it the copy is no item, and a later run takes it away.
            File.Delete(PathOf(id, RecordSuffix));
            File.Delete(PathOf(id, PreviewSuffix));
            File.Delete(PathOf(id, FileSuffix));
        });
    }

    private static void Copy(string source, Stream output, string id, ArchiveKey key, CancellationToken cancellation)
    {
        byte[] chunk = new byte[256 << 10];
        using FileStream input = Reading(() => new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan));
        using SourceFingerprint hash = key.BeginSourceHash();
        int read;
        while ((read = Reading(() => input.Read(chunk))) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(chunk.AsSpan(0, read));
            output.Write(chunk, 0, read);
        }
        if (!Convert.ToHexString(hash.GetHashAndReset()).Equals(id, StringComparison.OrdinalIgnoreCase))
        {
            throw ReadFailure.Changed();
        }
    }

    /// <summary>Keeps failures of the source apart from those of the quarantine's own disk.</summary>
    private static T Reading<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            throw ReadFailure.Of(e);
        }
    }

    /// <summary>Writes a file beside its place, to the disk itself, and moves it there when it is whole.</summary>
    private static void Replace(string path, Action<Stream> write)
    {
        string partial = path + PartialSuffix;
        try
        {
            using (FileStream output = CreatePrivate(partial))
            {
                write(output);
                output.Flush(flushToDisk: true);
            }
            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            // What is not whole is somebody's name all the same; and on a full disk it takes the room of what follows.
            File.Delete(partial);
            throw;
        }
    }

    private QuarantineItem? Read(string record) => Guarded(() =>
    {
        try
        {
            using FileStream input = File.OpenRead(record);
            QuarantineItem? item = JsonSerializer.Deserialize(input, QuarantineJson.Default.QuarantineItem);
            return item is null || !IsName(item.Id) ? null : item with { Path = PathOf(item.Id, FileSuffix), PreviewPath = File.Exists(PathOf(item.Id, PreviewSuffix)) ? PathOf(item.Id, PreviewSuffix) : null };
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            // Another process may have decided the item since the folder was listed.
            return null;
        }
    });

    private string[] Files(string suffix) => Guarded(() => Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*" + suffix) : []);

    private string PathOf(string id, string suffix) => System.IO.Path.Combine(_folder, id + suffix);

    private static bool IsName(string id) => id.Length == 64 && id.All(char.IsAsciiHexDigit);

    private static void Guarded(Action work) => Guarded(() =>
    {
        work();
        return true;
    });

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            throw IdentityFailure.Of(e, "The quarantine");
        }
    }

    private static FileStream CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, BufferSize = 64 << 10 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return new FileStream(path, options);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(QuarantineItem))]
internal sealed partial class QuarantineJson : JsonSerializerContext;
