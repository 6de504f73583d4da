using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary>A cmdlet that works on an archive.</summary>
public abstract class ArchiveCmdlet : OspacsCmdlet
{
    /// <summary>The archive: a path, or a connection's name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string Archive { get; set; } = string.Empty;

    /// <summary>The archive's full path, or its connection's name: what objects carry so that they find back to it from anywhere.</summary>
    protected string ArchiveName => NameOf(Archive);

    /// <summary>
    /// The archive that an object came from; that of the command when the object does not say. A default of the session would otherwise win
    /// over the object's own word, and lead the command to another archive.
    /// </summary>
    /// <param name="item">The object.</param>
    protected string ArchiveOf(object item) => PSObject.AsPSObject(item).Properties[nameof(Archive)]?.Value as string ?? ArchiveName;

    /// <summary>Gives an object of the archive to the pipeline, with the archive's name as a property for the next cmdlet to bind.</summary>
    /// <param name="result">The object.</param>
    /// <param name="archive">The archive's name.</param>
    protected void WriteWithArchive(object result, string archive)
    {
        var shown = PSObject.AsPSObject(result);
        shown.Properties.Add(new PSNoteProperty(nameof(Archive), archive));
        WriteObject(shown);
    }
}
