using System.Collections.Frozen;
using System.Globalization;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>What the allow-list lets through by name, each with its reason in the table.</summary>
internal static class AllowedAttributes
{
    private static readonly Lazy<FrozenSet<uint>> Texts = new(() => Read("allowed-text.txt"));
    private static readonly Lazy<FrozenSet<uint>> Beyond = new(() => Read("allowed-beyond.txt"));

    /// <summary>Whether an attribute may hold free text: a maker, not an operator, writes it.</summary>
    internal static bool MayBeText(DicomTag tag) => Texts.Value.Contains(tag.Value);

    /// <summary>Whether an attribute may stand where the standard does not have it: it says something of the picture alone.</summary>
    internal static bool MayStandAnywhere(DicomTag tag) => Beyond.Value.Contains(tag.Value);

    private static FrozenSet<uint> Read(string table) =>
        ProtectionTables.Rows(table).Select(cells => uint.Parse(cells[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToFrozenSet();
}
