using System.Buffers.Binary;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>A data set of an object in the making, or an item of one of its sequences: writes elements and notes what is asked about them.</summary>
internal sealed class ExamScope
{
    private readonly ExamSheet _sheet;
    private readonly DicomDataset _dataset;
    private readonly (ElementPath Sequence, int Item)? _place;

    internal ExamScope(ExamSheet sheet, DicomDataset dataset, (ElementPath Sequence, int Item)? place)
    {
        _sheet = sheet;
        _dataset = dataset;
        _place = place;
    }

    /// <summary>The tag of a keyword of the dictionary.</summary>
    internal static DicomTag TagOf(string keyword) => DicomDictionary.FindKeyword(keyword)?.Tag
        ?? throw new ArgumentException($"The dictionary has no element {keyword}.", nameof(keyword));

    /// <summary>The path of an element here.</summary>
    internal ElementPath PathOf(DicomTag tag) => _place is var (sequence, item) ? sequence.Item(item, tag) : ElementPath.Of(tag);

    /// <summary>Writes an element that nothing is asked of.</summary>
    internal ExamScope Plain(string keyword, string text)
    {
        _dataset.Set(TagOf(keyword), text);
        return this;
    }

    /// <summary>Writes an element that nothing is asked of.</summary>
    internal ExamScope Plain(DicomElement element)
    {
        _dataset.Set(element);
        return this;
    }

    /// <summary>Writes a text that says nothing of anybody: it stays as it is.</summary>
    internal ExamScope Stays(string keyword, string text)
    {
        DicomTag tag = TagOf(keyword);
        _dataset.Set(DicomElement.Create(tag, DicomDictionary.RepresentationOf(tag), _dataset.CharacterSet.Encode(text)));
        ElementPath path = PathOf(tag);
        Ask(ExamCategory.TextRetained, path, $"\"{text}\" is still there", dataset => path.TextIn(dataset) == text);
        return this;
    }

    /// <summary>Writes a 16-bit number that stays.</summary>
    internal ExamScope Stays(string keyword, ushort number)
    {
        DicomTag tag = TagOf(keyword);
        return StaysNumber(DicomElement.Create(tag, number));
    }

    /// <summary>Writes a 32-bit number that stays.</summary>
    internal ExamScope StaysLong(string keyword, uint number) => StaysNumber(DicomElement.Create(TagOf(keyword), number));

    /// <summary>Writes a 64-bit number that stays.</summary>
    internal ExamScope StaysDouble(string keyword, double number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, number);
        return StaysNumber(DicomElement.Create(TagOf(keyword), DicomVR.FD, bytes));
    }

    /// <summary>Writes numbers, as text or not, that stay: the element is there and says the same.</summary>
    internal ExamScope StaysNumber(DicomElement element)
    {
        _dataset.Set(element);
        AskSame(element);
        return this;
    }

    /// <summary>Asks that an element of numbers is still there and says the same.</summary>
    internal void AskSame(DicomElement element)
    {
        ElementPath path = PathOf(element.Tag);
        Ask(ExamCategory.TagRetained, path, "the element is still there, with its value", dataset => path.Find(dataset) is var (_, found) && Little(found).AsSpan().SequenceEqual(Little(element)));
    }

    /// <summary>Writes a text that must not become empty, whatever takes its place.</summary>
    internal ExamScope NotNull(string keyword, string text)
    {
        DicomTag tag = TagOf(keyword);
        _dataset.Set(tag, text);
        AskNotNull(tag);
        return this;
    }

    /// <summary>Asks that an element has a value.</summary>
    internal void AskNotNull(DicomTag tag)
    {
        ElementPath path = PathOf(tag);
        Ask(ExamCategory.TextNotNull, path, "the element has a value (type 1)", dataset => path.TextIn(dataset) is { Length: > 0 });
    }

    /// <summary>Plants identity in an element of text.</summary>
    internal ExamScope Plant(string keyword, ProtectionOption? keptBy = null) => Plant(TagOf(keyword), DicomDictionary.RepresentationOf(TagOf(keyword)), keptBy: keptBy);

    /// <summary>Plants identity in an element of text.</summary>
    /// <param name="tag">The element.</param>
    /// <param name="vr">Its representation.</param>
    /// <param name="layout">What stands around the planted word, which is {0}.</param>
    /// <param name="keptBy">The option that lets the element stay, or null.</param>
    internal ExamScope Plant(DicomTag tag, DicomVR vr, string layout = "{0}", ProtectionOption? keptBy = null)
    {
        // Short strings have no room for letters of several bytes, and titles and addresses of programs are ASCII.
        (string word, string written) = _sheet.NextWord(ascii: !vr.IsCharacterSetText || vr == DicomVR.SH);
        string text = layout.Replace("{0}", written, StringComparison.Ordinal);
        _dataset.Set(DicomElement.Create(tag, vr, _dataset.CharacterSet.Encode(text)));
        if (keptBy is not { } option || !_sheet.Has(option))
        {
            _sheet.AskRemoved(PathOf(tag).ToString(), word);
        }
        return this;
    }

    /// <summary>Writes a value of digits that identifies somebody.</summary>
    internal ExamScope PlantDigits(string keyword, string digits)
    {
        DicomTag tag = TagOf(keyword);
        _dataset.Set(tag, digits);
        _sheet.AskRemoved(PathOf(tag).ToString(), digits);
        return this;
    }

    /// <summary>Writes a date, which the profile says what becomes of.</summary>
    internal ExamScope Dated(string keyword, string value)
    {
        DicomTag tag = TagOf(keyword);
        _dataset.Set(tag, value);
        _sheet.Dates.Add(new PlannedDate(PathOf(tag), value));
        return this;
    }

    /// <summary>Writes a UID, which becomes another one.</summary>
    internal ExamScope Uid(string keyword, string uid)
    {
        DicomTag tag = TagOf(keyword);
        _dataset.Set(tag, uid);
        _sheet.Uids.Add(new PlannedUid(PathOf(tag), uid));
        return this;
    }

    /// <summary>A new item of a sequence, behind those that it has.</summary>
    /// <param name="keyword">The sequence.</param>
    /// <param name="undefinedLength">Whether delimiters end sequence and item.</param>
    internal ExamScope Item(string keyword, bool undefinedLength = false) => Item(TagOf(keyword), undefinedLength);

    /// <summary>A new item of a sequence, behind those that it has.</summary>
    internal ExamScope Item(DicomTag sequence, bool undefinedLength = false)
    {
        var inner = new DicomDataset(_dataset);
        IReadOnlyList<DicomItem> before = _dataset.GetItems(sequence);
        _dataset.Set(DicomElement.Create(sequence, [.. before, new DicomItem(inner, undefinedLength)], undefinedLength));
        return new ExamScope(_sheet, inner, (PathOf(sequence), before.Count + 1));
    }

    private void Ask(ExamCategory category, ElementPath path, string expected, Func<DicomDataset, bool> isRight) =>
        _sheet.Questions.Add(new ExamQuestion(category, path.ToString(), expected, answer => answer.Dataset is { } dataset && isRight(dataset)));

    private static byte[] Little(DicomElement element)
    {
        byte[] bytes = element.Value.ToArray();
        int unit = element.VR == DicomVR.AT ? 2 : element.VR.UnitSize;
        if (element.Encoding.BigEndian && unit > 1)
        {
            for (int at = 0; at + unit <= bytes.Length; at += unit)
            {
                bytes.AsSpan(at, unit).Reverse();
            }
        }
        return bytes;
    }
}
