using Ospacs.Archive.Corrections;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Get-OspacsImageHistory</c>: the versions of images, and the media that each went out on.</summary>
[Cmdlet(VerbsCommon.Get, "OspacsImageHistory", DefaultParameterSetName = SubjectSet)]
[OutputType(typeof(ImageHistory))]
public sealed class GetOspacsImageHistoryCommand : ArchiveCmdlet
{
    private const string ImageSet = "Image";
    private const string UidSet = "Uid";
    private const string SubjectSet = "Subject";

    /// <summary>The images: what searches, moves and removals give.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ImageSet)]
    public long[] ImageId { get; set; } = [];

    /// <summary>A study, series or SOP Instance UID that the images have or ever had, as a medium that went out shows it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UidSet)]
    [ValidateNotNullOrEmpty]
    public string[] Uid { get; set; } = [];

    /// <summary>A subject that the images belong or ever belonged to.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SubjectSet)]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SubjectId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        Attempt(name, () =>
        {
            using IArchiveStore store = ArchiveEngines.For(name).Open(name, StoreAccess.Read);
            IEnumerable<long> images = ParameterSetName switch
            {
                ImageSet => ImageId,
                UidSet => Uid.SelectMany(store.History.FindByUid),
                _ => SubjectId.SelectMany(store.History.FindBySubject),
            };
            foreach (long image in images.Distinct())
            {
                Cancellation.ThrowIfCancellationRequested();
                if (ImageHistory.Of(store, image) is { } history)
                {
                    WriteWithArchive(history, name);
                }
                else
                {
                    WriteError(CommandError.ImageNotFound(image));
                }
            }
        });
    }
}
