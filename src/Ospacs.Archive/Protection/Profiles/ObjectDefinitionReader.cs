using System.Collections.Frozen;
using System.Globalization;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>Reads the table of object definitions; the head of the table says how it is written.</summary>
internal sealed class ObjectDefinitionReader
{
    // (0008,0005): an item whose text is in other characters than the object's says so itself, whatever its module (PS3.5 section 7.5.3).
    private const uint SpecificCharacterSet = 0x00080005;
    private const int RepeatingGroups = 16;

    private readonly Dictionary<string, Block> _groups = new(StringComparer.Ordinal);
    private int _blocks;

    private ObjectDefinitionReader()
    {
    }

    /// <summary>Reads a whole table.</summary>
    /// <returns>The definitions of the objects, each under every UID that heads it.</returns>
    /// <exception cref="InvalidDataException">A line is not as the table's head says; the message names it by its number.</exception>
    internal static FrozenDictionary<string, ObjectDefinition> Read(TextReader table)
    {
        var reader = new ObjectDefinitionReader();
        List<string[]> heads = reader.ReadBlocks(table);
        var objects = new Dictionary<string, ObjectDefinition>(StringComparer.Ordinal);
        foreach (string[] head in heads.Where(head => char.IsAsciiDigit(head[0][0])))
        {
            ObjectDefinition definition = new Composition(reader).Object(reader._groups[head[0]]);
            Array.ForEach(head, uid => objects.Add(uid, definition));
        }
        return objects.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private List<string[]> ReadBlocks(TextReader table)
    {
        var heads = new List<string[]>();
        var open = new List<Block>(); // the group and, one a space of indentation, the items that are being read
        for (int number = 1; table.ReadLine() is { } line; number++)
        {
            string text = line.TrimStart(' ');
            int depth = line.Length - text.Length;
            if (text.Length == 0 || text[0] == '#')
            {
                continue;
            }
            if (text[0] == '[' && text[^1] == ']' && depth == 0)
            {
                string[] head = text[1..^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                open = [new Block(_blocks++)];
                heads.Add(head);
                Array.ForEach(head, name => _groups.Add(name, open[0]));
                continue;
            }
            if (depth == open.Count && depth > 0 && open[^1].Last is { } sequence)
            {
                sequence.Items = new Block(_blocks++);
                open.Add(sequence.Items);
            }
            if (depth >= open.Count || !Add(open[depth], text))
            {
                throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"Line {number} of the table of object definitions is not one."));
            }
            open.RemoveRange(depth + 1, open.Count - depth - 1);
        }
        return heads;
    }

    private static bool Add(Block block, string text)
    {
        block.Last = null;
        if (text == "^")
        {
            block.IsPast = true;
            return true;
        }
        if (text[0] == '+')
        {
            block.Included.Add(text[1..]);
            return true;
        }
        string[] cells = text.Split(' ');
        bool repeats = cells[0].Length == 8 && cells[0].AsSpan(2, 2) is "xx";
        if (cells.Length != 3
            || !uint.TryParse(repeats ? cells[0].Replace("xx", "00", StringComparison.Ordinal) : cells[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint tag)
            || !Enum.TryParse("Type" + cells[1], out AttributeType type))
        {
            return false;
        }
        block.Last = new Line(tag, type, repeats);
        block.Lines.Add(block.Last);
        return true;
    }

    private Block Group(string name) => _groups.TryGetValue(name, out Block? group)
        ? group
        : throw new InvalidDataException($"The table of object definitions includes {name} and does not have it.");

    /// <summary>Makes one object's definition of what the table says.</summary>
    private sealed class Composition(ObjectDefinitionReader table)
    {
        private readonly Dictionary<string, ObjectDefinition> _itemsOf = new(StringComparer.Ordinal);
        private readonly ObjectDefinition _past = new(asItWas: true);

        internal ObjectDefinition Object(Block group)
        {
            var definition = new ObjectDefinition();
            FrozenDictionary<uint, ObjectDefinition.Entry> entries = Entries([group]).ToFrozenDictionary();
            definition.Fill(entries);
            _past.Fill(entries);
            return definition;
        }

        // What several blocks say together, since modules and macros of an object may name the same attribute and sequence.
        private Dictionary<uint, ObjectDefinition.Entry> Entries(IEnumerable<Block> blocks)
        {
            var found = new Dictionary<uint, (AttributeType Type, List<Block> Items)>();
            foreach (Line line in WithIncluded(blocks).SelectMany(block => block.Lines))
            {
                for (uint group = 0; group < (line.Repeats ? RepeatingGroups : 1); group++)
                {
                    uint tag = line.Tag + (group << 17);
                    if (!found.TryGetValue(tag, out (AttributeType Type, List<Block> Items) known))
                    {
                        known = (AttributeType.Type3, []);
                    }
                    if (line.Items is not null)
                    {
                        known.Items.Add(line.Items);
                    }
                    found[tag] = (line.Type < known.Type ? line.Type : known.Type, known.Items);
                }
            }
            return found.ToDictionary(one => one.Key, one => new ObjectDefinition.Entry(one.Value.Type, one.Value.Items.Count == 0 ? null : Items(one.Value.Items)));
        }

        // The same items are defined once, wherever they stand: macros are met hundreds of times, and may be met inside themselves.
        private ObjectDefinition Items(List<Block> blocks)
        {
            if (blocks.Exists(block => block.IsPast))
            {
                return _past;
            }
            // Items that are a macro and nothing else are that macro.
            IEnumerable<int> numbers = blocks.Select(block => block.Lines.Count == 0 && block.Included.Count == 1 ? table.Group(block.Included[0]).Number : block.Number);
            string key = string.Join(' ', numbers.Distinct().Order());
            if (!_itemsOf.TryGetValue(key, out ObjectDefinition? definition))
            {
                definition = new ObjectDefinition();
                _itemsOf.Add(key, definition);
                Dictionary<uint, ObjectDefinition.Entry> entries = Entries(blocks);
                entries.TryAdd(SpecificCharacterSet, new ObjectDefinition.Entry(AttributeType.Type1C, null));
                definition.Fill(entries.ToFrozenDictionary());
            }
            return definition;
        }

        private HashSet<Block> WithIncluded(IEnumerable<Block> blocks)
        {
            var all = new HashSet<Block>(blocks);
            var open = new Queue<Block>(all);
            while (open.TryDequeue(out Block? block))
            {
                foreach (Block included in block.Included.Select(table.Group).Where(all.Add))
                {
                    open.Enqueue(included);
                }
            }
            return all;
        }
    }

    /// <summary>A group, or the items of a sequence, as the table writes them.</summary>
    private sealed class Block(int number)
    {
        internal int Number => number;

        internal List<Line> Lines { get; } = [];

        internal List<string> Included { get; } = [];

        internal bool IsPast { get; set; }

        /// <summary>The attribute of the line read last, whose items may follow.</summary>
        internal Line? Last { get; set; }
    }

    private sealed class Line(uint tag, AttributeType type, bool repeats)
    {
        internal uint Tag => tag;

        internal AttributeType Type => type;

        internal bool Repeats => repeats;

        internal Block? Items { get; set; }
    }
}
