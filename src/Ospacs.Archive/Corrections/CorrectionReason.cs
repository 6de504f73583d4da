using Ospacs.Archive.Store;

namespace Ospacs.Archive.Corrections;

/// <summary>What a person gives as the reason of a decision, which stands in the audit trail for ever.</summary>
internal static class CorrectionReason
{
    private const int Longest = 400;

    /// <summary>Checks a reason.</summary>
    /// <param name="reason">The words.</param>
    /// <exception cref="ArchiveException">They are none, too long, or of several lines.</exception>
    internal static void Check(string reason)
    {
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > Longest || reason.Any(char.IsControl))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The reason must have 1 to {Longest} characters in one line.");
        }
    }
}
