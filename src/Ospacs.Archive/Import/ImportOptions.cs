using System.Text.RegularExpressions;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Search;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>What an import needs to know beside the files.</summary>
public sealed partial record ImportOptions
{
    /// <summary>The number of the medium.</summary>
    public required string MediaRef { get; init; }

    /// <summary>The centre that sent it.</summary>
    public required string Centre { get; init; }

    /// <summary>The policy to protect under.</summary>
    public required ArchivePolicy Policy { get; init; }

    /// <summary>The trial's registry.</summary>
    public required IPatientRegistry Registry { get; init; }

    /// <summary>How pixels are compressed that came without loss.</summary>
    public PixelCompression Compression { get; init; }

    /// <summary>Which proposals of the check are applied, so that their files need no person. Each is recorded.</summary>
    public PatientCorrection Correction { get; init; }

    /// <summary>Whether it is written down, on the identity side, what protection does to each object.</summary>
    public bool RecordDifferences { get; init; }

    /// <summary>Whether the policy is examined before any file is touched; one that answers anything wrong imports nothing (<see cref="Protection.Exams.PolicyExam"/>).</summary>
    public bool Exam { get; init; }

    /// <summary>The first day that the medium's exams may be of, or null: what is earlier is found, and stored all the same.</summary>
    public DateOnly? PeriodFrom { get; init; }

    /// <summary>The last day that the medium's exams may be of, or null: what is later is found, and stored all the same.</summary>
    public DateOnly? PeriodTo { get; init; }

    /// <summary>Checks the labels: they reach the research side and the objects themselves (LO, 64 characters).</summary>
    /// <exception cref="ArchiveException">A label is empty, too long, has other characters, or is a patient's identifier; or the period ends before it begins.</exception>
    public void Validate()
    {
        MediaExpectations.CheckPeriod(PeriodFrom, PeriodTo);
        CheckLabel(MediaRef, "media reference");
        CheckLabel(Centre, "centre");
        if (Registry.FindByPatientId(Centre, MediaRef).Count > 0)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The media reference is a patient's identifier in the registry. It would reach the archive; give the medium a number of its own.");
        }
        if (Registry.FindByCentre(Centre).Any(patient => PatientStrings.NamesOf(patient).Any(word => WordSearch.Holds(MediaRef, word))))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The media reference has a patient's name of the registry in it. It would reach the archive; give the medium a number of its own.");
        }
    }

    internal static void CheckLabel(string value, string what)
    {
        if (!Label().IsMatch(value))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The {what} must have 1 to 64 characters: letters of A to Z, digits, spaces within, and . _ - / + #.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9._/+#-]([A-Za-z0-9._/+# -]{0,62}[A-Za-z0-9._/+#-])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}

/// <summary>How far an import is.</summary>
/// <param name="Done">Files that are dealt with.</param>
/// <param name="Total">Files found.</param>
/// <param name="Bytes">Bytes of the files that are dealt with.</param>
public readonly record struct ImportProgress(int Done, int Total, long Bytes);
