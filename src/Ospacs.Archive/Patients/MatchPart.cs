namespace Ospacs.Archive.Patients;

/// <summary>What of a header is held against the registry when candidates are weighed. Names count by their halves; the last three only ever count against somebody.</summary>
public enum MatchField
{
    /// <summary>Patient ID (0010,0020).</summary>
    PatientId,
    /// <summary>The family name of Patient's Name (0010,0010).</summary>
    FamilyName,
    /// <summary>Its given and middle names.</summary>
    GivenName,
    /// <summary>Patient's Birth Date (0010,0030).</summary>
    BirthDate,
    /// <summary>Patient's Sex (0010,0040).</summary>
    Sex,
    /// <summary>Study Date (0008,0020), held against the days on which she joined and left the trial.</summary>
    StudyDate,
    /// <summary>The centre that sent the medium.</summary>
    Centre,
}

/// <summary>How header and registry stand to each other in one field, as far as it can be told: which slip explains what differs.</summary>
public enum PartKind
{
    /// <summary>Equal in normal form.</summary>
    Agrees,
    /// <summary>Nothing stands there, on one side or both.</summary>
    Blank,
    /// <summary>What stands there is nobody's: 0000, UNKNOWN, 19000101.</summary>
    Placeholder,
    /// <summary>Not equal, and no slip that is known here explains it.</summary>
    Differs,

    /// <summary>Zeros in front, more or fewer.</summary>
    LeadingZeros,
    /// <summary>The same letters and digits, with other signs between them.</summary>
    Separators,
    /// <summary>Letters and digits that look alike: O and 0, I, L and 1, S and 5, B and 8.</summary>
    LookAlikes,
    /// <summary>Two neighbours changed places.</summary>
    Transposed,
    /// <summary>One letter or digit is another one.</summary>
    OneWrong,
    /// <summary>One letter or digit is missing in the header.</summary>
    OneMissing,
    /// <summary>One letter or digit is too many in the header.</summary>
    OneExtra,
    /// <summary>The header's NHS number fails its check digit where the registry's passes: a slip of typing rather than somebody else's number.</summary>
    CheckDigitFails,
    /// <summary>The header's NHS number passes its check digit and is another than the registry's: most likely somebody else's.</summary>
    OtherNumber,
    /// <summary>The header's id is exactly another patient's of the registry.</summary>
    AnotherPatients,

    /// <summary>The same date in another layout than DICOM's.</summary>
    OtherLayout,
    /// <summary>The same date with a year of two digits.</summary>
    TwoDigitYear,
    /// <summary>The same date in another century.</summary>
    Century,
    /// <summary>Day and month changed places.</summary>
    DayAndMonthSwapped,
    /// <summary>A year, or year and month, that the registry's date begins with.</summary>
    Incomplete,

    /// <summary>A name that she had or also has, as the registry knows.</summary>
    FormerName,
    /// <summary>One of two names, or two of which the registry knows one.</summary>
    DoubleNameInPart,
    /// <summary>Family and given name changed places, and are not quite equal besides.</summary>
    Reversed,
    /// <summary>The first letters only.</summary>
    Initials,
    /// <summary>Middle names are missing on one side, or stand as initials.</summary>
    MiddleNames,
    /// <summary>The first given name is the same and the middle ones contradict each other.</summary>
    MiddleNamesDiffer,
    /// <summary>The header's given name is one of her middle names.</summary>
    MiddleNameUsed,
    /// <summary>The beginning of the name only, as of a field that is too short.</summary>
    CutOff,
    /// <summary>Another spelling of the same sound.</summary>
    SoundsAlike,
    /// <summary>Alike, but a name of its own that others in the registry bear: JOAN for JEAN.</summary>
    AnotherName,

    /// <summary>The exam is before the day on which she joined the trial.</summary>
    BeforeEnrolment,
    /// <summary>The exam is after the day on which she left the trial.</summary>
    AfterWithdrawal,
}

/// <summary>One piece of what speaks for or against a candidate.</summary>
/// <param name="Field">The field.</param>
/// <param name="Kind">How the two sides stand to each other in it.</param>
/// <param name="Points">What it counts, of a hundred for a candidate with whom all agrees; below zero where it speaks against her.</param>
public sealed record MatchPart(MatchField Field, PartKind Kind, int Points)
{
    /// <summary>Whether a person has to weigh it: it contradicts, or says nothing where something should be said. No proposal with such a part is <see cref="ProposalKind.Unambiguous"/>.</summary>
    internal bool IsDoubt => Kind is PartKind.Blank or PartKind.Placeholder or PartKind.Differs or PartKind.OtherNumber or PartKind.AnotherPatients or PartKind.Incomplete
        or PartKind.MiddleNamesDiffer or PartKind.MiddleNameUsed or PartKind.AnotherName or PartKind.BeforeEnrolment or PartKind.AfterWithdrawal;

    /// <summary>Field and kind: "BirthDate (DayAndMonthSwapped)".</summary>
    public override string ToString() => $"{Field} ({Kind})";

    /// <summary>The part in words that name the field and never a value: "BirthDate has day and month swapped".</summary>
    internal string InWords() => Kind switch
    {
        PartKind.Agrees => $"{Field} agrees",
        PartKind.Blank => $"{Field} is blank",
        PartKind.Placeholder => $"{Field} is a placeholder",
        PartKind.Differs => $"{Field} differs",
        PartKind.LeadingZeros => $"{Field} has other leading zeros",
        PartKind.Separators => $"{Field} has other signs between its digits",
        PartKind.LookAlikes => $"{Field} has letters and digits that look alike",
        PartKind.Transposed => $"{Field} has two neighbours transposed",
        PartKind.OneWrong => $"{Field} has one character wrong",
        PartKind.OneMissing => $"{Field} has one character missing",
        PartKind.OneExtra => $"{Field} has one character too many",
        PartKind.CheckDigitFails => $"{Field} fails its check digit",
        PartKind.OtherNumber => $"{Field} is a valid number and another one",
        PartKind.AnotherPatients => $"{Field} is another patient's",
        PartKind.OtherLayout => $"{Field} is in another layout",
        PartKind.TwoDigitYear => $"{Field} has a year of two digits",
        PartKind.Century => $"{Field} is in another century",
        PartKind.DayAndMonthSwapped => $"{Field} has day and month swapped",
        PartKind.Incomplete => $"{Field} is not whole",
        PartKind.FormerName => $"{Field} is a former or second name of hers",
        PartKind.DoubleNameInPart => $"{Field} is a double name in part",
        PartKind.Reversed => "family and given name are in each other's place",
        PartKind.Initials => $"{Field} is initials only",
        PartKind.MiddleNames => $"{Field} has other middle names or initials",
        PartKind.MiddleNamesDiffer => $"{Field} has middle names that differ",
        PartKind.MiddleNameUsed => $"{Field} is a middle name of hers",
        PartKind.CutOff => $"{Field} is cut off",
        PartKind.SoundsAlike => $"{Field} sounds alike",
        PartKind.AnotherName => $"{Field} is alike, but a name of its own",
        PartKind.BeforeEnrolment => $"{Field} is before she joined the trial",
        _ => $"{Field} is after she left the trial",
    };
}
