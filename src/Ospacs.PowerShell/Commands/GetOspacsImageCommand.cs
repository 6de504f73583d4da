using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Get-OspacsImage</c>: the images of an archive, as a stream or as a tree.</summary>
[Cmdlet(VerbsCommon.Get, "OspacsImage", SupportsPaging = true, DefaultParameterSetName = ImageSet)]
[OutputType(typeof(ImageRecord), ParameterSetName = [ImageSet])]
[OutputType(typeof(ImageTreeNode), ParameterSetName = [TreeSet])]
public sealed class GetOspacsImageCommand : ArchiveCmdlet
{
    private const string ImageSet = "Image";
    private const string TreeSet = "Tree";

    /// <summary>Subjects.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SubjectId { get; set; } = [];

    /// <summary>The media that the images came on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MediaRefCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] MediaRef { get; set; } = [];

    /// <summary>Centres.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CentreCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Centre { get; set; } = [];

    /// <summary>The first day of scanning; images without a date are left out.</summary>
    [Parameter]
    public DateTime? From { get; set; }

    /// <summary>The last day of scanning; images without a date are left out.</summary>
    [Parameter]
    public DateTime? To { get; set; }

    /// <summary>Study, series or SOP instance UIDs.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Uid { get; set; } = [];

    /// <summary>Names of the mask rules that the images were protected by.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RuleCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Rule { get; set; } = [];

    /// <summary>Gives the images as a tree: centre, subject, date of scanning, image.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TreeSet)]
    public SwitchParameter Tree { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        Attempt(name, () => WriteImages(name));
    }

    private void WriteImages(string name)
    {
        ImageQuery query = Query();
        using IArchiveStore store = ArchiveEngines.For(name).Open(name, StoreAccess.Read);
        if (Tree)
        {
            foreach (ImageTreeNode node in ImageTree.Of(store.CountImages(query, Cancellation), store.FindImages(query, Cancellation)))
            {
                WriteWithArchive(node, name);
            }
            return;
        }
        if (PagingParameters.IncludeTotalCount)
        {
            long total = store.CountImages(query, Cancellation).Sum(count => count.Images);
            WriteObject(PagingParameters.NewTotalCount((ulong)total, accuracy: 1.0));
        }
        foreach (ImageRecord image in store.FindImages(query, Cancellation))
        {
            WriteWithArchive(image, name);
        }
    }

    private ImageQuery Query()
    {
        bool paged = PagingParameters.First < long.MaxValue || PagingParameters.Skip > 0;
        if (Tree && paged)
        {
            ThrowTerminatingError(CommandError.InvalidArgument("-First and -Skip give a page of images; a tree has none. Leave them out, or leave out -Tree.", null));
        }
        if (From > To)
        {
            ThrowTerminatingError(CommandError.InvalidArgument("-From is later than -To.", From));
        }
        return new ImageQuery
        {
            Subjects = SubjectId,
            Media = MediaRef,
            Centres = Centre,
            From = From is { } from ? DateOnly.FromDateTime(from) : null,
            To = To is { } to ? DateOnly.FromDateTime(to) : null,
            Uids = Uid,
            Rules = Rule,
            Skip = (long)Math.Min(PagingParameters.Skip, long.MaxValue),
            First = PagingParameters.First < long.MaxValue ? (long)PagingParameters.First : null,
        };
    }
}
