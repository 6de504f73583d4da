namespace Ospacs.Archive.Patients.Matching;

/// <summary>Which names there are: what is alike to one may be another.</summary>
internal interface INameCensus
{
    /// <summary>Whether somebody in the registry has a family name, words run together, in normal form.</summary>
    bool IsFamilyName(string name);

    /// <summary>Whether somebody in the registry has a word for a given or middle name, in normal form.</summary>
    bool IsGivenName(string word);
}

/// <summary>
/// The patients of all centres, by id, birth date and name, for headers that fit nobody exactly. About 150 bytes a patient beside the patients
/// themselves. Never changed once it is made, so that several threads may ask it.
/// </summary>
internal sealed class PatientIndex : INameCensus
{
    /// <summary>What more patients share than this says of none of them who is meant.</summary>
    private const int MostSharing = 400;

    /// <summary>A full name alone is worth a look where so few bear it.</summary>
    private const int FewNamesakes = 5;

    private readonly RegistryPatient[] _patients;
    private readonly Chains<ulong> _byId;
    private readonly Chains<int> _byBirthDate;
    private readonly Chains<ulong> _byName;
    private readonly ulong[] _familyKeys;
    private readonly ulong[] _givenKeys;
    private readonly HashSet<string> _familyNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _givenNames = new(StringComparer.Ordinal);

    internal PatientIndex(IPatientRegistry registry)
    {
        _patients = [.. registry.Patients];
        _byId = new Chains<ulong>(_patients.Length);
        _byBirthDate = new Chains<int>(_patients.Length);
        _byName = new Chains<ulong>(_patients.Length);
        _familyKeys = new ulong[_patients.Length];
        _givenKeys = new ulong[_patients.Length];
        for (int i = 0; i < _patients.Length; i++)
        {
            Add(i, _patients[i]);
        }
    }

    public bool IsFamilyName(string name) => _familyNames.Contains(name);

    public bool IsGivenName(string word) => _givenNames.Contains(word);

    /// <summary>Everybody in whom something of the header is found, near or exactly.</summary>
    internal IReadOnlyCollection<RegistryPatient> Find(PatientComparison header)
    {
        var found = new HashSet<int>();
        IdForm id = new(header.PatientId);
        if (!id.IsBlank && !id.IsPlaceholder)
        {
            FindById(id, found);
        }
        HashSet<ulong> families = [];
        HashSet<ulong> givens = [];
        HashSet<ulong> full = [];
        foreach (PersonNameForm name in header.Names)
        {
            AddKeys(name, families, givens, full);
        }
        BirthDateForm date = header.BirthDateForm;
        foreach (DateOnly reading in date.Readings)
        {
            bool exact = date.CompareTo(reading) == PartKind.Agrees;
            foreach (int patient in _byBirthDate.Of(reading.DayNumber, MostSharing))
            {
                if (exact || families.Contains(_familyKeys[patient]) || givens.Contains(_givenKeys[patient]))
                {
                    found.Add(patient);
                }
            }
        }
        foreach (ulong key in full)
        {
            List<int> namesakes = _byName.Of(key, MostSharing);
            bool few = namesakes.Count <= FewNamesakes;
            found.UnionWith(namesakes.Where(p => few || (_patients[p].BirthDate is { } birth && date.CompareTo(birth) != PartKind.Differs)));
        }
        return [.. found.Select(i => _patients[i])];
    }

    /// <summary>Those whose id, in the form in which slips are looked for, is the header's or one slip away.</summary>
    private void FindById(in IdForm id, HashSet<int> found)
    {
        Span<char> folded = id.Bare.Length <= 64 ? stackalloc char[id.Bare.Length] : new char[id.Bare.Length];
        ReadOnlySpan<char> text = Folded(id.Bare, folded);
        Take(Key.Of(text), found);
        if (!id.MayHaveSlip || text.Length > 20)
        {
            return;
        }
        const string Alphabet = "0123456789ACDEFGHJKMNPQRTUVWXYZ";
        Span<char> variant = stackalloc char[text.Length + 1];
        for (int i = 0; i <= text.Length; i++)
        {
            text[..i].CopyTo(variant);
            text[i..].CopyTo(variant[(i + 1)..]);
            foreach (char c in Alphabet)
            {
                variant[i] = c;
                Take(Key.Of(variant.TrimStart('0')), found);
            }
            if (i == text.Length)
            {
                break;
            }
            Span<char> same = variant[..text.Length];
            text.CopyTo(same);
            foreach (char c in Alphabet)
            {
                same[i] = c;
                Take(Key.Of(same.TrimStart('0')), found);
            }
            text.CopyTo(same);
            if (i + 1 < text.Length && text[i] != text[i + 1])
            {
                (same[i], same[i + 1]) = (same[i + 1], same[i]);
                Take(Key.Of(same.TrimStart('0')), found);
            }
            text[..i].CopyTo(variant);
            text[(i + 1)..].CopyTo(variant[i..]);
            Take(Key.Of(variant[..(text.Length - 1)].TrimStart('0')), found);
        }
    }

    private void Take(ulong key, HashSet<int> found)
    {
        foreach (int patient in _byId.Of(key, MostSharing))
        {
            found.Add(patient);
        }
    }

    private void Add(int number, RegistryPatient patient)
    {
        Span<char> folded = stackalloc char[128];
        foreach (string id in patient.PatientIds)
        {
            string bare = new IdForm(id).Bare;
            if (bare.Length is > 0 and <= 128)
            {
                _byId.Add(Key.Of(Folded(bare, folded)), number);
            }
        }
        if (patient.BirthDate is { } date)
        {
            _byBirthDate.Add(date.DayNumber, number);
        }
        PersonNameForm name = PersonNameForm.OfRegistry(patient);
        string family = string.Concat(name.Family);
        string given = name.Given.Count > 0 ? name.Given[0] : string.Empty;
        _familyKeys[number] = Key.Of(family);
        _givenKeys[number] = Key.Of(given);
        AddName(family, given, number);
        foreach (string former in patient.FormerNames)
        {
            string maiden = string.Concat(PersonNameForm.WordsOf(former));
            if (maiden != family)
            {
                AddName(maiden, given, number);
            }
        }
        foreach (string word in name.Given)
        {
            if (word.Length > 1)
            {
                _givenNames.Add(word);
            }
        }
    }

    private void AddName(string family, string given, int number)
    {
        if (family.Length > 1)
        {
            _familyNames.Add(family);
        }
        if (family.Length > 0 && given.Length > 0)
        {
            _byName.Add(Key.Of(Key.Of(family), Key.Of(given)), number);
        }
    }

    private static void AddKeys(PersonNameForm name, HashSet<ulong> families, HashSet<ulong> givens, HashSet<ulong> full)
    {
        if (name.IsParted)
        {
            AddKeys(string.Concat(name.Family), name.Given[0], families, givens, full);
            AddKeys(string.Concat(name.Given), name.Family[0], families, givens, full);
            return;
        }
        IReadOnlyList<string> words = name.Family.Count > 0 ? name.Family : name.Given;
        for (int i = 1; i < Math.Min(words.Count, 5); i++)
        {
            AddKeys(string.Concat(words.Take(i)), words[i], families, givens, full);
            AddKeys(string.Concat(words.Skip(i)), words[0], families, givens, full);
        }
    }

    private static void AddKeys(string family, string given, HashSet<ulong> families, HashSet<ulong> givens, HashSet<ulong> full)
    {
        families.Add(Key.Of(family));
        givens.Add(Key.Of(given));
        full.Add(Key.Of(Key.Of(family), Key.Of(given)));
    }

    private static ReadOnlySpan<char> Folded(string bare, Span<char> into)
    {
        for (int i = 0; i < bare.Length; i++)
        {
            into[i] = IdForm.Fold(bare[i]);
        }
        return into[..bare.Length].TrimStart('0');
    }

    /// <summary>FNV-1a of 64 bits. Two texts that share a key make one candidate more, whom the comparison then refuses.</summary>
    private static class Key
    {
        private const ulong Prime = 1099511628211;

        internal static ulong Of(ReadOnlySpan<char> text)
        {
            ulong key = 14695981039346656037;
            foreach (char c in text)
            {
                key = (key ^ c) * Prime;
            }
            return key;
        }

        internal static ulong Of(ulong first, ulong second) => ((first * Prime) ^ second) * Prime;
    }

    /// <summary>Numbers by key, several a key, as chains through one array.</summary>
    private sealed class Chains<TKey>(int capacity) where TKey : notnull
    {
        private static readonly List<int> None = [];
        private readonly Dictionary<TKey, int> _heads = new(capacity);
        private readonly List<(int Number, int Next)> _links = new(capacity);

        internal void Add(TKey key, int number)
        {
            ref int head = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_heads, key, out bool exists);
            _links.Add((number, exists ? head : -1));
            head = _links.Count - 1;
        }

        /// <summary>The numbers of a key; none where there are more than <paramref name="most"/>.</summary>
        internal List<int> Of(TKey key, int most)
        {
            if (!_heads.TryGetValue(key, out int head))
            {
                return None;
            }
            var numbers = new List<int>();
            for (int at = head; at >= 0; at = _links[at].Next)
            {
                if (numbers.Count == most)
                {
                    return None;
                }
                numbers.Add(_links[at].Number);
            }
            return numbers;
        }
    }
}
