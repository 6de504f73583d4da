using System.Buffers;
using System.Text;

namespace Ospacs.Archive.Protection;

/// <summary>
/// What an object says of who its patient is, as words to look for in what is left of it after protection. The table and its groups
/// take the elements that are meant for identity; what somebody typed into another one can be found by its words only.
/// </summary>
internal sealed class IdentityValues
{
    // A word of this many characters and more counts wherever it stands; a shorter one only as a word of its own, since "MARY" stands in "PRIMARY".
    private const int LongWord = 6;

    // Below this a word says too little: it counts only as a whole value.
    private const int ShortestWord = 4;

    // The longest value that is searched. Text beyond it is not what an operator types.
    private const int LongestValue = 1 << 20;

    private static readonly SearchValues<char> Separators = SearchValues.Create("^= \u3000,;.-_\\/()'\"");

    private static readonly DicomTag[] Identifiers =
    [
        DicomTag.PatientID, new(0x00101000u) /* Other Patient IDs */, DicomTag.AccessionNumber, DicomTag.PatientBirthDate,
        new(0x00102154u) /* Patient's Telephone Numbers */, new(0x00380010u) /* Admission ID */,
    ];

    private static readonly DicomTag ColourProfile = new(0x00282000u);

    /// <summary>What protection writes over at the top of the object, so that it does not matter what stood there.</summary>
    private static readonly uint[] WrittenAnew =
    [
        0x00120010u, 0x00120020u, 0x00120021u, 0x00120030u, 0x00120031u, 0x00120040u, 0x00120042u, // sponsor, protocol, site, subject
        0x00120062u, 0x00120063u, 0x00120064u, // how it was de-identified
    ];

    private readonly HashSet<string> _words = new(StringComparer.OrdinalIgnoreCase);

    private IdentityValues(DicomDataset source) => Collect(source);

    /// <summary>The identity values of an object: every person's name and every identifier of the patient, at every level.</summary>
    /// <param name="source">The object, as it came.</param>
    public static IdentityValues Of(DicomDataset source) => new(source);

    /// <summary>The first element of a protected data set that still holds one of the values, or null.</summary>
    /// <param name="kept">What protection left of the object, before anything of the trial is written into it.</param>
    /// <param name="known">Texts of the policy: a word that a rule names for a scanner is the maker's, also where a patient is called so.</param>
    public DicomTag? FindIn(DicomDataset kept, IReadOnlyList<string> known)
    {
        string[] words = [.. _words.Where(word => !known.Any(text => Holds(text, word)))];
        return words.Length == 0 ? null : Find(kept, words);
    }

    private static DicomTag? Find(DicomDataset kept, string[] words)
    {
        foreach (DicomElement element in kept)
        {
            if (element.Tag == DicomTag.PatientID || element.Tag == DicomTag.PatientName || (kept.Parent is null && WrittenAnew.Contains(element.Tag.Value)))
            {
                continue;
            }
            if (element.Items is { } items)
            {
                foreach (DicomItem item in items)
                {
                    if (Find(item.Dataset, words) is { } inner)
                    {
                        return inner;
                    }
                }
            }
            else if ((element.VR.IsText || element.Tag == ColourProfile) && element.Length is > 0 and <= LongestValue)
            {
                string text = Text(kept, element);
                if (Array.Exists(words, word => IsLeftIn(element, text, word)))
                {
                    return element.Tag;
                }
            }
        }
        return null;
    }

    private static bool IsLeftIn(DicomElement element, string text, string word)
    {
        if (element.Tag == ColourProfile)
        {
            // Bytes with texts among them; numbers may look like digits by chance.
            return word.Length >= ShortestWord && word.Any(char.IsLetter) && Holds(text, word);
        }
        DicomVR vr = element.VR;
        if (vr == DicomVR.CS)
        {
            // Codes are the standard's own words, and short; only a whole one can be a name.
            return word.Length >= ShortestWord && IsValueOf(text, word);
        }
        if (!vr.IsCharacterSetText && vr != DicomVR.AE && vr != DicomVR.UR)
        {
            // Numbers, dates and UIDs. A name stands there against the standard only, and other digits may be the same by chance.
            return word.Any(char.IsLetter) ? word.Length >= ShortestWord && Holds(text, word) : (vr == DicomVR.IS || vr == DicomVR.DS) && word.Length >= LongWord && IsValueOf(text, word);
        }
        return word.Length >= ShortestWord || !Ascii.IsValid(word) ? Holds(text, word) : IsValueOf(text, word);
    }

    private static bool IsValueOf(ReadOnlySpan<char> text, string word)
    {
        if (text.Length < word.Length)
        {
            return false;
        }
        foreach (Range value in text.Split('\\'))
        {
            if (text[value].Trim().Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }
        return false;
    }

    private static bool Holds(string text, string word)
    {
        if (text.Length < word.Length)
        {
            return false;
        }
        bool anywhere = word.Length >= LongWord || !Ascii.IsValid(word);
        for (int at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int end = at + word.Length;
            if (anywhere || ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))))
            {
                return true;
            }
        }
        return false;
    }

    private void Collect(DicomDataset dataset)
    {
        foreach (DicomElement element in dataset)
        {
            if (element.Items is { } items)
            {
                foreach (DicomItem item in items)
                {
                    Collect(item.Dataset);
                }
            }
            else if (element.Tag.IsPrivate || element.Length is 0 or > LongestValue)
            {
                continue;
            }
            else if (element.VR == DicomVR.PN || DicomDictionary.RepresentationOf(element.Tag) == DicomVR.PN)
            {
                AddName(Text(dataset, element), isPatients: element.Tag.Group == 0x0010);
            }
            else if (Identifiers.Contains(element.Tag))
            {
                foreach (string value in Text(dataset, element).Split('\\'))
                {
                    Add(value.Trim(), 1);
                }
            }
        }
    }

    private void AddName(string name, bool isPatients)
    {
        foreach (Range part in name.AsSpan().SplitAny(Separators))
        {
            string word = name[part];
            // The short parts of a doctor's name are titles and initials.
            Add(word, isPatients ? 2 : ShortestWord);
        }
    }

    private void Add(string word, int shortest)
    {
        if (word.Length >= (Ascii.IsValid(word) ? shortest : 2))
        {
            _words.Add(word);
        }
    }

    /// <summary>The text; where its character set fails it, the bytes one by one, so that what is the same in both is found all the same.</summary>
    private static string Text(DicomDataset dataset, DicomElement element)
    {
        if (!element.VR.IsText && element.VR != DicomVR.UN)
        {
            return Encoding.Latin1.GetString(element.Value.Span);
        }
        try
        {
            return dataset.TextOf(element);
        }
        catch (DicomTextException)
        {
            return Encoding.Latin1.GetString(DicomText.Trim(element.Value.Span));
        }
    }
}
