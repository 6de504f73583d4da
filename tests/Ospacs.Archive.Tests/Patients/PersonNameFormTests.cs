using Ospacs.Archive.Patients;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

public class PersonNameFormTests
{
    [Theory]
    // case, accents and letters that are more than an accent
    [InlineData("SMITH^MARY", "Smith", "Mary")]
    [InlineData("MULLER^ANAIS", "Müller", "Anaïs")]
    [InlineData("Strasser^Soren", "Straßer", "Søren")]
    [InlineData("LAZARSKA^ZANETA", "Łazarska", "Żaneta")]
    [InlineData("AEGIR^THOR", "Ægir", "Þór")]
    [InlineData("Ｓｍｉｔｈ^Ｍａｒｙ", "Smith", "Mary")]
    // hyphens, apostrophes, spaces
    [InlineData("O'BRIEN^MARY-ANN", "OBrien", "Mary Ann")]
    [InlineData("O\u2019BRIEN^MARYANN", "O'Brien", "Mary-Ann")]
    [InlineData("VAN DER  BERG^ANNA", "van-der-Berg", "Anna")]
    // titles and prefix and suffix components
    [InlineData("SMITH^MRS MARY", "Smith", "Mary")]
    [InlineData("MRS. SMITH^MARY", "Smith", "Mary")]
    [InlineData("SMITH^MARY^^PROF^PHD", "Smith", "Mary")]
    [InlineData("SMITH^MARY", "Smith", "Dr Mary")]
    [InlineData("MISS^ANNA", "Miss", "Anna")] // a title can be a name
    // order
    [InlineData("MARY^SMITH", "Smith", "Mary")]
    [InlineData("JANE MARY^SMITH", "Smith", "Jane Mary")]
    // middle names count as given names
    [InlineData("SMITH^MARY^JANE", "Smith", "Mary Jane")]
    [InlineData("SMITH^MARY JANE", "Smith", "Mary Jane")]
    // no carets: whole words in any order
    [InlineData("SMITH MARY", "Smith", "Mary")]
    [InlineData("MARY SMITH", "Smith", "Mary")]
    [InlineData("SMITH, MARY", "Smith", "Mary")]
    [InlineData("MRS MARY SMITH", "Smith", "Mary")]
    [InlineData("Mary Smith Jane", "Smith", "Mary Jane")]
    [InlineData("OBRIEN MARYANN", "O'Brien", "Mary Ann")]
    [InlineData("MARYANN OBRIEN", "O'Brien", "Mary Ann")]
    [InlineData("SMITH MARY^^^^", "Smith", "Mary")]
    [InlineData("SMITH^MARY", "Smith Mary", "")]
    // component groups: any one will do
    [InlineData("YAMADA^TAROU=山田^太郎=やまだ^たろう", "Yamada", "Tarou")]
    [InlineData("YAMADA^TAROU=山田^太郎=やまだ^たろう", "山田", "太郎")]
    [InlineData("=山田^太郎", "山田", "太郎")]
    // one name on both sides
    [InlineData("PLA", "Pla", "")]
    [InlineData("^PLA", "Pla", "")]
    [InlineData("PLA^^^^", "", "pla")]
    public void The_same_name_agrees_however_it_is_written(string header, string family, string given)
    {
        Assert.Equal(FieldAgreement.Agrees, Compare(header, family, given));
        AssertFoundByKey(header, family, given);
    }

    [Theory]
    [InlineData("SMYTH^MARY", "Smith", "Mary")]
    [InlineData("SMITH^MARIA", "Smith", "Mary")]
    [InlineData("SMITH^MARY^JANE", "Smith", "Mary")] // a middle name more
    [InlineData("SMITH^MARY", "Smith", "Mary Jane")] // or less
    [InlineData("SMITH^M", "Smith", "Mary")]
    [InlineData("SMITH^ANN MARY", "Smith", "Mary Ann")]
    [InlineData("SMITH MARY JANE", "Smith", "Mary")]
    [InlineData("JONES", "Smith", "Mary")] // a part that contradicts
    [InlineData("JONES^MARY", "Smith", "")]
    [InlineData("PLA", "Pal", "")]
    [InlineData("SMITH^MARY^^^^X", "Smith", "Mary")] // what stands behind five components
    [InlineData("かとう^たろう", "がとう", "たろう")] // another letter, not an accent
    [InlineData("JONES^MARY=SMITH", "Smith", "Mary")] // half a group does not excuse a whole one
    public void Another_name_differs(string header, string family, string given) =>
        Assert.Equal(FieldAgreement.Differs, Compare(header, family, given));

    [Theory]
    [InlineData("", "Smith", "Mary")]
    [InlineData("^^^^", "Smith", "Mary")]
    [InlineData(" = ", "Smith", "Mary")]
    [InlineData("-.-", "Smith", "Mary")]
    [InlineData("SMITH^MARY", "", "")]
    [InlineData("SMITH^MARY", " ", "-")]
    [InlineData("SMITH", "Smith", "Mary")] // not full
    [InlineData("SMITH^^^MRS", "Smith", "Mary")]
    [InlineData("^MARY", "Smith", "Mary")]
    [InlineData("SMITH^MARY", "Smith", "")]
    [InlineData("VAN DER BERG", "van der Berg", "Anna")]
    public void A_name_that_is_missing_or_not_full_says_nothing(string header, string family, string given) =>
        Assert.Equal(FieldAgreement.Blank, Compare(header, family, given));

    private static FieldAgreement Compare(string header, string family, string given) =>
        PersonNameForm.Compare(PersonNameForm.OfHeader(header), Registry(family, given));

    private static void AssertFoundByKey(string header, string family, string given) =>
        Assert.Contains(Registry(family, given).Key, PersonNameForm.OfHeader(header).Select(n => n.Key));

    private static PersonNameForm Registry(string family, string given) =>
        PersonNameForm.OfRegistry(new RegistryPatient { SubjectId = "T", PatientIds = [], FamilyName = family, GivenName = given, Centre = "C" });
}
