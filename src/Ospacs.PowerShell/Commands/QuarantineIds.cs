using Ospacs.Archive.Import;

namespace Ospacs.PowerShell.Commands;

/// <summary>Ids of quarantined files as a person types them, whole or their first digits; looked up without reading the items themselves.</summary>
internal sealed class QuarantineIds(QuarantineStore quarantine)
{
    /// <summary>The fewest digits that stand for an id.</summary>
    internal const int ShortestPrefix = 8;

    private const int WholeLength = 64;

    private string[]? _names;

    /// <summary>Whether an id is given whole.</summary>
    /// <param name="id">The id.</param>
    internal static bool IsWhole(string id) => id.Length == WholeLength && id.All(char.IsAsciiHexDigit);

    /// <summary>The item that an id means, or null.</summary>
    /// <param name="id">The id, or its first digits.</param>
    /// <param name="count">How many items it means: more than one when its digits do not tell them apart.</param>
    internal QuarantineItem? Find(string id, out int count)
    {
        if (IsWhole(id))
        {
            QuarantineItem? item = quarantine.Find(id.ToUpperInvariant());
            count = item is null ? 0 : 1;
            return item;
        }
        count = Count(id);
        return count == 1 ? quarantine.Find(_names![FirstOf(id)]) : null;
    }

    private int Count(string id)
    {
        if (id.Length < ShortestPrefix)
        {
            return 0;
        }
        _names ??= [.. quarantine.Names().Order(StringComparer.OrdinalIgnoreCase)];
        int first = FirstOf(id);
        int count = 0;
        while (first + count < _names.Length && _names[first + count].StartsWith(id, StringComparison.OrdinalIgnoreCase))
        {
            count++;
        }
        return count;
    }

    private int FirstOf(string id)
    {
        int at = Array.BinarySearch(_names!, id, StringComparer.OrdinalIgnoreCase);
        return at < 0 ? ~at : at;
    }
}
