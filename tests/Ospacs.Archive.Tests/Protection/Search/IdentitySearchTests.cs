using System.Text;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Search;
using Ospacs.Dicom.Data;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Search;

/// <summary>Identity in every place of an object that could carry it, put there by hand, and what looks like it and is none.</summary>
public sealed class IdentitySearchTests
{
    private const string Subject = "S-0001";

    private const string StudyUid = "1.2.276.0.7230010.3.1.2.8323329.4711";
    private static readonly DicomTag Comment = new(0x00185000u);
    private static readonly DicomTag Profile = new(0x00282000u);
    private static readonly DicomTag Private = new(0x00191010u);

    public static TheoryData<string> TextRepresentations => ["LO", "SH", "ST", "LT", "UT", "UC", "PN", "AE", "UR", "DA", "DT", "TM", "DS", "IS", "AS", "UI"];

    public static TheoryData<string> ByteRepresentations => ["UN", "OB", "OW", "OF", "OD", "OL", "OV"];

    [Theory]
    [MemberData(nameof(TextRepresentations))]
    public void A_name_is_found_in_text_of_every_representation(string vr) =>
        Assert.Equal(2, Find(Text(Comment, vr, "x Weatherwax"))?.Offset);

    [Theory]
    [MemberData(nameof(ByteRepresentations))]
    public void A_name_and_a_number_are_found_in_bytes_of_every_representation(string vr)
    {
        Assert.Equal(5, Find(Bytes(Private, vr, [4, 0, 0xFF, 1, 0, .. "wEATHERWAX"u8, 0]))?.Offset);
        Assert.NotNull(Find(Bytes(Private, vr, [0, 0xFE, .. "88123477"u8, 0xFE, 7])));
        Assert.NotNull(Find(Bytes(Private, vr, [0, 4, .. "MARY"u8, 0, 7])));
        Assert.NotNull(Find(Bytes(Private, vr, [0, 4, .. "born 29.02.1948"u8, 0])));
    }

    [Fact]
    public void A_code_that_is_a_name_is_found_as_a_whole_value() => Assert.Equal(9, Find(Text(new(0x00080008u), "CS", @"ORIGINAL\Weatherwax"))?.Offset);

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void Text_of_wide_characters_is_found_among_bytes(string encoding)
    {
        byte[] bytes = [1, 2, 3, .. Encoding.GetEncoding(encoding).GetBytes("desc: Weatherwax"), 0xFF];
        IdentityHit hit = Find(Bytes(Profile, "OB", bytes))!.Value;
        Assert.StartsWith("UTF-16", hit.Encoding, StringComparison.Ordinal);
        Assert.NotNull(Find(Bytes(Private, "UN", Encoding.GetEncoding(encoding).GetBytes("of Mary, 29.02.1948"))));
        Assert.NotNull(Find(Bytes(Private, "UN", Encoding.GetEncoding(encoding).GetBytes($"see {StudyUid}"))));
    }

    [Theory]
    [InlineData("Müllerova^Zoë", "ISO_IR 100", "ISO_IR 192", "für MÜLLEROVA")]
    [InlineData("Müllerova^Zoë", "ISO_IR 192", "ISO_IR 100", "für müllerova")]
    [InlineData("Müllerova^Zoë", "ISO_IR 100", "ISO_IR 6", "for Mullerova")]
    [InlineData("Müllerova^Zoë", "ISO_IR 100", "ISO_IR 6", "for MUELLEROVA")]
    [InlineData("Иванова^Яна", "ISO_IR 144", "ISO_IR 192", "для ИВАНОВА")]
    [InlineData("Иванова^Яна", "ISO_IR 192", "ISO_IR 144", "для иванова")]
    [InlineData("O'Brien^Ann", "ISO_IR 6", "ISO_IR 6", "scan of OBRIEN")]
    public void A_name_is_found_in_another_character_set_spelling_and_case(string name, string nameSet, string textSet, string text)
    {
        DicomDataset source = Source().Set(DicomElement.Create(DicomTag.SpecificCharacterSet, DicomVR.CS, nameSet));
        source.Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, DicomCharacterSet.Of(nameSet).Encode(name)));
        DicomDataset made = Made().Set(DicomElement.Create(DicomTag.SpecificCharacterSet, DicomVR.CS, textSet));
        made.Set(DicomElement.Create(Comment, DicomVR.LO, DicomCharacterSet.Of(textSet).Encode(text)));
        int before = DicomCharacterSet.Of(textSet).Encode(text[..(text.LastIndexOf(' ') + 1)]).Length;
        Assert.Equal(before, Find(made, source)?.Offset);
    }

    [Theory]
    [InlineData("Müllerova")]
    [InlineData("Иванова")]
    public void Bytes_of_another_set_than_the_declared_one_are_found(string name)
    {
        DicomDataset source = Source().Set(DicomElement.Create(DicomTag.SpecificCharacterSet, DicomVR.CS, "ISO_IR 192"));
        source.Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, Encoding.UTF8.GetBytes(name)));
        Assert.NotNull(Find(Made().Set(DicomElement.Create(Comment, DicomVR.LO, Encoding.UTF8.GetBytes("re " + name))), source));
        Assert.NotNull(Find(Made().Set(DicomElement.Create(Private, DicomVR.UN, Encoding.BigEndianUnicode.GetBytes("re " + name))), source));
    }

    [Fact]
    public void A_name_that_no_character_set_explains_is_found_by_its_bytes()
    {
        // Its set is not one that is read here; behind the escape sequence pairs of bytes follow.
        byte[] name = [.. "Yamada^Tarou="u8, 0x1B, (byte)'$', (byte)'B', 0x3B, 0x33, 0x45, 0x44, 0x1B, (byte)'(', (byte)'B'];
        DicomDataset source = Source().Set(DicomElement.Create(DicomTag.SpecificCharacterSet, DicomVR.CS, @"\ISO 2022 IR 999"));
        source.Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, name));
        Assert.NotNull(Find(Made().Set(DicomElement.Create(Comment, DicomVR.LO, [.. "for "u8, .. name.AsSpan(13)])), source));
        Assert.NotNull(Find(Made().Set(DicomElement.Create(Comment, DicomVR.LO, "for YAMADA"u8)), source));
    }

    [Fact]
    public void What_stands_behind_a_terminator_is_found() => Assert.NotNull(Find(Bytes(Comment, "LO", "Linear 12\0for Weatherwax"u8.ToArray())));

    [Fact]
    public void Words_that_were_turned_round_are_found()
    {
        byte[] bytes = [0, 7, .. "Weatherwax"u8];
        for (int i = 0; i < bytes.Length; i += 2)
        {
            bytes.AsSpan(i, 2).Reverse();
        }
        Assert.NotNull(Find(Bytes(new(0x00281201u), "OW", bytes)));
    }

    [Fact]
    public void The_path_says_which_item_and_the_message_never_what()
    {
        DicomDataset made = Made();
        var first = new DicomDataset(made);
        var second = new DicomDataset(first);
        var third = new DicomDataset(second);
        third.Set(new DicomTag(0x00080104u), "as Weatherwax asked");
        second.Set(DicomElement.Create(new DicomTag(0x00082228u), [new DicomItem(new DicomDataset(second)), new DicomItem(third)]));
        first.Set(DicomElement.Create(new DicomTag(0x00082218u), [new DicomItem(second)]));
        made.Set(DicomElement.Create(new DicomTag(0x00400275u), [new DicomItem(first)]));
        IdentityHit hit = Find(made)!.Value;
        Assert.Equal("(0040,0275)[1].(0008,2218)[1].(0008,2228)[2].(0008,0104)", hit.Path);
        Assert.Equal((3, "ASCII"), (hit.Offset, hit.Encoding));
        ProtectionException refusal = hit.Refusal();
        Assert.Equal(QuarantineReason.IdentityLeft, refusal.Reason);
        Assert.DoesNotContain("weatherwax", refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("19480229")]
    [InlineData("29021948")]
    [InlineData("02291948")]
    [InlineData("dob 1948-02-29")]
    [InlineData("1948/2/29")]
    [InlineData("*29.02.1948,")]
    [InlineData("29. 2. 1948")]
    [InlineData("29 02 1948")]
    [InlineData("2/29/1948")]
    [InlineData("29.02.48")]
    [InlineData("48-02-29")]
    [InlineData("02/29/48")]
    [InlineData("29-FEB-1948")]
    [InlineData("29FEB48")]
    [InlineData("Feb. 29th, 1948")]
    [InlineData("29. Februar 1948")]
    [InlineData("29 févr. 1948")]
    [InlineData("29 de febrero de 1948")]
    [InlineData("29 febbraio 1948")]
    [InlineData("1948年2月29日")]
    public void The_birth_date_is_found_in_any_layout(string text)
    {
        DicomDataset made = Made().Set(DicomElement.Create(DicomTag.SpecificCharacterSet, DicomVR.CS, "ISO_IR 192"));
        Assert.NotNull(Find(made.Set(DicomElement.Create(Comment, DicomVR.LO, Encoding.UTF8.GetBytes(text)))));
    }

    [Theory]
    [InlineData("1.2.29.02.1948.3")]
    [InlineData("version 1.29.2.48")]
    [InlineData("7719480229")]
    [InlineData("1948022911")]
    [InlineData("29.03.1948")]
    [InlineData("1948")]
    [InlineData("2 29 48")]
    [InlineData("48 02 29")]
    [InlineData("MAR-1948")]
    [InlineData("29 x 2 x 1948")]
    public void Other_numbers_are_no_birth_date(string text) => Assert.Null(Find(Text(Comment, "LO", text)));

    [Theory]
    [InlineData("DA", "19480229")]
    [InlineData("DT", "19480229101500")]
    [InlineData("TM", "194802.29")]
    [InlineData("UI", "1.2.840.10008.19480229")]
    [InlineData("DS", @"1948.02\29.1948")]
    public void A_date_or_number_that_the_profile_keeps_may_be_the_birth_date_by_chance(string vr, string value) => Assert.Null(Find(Text(Comment, vr, value)));

    [Fact]
    public void What_the_registry_says_is_looked_for_as_well()
    {
        var patient = new RegistryPatient
        {
            SubjectId = "S-0001", PatientIds = ["HOSP-77-1234"], FamilyName = "Oggenthorpe", GivenName = "Gytha", BirthDate = new DateOnly(1939, 6, 1), Centre = "C01",
        };
        foreach (string text in (string[])["for oggenthorpe", "re Gytha", "HOSP-77-1234", "x HOSP771234 x", "1.6.1939", "gythaoggenthorpe"])
        {
            Assert.Null(Find(Text(Comment, "LO", text)));
            Assert.NotNull(Find(Text(Comment, "LO", text), patient: patient));
        }
    }

    [Theory]
    [InlineData("Quirmbach")]
    [InlineData("ACC993311")]
    [InlineData("ORD-558/12")]
    [InlineData("ORD55812")]
    [InlineData("Sonographer")]
    [InlineData("Nightingale")]
    public void Physicians_operators_and_order_numbers_of_every_level_are_looked_for(string text) => Assert.NotNull(Find(Text(Comment, "LT", "for " + text + ".")));

    [Fact]
    public void A_UID_of_the_source_is_found_in_text_bytes_and_kept_UIDs()
    {
        Assert.Equal(4, Find(Text(Comment, "LO", $"see {StudyUid}"))?.Offset);
        Assert.NotNull(Find(Text(Comment, "LO", $"{StudyUid}.12")));
        Assert.NotNull(Find(Bytes(Private, "OB", [0xFF, .. Encoding.ASCII.GetBytes(StudyUid), 0])));
        Assert.NotNull(Find(Text(new(0x0008010Cu), "UI", StudyUid)));
        Assert.NotNull(Find(Text(new(0x0008010Cu), "UI", @"1.2.840.10008.1\1.2.77")));
    }

    [Fact]
    public void A_UID_that_is_another_one_or_was_kept_on_purpose_is_none()
    {
        Assert.Null(Find(Text(Comment, "LO", $"{StudyUid}5")));
        Assert.Null(Find(Text(Comment, "LO", $"9{StudyUid}")));
        Assert.Null(Find(Text(Comment, "LO", "1.2.276.0.7230010.3.1")));
        // Coding schemes are named by UIDs that protection keeps.
        DicomDataset source = Source().Set(DicomTag.SOPInstanceUID, "1.2.77.1").Set(new DicomTag(0x0008010Cu), "1.2.3.4.5.6.7.8.9.10");
        Assert.Null(Find(Text(new(0x0008010Cu), "UI", "1.2.3.4.5.6.7.8.9.10"), source));
        // A policy that keeps UIDs keeps the object's own.
        Assert.Null(Find(Text(Comment, "LO", StudyUid).Set(DicomTag.SOPInstanceUID, "1.2.77"), Source()));
    }

    [Theory]
    [InlineData("LO", "primary")]
    [InlineData("LO", "Maryland 4")]
    [InlineData("LO", "Linear 12")]
    [InlineData("CS", @"PRIMARY\SUMMARY")]
    [InlineData("LO", "AB12")]
    public void A_part_of_another_word_is_no_name(string vr, string text) => Assert.Null(Find(Text(Comment, vr, text)));

    [Fact]
    public void Digits_in_tables_and_profiles_are_numbers_by_chance()
    {
        Assert.Null(Find(Bytes(Profile, "OB", [0, 1, .. "88123477"u8, 2, .. "19480229"u8, 0])));
        Assert.Null(Find(Bytes(new(0x00281201u), "OW", "88123477"u8.ToArray())));
        Assert.Null(Find(Bytes(new(0x00186024u), "FD", "Weatherw"u8.ToArray())));
        Assert.NotNull(Find(Bytes(new(0x00186024u), "FD", "xxxxxxWeatherwax"u8.ToArray())));
    }

    [Fact]
    public void What_equals_the_subject_and_what_the_trial_writes_is_no_identity()
    {
        DicomDataset source = Source().Set(DicomTag.PatientID, "S-0001").Set(DicomTag.PatientName, "S-0001").Set(new DicomTag(0x00080090u), "REMOVED");
        DicomDataset made = Text(Comment, "LO", @"S-0001\REMOVED\0001").Set(DicomTag.PatientID, "S-0001").Set(DicomTag.PatientName, "S-0001");
        Assert.Null(Find(made, source));
        foreach (uint tag in (uint[])[0x00120010, 0x00120020, 0x00120030, 0x00120040])
        {
            Assert.Null(Find(Made().Set(new DicomTag(tag), "Weatherwax trust")));
        }
        Assert.NotNull(Find(Made().Set(DicomTag.PatientID, "88123477")));
        Assert.NotNull(Find(Made().Set(DicomTag.PatientName, "Weatherwax")));
    }

    [Fact]
    public void The_words_of_a_rule_are_the_makers()
    {
        DicomDataset made = Text(new(0x00080070u), "LO", "Weatherwax Imaging");
        Assert.NotNull(Find(made));
        Assert.Null(Find(made, known: ["/^Weatherwax/i"]));
    }

    [Fact]
    public void The_words_of_a_derivation_are_protections_own_where_it_wrote_them()
    {
        DicomDataset source = Source().Set(DicomTag.PatientName, "Blanked^Text");
        DicomDataset made = Made().Set(DicomTag.DerivationDescription, "Identifying text blanked in 2 rectangle(s)");
        var search = IdentitySearch.Of(new PatientSearchCache(), source, keepsUids: false, Subject, null, []);
        Assert.NotNull(search.FindIn(made));
        Assert.Null(search.FindIn(made, DicomTag.DerivationDescription));
    }

    [Fact]
    public void A_name_at_the_border_of_two_pieces_of_a_large_value_is_found()
    {
        foreach (int at in (int[])[3, (256 << 10) - 5, (256 << 10) + 1, 700_000])
        {
            byte[] bytes = new byte[1 << 20];
            bytes.AsSpan().Fill((byte)'.');
            "Weatherwax"u8.CopyTo(bytes.AsSpan(at));
            Assert.Equal(at, Find(Bytes(Comment, "UT", bytes))?.Offset);
        }
    }

    [Fact]
    public void Patients_one_after_the_other_are_told_apart_and_remembered()
    {
        var cache = new PatientSearchCache();
        DicomDataset other = Source().Set(DicomTag.PatientName, "Garlick^Magrat").Set(DicomTag.PatientID, "5561");
        foreach (DicomDataset source in (DicomDataset[])[Source(), other, Source(), other])
        {
            bool isFirst = !ReferenceEquals(source, other);
            Assert.Equal(isFirst, IsFoundIn("Weatherwax", source));
            Assert.Equal(!isFirst, IsFoundIn("Garlick", source));
        }
        SourceIdentity identity = SourceIdentity.Of(Source(), "S-0001");
        Assert.Same(cache.Get(identity, null, "S-0001"), cache.Get(SourceIdentity.Of(Source(), "S-0001"), null, "S-0001"));

        bool IsFoundIn(string text, DicomDataset source)
        {
            DicomDataset made = Text(Comment, "LO", text);
            return IdentitySearch.Of(cache, source, keepsUids: false, Subject, null, []).FindIn(made) is not null;
        }
    }

    /// <summary>A search as of a policy that keeps UIDs where the object has kept its own.</summary>
    private static IdentityHit? Find(DicomDataset made, DicomDataset? source = null, RegistryPatient? patient = null, string[]? known = null)
    {
        source ??= Source();
        bool keepsUids = made.Contains(DicomTag.SOPInstanceUID) && made.GetCode(DicomTag.SOPInstanceUID) == source.GetCode(DicomTag.SOPInstanceUID);
        return IdentitySearch.Of(new PatientSearchCache(), source, keepsUids, Subject, patient, known ?? []).FindIn(made);
    }

    private static DicomDataset Made() => new();

    private static DicomDataset Text(DicomTag tag, string vr, string text) => Bytes(tag, vr, Encoding.ASCII.GetBytes(text));

    private static DicomDataset Bytes(DicomTag tag, string vr, byte[] bytes) => new DicomDataset().Set(DicomElement.Create(tag, new DicomVR(vr[0], vr[1]), bytes));

    private static DicomDataset Source()
    {
        DicomDataset source = new DicomDataset()
            .Set(DicomTag.SOPInstanceUID, "1.2.77")
            .Set(DicomTag.StudyInstanceUID, StudyUid)
            .Set(DicomTag.PatientName, "Weatherwax^Mary^Li")
            .Set(DicomTag.PatientID, "88123477")
            .Set(DicomTag.PatientBirthDate, "19480229")
            .Set(DicomTag.AccessionNumber, "ACC993311")
            .Set(new DicomTag(0x00080090u), "Quirmbach^Otto")
            .Set(DicomElement.Create(new DicomTag(0x00190010u), DicomVR.LO, "MAKER 1.0"))
            .Set(DicomElement.Create(new DicomTag(0x00191001u), DicomVR.PN, "Nightingale^F"u8));
        var request = new DicomDataset(source);
        request.Set(new DicomTag(0x00401001u), "ORD-558/12").Set(new DicomTag(0x00401010u), "Sonographer^A").Set(new DicomTag(0x00400009u), "AB12");
        return source.Set(DicomElement.Create(new DicomTag(0x00400275u), [new DicomItem(request)]));
    }
}
