using Ospacs.Archive.Protection.Search;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit;

/// <summary>A reason that a person gives for a decision. It reaches the research side with the audit trail, and may not repeat what identifies a patient.</summary>
internal static class GivenReason
{
    private const int Longest = 400;

    /// <summary>Sees to it that a reason can stand in the trail.</summary>
    /// <param name="where">What it is a reason for, as "Medium M1, file 3: ", or nothing.</param>
    /// <param name="reason">The reason.</param>
    /// <exception cref="ArchiveException">It is empty, too long, or has more than a line.</exception>
    internal static void Check(string where, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Longest || reason.Any(char.IsControl))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, Sentence(where, $"the reason must have 1 to {Longest} characters in one line."));
        }
    }

    /// <summary>Sees to it that a reason can stand in the trail and repeats nothing of a patient.</summary>
    /// <param name="where">What it is a reason for, as "Medium M1, file 3: ", or nothing.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="patient">What is known of the patient.</param>
    /// <exception cref="ArchiveException">It cannot, or repeats an identity value.</exception>
    internal static void Check(string where, string reason, PatientStrings patient)
    {
        Check(where, reason);
        if (patient.AreRepeatedIn(reason))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, Sentence(where, "the reason repeats an identity value of the file. It would stand in the audit trail; say it without."));
        }
    }

    private static string Sentence(string where, string what) => where.Length > 0 ? where + what : char.ToUpperInvariant(what[0]) + what[1..];
}
