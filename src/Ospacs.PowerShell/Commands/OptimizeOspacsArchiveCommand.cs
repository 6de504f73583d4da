using Ospacs.Archive;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Optimize-OspacsArchive</c>: compresses what is stored, without loss.</summary>
[Cmdlet(VerbsCommon.Optimize, "OspacsArchive", SupportsShouldProcess = true)]
[OutputType(typeof(OptimizationReport))]
public sealed class OptimizeOspacsArchiveCommand : ArchiveCmdlet
{
    /// <summary>The compression.</summary>
    [Parameter]
    [ValidateSet(nameof(PixelCompression.JpegLsLossless), nameof(PixelCompression.RleLossless))]
    public PixelCompression Compression { get; set; } = PixelCompression.JpegLsLossless;

    /// <summary>Only images of these subjects.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SubjectId { get; set; } = [];

    /// <summary>Only images that came on these media.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MediaRefCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] MediaRef { get; set; } = [];

    /// <summary>Only images of these centres.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CentreCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Centre { get; set; } = [];

    /// <summary>Gives the room that has become free back to the disk, when all is compressed.</summary>
    [Parameter]
    public SwitchParameter Compact { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        string deed = Compact ? $"Compress images in {Compression}, and compact the archive" : $"Compress images in {Compression}";
        if (ShouldProcess(name, deed))
        {
            Attempt(name, () => Optimize(name));
        }
    }

    private void Optimize(string name)
    {
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write);
        var query = new ImageQuery { Subjects = SubjectId, Media = MediaRef, Centres = Centre };
        var counts = new Dictionary<OptimizationOutcome, long>();
        long images = 0;
        long before = 0;
        long after = 0;
        using (var bar = new CommandProgress(this, "Compressing images"))
        {
            long total = archive.Store.CountImages(query, Cancellation).Sum(branch => branch.Images);
            var progress = new SynchronousProgress<OptimizationProgress>(now => bar.Report(now.Images, total, "images"));
            foreach (OptimizedImage image in new ArchiveOptimization(archive, Compression).Run(query, progress, Cancellation))
            {
                images++;
                before += image.BytesBefore;
                after += image.BytesAfter;
                counts[image.Outcome] = Count(image.Outcome) + 1;
                if (image.Outcome == OptimizationOutcome.Damaged)
                {
                    WriteError(CommandError.ImageNotCompressed(image));
                }
            }
        }
        if (Compact)
        {
            archive.Store.Compact(Cancellation);
        }
        StoreRoom room = archive.Store.Measure();
        WriteObject(new OptimizationReport
        {
            Archive = name,
            Images = images,
            Compressed = Count(OptimizationOutcome.Compressed),
            AlreadyCompressed = Count(OptimizationOutcome.AlreadyCompressed),
            Kept = Count(OptimizationOutcome.Lossy) + Count(OptimizationOutcome.NotHeld) + Count(OptimizationOutcome.NotSmaller) + Count(OptimizationOutcome.Changed),
            Damaged = Count(OptimizationOutcome.Damaged),
            BytesBefore = before,
            BytesAfter = after,
            ArchiveBytes = room.Bytes,
            FreeBytes = room.FreeBytes,
        });

        long Count(OptimizationOutcome outcome) => counts.GetValueOrDefault(outcome);
    }
}
