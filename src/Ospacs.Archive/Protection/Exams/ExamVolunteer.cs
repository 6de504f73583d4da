using System.Globalization;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>A volunteer of the exam; nobody. The character set is that of the hospital that scanned.</summary>
/// <param name="SubjectId">The number in the trial.</param>
/// <param name="PatientId">The number at the hospital.</param>
/// <param name="BirthDate">The birth date, yyyyMMdd.</param>
internal sealed record ExamVolunteer(string SubjectId, string PatientId, string BirthDate)
{
    internal static ExamVolunteer First { get; } = new("EXAM-1", "8830417256", "19480711");

    internal static ExamVolunteer Second { get; } = new("EXAM-2", "7719052843", "19531130");
}

/// <summary>A study of a volunteer: a day, and the characters that it is written in.</summary>
/// <param name="Volunteer">Whose.</param>
/// <param name="Name">Its name in the report.</param>
/// <param name="Day">The day.</param>
/// <param name="CharacterSet">Specific Character Set (0008,0005); empty for ASCII.</param>
/// <param name="Letters">Letters of that character set which stand behind every planted word.</param>
internal sealed record ExamStudy(ExamVolunteer Volunteer, string Name, DateOnly Day, string CharacterSet = "", string Letters = "")
{
    // Days between them: thirteen over a leap day, and fifty-eight over a new year.
    internal static ExamStudy FirstBaseline { get; } = new(ExamVolunteer.First, "EXAM-1 baseline", new DateOnly(2024, 2, 28));

    internal static ExamStudy FirstFollowUp { get; } = new(ExamVolunteer.First, "EXAM-1 follow-up", new DateOnly(2024, 3, 12), "ISO_IR 192", "łã日");

    internal static ExamStudy SecondBaseline { get; } = new(ExamVolunteer.Second, "EXAM-2 baseline", new DateOnly(2023, 11, 5), "ISO_IR 100", "éüß");

    internal static ExamStudy SecondFollowUp { get; } = new(ExamVolunteer.Second, "EXAM-2 follow-up", new DateOnly(2024, 1, 2), "ISO_IR 192", "øžи");

    /// <summary>A day of the study's time, as it stands in an element of representation DA.</summary>
    /// <param name="later">Days behind the study's.</param>
    internal string Date(int later = 0) => Day.AddDays(later).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
