using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using System.Text;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Protection;

/// <summary>The identity side of an archive: a folder that only its owner may read, with the key and the quarantine.</summary>
public sealed class IdentityFolder
{
    private const string KeyFileName = "archive.key";
    private const string PartialSuffix = ".new";

    /// <summary>Names the folder; nothing is made yet.</summary>
    /// <param name="path">The folder.</param>
    public IdentityFolder(string path) => Path = System.IO.Path.GetFullPath(path);

    /// <summary>The folder's path.</summary>
    public string Path { get; }

    /// <summary>The key's file.</summary>
    public string KeyPath => System.IO.Path.Combine(Path, KeyFileName);

    /// <summary>Makes a folder that its owner alone may read; one that is there stays.</summary>
    /// <param name="path">The folder.</param>
    public static void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            CreatePrivateWindowsFolder(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>The key of the folder, made if there is none.</summary>
    /// <remarks>A key that is there already is used: it can only be that of an archive whose making was cut off, since its database is not there.</remarks>
    /// <exception cref="ArchiveException">The folder that the archive is to be made in is not there, full, or may not be written.</exception>
    public ArchiveKey CreateKey()
    {
        if (!Directory.Exists(System.IO.Path.GetDirectoryName(Path)))
        {
            // A mistyped path must not grow into a tree of folders.
            throw new ArchiveException(ArchiveFailure.NotFound, "The folder that the archive is to be made in is not there.");
        }
        try
        {
            CreatePrivateFolder(Path);
            if (!File.Exists(KeyPath))
            {
                WriteKey(ArchiveKey.Create());
            }
            // Whose key it is in the end, the file says: two programs may have been at it.
            foreach (string partial in Directory.GetFiles(Path, KeyFileName + ".*" + PartialSuffix))
            {
                File.Delete(partial);
            }
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            throw IdentityFailure.Of(e, "The archive's identity folder");
        }
        return ReadKey(KeyPath);
    }

    /// <summary>Puts a key in its place, whole, and never over another one.</summary>
    private void WriteKey(ArchiveKey key)
    {
        string partial = $"{KeyPath}.{Guid.NewGuid():N}{PartialSuffix}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        try
        {
            using (var stream = new FileStream(partial, options))
            {
                stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(key.Bytes.Span) + "\n"));
                stream.Flush(flushToDisk: true);
            }
            FilePlace.Put(partial, KeyPath);
        }
        catch (IOException) when (File.Exists(KeyPath))
        {
            // Another program was first. Its key will do, and no other.
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>The key of an archive, held against the archive's check value.</summary>
    /// <param name="info">The archive.</param>
    /// <exception cref="ArchiveException">The key is missing, unreadable or another archive's.</exception>
    public ArchiveKey LoadKey(ArchiveInfo info)
    {
        if (!File.Exists(KeyPath))
        {
            throw new ArchiveException(ArchiveFailure.KeyMissing, "The archive's key is missing from its identity folder. Bring the folder back from its backup: without the key nothing can be imported, and no key but this one will do.");
        }
        ArchiveKey key = ReadKey(KeyPath);
        if (!key.CheckValue.AsSpan().SequenceEqual(info.KeyCheck))
        {
            throw new ArchiveException(ArchiveFailure.WrongKey, "The key in the identity folder is that of another archive. Objects made with it would not fit those that are stored; nothing was done.");
        }
        return key;
    }

    /// <summary>Reads a key file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArchiveException">The file is no key.</exception>
    public static ArchiveKey ReadKey(string path)
    {
        Span<byte> bytes = stackalloc byte[ArchiveKey.Size + 3];
        string text;
        try
        {
            text = File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArchiveException(ArchiveFailure.KeyMissing, "The key file cannot be read by this account.", e);
        }
        if (text.Length > 64 || !Convert.TryFromBase64String(text, bytes, out int count) || count != ArchiveKey.Size)
        {
            throw new ArchiveException(ArchiveFailure.WrongKey, "The key file does not hold a key.");
        }
        return new ArchiveKey(bytes[..ArchiveKey.Size]);
    }

    [SupportedOSPlatform("windows")]
    private static void CreatePrivateWindowsFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }
        var security = new DirectorySecurity();
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        security.AddAccessRule(new FileSystemAccessRule(
            WindowsIdentity.GetCurrent().User!,
            FileSystemRights.FullControl,
            InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit,
            PropagationFlags.None,
            AccessControlType.Allow));
        new DirectoryInfo(path).Create(security);
    }
}
