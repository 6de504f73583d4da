using Ospacs.Archive.Ledger;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Import;

/// <summary>A file that has been read, checked and protected, as far as that went: what the writer has to know.</summary>
internal sealed class PreparedFile(ImportSource source) : IDisposable
{
    public ImportSource Source => source;

    /// <summary>Whether the file takes so much memory that it must be prepared when its turn to be stored has come. Nothing else is filled in then.</summary>
    public bool MustBeAlone { get; init; }

    public FileOutcome Outcome { get; init; }

    /// <summary>Whether the archive was not asked for the file: it may be known. Only of one that is to be stored; the group that it is in is asked for all of them.</summary>
    public bool IsUnasked { get; set; }

    public QuarantineReason? Reason { get; init; }

    public string? Problem { get; init; }

    /// <summary>Where text was found in the picture.</summary>
    public IReadOnlyList<PixelRectangle> Places { get; init; } = [];

    public long Bytes { get; init; }

    public byte[] SourceHash { get; init; } = [];

    public string? TransferSyntaxUid { get; init; }

    /// <summary>The certain subject of a stored file; of a quarantined one the proposal.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Of a file that is no match: whom the check proposes; or null.</summary>
    public PatientProposal? Proposal { get; init; }

    /// <summary>The proposal that was applied: the file is stored under it, unless something else keeps it out. Or null.</summary>
    public AppliedCorrection? Correction { get; set; }

    /// <summary>How far the mask grew beyond the rule's rectangles, in pixels.</summary>
    public int MaskGrowth { get; init; }

    /// <summary>The image's row without its key; of a large object also without hash.</summary>
    public ImageRecord? Image { get; init; }

    /// <summary>The study of the image, where it is of a later generation; or null.</summary>
    public StudyRecord? Study { get; set; }

    /// <summary>The protected object, when it is small enough to wait in memory.</summary>
    public PartList? Parts { get; init; }

    /// <summary>The protected object, when it is to be streamed, and the open file that it streams from.</summary>
    public (ProtectedObject Object, SourceFile File)? Large { get; init; }

    /// <summary>What the source's header says, for the ledger: of a file that is to be stored, and of a stored one that the ledger lacks.</summary>
    public SourceIdentifiers? Identifiers { get; set; }

    /// <summary>The fields in which header and registry differ, of a file that is stored all the same.</summary>
    public IReadOnlyList<SourceCorrection> Corrections { get; set; } = [];

    /// <summary>What protection did to the object, old values included, where that is written down.</summary>
    public DifferenceRecord? Differences { get; set; }

    public void Dispose()
    {
        Parts?.Dispose();
        Large?.File.Dispose();
    }
}
