using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>A place in a data set: an element, below the sequences and the items that hold it.</summary>
internal sealed class ElementPath
{
    private readonly (DicomTag Sequence, int Item)[] _steps;

    private ElementPath((DicomTag Sequence, int Item)[] steps, DicomTag tag)
    {
        _steps = steps;
        Tag = tag;
    }

    /// <summary>The element.</summary>
    internal DicomTag Tag { get; }

    /// <summary>An element of the data set itself.</summary>
    internal static ElementPath Of(DicomTag tag) => new([], tag);

    /// <summary>An element of an item of the sequence that this path leads to.</summary>
    /// <param name="item">The item, from 1.</param>
    /// <param name="tag">The element.</param>
    internal ElementPath Item(int item, DicomTag tag) => new([.. _steps, (Tag, item)], tag);

    /// <summary>Finds the element and the data set that holds it, or null when one of the steps is missing.</summary>
    internal (DicomDataset Holder, DicomElement Element)? Find(DicomDataset dataset)
    {
        foreach ((DicomTag sequence, int item) in _steps)
        {
            IReadOnlyList<DicomItem> items = dataset.GetItems(sequence);
            if (items.Count < item)
            {
                return null;
            }
            dataset = items[item - 1].Dataset;
        }
        return dataset.TryGet(Tag, out DicomElement? element) ? (dataset, element) : null;
    }

    /// <summary>The element's text, or null when it is missing or cannot be decoded.</summary>
    internal string? TextIn(DicomDataset dataset)
    {
        try
        {
            return Find(dataset) is var (holder, element) && element.Items is null ? holder.TextOf(element) : null;
        }
        catch (DicomTextException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((DicomTag sequence, int item) in _steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"{sequence}[{item}].");
        }
        return text.Append(Tag).ToString();
    }
}
