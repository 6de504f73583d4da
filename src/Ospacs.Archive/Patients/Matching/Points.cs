namespace Ospacs.Archive.Patients.Matching;

/// <summary>
/// What each part counts. A hundred is full agreement: 40 for the id, 30 for the name (15 a half), 30 for the birth date. A slip keeps most of
/// its field's points, the more the rarer it turns somebody into somebody else; a contradiction takes points away. docs/decisions/0014-matching.md.
/// </summary>
internal static class Points
{
    internal const int FullId = 40;
    internal const int FullDate = 30;
    internal const int HalfName = 15;

    internal static int OfId(PartKind kind) => kind switch
    {
        PartKind.Agrees => FullId,
        PartKind.Separators => 38,
        PartKind.LeadingZeros => 36,
        PartKind.LookAlikes => 34,
        PartKind.Transposed => 28,
        PartKind.OneWrong or PartKind.OneMissing or PartKind.OneExtra => 26,
        PartKind.CheckDigitFails => 4,
        PartKind.Differs or PartKind.AnotherPatients => -15,
        PartKind.OtherNumber => -25,
        _ => 0,
    };

    internal static int OfBirthDate(PartKind kind) => kind switch
    {
        PartKind.Agrees => FullDate,
        PartKind.OtherLayout => 28,
        PartKind.TwoDigitYear => 26,
        PartKind.DayAndMonthSwapped or PartKind.Century => 25,
        PartKind.Transposed => 22,
        PartKind.OneWrong or PartKind.OneMissing or PartKind.OneExtra => 20,
        PartKind.Incomplete => 8,
        PartKind.Differs => -20,
        _ => 0,
    };

    internal static int OfFamilyName(PartKind kind) => kind switch
    {
        PartKind.Agrees => HalfName,
        PartKind.FormerName => 13,
        PartKind.DoubleNameInPart => 12,
        PartKind.OneWrong or PartKind.OneMissing or PartKind.OneExtra or PartKind.Transposed => 11,
        PartKind.CutOff => 10,
        PartKind.SoundsAlike => 8,
        PartKind.AnotherName => 4,
        PartKind.Reversed => -1,
        PartKind.Differs => -8,
        _ => 0,
    };

    internal static int OfGivenName(PartKind kind) => kind switch
    {
        PartKind.Agrees => HalfName,
        PartKind.MiddleNames => 13,
        PartKind.OneWrong or PartKind.OneMissing or PartKind.OneExtra or PartKind.Transposed => 11,
        PartKind.CutOff => 10,
        PartKind.SoundsAlike => 8,
        PartKind.Initials => 6,
        PartKind.MiddleNameUsed => 5,
        PartKind.AnotherName or PartKind.MiddleNamesDiffer => 2,
        PartKind.Differs => -15,
        _ => 0,
    };

    internal const int OtherSex = -25;
    internal const int OutsideEnrolment = -30;
    internal const int OtherCentre = -10;
}
