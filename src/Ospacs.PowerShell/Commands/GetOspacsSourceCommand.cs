using Ospacs.Archive;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Get-OspacsSource</c>: where images came from and whose they are, from the identity ledger. Every reading is audited.</summary>
[Cmdlet(VerbsCommon.Get, "OspacsSource", DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(ImageSource))]
public sealed class GetOspacsSourceCommand : ArchiveCmdlet
{
    private const string ObjectSet = "InputObject";
    private const string ImageSet = "SopInstanceUid";
    private const string SubjectSet = "Subject";
    private const string MediumSet = "Medium";

    private readonly Dictionary<string, List<string>> _asked = new(StringComparer.Ordinal);

    /// <summary>Images, outcomes, or whatever else has the SOP Instance UID of an image as a property; or UIDs.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>SOP Instance UIDs of images in the archive.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ImageSet)]
    [ValidateNotNullOrEmpty]
    public string[] SopInstanceUid { get; set; } = [];

    /// <summary>Subjects.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SubjectSet)]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SubjectId { get; set; } = [];

    /// <summary>The media that the images came on.</summary>
    [Parameter(ParameterSetName = SubjectSet)]
    [Parameter(Mandatory = true, ParameterSetName = MediumSet)]
    [ArgumentCompleter(typeof(MediaRefCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] MediaRef { get; set; } = [];

    /// <summary>Why, in words that will stand in the audit trail; no identity of the patient.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Gathered first, so that one reading is told as one, however its images were piped in.
        switch (ParameterSetName)
        {
            case ObjectSet:
                foreach (PSObject item in InputObject)
                {
                    // An outcome of what was not stored has no UID, and no source to be told.
                    if (UidOf(item) is { Length: > 0 } uid)
                    {
                        Asked(ArchiveOf(item)).Add(uid);
                    }
                }
                break;
            case ImageSet:
                Asked(ArchiveName).AddRange(SopInstanceUid);
                break;
            default:
                Asked(ArchiveName);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((string name, List<string> uids) in _asked)
        {
            Attempt(name, () => Reveal(name, uids));
        }
    }

    private static string? UidOf(PSObject item) => item.BaseObject as string ?? item.Properties[nameof(SopInstanceUid)]?.Value as string;

    private List<string> Asked(string name)
    {
        if (!_asked.TryGetValue(name, out List<string>? asked))
        {
            _asked.Add(name, asked = []);
        }
        return asked;
    }

    private void Reveal(string name, List<string> uids)
    {
        // To write: nothing is shown that is not audited.
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write);
        var found = new List<ImageRecord>();
        List<string> unknown = [];
        if (ParameterSetName is SubjectSet or MediumSet)
        {
            found.AddRange(archive.Store.FindImages(new ImageQuery { Subjects = SubjectId, Media = MediaRef }, Cancellation));
        }
        foreach (string uid in uids.Distinct(StringComparer.Ordinal))
        {
            // By a UID that it had before it was moved, as an old disc shows it, too.
            if ((archive.Store.FindBySopInstance(uid) ?? (archive.Store.History.FindRetired(uid) is { } retired ? archive.Store.History.FindImage(retired.ImageId) : null)) is { } image)
            {
                found.Add(image);
            }
            else
            {
                unknown.Add(uid);
            }
        }
        var disclosure = new SourceDisclosure(archive);
        foreach (ImageSource source in disclosure.Reveal(found, Reason, Cancellation))
        {
            WriteWithArchive(source, name);
        }
        unknown.ForEach(uid => WriteError(CommandError.ImageNotFound(uid)));
        foreach (LedgerDamage damage in disclosure.Damage)
        {
            WriteError(CommandError.LedgerDamaged(damage));
        }
        foreach (IGrouping<string, ImageRecord> medium in disclosure.Missing.GroupBy(image => image.MediaRef, StringComparer.Ordinal))
        {
            WriteError(CommandError.SourceMissing(medium.Key, [.. medium]));
        }
    }
}
