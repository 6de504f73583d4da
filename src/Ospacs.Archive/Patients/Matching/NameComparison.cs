namespace Ospacs.Archive.Patients.Matching;

/// <summary>How a header's name stands to a patient's, by halves: the reading of it that speaks most for her.</summary>
internal static class NameComparison
{
    private const int ShortestWithSlip = 4;
    private const int MostWords = 6;

    /// <summary>The two parts, and where the halves are in each other's place and not equal besides a third.</summary>
    internal static IReadOnlyList<MatchPart> Of(IReadOnlyList<PersonNameForm> header, RegistryPatient patient, INameCensus census)
    {
        PersonNameForm registry = PersonNameForm.OfRegistry(patient);
        if (header.Count == 0 || registry.IsBlank)
        {
            return [new(MatchField.FamilyName, PartKind.Blank, 0), new(MatchField.GivenName, PartKind.Blank, 0)];
        }
        if (header.All(form => form.Family.Concat(form.Given).All(word => Placeholders.IsName(word))))
        {
            return [new(MatchField.FamilyName, PartKind.Placeholder, 0), new(MatchField.GivenName, PartKind.Placeholder, 0)];
        }
        if (PersonNameForm.Compare(header, registry) == FieldAgreement.Agrees)
        {
            return [Family(registry.Family.Count > 0 ? PartKind.Agrees : PartKind.Blank), Given(registry.Given.Count > 0 ? PartKind.Agrees : PartKind.Blank)];
        }
        (PartKind Family, PartKind Given, bool Reversed) best = default;
        int most = int.MinValue;
        foreach (PersonNameForm form in header)
        {
            foreach ((IReadOnlyList<string> family, IReadOnlyList<string> given, bool reversed) in Readings(form))
            {
                PartKind f = FamilyKind(family, registry.Family, patient.FormerNames, census);
                PartKind g = GivenKind(given, registry.Given, census);
                int points = Points.OfFamilyName(f) + Points.OfGivenName(g) - (reversed ? 1 : 0);
                if (points > most)
                {
                    most = points;
                    best = (f, g, reversed);
                }
            }
        }
        // Of two names that have nothing in common nobody can say that they are reversed.
        bool turned = best.Reversed && Points.OfFamilyName(best.Family) > 0 && Points.OfGivenName(best.Given) > 0;
        return turned
            ? [Family(best.Family), Given(best.Given), new(MatchField.FamilyName, PartKind.Reversed, Points.OfFamilyName(PartKind.Reversed))]
            : [Family(best.Family), Given(best.Given)];
    }

    private static MatchPart Family(PartKind kind) => new(MatchField.FamilyName, kind, Points.OfFamilyName(kind));

    private static MatchPart Given(PartKind kind) => new(MatchField.GivenName, kind, Points.OfGivenName(kind));

    private static IEnumerable<(IReadOnlyList<string> Family, IReadOnlyList<string> Given, bool Reversed)> Readings(PersonNameForm form)
    {
        yield return (form.Family, form.Given, false);
        if (form.IsParted)
        {
            yield return (form.Given, form.Family, true);
            yield break;
        }
        // Without carets nothing says where the family name ends, or whether it comes first.
        IReadOnlyList<string> words = form.Family.Count > 0 ? form.Family : form.Given;
        for (int i = 1; i < words.Count && words.Count <= MostWords; i++)
        {
            string[] front = [.. words.Take(i)];
            string[] back = [.. words.Skip(i)];
            yield return (front, back, false);
            yield return (back, front, false);
        }
    }

    private static PartKind FamilyKind(IReadOnlyList<string> header, IReadOnlyList<string> registry, IReadOnlyList<string> formerNames, INameCensus census)
    {
        if (header.Count == 0 || registry.Count == 0)
        {
            return PartKind.Blank;
        }
        string h = string.Concat(header);
        string r = string.Concat(registry);
        if (h == r)
        {
            return PartKind.Agrees;
        }
        List<IReadOnlyList<string>> former = [.. formerNames.Select(PersonNameForm.WordsOf)];
        if (former.Any(words => string.Concat(words) == h))
        {
            return PartKind.FormerName;
        }
        string[] known = [.. registry, .. former.SelectMany(words => words)];
        if (header.All(known.Contains) && header.Any(word => word.Length >= ShortestWithSlip - 1))
        {
            return PartKind.DoubleNameInPart;
        }
        if (header.Count > registry.Count && registry.All(header.Contains) && registry.Any(word => word.Length >= ShortestWithSlip - 1))
        {
            return PartKind.DoubleNameInPart;
        }
        PartKind alike = Alike(h, r);
        if (alike == PartKind.Differs)
        {
            alike = former.Select(words => Alike(h, string.Concat(words))).FirstOrDefault(kind => kind is not (PartKind.Differs or PartKind.CutOff), PartKind.Differs);
        }
        return alike != PartKind.Differs && census.IsFamilyName(h) ? PartKind.AnotherName : alike;
    }

    private static PartKind GivenKind(IReadOnlyList<string> header, IReadOnlyList<string> registry, INameCensus census)
    {
        if (header.Count == 0 || registry.Count == 0)
        {
            return PartKind.Blank;
        }
        if (string.Concat(header) == string.Concat(registry))
        {
            return PartKind.Agrees;
        }
        string h = header[0];
        string r = registry[0];
        bool middlesFit = MiddleNamesFit(header, registry);
        if (h == r)
        {
            return middlesFit ? PartKind.MiddleNames : CutMiddle(header, registry) ? PartKind.CutOff : PartKind.MiddleNamesDiffer;
        }
        if (h.Length == 1 || r.Length == 1)
        {
            return h[0] != r[0] ? PartKind.Differs : middlesFit ? PartKind.Initials : PartKind.MiddleNamesDiffer;
        }
        PartKind alike = Alike(h, r);
        if (alike == PartKind.Differs)
        {
            return header.Count == 1 && registry.Skip(1).Contains(h) ? PartKind.MiddleNameUsed : PartKind.Differs;
        }
        return census.IsGivenName(h) ? PartKind.AnotherName : middlesFit ? alike : PartKind.MiddleNamesDiffer;
    }

    /// <summary>Whether the middle names of one side are missing, the same, or the first letters of the other's.</summary>
    private static bool MiddleNamesFit(IReadOnlyList<string> header, IReadOnlyList<string> registry)
    {
        for (int i = 1; i < Math.Min(header.Count, registry.Count); i++)
        {
            (string a, string b) = (header[i], registry[i]);
            if (a != b && !(a.Length == 1 && b[0] == a[0]) && !(b.Length == 1 && a[0] == b[0]))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Whether the last of the header's middle names is the beginning of the registry's.</summary>
    private static bool CutMiddle(IReadOnlyList<string> header, IReadOnlyList<string> registry) =>
        header.Count >= 2 && header.Count <= registry.Count && header.Take(header.Count - 1).SequenceEqual(registry.Take(header.Count - 1))
        && registry[header.Count - 1].StartsWith(header[^1], StringComparison.Ordinal);

    private static PartKind Alike(string header, string registry)
    {
        if (header.Length >= ShortestWithSlip - 1 && registry.Length > header.Length && registry.StartsWith(header, StringComparison.Ordinal) && registry.Length - header.Length > 1)
        {
            return PartKind.CutOff;
        }
        if (Math.Max(header.Length, registry.Length) >= ShortestWithSlip && Edit.Of(header, registry) is { } slip)
        {
            return slip;
        }
        return PhoneticKey.Of(header) is { Length: > 1 } key && key == PhoneticKey.Of(registry) ? PartKind.SoundsAlike : PartKind.Differs;
    }
}
