using System.Collections.Frozen;
using System.Globalization;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>A private element that is known to identify nobody: its creator, its group and the low byte of its number (PS3.5 section 7.8.1).</summary>
/// <param name="Creator">The private creator, as it stands in the file.</param>
/// <param name="Group">The group, odd.</param>
/// <param name="Element">The low byte of the element number.</param>
/// <param name="Source">From where that is known.</param>
public sealed record SafePrivateElement(string Creator, ushort Group, byte Element, string Source)
{
    /// <summary>Reads "(gggg,xxee)".</summary>
    /// <param name="text">The text.</param>
    /// <param name="group">The group.</param>
    /// <param name="element">The low byte.</param>
    public static bool TryParse(string text, out ushort group, out byte element)
    {
        element = 0;
        group = 0;
        return text.Length == 11 && text[0] == '(' && text[5] == ',' && text[10] == ')' && text.AsSpan(6, 2).Equals("xx", StringComparison.OrdinalIgnoreCase)
            && ushort.TryParse(text.AsSpan(1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out group) && (group & 1) == 1
            && byte.TryParse(text.AsSpan(8, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out element);
    }
}

/// <summary>
/// The private elements that stay when Retain Safe Private is on (PS3.15 section E.3.10): a list by creator and element that a policy adds to.
/// Sequences never stay: what a maker puts into their items nobody has vouched for.
/// </summary>
public sealed class SafePrivateList
{
    private readonly FrozenDictionary<(string Creator, ushort Group, byte Element), SafePrivateElement> _elements;

    private SafePrivateList(IEnumerable<SafePrivateElement> elements)
    {
        var unique = new Dictionary<(string, ushort, byte), SafePrivateElement>();
        foreach (SafePrivateElement element in elements)
        {
            unique[(element.Creator, element.Group, element.Element)] = element;
        }
        _elements = unique.ToFrozenDictionary();
    }

    /// <summary>The list that ships: what PS3.15 Table E.3.10-1 names, edition 2024b.</summary>
    public static SafePrivateList Shipped { get; } = new(ProtectionTables.Lines("safe-private.txt").Select(Read));

    /// <summary>An empty list.</summary>
    public static SafePrivateList Empty { get; } = new([]);

    /// <summary>The elements.</summary>
    public IReadOnlyCollection<SafePrivateElement> Elements => _elements.Values;

    /// <summary>This list with more elements.</summary>
    /// <param name="elements">The elements.</param>
    public SafePrivateList With(IEnumerable<SafePrivateElement> elements) => new(_elements.Values.Concat(elements));

    /// <summary>Whether an element is safe; its creator is compared as it stands, without padding.</summary>
    /// <param name="tag">The element, of an odd group.</param>
    /// <param name="creator">The creator of its block.</param>
    public bool Contains(DicomTag tag, string creator) => _elements.ContainsKey((creator, tag.Group, (byte)tag.Element));

    private static SafePrivateElement Read(string line)
    {
        int end = line.IndexOf(')', StringComparison.Ordinal);
        return SafePrivateElement.TryParse(line[..(end + 1)], out ushort group, out byte element)
            ? new SafePrivateElement(line[(end + 1)..].Trim(), group, element, "PS3.15 Table E.3.10-1")
            : throw new InvalidOperationException($"safe-private.txt has the unknown line {line}.");
    }
}
