using System.Globalization;

namespace Ospacs.Archive.Import;

/// <summary>What can be wrong with a medium as a whole.</summary>
public enum MediaFindingKind
{
    /// <summary>One study has files of more than one patient. All of its files wait in quarantine.</summary>
    StudyOfSeveralPatients,

    /// <summary>One patient id stands with names that do not agree, in different studies.</summary>
    IdWithSeveralNames,

    /// <summary>Exams are dated outside the period that the medium is said to be of.</summary>
    DateOutsidePeriod,

    /// <summary>Exams are dated in the future, or before there were scanners that write such files.</summary>
    ImplausibleDate,

    /// <summary>A patient has more exams than the protocol foresees.</summary>
    TooManyExams,
}

/// <summary>Something that is wrong with a medium as a whole. It may go to a log: it names files by number and subjects by their id, and no patient.</summary>
/// <param name="Kind">What.</param>
/// <param name="Message">What, in words.</param>
/// <param name="FileNumbers">The numbers of the files concerned, in order.</param>
/// <param name="SubjectIds">The subjects concerned, as far as they are certain.</param>
public sealed record MediaFinding(MediaFindingKind Kind, string Message, IReadOnlyList<int> FileNumbers, IReadOnlyList<string> SubjectIds)
{
    private const int MostNamed = 10;

    /// <summary>How many files are concerned.</summary>
    public int Files => FileNumbers.Count;

    /// <summary>Files by their numbers, the first of many: "file 3", "files 3, 4 and 12 more".</summary>
    internal static string Say(IReadOnlyList<int> numbers)
    {
        string named = string.Join(", ", numbers.Take(MostNamed).Select(number => number.ToString(CultureInfo.InvariantCulture)));
        string more = numbers.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {numbers.Count - MostNamed} more") : string.Empty;
        return (numbers.Count == 1 ? "file " : "files ") + named + more;
    }
}
