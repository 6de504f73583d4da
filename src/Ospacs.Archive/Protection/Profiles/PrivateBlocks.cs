using System.Buffers.Binary;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>The private elements of one data set that may stay: those that the list names, and the creators of their blocks (PS3.5 section 7.8.1).</summary>
internal sealed class PrivateBlocks
{
    private static readonly DicomTag CharacteristicsSequence = new(0x00080300u);

    private readonly Dictionary<(ushort Group, int Block), string> _creators = [];
    private readonly HashSet<DicomTag> _safe = [];

    private PrivateBlocks()
    {
    }

    /// <summary>How many elements stay, creators not counted.</summary>
    internal int Kept { get; private set; }

    /// <summary>Finds what may stay of a data set's private elements.</summary>
    internal static PrivateBlocks Of(DicomDataset dataset, SafePrivateList list)
    {
        var blocks = new PrivateBlocks();
        foreach (DicomElement element in dataset)
        {
            DicomTag tag = element.Tag;
            if (!tag.IsPrivate || element.Items is not null)
            {
                continue;
            }
            if (tag.IsPrivateCreator)
            {
                blocks._creators[(tag.Group, tag.Element)] = DicomText.TrimmedAscii(element.Value.Span);
            }
            else if (tag.Element > 0x1000 && blocks._creators.TryGetValue((tag.Group, tag.Element >> 8), out string? creator) && list.Contains(tag, creator))
            {
                blocks._safe.Add(tag);
                blocks._safe.Add(new DicomTag(tag.Group, (ushort)(tag.Element >> 8)));
                blocks.Kept++;
            }
        }
        return blocks;
    }

    /// <summary>Whether an element may stay.</summary>
    internal bool Holds(DicomElement element) => _safe.Contains(element.Tag);

    /// <summary>Private Data Element Characteristics Sequence (0008,0300), PS3.3 section C.12.1: what is left in each block identifies nobody.</summary>
    internal DicomElement Characteristics(DicomDataset target)
    {
        var items = new List<DicomItem>();
        foreach (((ushort group, int block), string creator) in _creators.OrderBy(c => c.Key))
        {
            if (!_safe.Contains(new DicomTag(group, (ushort)block)))
            {
                continue;
            }
            byte[] elements = [.. _safe.Where(t => t.Group == group && t.Element >> 8 == block).Order().SelectMany(t => Bytes(t.Element))];
            DicomDataset item = new(target);
            item.Set(DicomElement.Create(new DicomTag(0x00080301u), DicomVR.US, Bytes(group)));
            item.Set(new DicomTag(0x00080302u), creator);
            item.Set(new DicomTag(0x00080303u), "SAFE");
            item.Set(DicomElement.Create(new DicomTag(0x00080304u), DicomVR.US, elements));
            items.Add(new DicomItem(item));
        }
        return DicomElement.Create(CharacteristicsSequence, items);
    }

    private static byte[] Bytes(ushort number)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, number);
        return bytes;
    }
}
