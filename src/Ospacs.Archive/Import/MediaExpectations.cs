using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>What is expected of a medium as a whole.</summary>
/// <param name="Centre">The centre that sent it.</param>
/// <param name="PeriodFrom">The first day that its exams may be of, or null.</param>
/// <param name="PeriodTo">The last day, or null.</param>
/// <param name="Limits">How many exams of a subject the protocol foresees.</param>
public sealed record MediaExpectations(string Centre, DateOnly? PeriodFrom, DateOnly? PeriodTo, ExamLimits Limits)
{
    /// <summary>Checks a period.</summary>
    /// <param name="from">Its first day, or null.</param>
    /// <param name="to">Its last day, or null.</param>
    /// <exception cref="ArchiveException">It ends before it begins.</exception>
    public static void CheckPeriod(DateOnly? from, DateOnly? to)
    {
        if (to < from)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The medium's period ends before it begins.");
        }
    }
}
