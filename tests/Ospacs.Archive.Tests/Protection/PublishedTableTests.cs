using System.Globalization;
using System.Text;
using System.Text.Json;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

/// <summary>
/// One object with every attribute of Table E.1-1 at three levels, protected with each option, and checked cell by cell against the published
/// table, of which the code has a copy that is not looked at here.
/// </summary>
public sealed class PublishedTableTests
{
    private const string Secret = "Zzsecretword";
    private const string SecretUid = "1.2.3.77";
    private const string Term = "uterus";
    private const string BirthLikeDate = "19661231";
    private static readonly ArchiveKey Key = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
    private static readonly ProtectionContext Context = new() { Key = Key, SubjectId = "S-0001", Centre = "C01", Sponsor = "A sponsor", Protocol = "P1" };

    // The types that PS3.3 gives the attributes of compound actions at the top of an ultrasound image, looked up by hand.
    private static readonly Dictionary<uint, int> TypesAtTop = new()
    {
        [0x00080012] = 3, [0x00080013] = 3, [0x00080021] = 3, [0x00080022] = 3, [0x00080023] = 2, [0x0008002A] = 1, [0x00080031] = 3, [0x00080032] = 3, [0x00080033] = 2,
        [0x00080080] = 3, [0x00080082] = 3, [0x00081010] = 3, [0x00081070] = 3, [0x00081072] = 3, [0x00081110] = 3, [0x00081111] = 3, [0x00081140] = 3, [0x00082112] = 3,
        [0x00102203] = 2, [0x00180010] = 2, [0x00181000] = 3, [0x00181030] = 3, [0x00181400] = 3,
    };

    public static TheoryData<string> Options => [.. Enum.GetNames<ProtectionOption>(), "Full", "Modified", "None", "All"];

    [Theory]
    [MemberData(nameof(Options))]
    public void Every_cell_of_the_published_table_is_applied_at_three_levels(string name)
    {
        string path = Oracles.Data("..", "standard", "innolitics", "confidentiality_profile_attributes.json");
        using JsonDocument table = JsonDocument.Parse(File.ReadAllText(path));
        List<Row> rows = [.. table.RootElement.EnumerateArray().Where(IsOneAttribute).Select(Row.Of).Where(row => !IsStructure(row.Tag))];
        ProtectionProfile profile = ProfileOf(name);
        DicomDataset source = Everything(rows);
        DicomDataset result = new HeaderProtection(profile).Protect(source, Context);

        var failures = new List<string>();
        int cells = 0;
        foreach (Row row in rows)
        {
            for (int level = 0; level < 3; level++)
            {
                cells++;
                string cell = row.Cell(profile);
                DicomElement? found = Level(result, level).Find(row.Tag);
                if (Problem(row, cell, Level(source, level).Find(row.Tag)!, found, level == 0, profile) is { } problem)
                {
                    failures.Add($"{row.Tag} {cell} at level {level}: {problem}");
                }
            }
        }
        Assert.Equal([], failures);
        Assert.True(cells > 1700, $"Only {cells} cells were checked.");
    }

    [Fact]
    public void Groups_that_the_table_removes_whole_are_removed_with_every_option_at_every_level()
    {
        DicomTag[] tags = [new(0x00090010u), new(0x00091001u), new(0x50000005u), new(0x50003000u), new(0x60003000u), new(0x60004000u), new(0x60000010u), new(0x60020022u)];
        DicomDataset source = AtThreeLevels([.. tags.Select(tag => DicomElement.Create(tag, DicomVR.LO, Secret))]);
        DicomDataset result = new HeaderProtection(ProfileOf("All")).Protect(source, Context);
        Assert.All(tags, tag => Assert.All(Enumerable.Range(0, 3), level => Assert.False(Level(result, level).Contains(tag), $"{tag} at level {level}")));
    }

    private static ProtectionProfile ProfileOf(string name) => name switch
    {
        "Full" => ProtectionProfile.Trial,
        "Modified" => ProtectionProfile.Strict,
        "None" => new ProtectionProfile { Name = name, Dates = DatePolicy.Removed },
        "All" => new ProtectionProfile { Name = name, Dates = DatePolicy.Modified, Options = Enum.GetValues<ProtectionOption>().ToHashSet() },
        _ => new ProtectionProfile { Name = name, Dates = DatePolicy.Removed, Options = new HashSet<ProtectionOption> { Enum.Parse<ProtectionOption>(name) } },
    };

    private static string? Problem(Row row, string cell, DicomElement planted, DicomElement? found, bool atTop, ProtectionProfile profile)
    {
        DicomVR vr = planted.VR;
        switch (cell)
        {
            case "K":
                if (found is null)
                {
                    return "removed";
                }
                return vr == DicomVR.SQ ? (found.Items!.Count == 1 ? null : "its item went") : found.Value.Span.SequenceEqual(planted.Value.Span) ? null : "changed";
            case "C date":
                // A time stamp in bytes cannot be shifted, and goes as the Basic Profile says.
                return vr == DicomVR.OB ? Basic(row, row.BasicCode, planted, found, atTop) : CleanedDate(vr, planted, found);
            case "C":
                if (vr == DicomVR.SQ)
                {
                    return found is null ? "removed" : Text(found).Contains(Secret, StringComparison.Ordinal) ? "not cleaned" : found.Items!.Count == 1 ? null : "its item went";
                }
                if (vr == DicomVR.OB)
                {
                    // Nobody can read bytes for their clinical words.
                    return Basic(row, row.BasicCode, planted, found, atTop);
                }
                return found is null ? "removed" : Encoding.ASCII.GetString(found.Value.Span).Trim().Equals(Term, StringComparison.OrdinalIgnoreCase) ? null : "not cleaned";
            default:
                return Basic(row, cell, planted, found, atTop);
        }
    }

    private static string? CleanedDate(DicomVR vr, DicomElement planted, DicomElement? found)
    {
        if (found is null)
        {
            return "removed";
        }
        if (vr == DicomVR.DA || vr == DicomVR.DT)
        {
            string expected = new DateShift(Key, Context.SubjectId).Shift(Encoding.ASCII.GetString(planted.Value.Span).Trim())!;
            string text = Encoding.ASCII.GetString(found.Value.Span).Trim();
            DateTime before = DateTime.ParseExact(BirthLikeDate, "yyyyMMdd", CultureInfo.InvariantCulture);
            int days = (before - DateTime.ParseExact(text[..8], "yyyyMMdd", CultureInfo.InvariantCulture)).Days;
            return text == expected && days is >= 1 and <= DateShift.Longest && text[8..] == Encoding.ASCII.GetString(planted.Value.Span).Trim()[8..] ? null : "not shifted";
        }
        return vr == DicomVR.SQ || found.Value.Span.SequenceEqual(planted.Value.Span) ? null : "a time of day changed";
    }

    private static string? Basic(Row row, string code, DicomElement planted, DicomElement? found, bool atTop)
    {
        string[] choices = code.TrimEnd('*').Split('/');
        string choice = choices[0];
        if (choices.Length > 1 && atTop && TypesAtTop.TryGetValue(row.Tag.Value, out int type))
        {
            choice = type == 1 ? choices[^1] : type == 2 ? (choices.Contains("Z") ? "Z" : choices[^1]) : choices[0];
        }
        switch (choice)
        {
            case "X":
                return found is null ? null : "not removed";
            case "Z":
                return found is null ? "removed" : found.Length == 0 && found.Items is null or { Count: 0 } ? null : "not empty";
            case "D":
                return found is null ? "removed" : Text(found).Contains(Secret, StringComparison.Ordinal) || (found.Items is null && found.Value.Span.SequenceEqual(planted.Value.Span)) ? "kept" : found.Items is null && found.Length == 0 ? "empty" : null;
            default:
                return found is null ? "removed" : Text(found).Contains(SecretUid, StringComparison.Ordinal) ? "not replaced" : found.Items is { Count: 0 } ? "its item went" : null;
        }
    }

    private static bool IsOneAttribute(JsonElement row) => DicomTag.TryParse(row.GetProperty("tag").GetString(), out DicomTag tag) && tag.Group >= 8;

    /// <summary>What the object is known by, and what the trial writes in its own words (tested by name elsewhere).</summary>
    private static bool IsStructure(DicomTag tag) => WrittenAttributes.Contains(tag) || tag == DicomTag.StudyInstanceUID || tag == DicomTag.SeriesInstanceUID || tag == DicomTag.SOPInstanceUID;

    private static DicomDataset Everything(List<Row> rows) => AtThreeLevels([.. rows.Select(row => Planted(row.Tag))]);

    private static DicomElement Planted(DicomTag tag)
    {
        DicomVR vr = DicomDictionary.RepresentationOf(tag);
        return vr.ToString() switch
        {
            "DA" => DicomElement.Create(tag, vr, BirthLikeDate),
            "TM" => DicomElement.Create(tag, vr, "123456"),
            "DT" => DicomElement.Create(tag, vr, BirthLikeDate + "123456.789+0100"),
            "AS" => DicomElement.Create(tag, vr, "055Y"),
            "IS" or "DS" => DicomElement.Create(tag, vr, "77"),
            "CS" => DicomElement.Create(tag, vr, "ZZSECRET UTERUS"),
            "UI" => DicomElement.Create(tag, vr, SecretUid),
            "SQ" => DicomElement.Create(tag,
            [
                new DicomItem(new DicomDataset().Set(DicomTag.ReferencedSOPInstanceUID, SecretUid).Set(new DicomTag(0x0040A123u), Secret).Set(new DicomTag(0x0040A160u), Secret).Set(DicomTag.SeriesDescription, Secret)),
            ]),
            _ when vr.IsText => DicomElement.Create(tag, vr, $"{Secret} {Term}"),
            _ => DicomElement.Create(tag, vr, [7, 7, 7, 7, 7, 7, 7, 7]),
        };
    }

    private static DicomDataset AtThreeLevels(IReadOnlyList<DicomElement> planted)
    {
        DicomTag region = new(0x00082218u);
        DicomTag modifier = new(0x00082220u);
        DicomDataset source = new();
        DicomDataset middle = Coded();
        DicomDataset inner = Coded();
        foreach (DicomElement element in planted)
        {
            source.Set(element);
            middle.Set(element);
            inner.Set(element);
        }
        middle.Set(DicomElement.Create(modifier, [new DicomItem(inner)]));
        source.Set(DicomElement.Create(region, [new DicomItem(middle)]));
        source.Set(DicomTag.SOPClassUID, DicomUID.UltrasoundImageStorage).Set(DicomTag.SOPInstanceUID, "1.2.3.1").Set(DicomTag.Modality, "US")
            .Set(DicomTag.StudyInstanceUID, "1.2.3.2").Set(DicomTag.SeriesInstanceUID, "1.2.3.3");
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, DicomFileMeta.Create(DicomUID.UltrasoundImageStorage, "1.2.3.1", DicomTransferSyntax.ExplicitVRLittleEndian), source, DicomTransferSyntax.ExplicitVRLittleEndian);
        return DicomFile.Read(new DicomMemorySource(output.Written.ToArray())).Dataset;
    }

    private static DicomDataset Coded() => new DicomDataset().Set(DicomTag.CodeValue, "41216001").Set(DicomTag.CodingSchemeDesignator, "SCT").Set(DicomTag.CodeMeaning, "Prostate");

    private static DicomDataset Level(DicomDataset dataset, int level) => level switch
    {
        0 => dataset,
        1 => dataset.GetItems(new DicomTag(0x00082218u))[0].Dataset,
        _ => Level(dataset, 1).GetItems(new DicomTag(0x00082220u))[0].Dataset,
    };

    private static string Text(DicomElement element)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.Write(output, new DicomDataset().Set(element), DicomEncoding.ExplicitLittle);
        return Encoding.Latin1.GetString(output.Written.Span);
    }

    /// <summary>A row as it is published.</summary>
    private sealed record Row(DicomTag Tag, string BasicCode, IReadOnlyDictionary<string, string> Columns)
    {
        private static readonly Dictionary<ProtectionOption, string> Names = new()
        {
            [ProtectionOption.CleanGraphics] = "cleanGraphOpt",
            [ProtectionOption.CleanStructuredContent] = "cleanStructContOpt",
            [ProtectionOption.CleanDescriptors] = "cleanDescOpt",
            [ProtectionOption.RetainPatientCharacteristics] = "rtnPatCharsOpt",
            [ProtectionOption.RetainDeviceIdentity] = "rtnDevIdOpt",
            [ProtectionOption.RetainUids] = "rtnUIDsOpt",
            [ProtectionOption.RetainSafePrivate] = "rtnSafePrivOpt",
            [ProtectionOption.RetainInstitutionIdentity] = "rtnInstIdOpt",
        };

        public static Row Of(JsonElement row)
        {
            Assert.True(DicomTag.TryParse(row.GetProperty("tag").GetString(), out DicomTag tag));
            return new Row(tag, row.GetProperty("basicProfile").GetString()!, row.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String).ToDictionary(p => p.Name, p => p.Value.GetString()!));
        }

        /// <summary>The cell that counts; of several, what keeps counts before what cleans, and dates before all.</summary>
        public string Cell(ProtectionProfile profile)
        {
            if (profile.Dates == DatePolicy.Full && Columns.ContainsKey("rtnLongFullDatesOpt"))
            {
                return Columns["rtnLongFullDatesOpt"];
            }
            if (profile.Dates == DatePolicy.Modified && Columns.ContainsKey("rtnLongModifDatesOpt"))
            {
                return "C date";
            }
            string[] cells = [.. profile.Options.Select(o => Columns.GetValueOrDefault(Names[o])!).Where(c => c is not null)];
            return cells.Contains("K") ? "K" : cells.Contains("C") ? "C" : BasicCode;
        }
    }
}
