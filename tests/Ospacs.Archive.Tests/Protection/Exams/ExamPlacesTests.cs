using Ospacs.Archive.Protection.Exams;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Data;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Exams;

/// <summary>The exam's list of places is its own; where it and the standard's table speak of one attribute they say the same.</summary>
public class ExamPlacesTests
{
    private static readonly ProtectionOption[] Retaining = [ProtectionOption.RetainDeviceIdentity, ProtectionOption.RetainInstitutionIdentity, ProtectionOption.RetainPatientCharacteristics];

    [Fact]
    public void No_place_is_kept_by_an_option_that_the_standard_does_not_let_keep_it() => Assert.All(ExamPlaces.All, place =>
    {
        ProtectionOption[] keeping = ConfidentialityTable.Find(place.Tag) is { } row ? [.. Retaining.Where(option => row.Of(option) == "K")] : [];
        Assert.Equal(keeping, place.KeptBy is { } option ? [option] : []);
    });

    [Fact]
    public void Every_text_of_the_table_is_a_place_but_zones() => Assert.Equal(
        ["TimezoneOffsetFromUTC"],
        DicomDictionary.All
            .Where(entry => entry.Tag.Group >= 8 && ConfidentialityTable.Find(entry.Tag) is not null && ProfileRules.IsFreeText(DicomDictionary.RepresentationOf(entry.Tag)))
            .Where(entry => ExamPlaces.All.All(place => place.Tag != entry.Tag)).Select(entry => entry.Keyword));

    [Fact]
    public void Every_persons_name_of_the_dictionary_is_a_place() => Assert.DoesNotContain(DicomDictionary.All,
        entry => entry.Tag.Group >= 8 && DicomDictionary.RepresentationOf(entry.Tag) == DicomVR.PN && ExamPlaces.All.All(place => place.Tag != entry.Tag));

    [Fact]
    public void Planted_words_are_all_different_and_of_one_length()
    {
        var words = new ExamWords(0);
        string[] made = [.. Enumerable.Range(0, 20000).Select(_ => words.Next())];
        Assert.Equal(made.Length, made.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(made, word => Assert.Equal(8, word.Length));
        Assert.DoesNotContain(made, word => ClinicalTerms.Shipped.Contains(word));
    }
}
