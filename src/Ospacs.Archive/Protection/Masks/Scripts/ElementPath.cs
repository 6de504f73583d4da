using System.Globalization;
using System.Text.RegularExpressions;

namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>
/// An element as a script names it: a keyword, <c>[gggg,eeee]</c> or, of a maker's own, <c>[gggg[creator]ee]</c>; behind the names
/// of sequences, of which CTP looks into the first item only, with <c>::</c> between.
/// </summary>
internal sealed partial class ElementPath
{
    private readonly Step[] _steps;

    private ElementPath(Step[] steps, string written)
    {
        _steps = steps;
        Written = written;
    }

    /// <summary>The path with keywords where there are any.</summary>
    internal string Written { get; }

    /// <summary>The element, or the outermost sequence; null where a creator says which element it is.</summary>
    internal DicomTag? TopTag => _steps[0].Creator is null ? _steps[0].Tag : null;

    /// <summary>Whether it is the object's own SOP Class UID.</summary>
    internal bool IsSopClass => _steps.Length == 1 && TopTag == DicomTag.SOPClassUID;

    /// <summary>Reads a path.</summary>
    /// <param name="script">The script, for errors.</param>
    /// <param name="at">Where the path stands.</param>
    /// <param name="path">The path.</param>
    internal static ElementPath Of(ScriptText script, int at, string path)
    {
        const string Root = "root:";
        string names = path.StartsWith(Root, StringComparison.Ordinal) && !path.StartsWith(Root + ":", StringComparison.Ordinal) ? path[Root.Length..] : path;
        Step[] steps = [.. names.Split("::").Select(name => StepOf(script, at, name.Trim()))];
        for (int i = 0; i < steps.Length; i++)
        {
            bool isLast = i == steps.Length - 1;
            if (isLast == steps[i].IsSequence && (isLast || steps[i].IsKnown))
            {
                throw script.Error(at, isLast ? $"{steps[i].Written} is a sequence and has no text to compare." : $"{steps[i].Written} is no sequence and holds no other element.");
            }
        }
        return new ElementPath(steps, string.Join("::", steps.Select(step => step.Written)));
    }

    /// <summary>The element's text, several values with backslashes between them; null when it is missing or empty.</summary>
    /// <param name="subject">The object.</param>
    /// <param name="asNumber">Whether the text is wanted for its number.</param>
    /// <exception cref="DicomTextException">What stands there cannot be read, or has no one way of being written.</exception>
    internal string? Read(MaskSubject subject, bool asNumber)
    {
        DicomDataset? set = subject.SetOf(_steps[0].Tag);
        for (int i = 0; i < _steps.Length - 1; i++)
        {
            if (set is null || _steps[i].Find(set) is not { } sequence)
            {
                return null;
            }
            if (sequence.Items is null && sequence.Length > 0)
            {
                throw new DicomTextException("should be a sequence and cannot be read as one.", sequence.Tag);
            }
            set = sequence.Items is [var first, ..] ? first.Dataset : null;
        }
        if (set is null || _steps[^1].Find(set) is not { } element)
        {
            return null;
        }
        if (!asNumber && ElementText.IsFloat(element.VR) && element.Length > 0)
        {
            throw new DicomTextException("is a binary number with a fraction and has no one way of being written.", element.Tag);
        }
        IReadOnlyList<string> values = ElementText.Values(set, element);
        return values.Count > 0 ? string.Join('\\', values) : null;
    }

    private static Step StepOf(ScriptText script, int at, string name)
    {
        if (NumberPattern().Match(name) is { Success: true } number)
        {
            DicomTag tag = new(Hex(number.Groups[1]), Hex(number.Groups[2]));
            return Known(DicomDictionary.Find(tag)) ?? new Step(tag, null, tag.ToString(), false, false);
        }
        if (PrivatePattern().Match(name) is { Success: true } own)
        {
            var tag = new DicomTag(Hex(own.Groups[1]), Hex(own.Groups[3]));
            string creator = own.Groups[2].Value.Trim();
            return tag.IsPrivate && creator.Length > 0
                ? new Step(tag, creator, name, false, false)
                : throw script.Error(at, "an element with a creator has an odd group and the creator's name: [0009[CREATOR]01].");
        }
        return Known(ScriptKeywords.Find(name))
            ?? throw script.Error(at, $"'{(name.Length <= 64 ? name : name[..64])}' is no keyword of the DICOM dictionary; an element can also be named by its number, as [0018,1020].");
    }

    private static Step? Known(DicomDictionaryEntry? entry) =>
        entry is null ? null : new Step(entry.Tag, null, entry.Keyword == "-" ? entry.Tag.ToString() : entry.Keyword, true, entry.Representations.Contains(DicomVR.SQ));

    private static ushort Hex(Group digits) => ushort.Parse(digits.ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[\s*([0-9a-fA-F]{1,4}),([0-9a-fA-F]{1,4})\s*\]$", RegexOptions.CultureInvariant)]
    private static partial Regex NumberPattern();

    [GeneratedRegex(@"^\[\s*([0-9a-fA-F]{1,4}),?\[([^\]]*)\],?([0-9a-fA-F]{1,2})\s*\]$", RegexOptions.CultureInvariant)]
    private static partial Regex PrivatePattern();

    /// <param name="Tag">The element; with a creator, its group and the number within the creator's block.</param>
    /// <param name="Creator">The private creator (PS3.5 section 7.8.1), or null.</param>
    /// <param name="Written">How the step is shown.</param>
    /// <param name="IsKnown">Whether the dictionary has the element.</param>
    /// <param name="IsSequence">Whether it is a sequence there.</param>
    private sealed record Step(DicomTag Tag, string? Creator, string Written, bool IsKnown, bool IsSequence)
    {
        internal DicomElement? Find(DicomDataset set)
        {
            if (Creator is null)
            {
                return set.Find(Tag);
            }
            for (ushort block = 0x10; block <= 0xFF; block++)
            {
                var reserved = new DicomTag(Tag.Group, block);
                if (set.TryGet(reserved, out DicomElement? creator) && ElementText.Values(set, creator) is [var name] && name == Creator)
                {
                    return set.Find(new DicomTag(Tag.Group, (ushort)((block << 8) | Tag.Element)));
                }
            }
            return null;
        }
    }
}
