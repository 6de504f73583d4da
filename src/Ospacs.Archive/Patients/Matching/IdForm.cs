namespace Ospacs.Archive.Patients.Matching;

/// <summary>An identifier in the forms in which slips are looked for. What a match is, none of them changes.</summary>
internal readonly struct IdForm
{
    /// <summary>Shorter ones are too near to each other: half of a centre's are one digit away from somebody's.</summary>
    private const int ShortestWithSlip = 5;

    internal IdForm(string id)
    {
        Text = id.Trim();
        Span<char> bare = Text.Length <= 128 ? stackalloc char[Text.Length] : new char[Text.Length];
        int length = 0;
        foreach (char c in Text)
        {
            if (char.IsLetterOrDigit(c))
            {
                bare[length++] = char.ToUpperInvariant(c);
            }
        }
        Bare = new string(bare[..length]);
    }

    /// <summary>As it is written.</summary>
    internal string Text { get; }

    /// <summary>Its letters and digits, in capitals.</summary>
    internal string Bare { get; }

    internal bool IsBlank => Bare.Length == 0;

    internal bool IsPlaceholder => !IsBlank && Placeholders.IsId(Bare);

    /// <summary>Whether it is long enough for one character to be a slip rather than another id.</summary>
    internal bool MayHaveSlip => Bare.Length >= ShortestWithSlip;

    internal bool IsNhsNumber => NhsNumber.IsValid(Bare);

    /// <summary>The digit that a letter looks like, or the letter.</summary>
    internal static char Fold(char c) => c switch
    {
        'O' => '0',
        'I' or 'L' => '1',
        'S' => '5',
        'B' => '8',
        _ => c,
    };

    /// <summary>How a header's id stands to one of the registry's.</summary>
    internal static PartKind Compare(in IdForm header, in IdForm registry)
    {
        if (header.Text.Equals(registry.Text, StringComparison.OrdinalIgnoreCase))
        {
            return PartKind.Agrees;
        }
        if (header.Bare == registry.Bare)
        {
            return PartKind.Separators;
        }
        ReadOnlySpan<char> h = header.Bare.AsSpan().TrimStart('0');
        ReadOnlySpan<char> r = registry.Bare.AsSpan().TrimStart('0');
        if (h.SequenceEqual(r) && !h.IsEmpty)
        {
            return PartKind.LeadingZeros;
        }
        // A number that passes its check digit is not another one with a slip in it.
        if (header.IsNhsNumber && registry.IsNhsNumber)
        {
            return PartKind.OtherNumber;
        }
        if (header.MayHaveSlip && LooksLike(header.Bare, registry.Bare))
        {
            return PartKind.LookAlikes;
        }
        return header.MayHaveSlip && registry.MayHaveSlip && Edit.Of(header.Bare, registry.Bare) is { } slip ? slip : PartKind.Differs;
    }

    private static bool LooksLike(string header, string registry)
    {
        if (header.Length != registry.Length)
        {
            return false;
        }
        for (int i = 0; i < header.Length; i++)
        {
            if (Fold(header[i]) != Fold(registry[i]))
            {
                return false;
            }
        }
        return true;
    }
}
