using Ospacs.Archive;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Protect-OspacsImage</c>: de-identifies files to a folder.</summary>
[Cmdlet(VerbsSecurity.Protect, "OspacsImage", SupportsShouldProcess = true, DefaultParameterSetName = LiteralPathSet)]
[OutputType(typeof(FileProtectionReport))]
public sealed class ProtectOspacsImageCommand : FilesCmdlet
{
    /// <summary>The folder that the protected objects are written to; it is made when it is not there.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>The archive whose key, and whose newest policy, protect the files. They become what an import would have made of them.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string? Archive { get; set; }

    /// <summary>A key file, in place of the archive's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>The policy file; the archive's newest policy when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>A script of CTP's DicomPixelAnonymizer, whose rules stand behind the policy's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaskScript { get; set; }

    /// <summary>The centre that the files come from.</summary>
    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(CentreCompleter))]
    [ValidateNotNullOrEmpty]
    public string Centre { get; set; } = string.Empty;

    /// <summary>The trial's registry, which says whose each file is.</summary>
    [Parameter]
    [ValidateNotNull]
    public OspacsRegistry? Registry { get; set; }

    /// <summary>The subject that all files are of, in place of a registry.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SubjectId { get; set; }

    /// <summary>How pixels are compressed that came without loss; lossy JPEG stays as it is.</summary>
    [Parameter]
    public PixelCompression Compression { get; set; }

    /// <summary>A folder for previews, a PNG a file: the image as it came and masked. It shows names, and must not be given away.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Preview { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        CheckParameters();
        string destination = Unresolved(nameof(Destination), Destination);
        if (Files.Count == 0)
        {
            return;
        }
        bool writes = ShouldProcess($"Write protected images of centre {Centre} to {destination}.", $"Write protected images of centre {Centre} to {destination}?", "Protect-OspacsImage", out ShouldProcessReason why);
        // With -WhatIf all is made and judged, and nothing is written: the reports say what would become of each file.
        if (!writes && why != ShouldProcessReason.WhatIf)
        {
            return;
        }
        ArchivePolicy policy = ReadPolicy(Archive, Policy, MaskScript);
        IReadOnlyList<ScannedFile> files = MediaScan.Find(Files, Cancellation);
        FileProtection protection = Require(destination, () =>
        {
            var prepared = new FileProtection(new FileProtectionOptions
            {
                Destination = destination,
                Key = ReadKey(policy),
                Policy = policy,
                Centre = Centre,
                Registry = Registry is null ? null : PatientsOf(Registry, policy),
                SubjectId = SubjectId,
                Compression = Compression,
                PreviewFolder = Preview is null ? null : Unresolved(nameof(Preview), Preview),
                Approvals = ReadApprovals(policy),
                WritesNothing = !writes,
            });
            if (writes)
            {
                Directory.CreateDirectory(destination);
            }
            return prepared;
        });
        WriteReports(protection, files);
    }

    private void WriteReports(FileProtection protection, IReadOnlyList<ScannedFile> files)
    {
        List<int> failed = [];
        using (var bar = new CommandProgress(this, "Protecting images"))
        {
            foreach (FileProtectionReport report in Stoppable(protection.Run(files, Cancellation)))
            {
                if (report.Outcome == FileProtectionOutcome.Failed)
                {
                    failed.Add(report.FileNumber);
                }
                WriteObject(report);
                bar.Report(report.FileNumber, files.Count, "files");
            }
        }
        if (failed.Count > 0)
        {
            WriteError(CommandError.FilesFailed(null, failed));
        }
    }

    /// <summary>Where the policy wants mask rules approved, the archive's trail says which are.</summary>
    private RuleApprovals? ReadApprovals(ArchivePolicy policy)
    {
        if (!policy.RequiresApproval || Archive is null)
        {
            return null;
        }
        string name = NameOf(Archive);
        using IArchiveStore store = ArchiveEngines.For(name).Open(name, StoreAccess.Read);
        return RuleApprovals.Of(store, Cancellation);
    }

    private ArchiveKey ReadKey(ArchivePolicy policy)
    {
        if (KeyPath is not null)
        {
            return IdentityFolder.ReadKey(RequireFile(nameof(KeyPath), KeyPath));
        }
        string name = NameOf(Archive!);
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read);
        archive.CheckPolicy(policy);
        return archive.Key;
    }

    private void CheckParameters()
    {
        if (Archive is null && (KeyPath is null || Policy is null))
        {
            ThrowTerminatingError(CommandError.InvalidArgument("Give -Archive, or both -KeyPath and -Policy.", null));
        }
        if (Registry is null == SubjectId is null)
        {
            ThrowTerminatingError(CommandError.InvalidArgument("Give either -Registry or -SubjectId.", null));
        }
    }
}
