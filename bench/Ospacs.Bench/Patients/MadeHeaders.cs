using System.Globalization;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Patients.Matching;

namespace Ospacs.Bench.Patients;

/// <summary>A header, what was planted in it, and whose it is: null for a woman who is not in the registry.</summary>
internal sealed record MadeHeader(PlantedKind Kind, HeaderIdentity Identity, string Centre, RegistryPatient? Truth);

/// <summary>Makes headers of a registry's women, clean ones and ones with errors, each kind about as often.</summary>
internal sealed class MadeHeaders(MadeRegistry registry, int seed)
{
    private const string SeparatorStyle = "H-";
    private readonly Random _random = new(seed);

    /// <summary>Makes headers: a third clean, the others of the other kinds in turn.</summary>
    internal IEnumerable<MadeHeader> Make(int count)
    {
        PlantedKind[] errors = [.. Enum.GetValues<PlantedKind>().Where(k => k is not (PlantedKind.Clean or PlantedKind.CleanInAnotherForm))];
        int next = 0;
        for (int i = 0; i < count; i++)
        {
            PlantedKind kind = (i % 9) switch
            {
                0 or 3 => PlantedKind.Clean,
                6 => PlantedKind.CleanInAnotherForm,
                _ => errors[next++ % errors.Length],
            };
            MadeHeader? made;
            do
            {
                made = Make(kind);
            }
            while (made is null);
            yield return made;
        }
    }

    private MadeHeader? Make(PlantedKind kind) => kind switch
    {
        PlantedKind.IdOfTwin => OfPair(kind, registry.Twins),
        PlantedKind.IdOfMotherOrDaughter => OfPair(kind, registry.Daughters),
        PlantedKind.InRegistryTwiceDateSlip => registry.Doubles.Count == 0 ? null : Of(kind, OneOf(registry.Doubles)),
        PlantedKind.Stranger or PlantedKind.StrangerWithIdSlipOfAnother or PlantedKind.StrangerNamesake or PlantedKind.StrangerTwinWithHerId or PlantedKind.StrangerDaughterWithHerId => OfStranger(kind),
        _ => Of(kind, registry.List[_random.Next(registry.Count)]),
    };

    private MadeHeader? Of(PlantedKind kind, RegistryPatient woman)
    {
        Draft draft = Clean(woman, kind is PlantedKind.NhsNumberOneWrong or PlantedKind.NhsNumberTransposed or PlantedKind.NhsNumberOfAnother);
        string[] given = woman.GivenName.Split(' ');
        bool done = kind switch
        {
            PlantedKind.Clean => true,
            PlantedKind.CleanInAnotherForm => InAnotherForm(draft, woman),
            PlantedKind.IdTransposed or PlantedKind.NhsNumberTransposed => SlipId(draft, PartKind.Transposed),
            PlantedKind.IdOneWrong or PlantedKind.NhsNumberOneWrong => SlipId(draft, PartKind.OneWrong),
            PlantedKind.IdOneMissing => SlipId(draft, PartKind.OneMissing),
            PlantedKind.IdOneExtra => SlipId(draft, PartKind.OneExtra),
            PlantedKind.IdLookAlikes => SlipId(draft, PartKind.LookAlikes),
            PlantedKind.IdLeadingZeros => NewId(draft, draft.Id.StartsWith('0') ? draft.Id.TrimStart('0') : "00" + draft.Id),
            PlantedKind.IdSeparators => NewId(draft, draft.Id.Length == 10 && NhsNumber.IsValid(draft.Id) ? $"{draft.Id[..3]} {draft.Id[3..6]} {draft.Id[6..]}" : draft.Id.StartsWith(SeparatorStyle, StringComparison.Ordinal) ? draft.Id.Replace("-", "", StringComparison.Ordinal) : draft.Id),
            PlantedKind.IdBlank => Set(() => draft.Id = string.Empty),
            PlantedKind.IdPlaceholder => Set(() => draft.Id = OneOf(["UNKNOWN", "0000", "999999", "TEST"])),
            PlantedKind.DayAndMonthSwapped => woman.BirthDate!.Value is { Day: <= 12 } d && d.Day != d.Month && Set(() => draft.Date = F(new DateOnly(d.Year, d.Day, d.Month))),
            PlantedKind.TwoDigitYear => Set(() => draft.Date = woman.BirthDate!.Value.ToString(OneOf(["yyMMdd", "dd/MM/yy"]), CultureInfo.InvariantCulture)),
            PlantedKind.CenturyWrong => Set(() => draft.Date = OneOf(["18", "20"]) + draft.Date[2..]),
            PlantedKind.DateTransposed => SlipDate(draft, PartKind.Transposed),
            PlantedKind.DateOneWrong or PlantedKind.InRegistryTwiceDateSlip => SlipDate(draft, PartKind.OneWrong),
            PlantedKind.DateAnother => Set(() => draft.Date = F(registry.List[_random.Next(registry.Count)].BirthDate!.Value)),
            PlantedKind.DateBlank => Set(() => draft.Date = string.Empty),
            PlantedKind.DatePlaceholder => Set(() => draft.Date = "19000101"),
            PlantedKind.FamilyOneWrong => SlipWord(ref draft.Family),
            PlantedKind.GivenOneWrong => SlipWord(ref draft.Given),
            PlantedKind.SoundsAlike => Respell(draft),
            PlantedKind.FormerName => woman.FormerNames.Count > 0 && Set(() => draft.Family = woman.FormerNames[0]),
            PlantedKind.NewFamilyName => NewFamily(draft),
            PlantedKind.DoubleName => !draft.Family.Contains('-', StringComparison.Ordinal) && Set(() => draft.Family = $"{draft.Family}-{registry.Names.Family(_random)}"),
            PlantedKind.HalfOfDoubleName => draft.Family.Split('-') is { Length: 2 } halves && Set(() => draft.Family = OneOf(halves)),
            PlantedKind.Initials => Set(() => draft.Given = string.Join(' ', given.Select(g => g[..1]))),
            PlantedKind.MiddleNameMissing => given.Length > 1 && Set(() => draft.Given = given[0]),
            PlantedKind.FamilyCutOff => draft.Family.Length > 8 && Set(() => draft.Family = draft.Family[..(5 + _random.Next(2))]),
            PlantedKind.ReversedWithSlip => SlipWord(ref draft.Family) && Set(() => (draft.Family, draft.Given) = (draft.Given, draft.Family)),
            PlantedKind.SexWrong => Set(() => draft.Sex = "M"),
            PlantedKind.BeforeEnrolment => woman.EnrolledOn is { } day && Set(() => draft.Study = day.AddDays(-1 - _random.Next(500))),
            PlantedKind.AfterWithdrawal => woman.WithdrawnOn is { } left && Set(() => draft.Study = left.AddDays(1 + _random.Next(500))),
            PlantedKind.SentByAnotherCentre => Set(() => draft.Centre = OtherCentre(woman.Centre)),
            PlantedKind.IdOfAnother => IdOf(draft, SomebodyOf(woman), nhs: false),
            PlantedKind.NhsNumberOfAnother => IdOf(draft, registry.List[_random.Next(registry.Count)], nhs: true),
            PlantedKind.IdAndDateSlips => SlipId(draft, PartKind.OneWrong) && SlipDate(draft, PartKind.OneWrong),
            PlantedKind.NameAndDateSlips => SlipWord(ref draft.Family) && SlipDate(draft, PartKind.Transposed),
            PlantedKind.ThreeSlips => SlipId(draft, PartKind.Transposed) && SlipWord(ref draft.Given) && SlipDate(draft, PartKind.OneWrong),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        // A slip that lands on what somebody else has, or on what is right, is another kind of error.
        return done ? draft.ToHeader(kind, woman) : null;
    }

    private MadeHeader? OfPair(PlantedKind kind, List<(RegistryPatient First, RegistryPatient Second)> pairs)
    {
        if (pairs.Count == 0)
        {
            return null;
        }
        (RegistryPatient a, RegistryPatient b) = pairs[_random.Next(pairs.Count)];
        (RegistryPatient woman, RegistryPatient other) = _random.Next(2) == 0 ? (a, b) : (b, a);
        Draft draft = Clean(woman, false);
        draft.Id = other.PatientIds[0];
        return draft.ToHeader(kind, woman);
    }

    private MadeHeader? OfStranger(PlantedKind kind)
    {
        RegistryPatient near = registry.List[_random.Next(registry.Count)];
        RegistryPatient stranger = registry.Stranger(_random);
        stranger = kind switch
        {
            PlantedKind.StrangerNamesake => stranger with { FamilyName = near.FamilyName, GivenName = near.GivenName, Centre = near.Centre },
            PlantedKind.StrangerTwinWithHerId => stranger with { FamilyName = near.FamilyName, BirthDate = near.BirthDate, Centre = near.Centre, PatientIds = near.PatientIds },
            PlantedKind.StrangerDaughterWithHerId => stranger with { FamilyName = near.FamilyName, BirthDate = near.BirthDate!.Value.AddYears(20).AddDays(_random.Next(3650)), Centre = near.Centre, PatientIds = near.PatientIds },
            PlantedKind.StrangerWithIdSlipOfAnother => stranger with { Centre = near.Centre, PatientIds = near.PatientIds },
            _ => stranger,
        };
        if (kind is PlantedKind.StrangerTwinWithHerId && stranger.GivenName.Split(' ')[0] == near.GivenName.Split(' ')[0])
        {
            return null;
        }
        Draft draft = Clean(stranger, false);
        if (kind == PlantedKind.StrangerWithIdSlipOfAnother && !SlipId(draft, PartKind.OneWrong))
        {
            return null;
        }
        return draft.ToHeader(kind, null);
    }

    private RegistryPatient SomebodyOf(RegistryPatient woman)
    {
        for (; ; )
        {
            RegistryPatient other = registry.List[_random.Next(registry.Count)];
            if (other.Centre == woman.Centre && other != woman)
            {
                return other;
            }
        }
    }

    private RegistryPatient OneOf(List<(RegistryPatient First, RegistryPatient Second)> pairs) => pairs[_random.Next(pairs.Count)].First;

    private Draft Clean(RegistryPatient woman, bool nhs) => new()
    {
        Id = nhs ? woman.PatientIds[^1] : woman.PatientIds[_random.Next(woman.PatientIds.Count)],
        Family = woman.FamilyName,
        Given = woman.GivenName,
        Date = F(woman.BirthDate!.Value),
        Sex = "F",
        Centre = woman.Centre,
        Study = (woman.EnrolledOn ?? new DateOnly(2003, 1, 1)).AddDays(_random.Next(woman.WithdrawnOn is null ? 1500 : 390)),
    };

    private bool InAnotherForm(Draft draft, RegistryPatient woman)
    {
        draft.Id = " " + draft.Id.ToLowerInvariant();
        draft.Name = _random.Next(4) switch
        {
            0 => $"{woman.FamilyName}^{woman.GivenName}^^MRS".ToUpperInvariant(),
            1 => $"{woman.GivenName} {woman.FamilyName}".Replace("'", "", StringComparison.Ordinal),
            2 => $"{woman.GivenName}^{woman.FamilyName}".Replace('-', ' '),
            _ => $"{woman.FamilyName.ToUpperInvariant()}^{woman.GivenName.Replace(' ', '^')}",
        };
        draft.Sex = _random.Next(2) == 0 ? "" : "female";
        return true;
    }

    private bool SlipId(Draft draft, PartKind kind) => NewId(draft, Slip(draft.Id, kind, "0123456789"));

    private bool NewId(Draft draft, string? id)
    {
        if (id is null || id == draft.Id || registry.IsTaken(id))
        {
            return false;
        }
        draft.Id = id;
        return true;
    }

    private static bool IdOf(Draft draft, RegistryPatient other, bool nhs)
    {
        string id = other.PatientIds[nhs ? ^1 : 0];
        draft.Id = id;
        return !nhs || NhsNumber.IsValid(id);
    }

    private bool SlipDate(Draft draft, PartKind kind)
    {
        string? slipped = Slip(draft.Date, kind, "0123456789");
        if (slipped is null || slipped == draft.Date || !DateOnly.TryParseExact(slipped, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) || date.Year is < 1900 or > 1980)
        {
            return false;
        }
        draft.Date = slipped;
        return true;
    }

    private bool SlipWord(ref string word)
    {
        if (word.Length < 5)
        {
            return false;
        }
        string? slipped = Slip(word, OneOf([PartKind.Transposed, PartKind.OneWrong, PartKind.OneMissing, PartKind.OneExtra]), "abcdefghijklmnopqrstuvwxyz");
        // A space more, less or elsewhere is the same name in normal form.
        if (slipped is null || Letters(slipped) == Letters(word))
        {
            return false;
        }
        word = slipped;
        return true;
    }

    private static string Letters(string name) => string.Concat(name.Where(char.IsLetter)).ToUpperInvariant();

    private string? Slip(string text, PartKind kind, string alphabet)
    {
        int at = _random.Next(text.Length);
        switch (kind)
        {
            case PartKind.Transposed:
                return at + 1 < text.Length && char.ToUpperInvariant(text[at]) != char.ToUpperInvariant(text[at + 1]) ? text[..at] + text[at + 1] + text[at] + text[(at + 2)..] : null;
            case PartKind.OneWrong:
                char other = alphabet[_random.Next(alphabet.Length)];
                return char.IsLetterOrDigit(text[at]) && char.IsDigit(text[at]) == char.IsDigit(alphabet[0]) && other != text[at] ? text[..at] + other + text[(at + 1)..] : null;
            case PartKind.OneMissing:
                return char.IsLetterOrDigit(text[at]) ? text.Remove(at, 1) : null;
            case PartKind.OneExtra:
                return text.Insert(at, alphabet[_random.Next(alphabet.Length)].ToString());
            default:
                return text[at] switch
                {
                    '0' => text[..at] + 'O' + text[(at + 1)..],
                    '1' => text[..at] + 'I' + text[(at + 1)..],
                    '5' => text[..at] + 'S' + text[(at + 1)..],
                    'B' => text[..at] + '8' + text[(at + 1)..],
                    _ => null,
                };
        }
    }

    private static bool Respell(Draft draft)
    {
        (string From, string To)[] sounds = [("ph", "f"), ("ck", "k"), ("ie", "ey"), ("th", "tt"), ("ll", "l"), ("ea", "ee"), ("y", "ie"), ("c", "k"), ("oo", "ue")];
        foreach ((string from, string to) in sounds)
        {
            int at = draft.Family.IndexOf(from, 1, StringComparison.Ordinal);
            if (at > 0)
            {
                draft.Family = draft.Family[..at] + to + draft.Family[(at + from.Length)..];
                return true;
            }
        }
        return false;
    }

    private bool NewFamily(Draft draft)
    {
        string name = registry.Names.Family(_random);
        bool other = !draft.Family.Contains(name, StringComparison.OrdinalIgnoreCase);
        draft.Family = name;
        return other;
    }

    private string OtherCentre(string centre)
    {
        string other;
        do
        {
            other = string.Create(CultureInfo.InvariantCulture, $"C{1 + _random.Next(13):D2}");
        }
        while (other == centre);
        return other;
    }

    private T OneOf<T>(T[] choices) => choices[_random.Next(choices.Length)];

    private static string F(DateOnly date) => date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static bool Set(Action change)
    {
        change();
        return true;
    }

    private sealed class Draft
    {
        internal string Id = string.Empty;
        internal string Family = string.Empty;
        internal string Given = string.Empty;
        internal string? Name;
        internal string Date = string.Empty;
        internal string Sex = string.Empty;
        internal string Centre = string.Empty;
        internal DateOnly Study;

        internal MadeHeader ToHeader(PlantedKind kind, RegistryPatient? truth) =>
            new(kind, new HeaderIdentity(Id.Trim(), Name ?? $"{Family}^{Given}", Date, Sex, Study), Centre, truth);
    }
}
