using System.Security.Cryptography;
using Ospacs.Archive;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Approve-OspacsMaskRule</c>: says that somebody has looked at a contact sheet, and that these mask rules do what they should.</summary>
[Cmdlet(VerbsLifecycle.Approve, "OspacsMaskRule", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(AuditEntry))]
public sealed class ApproveOspacsMaskRuleCommand : ArchiveCmdlet
{
    private readonly List<string> _rules = [];

    /// <summary>The names of the rules.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Rule { get; set; } = [];

    /// <summary>The contact sheet that was looked at; it must show the rules as they are now.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Sheet { get; set; } = string.Empty;

    /// <summary>What was seen, in one line; no identity of a patient.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>The policy file that the rules are of; the archive's newest policy when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>A script of CTP's DicomPixelAnonymizer, whose rules stand behind the policy's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaskScript { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _rules.AddRange(Rule);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string name = ArchiveName;
        string sheetPath = RequireFile(nameof(Sheet), Sheet);
        string? policyPath = Policy is null ? null : RequireFile(nameof(Policy), Policy);
        string? scriptPath = MaskScript is null ? null : RequireFile(nameof(MaskScript), MaskScript);
        byte[] sheet = Require(Sheet, () => File.ReadAllBytes(sheetPath));
        using OspacsArchive archive = Require(name, () => OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write));
        ArchivePolicy read = Require(Policy ?? name, () => TrialInputs.Policy(policyPath, archive.Store));
        ArchivePolicy policy = Require(MaskScript, () => TrialInputs.WithScript(read, scriptPath));
        List<MaskRule> rules = [.. _rules.Distinct(StringComparer.OrdinalIgnoreCase).Select(rule => Find(policy, sheet, rule))];
        if (!ShouldProcess(string.Join(", ", rules.Select(rule => rule.Name)), $"Approve for {name}"))
        {
            return;
        }
        foreach (AuditEntry entry in Require(name, () => RuleApprovals.Approve(archive, policy, rules, SHA256.HashData(sheet), Reason)))
        {
            WriteObject(entry);
        }
    }

    private MaskRule Find(ArchivePolicy policy, byte[] sheet, string name)
    {
        MaskRule? rule = policy.Masks.Rules.FirstOrDefault(r => r.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (rule is null)
        {
            ThrowTerminatingError(CommandError.InvalidArgument($"The policy has no mask rule '{name}'.", name));
        }
        if (!ContactSheet.FingerprintsOn(sheet).Contains(RuleApprovals.Fingerprint(rule!)))
        {
            ThrowTerminatingError(CommandError.InvalidArgument($"The sheet does not show the rule '{name}' as it is now. Draw one with New-OspacsContactSheet, of this policy and of images that the rule is for.", name));
        }
        return rule!;
    }
}
