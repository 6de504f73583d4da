using System.Collections.Frozen;
using System.Reflection;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>
/// The standard attributes of an object, or of the items of one of its sequences, with their types (PS3.3, edition 2024b): those of all modules
/// of its information object definition, whatever their usage.
/// </summary>
/// <remarks>Definitions are made once for the process and never change; a lookup allocates nothing.</remarks>
internal sealed class ObjectDefinition
{
    private static readonly Lazy<FrozenDictionary<string, ObjectDefinition>> Objects = new(Read);

    private readonly bool _asItWas;
    private FrozenDictionary<uint, Entry> _entries = FrozenDictionary<uint, Entry>.Empty;

    /// <summary>Makes a definition without attributes, which its maker fills: definitions may contain themselves.</summary>
    /// <param name="asItWas">Whether it is of a record of changed attributes, which owes none in particular.</param>
    internal ObjectDefinition(bool asItWas = false) => _asItWas = asItWas;

    /// <summary>The attributes, in no order.</summary>
    internal IEnumerable<DicomTag> Tags => _entries.Keys.Select(tag => new DicomTag(tag));

    /// <summary>The definition of the objects of a class.</summary>
    /// <param name="sopClassUid">The class.</param>
    /// <returns>The definition, or null if the table has none of the class.</returns>
    internal static ObjectDefinition? Of(string sopClassUid) => Objects.Value.GetValueOrDefault(sopClassUid);

    /// <summary>Looks an attribute up.</summary>
    /// <param name="tag">The attribute. Private elements are never of a definition.</param>
    /// <param name="type">Its type.</param>
    /// <param name="items">The definition of its items if it is a sequence, otherwise null.</param>
    /// <returns>Whether the attribute is of the definition.</returns>
    internal bool TryGet(DicomTag tag, out AttributeType type, out ObjectDefinition? items)
    {
        if (!_entries.TryGetValue(tag.Value, out Entry entry))
        {
            (type, items) = (AttributeType.Type3, null);
            return false;
        }
        type = _asItWas ? AttributeType.Type3 : entry.Type;
        items = entry.Items;
        return true;
    }

    /// <summary>Gives the definition its attributes.</summary>
    internal void Fill(FrozenDictionary<uint, Entry> entries) => _entries = entries;

    private static FrozenDictionary<string, ObjectDefinition> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("ultrasound-iods.txt")
            ?? throw new InvalidOperationException("The assembly lacks the table of the ultrasound objects.");
        using var reader = new StreamReader(stream);
        return ObjectDefinitionReader.Read(reader);
    }

    /// <summary>An attribute of a definition.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="Items">The definition of its items, if it is a sequence.</param>
    internal readonly record struct Entry(AttributeType Type, ObjectDefinition? Items);
}
