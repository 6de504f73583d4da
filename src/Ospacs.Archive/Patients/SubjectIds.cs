using Ospacs.Archive.Protection;

namespace Ospacs.Archive.Patients;

/// <summary>
/// What a SubjectId must be to become Patient ID (LO) and Patient's Name (PN) of every object of the subject: 1 to 64 characters of
/// printable ASCII, without backslash, caret and equals sign, which part values, components and groups (PS3.5 section 6.2).
/// </summary>
public static class SubjectIds
{
    /// <summary>What is wrong with a SubjectId, in words that follow its name ("is longer than 64 characters"), or null when nothing is.</summary>
    /// <param name="subjectId">The SubjectId, trimmed.</param>
    public static string? Problem(string subjectId) => ResearchText.Problem(subjectId, forbidden: "\\^=");
}
