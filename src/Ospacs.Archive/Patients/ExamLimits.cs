namespace Ospacs.Archive.Patients;

/// <summary>How many exams the protocol foresees of one subject. An exam is a study date.</summary>
/// <param name="PerMedium">The most on one medium, or null where that does not matter.</param>
/// <param name="PerSubject">The most in the whole trial, with what the archive holds, or null where that does not matter.</param>
public sealed record ExamLimits(int? PerMedium, int? PerSubject)
{
    /// <summary>No limits: nothing is counted.</summary>
    public static ExamLimits None { get; } = new(null, null);
}
