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
    /// <param name="fileMeta">Its file meta information, of which a rule may ask; null when there is none.</param>
    /// <returns>The decision of the first rule that matches, or null when none does: the object is not safe.</returns>
    public MaskDecision? Select(DicomDataset dataset, DicomDataset? fileMeta = null) => Find(SubjectOf(dataset, fileMeta))?.Decision;

    /// <summary>
    /// Whether the rule that decides for this object names its SOP class: the one way in for a class that is taken in by an explicit
    /// rule only, as Secondary Capture is.
    /// </summary>
    /// <param name="dataset">The object.</param>
    /// <param name="fileMeta">Its file meta information, or null.</param>
    public bool IsExplicitlyAllowed(DicomDataset dataset, DicomDataset? fileMeta = null) => Find(SubjectOf(dataset, fileMeta))?.Rule.NamesSopClass == true;

    /// <summary>How <see cref="Select"/> comes to its decision: every rule with every condition, whether it holds, and which rules nearly match.</summary>
    /// <param name="dataset">The object, before its header is cleaned.</param>
    /// <param name="fileMeta">Its file meta information, or null.</param>
    public MaskExplanation Explain(DicomDataset dataset, DicomDataset? fileMeta = null)
    {
        if (SubjectOf(dataset, fileMeta) is not { } subject)
        {
            return new MaskExplanation { Problem = "Rows and Columns give no size of a picture." };
        }
        var values = new ScannerValues(dataset, subject);
        var rules = new List<RuleExplanation>(Rules.Count);
        MaskDecision? decided = null;
        string? ended = null;
        foreach (MaskRule rule in Rules)
        {
            var record = new RuleRecord(subject, values);
            RuleVerdict verdict = rule.Decide(subject, record, out MaskDecision? decision);
            bool decides = verdict == RuleVerdict.Matches && decided is null && ended is null;
            rules.Add(new RuleExplanation
            {
                Number = rules.Count + 1,
                Rule = rule.Name,
                Source = rule.Source,
                Verdict = verdict,
                Decides = decides,
                Conditions = record.Conditions,
            });
            decided = decides ? decision : decided;
            ended ??= verdict == RuleVerdict.DecidesNothing && decided is null ? rule.Name : null;
        }
        return new MaskExplanation
        {
            Rule = decided?.Rule,
            Decision = decided,
            Problem = decided is not null ? null : ended is null ? "No rule matches." : $"The rule '{ended}' cannot be decided, or not carried out, and ends the search.",
            Rules = rules,
        };
    }

    private static MaskSubject? SubjectOf(DicomDataset dataset, DicomDataset? fileMeta)
    {
        long columns = dataset.GetInteger(DicomTag.Columns) ?? 0;
        long rows = dataset.GetInteger(DicomTag.Rows) ?? 0;
        return columns is > 0 and <= ushort.MaxValue && rows is > 0 and <= ushort.MaxValue ? new MaskSubject(dataset, fileMeta, (int)columns, (int)rows) : null;
    }

    private (MaskRule Rule, MaskDecision Decision)? Find(MaskSubject? subject)
    {
        if (subject is null)
        {
            return null;
        }
        foreach (MaskRule rule in Rules)
        {
            RuleVerdict verdict = rule.Decide(subject, null, out MaskDecision? decision);
            if (verdict != RuleVerdict.DoesNotMatch)
            {
                // Going on to the next rule where this one decides nothing could reach one that blanks less.
                return decision is null ? null : (rule, decision);
            }
        }
        return null;
    }
}
