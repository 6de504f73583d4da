using System.Text.Json;
using System.Text.Json.Serialization;
using Ospacs.Archive.Protection;

namespace Ospacs.Archive.Import;

/// <summary>
/// The quarantine: a folder on the identity side with a copy of each file, named by its hash, and a small record beside it. The record is
/// written last, so that an item is there whole or not at all. Nothing leaves it but by a decision.
/// </summary>
public sealed class QuarantineStore
{
    private const string FileSuffix = ".dcm";
    private const string RecordSuffix = ".json";
    private readonly string _folder;

    /// <summary>Names the quarantine of an archive; its folder is made when the first file comes.</summary>
    /// <param name="identity">The archive's identity side.</param>
    public QuarantineStore(IdentityFolder identity) => _folder = System.IO.Path.Combine(identity.Path, "quarantine");

    /// <summary>The items, in the order of medium and file number.</summary>
    public IReadOnlyList<QuarantineItem> List()
    {
        if (!Directory.Exists(_folder))
        {
            return [];
        }
        var items = new List<QuarantineItem>();
        foreach (string record in Directory.EnumerateFiles(_folder, "*" + RecordSuffix))
        {
            if (Read(record) is { } item)
            {
                items.Add(item);
            }
        }
        return [.. items.OrderBy(i => i.MediaRef, StringComparer.Ordinal).ThenBy(i => i.FileNumber).ThenBy(i => i.Id, StringComparer.Ordinal)];
    }

    /// <summary>The item with a name, or null.</summary>
    /// <param name="id">The name.</param>
    public QuarantineItem? Find(string id) => IsName(id) && File.Exists(PathOf(id, RecordSuffix)) ? Read(PathOf(id, RecordSuffix)) : null;

    /// <summary>Puts a file here, or writes its record anew when it is here already.</summary>
    /// <param name="item">The record; <see cref="QuarantineItem.Path"/> is filled in.</param>
    /// <param name="source">The file to copy.</param>
    /// <returns>The record as it is kept.</returns>
    public QuarantineItem Put(QuarantineItem item, string source)
    {
        IdentityFolder.CreatePrivateFolder(_folder);
        string copy = PathOf(item.Id, FileSuffix);
        if (!File.Exists(copy) || new FileInfo(copy).Length != item.Bytes)
        {
            string partial = copy + ".new";
            using (var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 256 << 10, FileOptions.SequentialScan))
            using (FileStream output = CreatePrivate(partial))
            {
                input.CopyTo(output, 256 << 10);
                output.Flush(flushToDisk: true);
            }
            File.Move(partial, copy, overwrite: true);
        }
        QuarantineItem kept = item with { Path = copy };
        string record = PathOf(item.Id, RecordSuffix);
        using (FileStream output = CreatePrivate(record + ".new"))
        {
            JsonSerializer.Serialize(output, kept with { Path = string.Empty }, QuarantineJson.Default.QuarantineItem);
            output.Flush(flushToDisk: true);
        }
        File.Move(record + ".new", record, overwrite: true);
        return kept;
    }

    /// <summary>Takes an item out: it was stored, or discarded.</summary>
    /// <param name="id">Its name.</param>
    public void Remove(string id)
    {
        if (!IsName(id))
        {
            return;
        }
        // The record goes first: without it the copy is no item, and a later import writes over it.
        File.Delete(PathOf(id, RecordSuffix));
        File.Delete(PathOf(id, FileSuffix));
    }

    private QuarantineItem? Read(string record)
    {
        try
        {
            using FileStream input = File.OpenRead(record);
            QuarantineItem? item = JsonSerializer.Deserialize(input, QuarantineJson.Default.QuarantineItem);
            return item is null || !IsName(item.Id) ? null : item with { Path = PathOf(item.Id, FileSuffix) };
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException)
        {
            // Another process may have decided the item since the folder was listed.
            return null;
        }
    }

    private string PathOf(string id, string suffix) => System.IO.Path.Combine(_folder, id + suffix);

    private static bool IsName(string id) => id.Length == 64 && id.All(char.IsAsciiHexDigit);

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
