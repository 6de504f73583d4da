using Ospacs.Archive.Patients;
using Ospacs.Archive.Patients.Matching;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

public sealed class MatchPartTests
{
    [Theory]
    [InlineData("44719320", "44719320", PartKind.Agrees)]
    [InlineData(" b12345", "B12345", PartKind.Agrees)]
    [InlineData("H08152", "H-08152", PartKind.Separators)]
    [InlineData("943 476 5919", "9434765919", PartKind.Separators)]
    [InlineData("0447193", "447193", PartKind.LeadingZeros)]
    [InlineData("447", "0447", PartKind.LeadingZeros)]
    [InlineData("4471932O", "44719320", PartKind.LookAlikes)]
    [InlineData("l23456", "123456", PartKind.LookAlikes)]
    [InlineData("857005", "B57OOS", PartKind.LookAlikes)]
    [InlineData("44791320", "44719320", PartKind.Transposed)]
    [InlineData("44719321", "44719320", PartKind.OneWrong)]
    [InlineData("4471932", "44719320", PartKind.OneMissing)]
    [InlineData("447193200", "44719320", PartKind.OneExtra)]
    [InlineData("70012", "B70012", PartKind.OneMissing)]
    [InlineData("4471", "4472", PartKind.Differs)] // too short for one digit to be a slip
    [InlineData("44719311", "44719320", PartKind.Differs)]
    [InlineData("9434765919", "9434765870", PartKind.OtherNumber)]
    [InlineData("9434765918", "9434765919", PartKind.OneWrong)]
    public void Ids_stand_to_each_other_by_the_slip_between_them(string header, string registry, PartKind expected) =>
        Assert.Equal(expected, IdForm.Compare(new IdForm(header), new IdForm(registry)));

    [Theory]
    [InlineData("9434765919", true)] // the example of the NHS data dictionary
    [InlineData("9434765918", false)]
    [InlineData("9434756919", false)]
    [InlineData("943476591", false)]
    [InlineData("943476591A", false)]
    public void The_check_digit_of_an_NHS_number_is_by_modulus_11(string number, bool valid) => Assert.Equal(valid, NhsNumber.IsValid(number));

    [Theory]
    [InlineData("19510314", PartKind.Agrees)]
    [InlineData("1951.03.14", PartKind.Agrees)]
    [InlineData("1951-03-14", PartKind.OtherLayout)]
    [InlineData("14/03/1951", PartKind.OtherLayout)]
    [InlineData("14031951", PartKind.OtherLayout)]
    [InlineData("14-Mar-1951", PartKind.OtherLayout)]
    [InlineData("510314", PartKind.TwoDigitYear)]
    [InlineData("14/03/51", PartKind.TwoDigitYear)]
    [InlineData("19511403", PartKind.DayAndMonthSwapped)]
    [InlineData("20510314", PartKind.Century)]
    [InlineData("18510314", PartKind.Century)]
    [InlineData("19510341", PartKind.Transposed)]
    [InlineData("19150314", PartKind.Transposed)]
    [InlineData("19510315", PartKind.OneWrong)]
    [InlineData("19610314", PartKind.OneWrong)]
    [InlineData("1951031", PartKind.OneMissing)]
    [InlineData("1951", PartKind.Incomplete)]
    [InlineData("195103", PartKind.Incomplete)]
    [InlineData("19520413", PartKind.Differs)]
    [InlineData("nonsense 51", PartKind.Differs)]
    public void Birth_dates_stand_to_each_other_by_the_slip_between_them(string header, PartKind expected) =>
        Assert.Equal(expected, new BirthDateForm(header).CompareTo(new DateOnly(1951, 3, 14)));

    [Theory]
    [InlineData("19000101")]
    [InlineData("00000000")]
    [InlineData("99999999")]
    [InlineData("UNKNOWN")]
    public void Dates_that_stand_for_none_are_placeholders(string text) => Assert.True(new BirthDateForm(text).IsPlaceholder);

    [Theory]
    [InlineData("0")]
    [InlineData("0000")]
    [InlineData("9999999")]
    [InlineData("UNKNOWN")]
    [InlineData("n/a")]
    [InlineData("123456")]
    public void Ids_that_stand_for_none_are_placeholders(string id) => Assert.True(new IdForm(id).IsPlaceholder);

    [Theory]
    [InlineData("HOLLOWAY^MARGARET ANN", PartKind.Agrees, PartKind.Agrees)]
    [InlineData("HOLLOWAY^MARGARET", PartKind.Agrees, PartKind.MiddleNames)]
    [InlineData("HOLLOWAY^MARGARET A", PartKind.Agrees, PartKind.MiddleNames)]
    [InlineData("HOLLOWAY^M", PartKind.Agrees, PartKind.Initials)]
    [InlineData("HOLLOWAY^M A", PartKind.Agrees, PartKind.Initials)]
    [InlineData("HOLLOWAY^M J", PartKind.Agrees, PartKind.MiddleNamesDiffer)]
    [InlineData("HOLLOWAY^MARGARET JANE", PartKind.Agrees, PartKind.MiddleNamesDiffer)]
    [InlineData("HOLLOWAY^ANN", PartKind.Agrees, PartKind.MiddleNameUsed)]
    [InlineData("HOLLOWAY^MARGRET ANN", PartKind.Agrees, PartKind.OneMissing)]
    [InlineData("HOLLOWAY^MARGA", PartKind.Agrees, PartKind.CutOff)]
    [InlineData("HOLLOWAY^JEAN", PartKind.Agrees, PartKind.Differs)]
    [InlineData("HOLOWAY^MARGARET ANN", PartKind.OneMissing, PartKind.Agrees)]
    [InlineData("HOLLO^MARGARET ANN", PartKind.CutOff, PartKind.Agrees)]
    [InlineData("HOLAWAI^MARGARET ANN", PartKind.SoundsAlike, PartKind.Agrees)]
    [InlineData("PRICE^MARGARET ANN", PartKind.FormerName, PartKind.Agrees)]
    [InlineData("PRICE-HOLLOWAY^MARGARET ANN", PartKind.DoubleNameInPart, PartKind.Agrees)]
    [InlineData("HOLLOWAY SMITH^MARGARET ANN", PartKind.DoubleNameInPart, PartKind.Agrees)]
    [InlineData("BAXTER^MARGARET ANN", PartKind.Differs, PartKind.Agrees)]
    [InlineData("UNKNOWN", PartKind.Placeholder, PartKind.Placeholder)]
    [InlineData("", PartKind.Blank, PartKind.Blank)]
    public void Names_stand_to_each_other_by_halves(string header, PartKind family, PartKind given)
    {
        IReadOnlyList<MatchPart> parts = NameComparison.Of(PersonNameForm.OfHeader(header), Margaret, new NoNames());
        Assert.Equal((family, given), (parts[0].Kind, parts[1].Kind));
    }

    [Theory]
    [InlineData("MARGARET ANN^HOLOWAY")]
    [InlineData("MARGARET^HOLLOWAY")]
    public void The_order_of_family_and_given_name_does_not_hide_a_slip(string header)
    {
        IReadOnlyList<MatchPart> parts = NameComparison.Of(PersonNameForm.OfHeader(header), Margaret, new NoNames());
        Assert.Contains(parts, part => part.Kind == PartKind.Reversed);
        Assert.DoesNotContain(parts, part => part.Kind == PartKind.Differs);
    }

    [Fact]
    public void A_name_without_carets_is_read_in_every_way()
    {
        IReadOnlyList<MatchPart> parts = NameComparison.Of(PersonNameForm.OfHeader("Margaret Ann Holoway"), Margaret, new NoNames());
        Assert.Equal((PartKind.OneMissing, PartKind.Agrees), (parts[0].Kind, parts[1].Kind));
    }

    [Fact]
    public void What_is_alike_but_a_name_of_its_own_is_no_slip()
    {
        RegistryPatient jean = Margaret with { GivenName = "Jean" };
        Assert.Equal(PartKind.OneWrong, NameComparison.Of(PersonNameForm.OfHeader("HOLLOWAY^JOAN"), jean, new NoNames())[1].Kind);
        Assert.Equal(PartKind.AnotherName, NameComparison.Of(PersonNameForm.OfHeader("HOLLOWAY^JOAN"), jean, new AllNames())[1].Kind);
    }

    [Fact]
    public void Every_kind_has_words_of_its_own()
    {
        string[] words = [.. Enum.GetValues<PartKind>().Select(kind => new MatchPart(MatchField.PatientId, kind, 0).InWords())];
        Assert.Equal(words.Length, words.Distinct().Count());
    }

    private static RegistryPatient Margaret => new()
    {
        SubjectId = "T1", PatientIds = ["44719320"], FamilyName = "Holloway", FormerNames = ["Price"], GivenName = "Margaret Ann", BirthDate = new DateOnly(1951, 3, 14), Sex = "F", Centre = "C1",
    };

    private sealed class NoNames : INameCensus
    {
        public bool IsFamilyName(string name) => false;

        public bool IsGivenName(string word) => false;
    }

    private sealed class AllNames : INameCensus
    {
        public bool IsFamilyName(string name) => true;

        public bool IsGivenName(string word) => true;
    }
}
