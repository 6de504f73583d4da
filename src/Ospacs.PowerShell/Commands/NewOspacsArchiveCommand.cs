using Ospacs.Archive;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>New-OspacsArchive</c>: makes an archive, its key and its identity folder.</summary>
[Cmdlet(VerbsCommon.New, "OspacsArchive", SupportsShouldProcess = true, DefaultParameterSetName = PolicySet)]
[OutputType(typeof(ArchiveSummary), typeof(string))]
public sealed class NewOspacsArchiveCommand : SchemaCmdlet
{
    private const string PolicySet = "Policy";
    private const string TrialSet = "Trial";

    /// <summary>The policy file.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PolicySet)]
    [Parameter(ParameterSetName = TrialSet)]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>The trial's sponsor, in place of the policy's.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TrialSet)]
    [ValidateNotNullOrEmpty]
    public string? Sponsor { get; set; }

    /// <summary>The trial's protocol, in place of the policy's.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TrialSet)]
    [ValidateNotNullOrEmpty]
    public string? Protocol { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        ArchivePolicy policy = Require(Policy, ReadPolicy);
        if (ShouldApply(name, $"Make an archive for protocol {policy.Protocol} of {policy.Sponsor}", engine => RequireNone(engine, name)))
        {
            Attempt(name, () => Create(name, policy));
        }
    }

    private ArchivePolicy ReadPolicy()
    {
        ArchivePolicy policy = TrialInputs.Policy(Policy is null ? null : RequireFile(nameof(Policy), Policy));
        return Sponsor is null || Protocol is null ? policy : policy.WithTrial(Sponsor, Protocol);
    }

    private static void RequireNone(IArchiveEngine engine, string name)
    {
        if (engine.Exists(name))
        {
            throw new ArchiveException(ArchiveFailure.AlreadyExists, "There is an archive of this name already.");
        }
    }

    private void Create(string name, ArchivePolicy policy)
    {
        IArchiveEngine engine = ArchiveEngines.For(name);
        using var archive = OspacsArchive.Create(engine, name, policy);
        WriteObject(ArchiveSummary.Of(name, engine.Name, archive.Store));
        // Said once in an archive's life, when it costs nothing yet.
        WriteWarning("Back up the archive's identity folder (beside a file '<archive>.identity'; of a connection where its configuration says) now and after each import, apart from the archive. It holds the only key: without it nothing can be imported any more, and neither where images came from nor the audit trail can be verified. See Get-Help about_Ospacs.");
    }
}
