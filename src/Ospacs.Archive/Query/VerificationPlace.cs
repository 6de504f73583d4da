using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ospacs.Archive.Protection;

namespace Ospacs.Archive.Query;

/// <summary>
/// How far verifications have come, in a small file of the identity folder: a run over all images that was stopped is gone on with, and runs over
/// some of them take turns. It holds keys of images and nothing else. A file that is missing, damaged or another archive's is as good as none.
/// </summary>
internal sealed class VerificationPlace
{
    private const string FileName = "verification.json";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private long _saved = Stopwatch.GetTimestamp();

    private VerificationPlace(string path, VerificationState state)
    {
        _path = path;
        State = state;
    }

    /// <summary>How far it is.</summary>
    internal VerificationState State { get; private set; }

    /// <summary>Whether the file could not be written.</summary>
    internal bool IsLost { get; private set; }

    /// <summary>Reads the file.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="anew">Whether what it says is to be forgotten.</param>
    internal static VerificationPlace Of(OspacsArchive archive, bool anew)
    {
        string path = Path.Combine(archive.Identity.Path, FileName);
        VerificationState? state = anew ? null : Read(path);
        return new VerificationPlace(path, state?.ArchiveId == archive.Info.ArchiveId ? state : new VerificationState { ArchiveId = archive.Info.ArchiveId });
    }

    /// <summary>Goes on to another place; the file follows every few seconds.</summary>
    /// <param name="state">The place.</param>
    internal void Move(VerificationState state)
    {
        State = state;
        if (Stopwatch.GetElapsedTime(_saved) >= Interval)
        {
            Save();
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    internal void Save()
    {
        _saved = Stopwatch.GetTimestamp();
        string draft = _path + ".new";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }
            using (var file = new FileStream(draft, options))
            {
                JsonSerializer.Serialize(file, State, VerificationJson.Default.VerificationState);
            }
            File.Move(draft, _path, overwrite: true);
        }
        catch (Exception e) when (IdentityFailure.IsOne(e))
        {
            // An account that only reads verifies all the same; the next run begins at the same place.
            IsLost = true;
        }
    }

    private static VerificationState? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), VerificationJson.Default.VerificationState) : null;
        }
        catch (Exception e) when (e is JsonException || IdentityFailure.IsOne(e))
        {
            return null;
        }
    }
}

/// <summary>How far verifications of an archive have come.</summary>
internal sealed record VerificationState
{
    /// <summary>The archive.</summary>
    public Guid ArchiveId { get; init; }

    /// <summary>The last image that a run over all images has checked, which was stopped; 0 for none.</summary>
    public long After { get; init; }

    /// <summary>Images that it found damaged: they are looked at again when it goes on, so that its report has them.</summary>
    public IReadOnlyList<long> Damaged { get; init; } = [];

    /// <summary>The last image that a run over some images has checked; 0 for none.</summary>
    public long Turn { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(VerificationState))]
internal sealed partial class VerificationJson : JsonSerializerContext;
