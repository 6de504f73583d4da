using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Protection;

namespace Ospacs.Archive.Audit;

/// <summary>
/// The ends that an archive's audit trail had, one a batch, in a file of the identity folder: beside the archive, so that whoever cuts the
/// trail's end off, or puts an old copy of the database back, is seen. docs/formats.md gives the lines. The file may lag behind, when a
/// program was killed between a batch and its line; it never runs ahead. A line that is not whole does not count.
/// </summary>
public sealed class AnchorFile
{
    // 3,000 lines or so; then older ones are thinned out, so that 2,000 or so are left.
    private const int LargestLength = 256 << 10;
    private const int NewestLines = 1000;
    private const int CheckLength = 8;
    private const string FileName = "audit.anchors";
    private const string DraftSuffix = ".draft";
    private const string Title = "# ospacs audit anchors 1: entry, its code, check\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Names the file; nothing is made yet.</summary>
    /// <param name="identity">The archive's identity side.</param>
    public AnchorFile(IdentityFolder identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        Path = System.IO.Path.Combine(identity.Path, FileName);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The anchors, by entry; none where there is no file.</summary>
    /// <exception cref="Store.ArchiveException">The file is there and cannot be read.</exception>
    public IReadOnlyList<AuditAnchor> Read()
    {
        try
        {
            // A draft is only there where thinning out was cut off; both hold nothing but what was true.
            return Parse(Text(Path) + "\n" + Text(Path + DraftSuffix));
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            throw IdentityFailure.Of(e, "The anchors of the audit trail");
        }
    }

    /// <summary>Appends an anchor. The batch that it is of is durable already, so a failure is none of that batch: the file lags behind then, and the next verification tells.</summary>
    /// <param name="sequence">The last entry.</param>
    /// <param name="mac">Its code, 32 bytes.</param>
    /// <returns>Whether it was written.</returns>
    internal bool Append(long sequence, byte[] mac)
    {
        try
        {
            using FileStream file = Open(() => new FileStream(Path, Options(FileAccess.ReadWrite)));
            if (file.Length > LargestLength)
            {
                ThinOut(file);
            }

            string line = Line(sequence, mac);
            if (file.Length == 0)
            {
                line = Title + line;
            }
            else if (!EndsALine(file))
            {
                line = "\n" + line;
            }

            file.Seek(0, SeekOrigin.End);
            file.Write(Encoding.ASCII.GetBytes(line));
            return true;
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            return false;
        }
    }

    /// <summary>Puts the anchors of an archive that is gone aside, so that a new one of its name begins anew. They stay beside it, for who asks.</summary>
    internal void SetAside()
    {
        try
        {
            if (File.Exists(Path))
            {
                File.Move(Path, string.Create(CultureInfo.InvariantCulture, $"{Path}.{DateTime.UtcNow:yyyyMMdd'T'HHmmssfff'Z'}"));
            }
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            // The next verification tells of them.
        }
    }

    // Written whole beside the file first, and then over it: killed in between, one of them holds every line that is to stay.
    private void ThinOut(FileStream file)
    {
        file.Position = 0;
        using var reader = new StreamReader(file, Encoding.ASCII, leaveOpen: true);
        AuditAnchor[] all = Parse(reader.ReadToEnd());
        int older = Math.Max(0, all.Length - NewestLines);
        string kept = Title + string.Concat(all.Where((_, i) => i >= older || i % 2 == 0).Select(anchor => Line(anchor.Sequence, anchor.Mac)));
        string draft = Path + DraftSuffix;
        using (var copy = new FileStream(draft, Options(FileAccess.Write)))
        {
            copy.SetLength(0);
            copy.Write(Encoding.ASCII.GetBytes(kept));
            copy.Flush(flushToDisk: true);
        }

        file.Position = 0;
        file.Write(Encoding.ASCII.GetBytes(kept));
        file.SetLength(kept.Length);
        file.Flush(flushToDisk: true);
        File.Delete(draft);
    }

    private static string Text(string path)
    {
        if (!File.Exists(path))
        {
            return string.Empty;
        }

        using FileStream file = Open(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
        using var reader = new StreamReader(file, Encoding.ASCII);
        return reader.ReadToEnd();
    }

    // One program at a time has the file; the others wait for the moment that it takes to write a line.
    private static FileStream Open(Func<FileStream> open)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return open();
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException) && Stopwatch.GetElapsedTime(start) < Patience)
            {
                Thread.Sleep(1);
            }
        }
    }

    private static FileStreamOptions Options(FileAccess access)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = access, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    private static bool EndsALine(FileStream file)
    {
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }

    private static string Line(long sequence, byte[] mac)
    {
        string anchor = string.Create(CultureInfo.InvariantCulture, $"{sequence} {Convert.ToHexStringLower(mac)}");
        return $"{anchor} {Check(anchor)}\n";
    }

    private static string Check(string anchor) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(anchor)))[..CheckLength];

    private static AuditAnchor[] Parse(string text) =>
        [.. text.Split('\n').Distinct(StringComparer.Ordinal).Select(Anchor).OfType<AuditAnchor>().OrderBy(anchor => anchor.Sequence)];

    private static AuditAnchor? Anchor(string line) =>
        line.Split(' ') is [string sequence, { Length: 64 } mac, string check] && Check($"{sequence} {mac}") == check && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            ? new AuditAnchor(number, Convert.FromHexString(mac), AuditWitness.IdentityFolder)
            : null;
}
