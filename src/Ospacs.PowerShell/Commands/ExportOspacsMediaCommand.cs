using Ospacs.Archive;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Export;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Export-OspacsMedia</c>: writes images to a medium, with a DICOMDIR, reads it back and compares.</summary>
[Cmdlet(VerbsData.Export, "OspacsMedia", SupportsShouldProcess = true)]
[OutputType(typeof(ExportReport))]
public sealed class ExportOspacsMediaCommand : ArchiveCmdlet
{
    private readonly List<ImageRecord> _images = [];
    private string? _archive;

    /// <summary>The folder that becomes the file-set; it is made when it is not there.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>The images, of one archive.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public ImageRecord[] InputObject { get; set; } = [];

    /// <summary>The media profile.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MediaProfileCompleter))]
    [ValidateNotNullOrEmpty]
    public string Profile { get; set; } = MediaProfile.GeneralPurposeName;

    /// <summary>How pixels that came without loss are written; as they are stored when left out.</summary>
    [Parameter]
    public PixelCompression? Compression { get; set; }

    /// <summary>The file-set ID.</summary>
    [Parameter]
    [ValidateNotNull]
    public string Label { get; set; } = string.Empty;

    /// <summary>Writes beside files that the destination holds already.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (ImageRecord image in InputObject)
        {
            string name = ArchiveOf(image);
            _archive ??= name;
            if (!string.Equals(_archive, name, StringComparison.Ordinal))
            {
                ThrowTerminatingError(CommandError.InvalidArgument("A medium holds images of one archive.", name));
            }
        }
        _images.AddRange(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_archive is null || _images.Count == 0)
        {
            WriteError(CommandError.Of(new ExportException(ExportFailure.NothingChosen, "No image was chosen: nothing has been written."), null));
            return;
        }
        string destination = Unresolved(nameof(Destination), Destination);
        if (!ShouldProcess(destination, $"Write a medium with {_images.Count} images"))
        {
            return;
        }
        ExportReport report = Require(Destination, () => Export(_archive, destination));
        WriteObject(report);
        if (report.Refused.Count > 0)
        {
            WriteError(CommandError.ImagesRefused(report));
        }
    }

    private ExportReport Export(string name, string destination)
    {
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write);
        using var bar = new CommandProgress(this, "Exporting images");
        var options = new ExportOptions { Destination = destination, Profile = Profile, Compression = Compression, Label = Label, AllowNonEmpty = Force };
        var export = new MediaExport(archive, options);
        var progress = new SynchronousProgress<ExportProgress>(now => bar.Report(now.Done, now.Total, now.Phase == ExportPhase.Writing ? "images written" : "images read back"));
        return export.Run(_images, progress, Cancellation);
    }
}
