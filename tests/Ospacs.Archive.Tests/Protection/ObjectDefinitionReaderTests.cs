using System.Collections.Frozen;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Data;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class ObjectDefinitionReaderTests
{
    private static readonly DicomTag Sequence = new(0x00400441);
    private static readonly DicomTag Value = new(0x0040A040);

    [Fact]
    public void A_macro_may_stand_in_its_own_items()
    {
        ObjectDefinition definition = Read("[Content]", "0040A040 1 ValueType", "00400441 3 ContentItemModifierSequence", " +Content", "[1.2]", "+Content")["1.2"];

        for (int depth = 0; depth < 10; depth++)
        {
            Assert.True(definition.TryGet(Value, out AttributeType type, out _));
            Assert.Equal(AttributeType.Type1, type);
            Assert.True(definition.TryGet(Sequence, out type, out ObjectDefinition? items));
            Assert.Equal(AttributeType.Type3, type);
            Assert.NotNull(items);
            definition = items;
        }
    }

    [Fact]
    public void Items_that_are_one_macro_share_its_definition()
    {
        ObjectDefinition definition = Read("[Code]", "00080100 1 CodeValue", "[1.2]", "00400441 3 A", " +Code", "00082218 3 B", " +Code")["1.2"];

        definition.TryGet(Sequence, out _, out ObjectDefinition? one);
        definition.TryGet(new DicomTag(0x00082218), out _, out ObjectDefinition? other);

        Assert.NotNull(one);
        Assert.Same(one, other);
    }

    [Fact]
    public void Of_two_types_the_stricter_counts_and_items_add_up()
    {
        ObjectDefinition definition = Read(
            "[A]", "00400441 2C S", " 0040A040 3 ValueType", "[B]", "00400441 1C S", " 0040A040 2 ValueType", " 00080100 1 CodeValue", "[1.2]", "+A", "+B")["1.2"];

        Assert.True(definition.TryGet(Sequence, out AttributeType type, out ObjectDefinition? items));
        Assert.Equal(AttributeType.Type1C, type);
        Assert.True(items!.TryGet(Value, out type, out _));
        Assert.Equal(AttributeType.Type2, type);
        Assert.True(items.TryGet(new DicomTag(0x00080100), out _, out _));
    }

    [Fact]
    public void Groups_that_include_each_other_are_one()
    {
        ObjectDefinition definition = Read("[A]", "+B", "0040A040 1 ValueType", "[B]", "+A", "00080100 1 CodeValue", "[1.2]", "+A")["1.2"];

        Assert.Equal(2, definition.Tags.Count());
    }

    [Theory]
    [InlineData("0040A040 4 ValueType")]
    [InlineData("0040A040 1")]
    [InlineData("0040G040 1 ValueType")]
    [InlineData(" 0040A040 1 ValueType")] // items of no sequence
    public void A_line_that_says_nothing_is_named_by_its_number(string line)
    {
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Read("[1.2]", line));

        Assert.Contains("Line 2 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_is_missing_is_named()
    {
        Assert.Contains("Nowhere", Assert.Throws<InvalidDataException>(() => Read("[1.2]", "+Nowhere")).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => Read("00080100 1 CodeValue"));
    }

    private static FrozenDictionary<string, ObjectDefinition> Read(params string[] lines) => ObjectDefinitionReader.Read(new StringReader(string.Join('\n', lines)));
}
