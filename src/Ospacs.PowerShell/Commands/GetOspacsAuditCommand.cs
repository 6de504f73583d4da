using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Get-OspacsAudit</c>: the archive's audit trail, oldest entry first.</summary>
[Cmdlet(VerbsCommon.Get, "OspacsAudit")]
[OutputType(typeof(AuditEntry))]
public sealed class GetOspacsAuditCommand : ArchiveCmdlet
{
    /// <summary>The earliest time. A time without a zone is the machine's local time.</summary>
    [Parameter]
    public DateTime? From { get; set; }

    /// <summary>The latest time. A time without a zone is the machine's local time.</summary>
    [Parameter]
    public DateTime? To { get; set; }

    /// <summary>One medium.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(MediaRefCompleter))]
    [ValidateNotNullOrEmpty]
    public string? MediaRef { get; set; }

    /// <summary>One subject.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SubjectId { get; set; }

    /// <summary>One action, as Import.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Action { get; set; }

    /// <summary>One image, by its SOP Instance UID.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? SopInstanceUid { get; set; }

    /// <summary>One outcome, as Quarantined.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Outcome { get; set; }

    /// <summary>One account, as the entries have it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Account { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        Attempt(name, () => WriteEntries(name));
    }

    private void WriteEntries(string name)
    {
        var query = new AuditQuery
        {
            FromUtc = From?.ToUniversalTime(),
            ToUtc = To?.ToUniversalTime(),
            MediaRef = MediaRef,
            SubjectId = SubjectId,
            Action = Action,
            SopInstanceUid = SopInstanceUid,
            Outcome = Outcome,
            Account = Account,
        };
        using IArchiveStore store = ArchiveEngines.For(name).Open(name, StoreAccess.Read);
        foreach (AuditEntry entry in store.GetAudit(query, Cancellation))
        {
            WriteObject(entry);
        }
    }
}
