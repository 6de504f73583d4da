namespace Ospacs.Archive.Protection.Masks;

/// <summary>The policy's mask rules, in order: the first that matches decides.</summary>
public sealed class MaskCatalogue
{
    /// <summary>Makes a catalogue.</summary>
    /// <param name="rules">The rules, in order.</param>
    public MaskCatalogue(IReadOnlyList<MaskRule> rules) => Rules = rules;

    /// <summary>The rules, in order.</summary>
    public IReadOnlyList<MaskRule> Rules { get; }

    /// <summary>
    /// What to blank in an object's pictures. Ask before the header is cleaned, and only for objects of a class that is taken in.
    /// A rule that does not name a SOP class never speaks for a Secondary Capture. A value that a rule asks for and that cannot be
    /// decoded decides nothing: whoever cannot read the scanner's name does not know the scanner.
    /// </summary>
    /// <param name="dataset">The object.</param>
    /// <returns>The decision of the first rule that matches, or null when none does: the object is not safe.</returns>
    public MaskDecision? Select(DicomDataset dataset) => Find(dataset)?.Decision;

    /// <summary>
    /// Whether the rule that decides for this object names its SOP class: the one way in for a class that is taken in by an explicit
    /// rule only, as Secondary Capture is.
    /// </summary>
    /// <param name="dataset">The object.</param>
    public bool IsExplicitlyAllowed(DicomDataset dataset) => Find(dataset)?.Rule.NamesSopClass == true;

    private (MaskRule Rule, MaskDecision Decision)? Find(DicomDataset dataset)
    {
        long columns = dataset.GetInteger(DicomTag.Columns) ?? 0;
        long rows = dataset.GetInteger(DicomTag.Rows) ?? 0;
        if (columns is <= 0 or > ushort.MaxValue || rows is <= 0 or > ushort.MaxValue)
        {
            return null;
        }
        var subject = new MaskSubject(dataset, (int)columns, (int)rows);
        try
        {
            foreach (MaskRule rule in Rules)
            {
                if (rule.Decide(subject) is { } decision)
                {
                    return (rule, decision);
                }
            }
        }
        catch (DicomTextException)
        {
            // Going on to the next rule could reach one that blanks less.
        }
        return null;
    }
}
