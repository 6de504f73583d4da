using Ospacs.Archive.Import;

namespace Ospacs.PowerShell.Commands;

/// <summary>Ids of quarantined files as a person types them: whole, or their first digits.</summary>
internal static class QuarantineIds
{
    /// <summary>The fewest digits that stand for an id.</summary>
    internal const int ShortestPrefix = 8;

    /// <summary>The items that an id means; more than one when its digits do not tell them apart.</summary>
    /// <param name="items">All items.</param>
    /// <param name="id">The id, or its first digits.</param>
    internal static List<QuarantineItem> Matching(IEnumerable<QuarantineItem> items, string id) =>
        id.Length < ShortestPrefix ? [] : [.. items.Where(item => item.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase))];
}
