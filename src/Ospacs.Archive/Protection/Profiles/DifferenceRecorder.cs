using System.Globalization;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>Writes down what protection does to an object, attribute by attribute. Without one, protection costs nothing more.</summary>
/// <param name="withOldValues">Whether values of the source are kept: identity side.</param>
/// <param name="withUnchanged">Whether attributes are told too that stay as they were.</param>
internal sealed class DifferenceRecorder(bool withOldValues, bool withUnchanged)
{
    private const int LongestValue = 64;
    private const int TagLength = 11;
    private readonly List<AttributeChange> _changes = [];
    private readonly List<string> _place = [];

    /// <summary>The changes, in the order of the elements; what the trial writes comes last.</summary>
    internal IReadOnlyList<AttributeChange> Changes => _changes;

    internal void Enter(DicomTag sequence, int item) => _place.Add(string.Create(CultureInfo.InvariantCulture, $"{sequence}[{item}]."));

    internal void Leave() => _place.RemoveAt(_place.Count - 1);

    internal void Add(DicomDataset source, DicomElement? before, DicomDataset? target, DicomElement? after, DicomTag tag, ProtectionAction action, string rule)
    {
        bool unchanged = ReferenceEquals(before, after);
        if (unchanged && !withUnchanged)
        {
            return;
        }
        _changes.Add(new AttributeChange(string.Concat(_place) + tag, DicomDictionary.Find(tag)?.Keyword ?? string.Empty, action, rule, after is null ? null : Text(target!, after))
        {
            OldValue = withOldValues && before is not null ? Text(source, before) : null,
        });
    }

    /// <summary>An item of a sequence that goes whole.</summary>
    internal void AddItem(DicomTag sequence, int item, string rule) => _changes.Add(new AttributeChange(
        string.Create(CultureInfo.InvariantCulture, $"{string.Concat(_place)}{sequence}[{item}]"), DicomDictionary.Find(sequence)?.Keyword ?? string.Empty, ProtectionAction.Remove, rule, null));

    /// <summary>What was done at the top of the object after the walk: the trial's own words, and what follows from the pixels.</summary>
    /// <param name="source">The source.</param>
    /// <param name="target">The object as it is about to be written.</param>
    internal void AddWritten(DicomDataset source, DicomDataset target)
    {
        _changes.RemoveAll(change => change.Path.Length == TagLength && DicomTag.TryParse(change.Path, out DicomTag tag) && WrittenAttributes.Contains(tag));
        HashSet<string> told = _changes.Where(change => change is { Path.Length: TagLength, Action: not ProtectionAction.Keep }).Select(change => change.Path).ToHashSet(StringComparer.Ordinal);
        foreach (DicomElement element in target)
        {
            DicomElement? before = source.Find(element.Tag);
            if (WrittenAttributes.Contains(element.Tag))
            {
                Add(source, before, target, element, element.Tag, ProtectionAction.Write, "the trial");
            }
            else if (!ReferenceEquals(before, element) && !told.Contains(element.Tag.ToString()))
            {
                Replace(source, before, target, element, element.Tag, ProtectionAction.Write, before is null ? "PS3.3" : "pixels");
            }
        }
        foreach (DicomElement element in source)
        {
            if (!target.Contains(element.Tag) && !told.Contains(element.Tag.ToString()))
            {
                Replace(source, element, null, null, element.Tag, ProtectionAction.Remove, "pixels");
            }
        }
    }

    private void Replace(DicomDataset source, DicomElement? before, DicomDataset? target, DicomElement? after, DicomTag tag, ProtectionAction action, string rule)
    {
        _changes.RemoveAll(change => change.Path == tag.ToString());
        Add(source, before, target, after, tag, action, rule);
    }

    private static string? Text(DicomDataset dataset, DicomElement element)
    {
        if (element.Items is { } items)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{items.Count} item(s)");
        }
        if (!element.VR.IsText || element.Length > 4 * LongestValue)
        {
            return null;
        }
        try
        {
            string text = dataset.TextOf(element);
            return text.Length <= LongestValue ? text : null;
        }
        catch (DicomTextException)
        {
            return null;
        }
    }
}
