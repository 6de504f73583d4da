using System.Buffers;
using System.Globalization;
using System.Text;
using Ospacs.Archive.Import;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Patients;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Protection.Search;

/// <summary>
/// The strings that say who a patient is, and who scanned and referred her: parts of names, numbers, birth dates, from an object's header
/// and from the registry. The one place that knows what they are. Identity side: they never leave memory.
/// </summary>
internal sealed class PatientStrings
{
    // A number of an order or a visit, or one without the signs between its digits, says something from this length on.
    private const int ShortestNumber = 6;

    private const int ShortestReasonWord = 3;

    private static readonly SearchValues<char> Separators = SearchValues.Create("^= ,;.-_\\/()'\"\u3000");

    private static readonly SearchValues<char> LettersAndDigits = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private readonly Dictionary<string, IdentityWord> _words = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<IdentityWord> _bytes = [];
    private readonly List<DateOnly> _dates = [];
    private readonly string _subjectId;

    private PatientStrings(string subjectId) => _subjectId = subjectId;

    /// <summary>The words.</summary>
    internal IEnumerable<IdentityWord> Words => _words.Values.Concat(_bytes);

    /// <summary>The birth date: none, one, or two where header and registry differ.</summary>
    internal IReadOnlyList<DateOnly> BirthDates => _dates;

    /// <summary>The strings of an object.</summary>
    /// <param name="source">What the object's header says.</param>
    /// <param name="patient">Whom the registry knows under the subject, or null.</param>
    /// <param name="subjectId">The subject. What equals it is no identity: it is what the trial itself calls her.</param>
    internal static PatientStrings Of(SourceIdentity source, RegistryPatient? patient, string subjectId)
    {
        var strings = new PatientStrings(subjectId);
        foreach ((DicomDataset dataset, DicomElement element, IdentityRole role) in source.Elements)
        {
            strings.Add(dataset, element, role);
        }
        if (patient is not null)
        {
            strings.Add(patient);
        }
        return strings;
    }

    /// <summary>The strings of a volunteer, as the registry has her.</summary>
    /// <param name="patient">The volunteer.</param>
    internal static PatientStrings Of(RegistryPatient patient)
    {
        var strings = new PatientStrings(patient.SubjectId);
        strings.Add(patient);
        return strings;
    }

    /// <summary>The strings of a file's header; none when it cannot be read.</summary>
    /// <param name="path">The file.</param>
    internal static PatientStrings OfFile(string path)
    {
        try
        {
            using DicomFile file = DicomFile.Open(path);
            return Of(SourceIdentity.Of(file.Dataset, string.Empty), null, string.Empty);
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException || ReadFailure.IsOne(e))
        {
            return new PatientStrings(string.Empty);
        }
    }

    /// <summary>The strings that the identity ledger keeps of a patient.</summary>
    /// <param name="source">What it keeps of a source.</param>
    internal static PatientStrings Of(SourceIdentifiers source)
    {
        var strings = new PatientStrings(string.Empty);
        foreach (string id in source.OtherPatientIds.Prepend(source.PatientId ?? string.Empty))
        {
            strings.Add(id, IdentityRole.PatientIdentifier);
        }
        foreach (string name in source.OtherPatientNames.Prepend(source.PatientName ?? string.Empty))
        {
            strings.Add(name, IdentityRole.PatientName);
        }
        strings.Add(source.PatientBirthDate ?? string.Empty, IdentityRole.BirthDate);
        foreach (UndecodedValue value in source.Undecoded)
        {
            strings.Add(Encoding.Latin1.GetString(value.Bytes), IdentityRole.PatientName);
            strings.Add(Encoding.UTF8.GetString(value.Bytes), IdentityRole.PatientName);
        }
        return strings;
    }

    /// <summary>The words of a registered name that are long enough to tell from a label's own.</summary>
    /// <param name="patient">The patient.</param>
    internal static IEnumerable<string> NamesOf(RegistryPatient patient) => WordsOf($"{patient.FamilyName} {patient.GivenName} {string.Join(' ', patient.FormerNames)}").Where(word => word.Length >= IdentityWord.ShortestWord);

    /// <summary>Whether what a person writes repeats something of the patient's own: a name or number of three characters, or the birth date.</summary>
    /// <param name="text">The text.</param>
    internal bool AreRepeatedIn(string text)
    {
        string plain = Plain(text);
        return _words.Values.Any(word => word.IsPatients && word.Text.Length >= (word.IsAscii ? ShortestReasonWord : 2) && IsRepeatedIn(plain, Plain(word.Text)))
            || new BirthDateSearch(_dates).IndexIn(text, BirthDateSearch.Layouts.All) >= 0;
    }

    /// <summary>As a word of its own, or anywhere in scripts that write without spaces or put particles to a name.</summary>
    private static bool IsRepeatedIn(string text, string word) =>
        WordSearch.IndexOf(text, word, anywhere: word.Any(c => char.GetUnicodeCategory(c) == UnicodeCategory.OtherLetter)) >= 0;

    /// <summary>Half width and full width alike. What cannot be normalised is no text that anybody typed.</summary>
    private static string Plain(string text)
    {
        try
        {
            return Ascii.IsValid(text) ? text : text.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }

    private static List<string> WordsOf(ReadOnlySpan<char> name)
    {
        var words = new List<string>();
        foreach (Range range in name.SplitAny(Separators))
        {
            if (name[range].Trim() is { Length: > 0 } word)
            {
                words.Add(word.ToString());
            }
        }
        return words;
    }

    private void Add(RegistryPatient patient)
    {
        AddName($"{patient.FamilyName}^{patient.GivenName}", isPatients: true);
        foreach (string former in patient.FormerNames)
        {
            AddName($"{former}^{patient.GivenName}", isPatients: true);
        }
        foreach (string id in patient.PatientIds)
        {
            AddNumber(id, 1, isPatients: true);
        }
        if (patient.BirthDate is { } date)
        {
            AddDate(date);
        }
    }

    private void Add(DicomDataset dataset, DicomElement element, IdentityRole role)
    {
        try
        {
            Add(dataset.TextOf(element), role);
        }
        catch (DicomTextException)
        {
            ReadOnlySpan<byte> bytes = DicomText.Trim(element.Value.Span);
            AddBytes(bytes, role is IdentityRole.PatientName or IdentityRole.PatientIdentifier);
            if (!bytes.Contains((byte)0x1B))
            {
                // What a person, or a device that ignores the declared set, may have read it as.
                Add(Encoding.Latin1.GetString(bytes), role);
                Add(Encoding.UTF8.GetString(bytes), role);
            }
        }
    }

    private void Add(string text, IdentityRole role)
    {
        foreach (string value in text.Split('\\'))
        {
            switch (role)
            {
                case IdentityRole.PatientName:
                    AddName(value, isPatients: true);
                    break;
                case IdentityRole.OtherName:
                    AddName(value, isPatients: false);
                    break;
                case IdentityRole.PatientIdentifier:
                    AddNumber(value, 1, isPatients: true);
                    break;
                case IdentityRole.OtherIdentifier when value.Any(char.IsAsciiDigit) && !IsDate(value):
                    AddNumber(value, ShortestNumber, isPatients: false);
                    break;
                case IdentityRole.BirthDate when DicomText.ParseDate(value.Trim()) is { } date:
                    AddDate(date);
                    break;
                case IdentityRole.BirthDate:
                    AddNumber(value, ShortestNumber, isPatients: true);
                    break;
            }
        }
    }

    private void AddName(string name, bool isPatients)
    {
        if (IsNobodys(name.Trim()))
        {
            return;
        }
        // The short parts of a doctor's name are titles and initials.
        int shortest = isPatients ? 2 : IdentityWord.ShortestWord;
        foreach (Range group in name.AsSpan().Split('='))
        {
            IReadOnlyList<string> plain = AddGroup(name[group], shortest, isPatients);
            if (isPatients && plain.Count >= 2)
            {
                // Run together they are longer, and count wherever they stand.
                AddWord(plain[0] + plain[1], IdentityWord.LongWord, isPatients);
                AddWord(plain[1] + plain[0], IdentityWord.LongWord, isPatients);
            }
        }
    }

    /// <summary>Adds the words of a component group, as they are and as a keyboard without accents and apostrophes has them; and gives the latter.</summary>
    private IReadOnlyList<string> AddGroup(string group, int shortest, bool isPatients)
    {
        List<string> words = WordsOf(group);
        IReadOnlyList<string> plain = words;
        if (!Ascii.IsValid(group) || group.Contains('\'', StringComparison.Ordinal))
        {
            plain = PersonNameForm.WordsOf(group);
            words.AddRange([.. plain, .. words.Where(word => !Ascii.IsValid(word)).Select(Respelt)]);
        }
        foreach (string word in words)
        {
            AddWord(word, shortest, isPatients);
        }
        return plain;
    }

    private void AddNumber(string number, int shortest, bool isPatients)
    {
        number = number.Trim();
        if (IsNobodys(number))
        {
            return;
        }
        AddWord(number, shortest, isPatients);
        if (!number.AsSpan().ContainsAnyExcept(LettersAndDigits))
        {
            return;
        }
        string bare = string.Concat(number.Where(char.IsAsciiLetterOrDigit));
        if (bare.Any(char.IsAsciiDigit) && !IsNobodys(bare))
        {
            AddWord(bare, ShortestNumber, isPatients);
        }
    }

    private void AddDate(DateOnly date)
    {
        // What an earlier protection put in the place of a date is nobody's birth date.
        if (!_dates.Contains(date) && date != DummyValue.Date)
        {
            _dates.Add(date);
        }
    }

    private void AddWord(string word, int shortest, bool isPatients)
    {
        if (word.Length < (Ascii.IsValid(word) ? shortest : 2) || IsNobodys(word))
        {
            return;
        }
        if (!_words.TryGetValue(word, out IdentityWord? known) || (isPatients && !known.IsPatients))
        {
            _words[word] = IdentityWord.Of(word, isPatients);
        }
    }

    private bool IsNobodys(string word) => word.Length == 0 || word.Equals(_subjectId, StringComparison.OrdinalIgnoreCase) || word.Equals(DummyValue.Text, StringComparison.Ordinal);

    /// <summary>Letters that German and the Nordic languages write as two where they must.</summary>
    private static string Respelt(string word)
    {
        var spelt = new StringBuilder(word.Length + 4);
        foreach (char letter in word.Normalize(NormalizationForm.FormC).ToUpperInvariant())
        {
            _ = letter switch
            {
                'Ä' or 'Æ' => spelt.Append("AE"),
                'Ö' or 'Ø' or 'Œ' => spelt.Append("OE"),
                'Ü' => spelt.Append("UE"),
                'Å' => spelt.Append("AA"),
                'ß' or 'ẞ' => spelt.Append("SS"),
                _ => spelt.Append(letter),
            };
        }
        return spelt.ToString();
    }

    /// <summary>Whether an order's number begins with a date, as devices make them of the date of the study, which may stay.</summary>
    private static bool IsDate(string number) =>
        number.Trim() is { Length: >= 8 } trimmed && DateOnly.TryParseExact(trimmed.AsSpan(0, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
        && date.Year is > 1980 and < 2100;

    /// <summary>Of a value that its character set does not explain, the pieces between separators and escape sequences, as they stand.</summary>
    private void AddBytes(ReadOnlySpan<byte> value, bool isPatients)
    {
        // Behind ESC $ pairs of bytes follow, each of which may look like a separator (ISO 2022).
        bool pairs = false;
        while (value.Length > 0)
        {
            int escape = value.IndexOf((byte)0x1B);
            ReadOnlySpan<byte> piece = escape < 0 ? value : value[..escape];
            if (pairs && piece.Length >= IdentityWord.ShortestWord)
            {
                _bytes.Add(IdentityWord.Of(piece, isPatients));
            }
            else if (!pairs)
            {
                foreach (Range range in piece.SplitAny("^= ,;.-_\\/()'\""u8))
                {
                    AddPiece(piece[range], isPatients);
                }
            }
            if (escape < 0)
            {
                return;
            }
            value = value[(escape + 1)..];
            pairs = value.StartsWith("$"u8) && !value.StartsWith("$)"u8);
            int end = value.IndexOfAnyInRange((byte)0x30, (byte)0x7E);
            value = end < 0 ? default : value[(end + 1)..];
        }
    }

    private void AddPiece(ReadOnlySpan<byte> piece, bool isPatients)
    {
        if (Ascii.IsValid(piece) && piece.Length > 0)
        {
            AddWord(Encoding.ASCII.GetString(piece), isPatients ? 2 : IdentityWord.ShortestWord, isPatients);
        }
        if (piece.Length >= IdentityWord.ShortestWord && !Ascii.IsValid(piece))
        {
            _bytes.Add(IdentityWord.Of(piece, isPatients));
        }
    }
}
