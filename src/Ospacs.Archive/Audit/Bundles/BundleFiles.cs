using System.Text;
using Ospacs.Archive.Export;

namespace Ospacs.Archive.Audit.Bundles;

/// <summary>The files of a bundle, each hashed as it is written.</summary>
internal sealed class BundleFiles(ExportFolder folder, CancellationToken cancellation)
{
    private const int BufferLength = 256 << 10;

    private readonly List<(string Name, string Hash)> _sums = [];

    /// <summary>How many there are.</summary>
    internal int Count => _sums.Count;

    /// <summary>Their bytes.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Writes a file.</summary>
    /// <param name="name">Its path in the bundle, parted by slashes.</param>
    /// <param name="write">Writes its content.</param>
    /// <returns>SHA-256 of it, 64 hexadecimal digits.</returns>
    internal string Write(string name, Action<Stream> write)
    {
        using var file = new HashingStream(folder.Create(name.Split('/')), cancellation);
        using var buffer = new BufferedStream(file, BufferLength);
        write(buffer);
        buffer.Flush();
        Bytes += file.Length;
        string hash = Convert.ToHexStringLower(file.Hash());
        _sums.Add((name, hash));
        return hash;
    }

    /// <summary>Writes a text file.</summary>
    /// <param name="name">Its path in the bundle, parted by slashes.</param>
    /// <param name="text">Its content.</param>
    internal string Write(string name, string text) => Write(name, output => output.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes a file of JSON lines.</summary>
    /// <param name="name">Its path in the bundle, parted by slashes.</param>
    /// <param name="items">What is in it.</param>
    /// <param name="add">Adds an item's line.</param>
    /// <returns>How many there are.</returns>
    internal long WriteLines<T>(string name, IEnumerable<T> items, Action<JsonLines, T> add)
    {
        long count = 0;
        Write(name, output =>
        {
            var lines = new JsonLines(output);
            foreach (T item in items)
            {
                add(lines, item);
                count++;
            }
        });
        return count;
    }

    /// <summary>Writes the list of all files before it, in the form that sha256sum reads.</summary>
    /// <returns>SHA-256 of the list, 64 hexadecimal digits.</returns>
    internal string WriteSums() => Write(AuditBundle.SumsFile, string.Concat(_sums.OrderBy(sum => sum.Name, StringComparer.Ordinal).Select(sum => $"{sum.Hash}  {sum.Name}\n")));
}
