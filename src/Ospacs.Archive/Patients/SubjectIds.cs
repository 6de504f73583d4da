namespace Ospacs.Archive.Patients;

/// <summary>Which texts can be a subject's id: it becomes Patient ID (LO) and Patient's Name (PN) of every object (PS3.5 section 6.2).</summary>
public static class SubjectIds
{
    /// <summary>The rule, in a sentence for people.</summary>
    public const string Rule = "A subject id has 1 to 64 printable ASCII characters, none of them \\ ^ = and no space at either end.";

    /// <summary>Whether a text can be one.</summary>
    /// <param name="subjectId">The text.</param>
    public static bool IsValid(string subjectId) =>
        subjectId.Length is > 0 and <= 64 && subjectId[0] != ' ' && subjectId[^1] != ' ' && subjectId.All(c => c is >= ' ' and < '\x7f' and not ('\\' or '^' or '='));
}
