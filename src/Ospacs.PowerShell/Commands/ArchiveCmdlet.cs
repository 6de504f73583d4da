using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary>A cmdlet that works on an archive.</summary>
public abstract class ArchiveCmdlet : OspacsCmdlet
{
    /// <summary>The archive: a path, or a connection's name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Archive { get; set; } = string.Empty;

    /// <summary>The archive's full path, or its connection's name: what objects carry so that they find back to it from anywhere.</summary>
    protected string ArchiveName => NameOf(Archive);

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
