using Ospacs.Archive;
using Ospacs.Archive.Corrections;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary>A cmdlet that undoes a decision on stored images. They are gathered first: what is moved or removed would otherwise change the search that finds them.</summary>
public abstract class CorrectionCmdlet : ArchiveCmdlet
{
    private readonly Dictionary<string, List<ImageRecord>> _images = new(StringComparer.Ordinal);

    /// <summary>The images.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ImageRecord[] InputObject { get; set; } = [];

    /// <summary>Why, in words that will stand in the audit trail; no identity of a patient.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>What is done, for the question that is asked before.</summary>
    protected abstract string Deed { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (ImageRecord image in InputObject)
        {
            string name = ArchiveOf(image);
            if (!_images.TryGetValue(name, out List<ImageRecord>? images))
            {
                _images.Add(name, images = []);
            }
            images.Add(image);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((string name, List<ImageRecord> images) in _images)
        {
            string[] subjects = [.. images.Select(image => image.SubjectId).Distinct(StringComparer.Ordinal)];
            string whose = subjects.Length == 1 ? $"subject {subjects[0]}" : $"{subjects.Length} subjects";
            if (!ShouldProcess($"{(images.Count == 1 ? "1 image" : $"{images.Count} images")} of {whose}", Deed))
            {
                continue;
            }
            Attempt(name, () =>
            {
                using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write);
                foreach (CorrectedImage corrected in Correct(archive, [.. images.Select(image => image.ImageId)]))
                {
                    WriteWithArchive(corrected, name);
                    if (corrected.Outcome is CorrectionOutcome.Damaged or CorrectionOutcome.OtherCentre)
                    {
                        WriteError(CommandError.ImageNotMoved(corrected));
                    }
                }
                Finish(archive, subjects);
            });
        }
    }

    /// <summary>Does it.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="imageIds">The images.</param>
    protected abstract IEnumerable<CorrectedImage> Correct(OspacsArchive archive, IReadOnlyList<long> imageIds);

    /// <summary>Says what else there is to do.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="subjects">The subjects that the images belonged to.</param>
    protected virtual void Finish(OspacsArchive archive, IReadOnlyList<string> subjects)
    {
    }
}
