using System.Text.Json;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Data;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class ObjectDefinitionTests
{
    private const string Image = "1.2.840.10008.5.1.4.1.1.6.1";
    private const string Clip = "1.2.840.10008.5.1.4.1.1.3.1";
    private const string Capture = "1.2.840.10008.5.1.4.1.1.7";

    [Theory]
    [InlineData(Image)]
    [InlineData("1.2.840.10008.5.1.4.1.1.6")]
    [InlineData(Clip)]
    [InlineData("1.2.840.10008.5.1.4.1.1.3")]
    [InlineData(Capture)]
    [InlineData("1.2.840.10008.5.1.4.1.1.7.1")]
    [InlineData("1.2.840.10008.5.1.4.1.1.7.2")]
    [InlineData("1.2.840.10008.5.1.4.1.1.7.3")]
    [InlineData("1.2.840.10008.5.1.4.1.1.7.4")]
    public void Every_class_that_an_archive_takes_is_defined(string sopClass)
    {
        Assert.True(UltrasoundClasses.IsUltrasound(sopClass) || UltrasoundClasses.IsSecondaryCapture(sopClass));
        // SOP Common is of every object (PS3.3 section C.12.1).
        Assert.Equal("1", TypeOf(sopClass, 0x00080018));
    }

    [Fact]
    public void Other_classes_are_not_defined()
    {
        Assert.Null(ObjectDefinition.Of("1.2.840.10008.5.1.4.1.1.2")); // CT
        Assert.Null(ObjectDefinition.Of(string.Empty));
    }

    [Fact]
    public void Retired_classes_are_as_their_successors()
    {
        Assert.Same(ObjectDefinition.Of(Image), ObjectDefinition.Of("1.2.840.10008.5.1.4.1.1.6"));
        Assert.Same(ObjectDefinition.Of(Clip), ObjectDefinition.Of("1.2.840.10008.5.1.4.1.1.3"));
    }

    // By hand from PS3.3: every attribute of these objects for which Table E.1-1 leaves a choice that the type decides.
    [Theory]
    [InlineData(0x00080012, "3")] // Instance Creation Date, C.12.1
    [InlineData(0x00080013, "3")]
    [InlineData(0x00080021, "3")] // Series Date, C.7.3.1
    [InlineData(0x00080031, "3")]
    [InlineData(0x00080022, "3")] // Acquisition Date, C.7.10.1
    [InlineData(0x00080032, "3")]
    [InlineData(0x0008002A, "1C")] // Acquisition DateTime: 3 in C.7.10.1, 1C in C.8.5.6
    [InlineData(0x00080023, "2C")] // Content Date, C.7.6.1
    [InlineData(0x00080033, "2C")]
    [InlineData(0x00080080, "3")] // Institution Name, C.7.5.1
    [InlineData(0x00080082, "-")] // Institution Code Sequence stands only with a person
    [InlineData(0x00081010, "3")] // Station Name
    [InlineData(0x00081070, "3")] // Operators' Name, C.7.3.1
    [InlineData(0x00081072, "3")]
    [InlineData(0x00081110, "3")] // Referenced Study Sequence, C.7.2.1
    [InlineData(0x00081111, "3")] // Referenced Performed Procedure Step Sequence, C.7.3.1
    [InlineData(0x00081140, "3")] // Referenced Image Sequence, C.12.4
    [InlineData(0x00082112, "3")] // Source Image Sequence, C.12.4
    [InlineData(0x00100020, "2")] // Patient ID, C.7.1.1
    [InlineData(0x00102203, "2C")] // Patient's Sex Neutered, C.7.2.2
    [InlineData(0x00180010, "2")] // Contrast/Bolus Agent, C.7.6.4
    [InlineData(0x00181000, "3")] // Device Serial Number, C.7.5.1
    [InlineData(0x00181030, "3")] // Protocol Name, C.7.3.1
    [InlineData(0x00181400, "-")] // Acquisition Device Processing Description is of X-rays
    [InlineData(0x00321060, "-")] // Requested Procedure Description stands only in Request Attributes Sequence
    [InlineData(0x22000005, "3")] // Barcode Value, C.12.1
    public void The_type_decides_where_the_profile_leaves_a_choice(uint tag, string type)
    {
        Assert.Equal(type, TypeOf(Image, tag));
        Assert.Equal(type, TypeOf(Clip, tag));
    }

    [Theory]
    [InlineData("3", 0x00400275u, 0x00321060u)] // Request Attributes Sequence: Requested Procedure Description
    [InlineData("3", 0x00400275u, 0x00081110u)] // Referenced Study Sequence
    [InlineData("1", 0x00101002u, 0x00100020u)] // Other Patient IDs Sequence: Patient ID
    [InlineData("1C", 0x00081072u, 0x00080080u)] // Operator Identification Sequence: Institution Name
    [InlineData("1C", 0x00081072u, 0x00080082u)]
    [InlineData("1", 0x00081072u, 0x00401101u)]
    [InlineData("3", 0x0018A001u, 0x00080080u)] // Contributing Equipment Sequence: Institution Name
    [InlineData("3", 0x0018A001u, 0x00081010u)]
    [InlineData("3", 0x0018A001u, 0x00081070u)]
    [InlineData("3", 0x0018A001u, 0x00081072u)]
    [InlineData("1C", 0x0018A001u, 0x00081072u, 0x00080080u)]
    [InlineData("3", 0x0018A001u, 0x00181000u)]
    [InlineData("3", 0x00500010u, 0x00181000u)] // Device Sequence: Device Serial Number
    [InlineData("2", 0x00185011u, 0x00181000u)] // Transducer Identification Sequence: Device Serial Number
    [InlineData("3", 0x00400260u, 0x00400440u, 0x0040A032u)] // Performed Protocol Code Sequence: context: Observation DateTime
    [InlineData("1", 0x00186011u, 0x00186018u)] // Sequence of Ultrasound Regions: Region Location Min x0
    [InlineData("1", 0x00082218u, 0x00080104u)] // Anatomic Region Sequence: Code Meaning
    [InlineData("1C", 0x00082218u, 0x00080121u, 0x00080100u)] // Equivalent Code Sequence: Code Value
    [InlineData("-", 0x00082218u, 0x00080121u, 0x00080121u)]
    [InlineData("1", 0x00880200u, 0x7FE00010u)] // Icon Image Sequence: Pixel Data
    public void Items_are_defined_to_the_bottom(string type, params uint[] path)
    {
        Assert.Equal(type, TypeOf(Image, path));
        Assert.Equal(type, TypeOf(Clip, path));
    }

    [Theory]
    [InlineData(Capture, 0x00080064, "1")] // Conversion Type
    [InlineData(Capture, 0x00280030, "1")] // Pixel Spacing: 1C in C.8.6.2, 1 in C.7.6.2
    [InlineData(Capture, 0x00280008, "-")] // Number of Frames
    [InlineData(Capture + ".1", 0x00280301, "1")] // Burned In Annotation
    [InlineData(Capture + ".1", 0x00080023, "2C")]
    [InlineData(Capture + ".2", 0x00080023, "1")] // Content Date: 2C in C.7.6.1, 1 in C.7.6.16
    [InlineData(Capture + ".3", 0x00280030, "1C")]
    [InlineData(Capture + ".4", 0x52009229, "1")] // Shared Functional Groups Sequence
    [InlineData(Image, 0x00280030, "-")]
    [InlineData(Image, 0x00280008, "-")]
    [InlineData(Clip, 0x00280008, "1")]
    [InlineData(Image, 0x00186011, "1")]
    public void Objects_differ_by_their_modules(string sopClass, uint tag, string type) => Assert.Equal(type, TypeOf(sopClass, tag));

    [Theory]
    [InlineData(0x60000010, "1")]
    [InlineData(0x601E0010, "1")]
    [InlineData(0x60020045, "3")] // Overlay Subtype
    [InlineData(0x60010010, "-")]
    [InlineData(0x60200010, "-")]
    public void Overlays_repeat_in_even_groups(uint tag, string type) => Assert.Equal(type, TypeOf(Image, tag));

    [Fact]
    public void Private_elements_are_of_no_definition()
    {
        Assert.Equal("-", TypeOf(Image, 0x00090010));
        Assert.All(Everywhere(ObjectDefinition.Of(Clip)!), tag => Assert.False(tag.IsPrivate));
    }

    [Fact]
    public void Items_may_say_their_own_character_set()
    {
        Assert.Equal("1C", TypeOf(Image, 0x00082218, 0x00080005));
        Assert.Equal("1C", TypeOf(Image, 0x00080005));
    }

    [Fact]
    public void Changed_attributes_are_those_of_the_object_and_none_is_owed()
    {
        const uint Original = 0x04000561;
        const uint Modified = 0x04000550;

        Assert.Equal("1", TypeOf(Image, Original, Modified));
        Assert.Equal("3", TypeOf(Image, Original, Modified, 0x00080018));
        Assert.Equal("3", TypeOf(Image, Original, Modified, 0x00186011));
        Assert.Equal("1", TypeOf(Image, Original, Modified, 0x00186011, 0x00186018));
        Assert.Equal("3", TypeOf(Image, Original, Modified, Original, Modified, 0x00080018));
        Assert.Equal("-", TypeOf(Image, Original, Modified, 0x00080064));
        Assert.Equal("3", TypeOf(Capture, Original, Modified, 0x00080064));
    }

    [Fact]
    public void Lookups_allocate_nothing()
    {
        ObjectDefinition definition = ObjectDefinition.Of(Clip)!;
        uint[] tags = [0x00100010, 0x00186011, 0x04000561, 0x00091001];
        Look(definition, tags);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++)
        {
            Look(definition, tags);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Modules_are_those_of_the_module_tables()
    {
        Dictionary<string, List<string>> groups = TableGroups();
        using JsonDocument modules = Standard("innolitics", "ciod_to_modules.json");
        using JsonDocument ultrasound = Standard("innolitics", "us_iods.json");
        (string Id, string Uid)[] objects =
        [
            ("ultrasound-image", Image), ("ultrasound-multi-frame-image", Clip), ("secondary-capture-image", Capture),
            ("multi-frame-single-bit-secondary-capture-image", Capture + ".1"), ("multi-frame-grayscale-byte-secondary-capture-image", Capture + ".2"),
            ("multi-frame-grayscale-word-secondary-capture-image", Capture + ".3"), ("multi-frame-true-color-secondary-capture-image", Capture + ".4"),
        ];
        foreach ((string id, string uid) in objects)
        {
            IEnumerable<string> expected = modules.RootElement.EnumerateArray().Where(row => row.GetProperty("ciodId").GetString() == id)
                .Select(row => Plain(row.GetProperty("moduleId").GetString()!.Replace(id + "-", string.Empty, StringComparison.Ordinal)));
            // What functional groups there are the objects say one by one (PS3.3 section A.1.4): the table has them as one more group.
            IEnumerable<string> found = groups[uid].Where(line => line != "+SCFunctionalGroups").Select(Plain);
            Assert.Equal(expected.Order(), found.Order());
        }
        foreach (JsonElement iod in ultrasound.RootElement.GetProperty("iods").EnumerateArray())
        {
            if (objects.FirstOrDefault(one => one.Id == iod.GetProperty("ciod").GetString()).Uid is { } uid)
            {
                Assert.Equal(iod.GetProperty("modules").EnumerateArray().Select(module => Plain(module.GetProperty("name").GetString()!)).Order(), groups[uid].Select(Plain).Order());
            }
        }
    }

    [Fact]
    public void Attributes_are_in_the_data_dictionary_and_not_retired()
    {
        using JsonDocument dictionary = Standard("innolitics", "attributes.json");
        Dictionary<string, JsonElement> known = dictionary.RootElement.EnumerateArray().ToDictionary(row => row.GetProperty("id").GetString()!.ToUpperInvariant());
        int seen = 0;
        foreach (string line in TableGroups().Values.SelectMany(lines => lines).Where(line => !line.StartsWith('+') && line != "^"))
        {
            string[] cells = line.Split(' ');
            JsonElement row = known[cells[0].ToUpperInvariant()];
            Assert.Equal(row.GetProperty("keyword").GetString(), cells[2]);
            Assert.Equal("N", row.GetProperty("retired").GetString());
            seen++;
        }
        Assert.True(seen > 700, $"{seen} attributes");
    }

    [Fact]
    public void Sequences_and_only_sequences_have_items()
    {
        using JsonDocument dictionary = Standard("innolitics", "attributes.json");
        HashSet<string> sequences = [.. dictionary.RootElement.EnumerateArray().Where(row => row.GetProperty("valueRepresentation").GetString() == "SQ").Select(row => row.GetProperty("id").GetString()!)];
        foreach (string uid in (string[])[Image, Clip, Capture, Capture + ".4"])
        {
            foreach (ObjectDefinition definition in Definitions(ObjectDefinition.Of(uid)!))
            {
                foreach (DicomTag tag in definition.Tags)
                {
                    Assert.True(definition.TryGet(tag, out _, out ObjectDefinition? items));
                    Assert.Equal(sequences.Contains(tag.Value.ToString("x8", null)), items is not null);
                }
            }
        }
    }

    [Fact]
    public void Types_are_those_of_2008_but_for_what_was_changed_since()
    {
        using JsonDocument dictionary = Standard("innolitics", "attributes.json");
        HashSet<string> retired = [.. dictionary.RootElement.EnumerateArray().Where(row => row.GetProperty("retired").GetString() == "Y").Select(row => row.GetProperty("tag").GetString()!)];
        using JsonDocument old = Standard("gdcm", "us_modules_2008.json");
        var types = new Dictionary<uint, string>();
        foreach (JsonElement entry in old.RootElement.GetProperty("modules").EnumerateObject()
            .Where(module => module.Name.StartsWith("C.", StringComparison.Ordinal)).SelectMany(module => module.Value.GetProperty("entries").EnumerateArray()))
        {
            if (entry.TryGetProperty("tag", out JsonElement tag) && !entry.GetProperty("name").GetString()!.StartsWith('>') && !retired.Contains(tag.GetString()!)
                && DicomTag.TryParse(tag.GetString()!.Replace("xx", "00", StringComparison.Ordinal), out DicomTag parsed))
            {
                string type = entry.GetProperty("type").GetString()!;
                types[parsed.Value] = types.TryGetValue(parsed.Value, out string? known) && string.CompareOrdinal(known, type) < 0 ? known : type;
            }
        }

        Assert.True(types.Count > 200, $"{types.Count} attributes");
        // The Device Module has become useless without its sequence.
        Assert.Equal([0x00500010u], types.Where(one => TypeOf(Clip, one.Key) != one.Value).Select(one => one.Key));
    }

    private static string TypeOf(string sopClass, params uint[] path)
    {
        ObjectDefinition? definition = ObjectDefinition.Of(sopClass);
        string found = "-";
        foreach (uint tag in path)
        {
            Assert.NotNull(definition);
            found = definition.TryGet(new DicomTag(tag), out AttributeType type, out definition) ? type.ToString()["Type".Length..] : "-";
        }
        return found;
    }

    private static void Look(ObjectDefinition definition, uint[] tags)
    {
        foreach (uint tag in tags)
        {
            definition.TryGet(new DicomTag(tag), out _, out ObjectDefinition? items);
            items?.TryGet(new DicomTag(tag), out _, out _);
        }
    }

    private static IEnumerable<DicomTag> Everywhere(ObjectDefinition root) => Definitions(root).SelectMany(definition => definition.Tags);

    private static HashSet<ObjectDefinition> Definitions(ObjectDefinition root)
    {
        HashSet<ObjectDefinition> all = [root];
        var open = new Queue<ObjectDefinition>(all);
        while (open.TryDequeue(out ObjectDefinition? definition))
        {
            foreach (DicomTag tag in definition.Tags)
            {
                if (definition.TryGet(tag, out _, out ObjectDefinition? items) && items is not null && all.Add(items))
                {
                    open.Enqueue(items);
                }
            }
        }
        return all;
    }

    // The lines of each group of the table, those of items too, without their indentation.
    private static Dictionary<string, List<string>> TableGroups()
    {
        using Stream table = typeof(ObjectDefinition).Assembly.GetManifestResourceStream("ultrasound-iods.txt")!;
        using var reader = new StreamReader(table);
        var groups = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string> lines = [];
        while (reader.ReadLine()?.TrimStart() is { } line)
        {
            if (line.StartsWith('['))
            {
                lines = [];
                Array.ForEach(line[1..^1].Split(' '), name => groups.Add(name, lines));
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                lines.Add(line);
            }
        }
        return groups;
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetter)).ToUpperInvariant();

    private static JsonDocument Standard(params string[] path) => JsonDocument.Parse(File.ReadAllText(Oracles.Data(["..", "standard", .. path])));
}
