using Ospacs.Archive.Export;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Acceptance;

/// <summary>What became of one file of the sample.</summary>
/// <param name="Planned">The file and what must become of it.</param>
/// <param name="First">What became of it when its medium was imported first, or null when no outcome told of it.</param>
/// <param name="Second">What became of it when its medium was imported again, or null.</param>
public sealed record AcceptanceFile(SampleFile Planned, ImportOutcome? First, ImportOutcome? Second);

/// <summary>What became of one medium of the sample.</summary>
/// <param name="Medium">The medium.</param>
/// <param name="Files">Its files, in the order of the plan.</param>
/// <param name="Passport">Its passport after the second import, or null when there is none.</param>
public sealed record AcceptanceMedium(SampleMedium Medium, IReadOnlyList<AcceptanceFile> Files, MediaPassport? Passport);

/// <summary>What came of an acceptance run.</summary>
public sealed record AcceptanceReport
{
    /// <summary>The media.</summary>
    public required IReadOnlyList<AcceptanceMedium> Media { get; init; }

    /// <summary>The export.</summary>
    public required ExportReport Export { get; init; }

    /// <summary>What the verification of the archive found wrong.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }

    /// <summary>Images that were read back and looked at, in the archive and on the exported medium.</summary>
    public required int Inspected { get; init; }

    /// <summary>Audit entries that were verified.</summary>
    public required long AuditEntries { get; init; }

    /// <summary>Everything that is not as planned, in words; empty when all went as planned.</summary>
    public required IReadOnlyList<string> Differences { get; init; }
}
