using Ospacs.Archive.Export;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Acceptance;

/// <summary>
/// Takes the sample through the whole way of a file on a given engine (in, in again, out, verified) and holds every step against the plan:
/// outcomes, passports, stored and exported objects, and that nothing planted as identity is found anywhere on the research side.
/// </summary>
/// <param name="disc">The sample.</param>
/// <param name="exportFolder">Where the exported medium goes; it must not be there yet, or be empty.</param>
public sealed class AcceptanceRun(SampleDisc disc, string exportFolder)
{
    private readonly List<string> _differences = [];

    /// <summary>Runs.</summary>
    /// <param name="engine">The database.</param>
    /// <param name="archive">The archive, which must not be there yet; it stays.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <exception cref="ArchiveException">The archive could not be made or failed.</exception>
    public AcceptanceReport Run(IArchiveEngine engine, string archive, CancellationToken cancellation = default)
    {
        ArchivePolicy policy = ArchivePolicy.Load(disc.PolicyPath);
        IPatientRegistry registry = CsvRegistry.Load(disc.RegistryPath, policy.Registry);
        IdentitySearch search = IdentitySearch.Of(disc);
        using OspacsArchive opened = OspacsArchive.Create(engine, archive, policy);

        var imports = new ImportInspection(disc, _differences, search);
        IReadOnlyList<AcceptanceMedium> media = imports.Run(opened, policy, registry, cancellation);

        var objects = new StoredInspection(media, _differences, search);
        objects.InspectArchive(opened, cancellation);
        ExportReport export = new MediaExport(opened, new ExportOptions { Destination = exportFolder, Label = "SAMPLE" }).Run(new ImageQuery(), null, cancellation);
        objects.InspectExport(exportFolder);

        var verification = new ArchiveVerification(opened);
        VerificationFinding[] findings = [.. verification.Run(null, null, cancellation)];
        _differences.AddRange(findings.Select(finding => "Verification: " + finding.Message));
        return new AcceptanceReport
        {
            Media = media,
            Export = export,
            Findings = findings,
            Inspected = objects.Inspected,
            AuditEntries = verification.AuditEntries,
            Differences = [.. _differences],
        };
    }
}
