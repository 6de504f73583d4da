using System.Text;
using Ospacs.Archive.Patients;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

public class CsvRegistryTests
{
    private const string Header = "SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre\n";

    [Fact]
    public void A_row_becomes_a_patient()
    {
        CsvRegistry registry = Read(Header + "T1, 447|B 12||447 ,\"O'Neil, the elder\",Żaneta,1951-03-14,female,C01\n");

        RegistryPatient patient = registry.FindSubject("t1")!;
        Assert.Equal(1, registry.Count);
        Assert.Equal("T1", patient.SubjectId);
        Assert.Equal(["447", "B 12"], patient.PatientIds);
        Assert.Equal("O'Neil, the elder", patient.FamilyName);
        Assert.Equal("Żaneta", patient.GivenName);
        Assert.Equal(new DateOnly(1951, 3, 14), patient.BirthDate);
        Assert.Equal("F", patient.Sex);
        Assert.Equal("C01", patient.Centre);
        Assert.Same(patient, Assert.Single(registry.FindByPatientId("c01", "b 12 ")));
        Assert.Same(patient, Assert.Single(registry.FindByCentre("C01")));
    }

    [Fact]
    public void Columns_come_in_any_order_with_any_case_and_others_between()
    {
        CsvRegistry registry = Read("Remarks,CENTRE,sex,birthdate,givenname,familyname,patientid,subjectid,\nx,C1,,19510314,,,17,T1,\n");

        Assert.Equal(new DateOnly(1951, 3, 14), registry.FindSubject("T1")!.BirthDate);
        Assert.Single(registry.FindByPatientId("C1", "17"));
    }

    [Fact]
    public void Columns_may_be_called_something_else()
    {
        var layout = new RegistryLayout
        {
            Columns = new Dictionary<RegistryColumn, string> { [RegistryColumn.SubjectId] = "Volunteer No", [RegistryColumn.Centre] = "Site" },
            BirthDate = "dd/MM/yyyy",
        };

        CsvRegistry registry = Read("Volunteer no,PatientId,FamilyName,GivenName,BirthDate,Sex,SITE\nT1,1,,,14/03/1951,,C1\nT2,2,,,1951-03-15,,C1\n", layout);

        Assert.Equal(new DateOnly(1951, 3, 14), registry.FindSubject("T1")!.BirthDate);
        Assert.Equal(new DateOnly(1951, 3, 15), registry.FindSubject("T2")!.BirthDate);
    }

    [Fact]
    public void Former_names_and_the_days_of_joining_and_leaving_may_be_there()
    {
        var layout = new RegistryLayout { Columns = new Dictionary<RegistryColumn, string> { [RegistryColumn.FormerName] = "Maiden" }, BirthDate = "dd/MM/yyyy" };

        CsvRegistry registry = Read("Maiden,EnrolledOn,WithdrawnOn," + Header + "Holt| Tennant|holt,01/02/2020,2024-03-05,T1,1,,,,,C1\n,,,T2,2,,,,,C1\n", layout);

        RegistryPatient patient = registry.FindSubject("T1")!;
        Assert.Equal(["Holt", "Tennant"], patient.FormerNames);
        Assert.Equal((new DateOnly(2020, 2, 1), new DateOnly(2024, 3, 5)), (patient.EnrolledOn!.Value, patient.WithdrawnOn!.Value));
        Assert.Empty(registry.FindSubject("T2")!.FormerNames);
        Assert.Null(registry.FindSubject("T2")!.EnrolledOn);
        Assert.Empty(Read(Header + "T1,1,,,,,C1\n").FindSubject("T1")!.FormerNames);
    }

    [Fact]
    public void A_column_that_is_named_must_be_there_though_it_could_be_left_out()
    {
        var layout = new RegistryLayout { Columns = new Dictionary<RegistryColumn, string> { [RegistryColumn.EnrolledOn] = "Joined" } };

        Assert.Contains("Joined", Assert.Throws<RegistryException>(() => Read(Header + "T1,1,,,,,C1\n", layout)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_lines_are_skipped_and_a_byte_order_mark_too()
    {
        CsvRegistry registry = Read("\uFEFF\r\n" + Header.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\nT1,1,,,,,C1\r\n\r\n   \r\n,,,,,,\r\nT2,,,,,,C1");

        Assert.Equal(2, registry.Count);
        Assert.Empty(registry.FindSubject("T2")!.PatientIds);
        Assert.Null(registry.FindSubject("T2")!.BirthDate);
    }

    [Fact]
    public void An_identifier_is_looked_up_at_its_centre_alone_and_leading_zeros_count()
    {
        CsvRegistry registry = Read(Header + "T1,0017,,,,,C1\nT2,17,,,,,C1\nT3,0017,,,,,C2\nT4,0017,,,,,C1\n");

        Assert.Equal(["T1", "T4"], registry.FindByPatientId("C1", "0017").Select(p => p.SubjectId));
        Assert.Equal(["T2"], registry.FindByPatientId("C1", "17").Select(p => p.SubjectId));
        Assert.Equal(["T3"], registry.FindByPatientId("C2", "0017").Select(p => p.SubjectId));
        Assert.Empty(registry.FindByPatientId("C3", "0017"));
        Assert.Empty(registry.FindByCentre("C3"));
        Assert.Null(registry.FindSubject("T5"));
    }

    [Theory]
    [InlineData("", 1, null, "no header")]
    [InlineData("\n\n  \n", 1, null, "no header")]
    [InlineData("SubjectId,PatientId,FamilyName,BirthDate,Sex\n", 1, null, "GivenName, Centre")]
    [InlineData("SubjectId;PatientId;FamilyName;GivenName;BirthDate;Sex;Centre\n", 1, null, "commas")]
    [InlineData("SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre,subjectid\n", 1, "SubjectId", "twice")]
    [InlineData(Header + "T1,1,,,,,C1\nSECRET,2,,,,C1\n", 3, null, "6 fields")]
    [InlineData(Header + "T1,1,,,,,C1,x\n", 2, null, "8 fields")]
    [InlineData(Header + "T1,1,,,,,C1\n\nT2,2,,,,,C1\nt1,3,SECRET,,,,C2\n", 5, "SubjectId", "line 2")]
    [InlineData(Header + ",1,SECRET,,,,C1\n", 2, "SubjectId", "blank")]
    [InlineData(Header + "SEC^RET,1,,,,,C1\n", 2, "SubjectId", "means something else")]
    [InlineData(Header + "SEC=RET,1,,,,,C1\n", 2, "SubjectId", "means something else")]
    [InlineData(Header + "SEC\\RET,1,,,,,C1\n", 2, "SubjectId", "means something else")]
    [InlineData(Header + "SECRÉT,1,,,,,C1\n", 2, "SubjectId", "printable ASCII")]
    [InlineData(Header + "\"SEC\nRET\",1,,,,,C1\n", 2, "SubjectId", "printable ASCII")]
    [InlineData(Header + "01234567890123456789012345678901234567890123456789012345678901234,1,,,,,C1\n", 2, "SubjectId", "64")]
    [InlineData(Header + "T1,1,SECRET,,,,\n", 2, "Centre", "blank")]
    [InlineData(Header + "T1,1,,,14/03/1951,,C1\n", 2, "BirthDate", "no date")]
    [InlineData(Header + "T1,1,,,1951-3-14,,C1\n", 2, "BirthDate", "no date")]
    [InlineData(Header + "T1,1,,,1951-02-29,,C1\n", 2, "BirthDate", "no date")]
    [InlineData(Header + "T1,1,,,1951,,C1\n", 2, "BirthDate", "no date")]
    [InlineData("EnrolledOn,WithdrawnOn," + Header + "2024-01-02,1951-01-01,T1,1,,,,,C1\n", 2, "WithdrawnOn", "before EnrolledOn")]
    [InlineData("EnrolledOn," + Header + "SECRET,T1,1,,,,,C1\n", 2, "EnrolledOn", "no date")]
    [InlineData("EnrolledOn,EnrolledOn," + Header + ",,T1,1,,,,,C1\n", 1, "EnrolledOn", "twice")]
    public void What_is_wrong_is_named_with_line_and_column_and_without_the_value(string text, int line, string? column, string words)
    {
        RegistryException error = Assert.Throws<RegistryException>(() => Read(text));

        Assert.Equal(line, error.Line);
        Assert.Equal(column, error.Column);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains($"line {line}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SEC", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("1951", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_registry_without_patients_is_none() => Assert.Contains("no patients", Assert.Throws<RegistryException>(() => Read(Header)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_error_names_a_column_as_the_file_does()
    {
        var layout = new RegistryLayout { Columns = new Dictionary<RegistryColumn, string> { [RegistryColumn.BirthDate] = "DOB" } };

        Assert.Equal("DOB", Assert.Throws<RegistryException>(() => Read(Header.Replace("BirthDate", "dob", StringComparison.Ordinal) + "T1,1,,,x,,C1\n", layout)).Column);
        Assert.Contains("DOB", Assert.Throws<RegistryException>(() => Read(Header, layout)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_date_that_two_layouts_read_differently_is_not_guessed()
    {
        var layout = new RegistryLayout { BirthDate = "yyyy-dd-MM" };

        Assert.Contains("two different dates", Assert.Throws<RegistryException>(() => Read(Header + "T1,1,,,1951-03-04,,C1\n", layout)).Message, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(1951, 3, 14), Read(Header + "T1,1,,,1951-14-03,,C1\n", layout).FindSubject("T1")!.BirthDate);
        Assert.Equal(new DateOnly(1951, 3, 3), Read(Header + "T1,1,,,1951-03-03,,C1\n", layout).FindSubject("T1")!.BirthDate);
    }

    [Theory]
    [InlineData("male", "M")]
    [InlineData(" f", "F")]
    [InlineData("Female", "F")]
    [InlineData("OTHER", "O")]
    [InlineData("x", "X")]
    [InlineData("", "")]
    public void Sex_is_brought_to_a_letter(string written, string sex)
    {
        Assert.Equal(sex, Read(Header + $"T1,1,,,,{written},C1\n").FindSubject("T1")!.Sex);
    }

    [Fact]
    public void A_trial_of_two_hundred_thousand_is_indexed_whole()
    {
        var text = new StringBuilder(Header);
        for (int i = 0; i < 200_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"T{i},P{i % 150_000:D7}|Q{i},Family{i % 977},\"Given, {i % 313}\",19{40 + (i % 30)}-0{1 + (i % 9)}-1{i % 9},F,C{i % 13:D2}\r\n");
        }

        CsvRegistry registry = Read(text.ToString());

        Assert.Equal(200_000, registry.Count);
        Assert.Equal("T199999", Assert.Single(registry.FindByPatientId($"C{199_999 % 13:D2}", "q199999")).SubjectId);
        Assert.Equal("Given, 200", registry.FindSubject("T200")!.GivenName);
    }

    [Fact]
    public void A_registry_is_read_from_a_file()
    {
        string folder = Directory.CreateTempSubdirectory("ospacs-").FullName;
        string path = Path.Combine(folder, "registry [1].csv");
        File.WriteAllText(path, Header + "T1,1,,,,,C1\n");

        Assert.NotNull(CsvRegistry.Load(path, RegistryLayout.Default).FindSubject("T1"));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("dd/MM/yyyy")]
    [InlineData("d.M.yyyy")]
    [InlineData("ddMMyyyy")]
    public void A_layout_of_birth_dates_names_year_month_and_day(string layout) => Assert.Equal(layout, new RegistryLayout { BirthDate = layout }.BirthDate);

    [Theory]
    [InlineData("dd/MM/yy")]
    [InlineData("MM/yyyy")]
    [InlineData("dd/MMM/yyyy")]
    [InlineData("dd/MM/yyyy HH")]
    [InlineData("dMyyyy")]
    [InlineData("")]
    public void A_layout_that_would_leave_something_to_guess_is_refused(string layout) =>
        Assert.Throws<ArgumentException>(() => new RegistryLayout { BirthDate = layout });

    [Fact]
    public void Two_columns_cannot_be_one()
    {
        Assert.Throws<ArgumentException>(() => new RegistryLayout { Columns = new Dictionary<RegistryColumn, string> { [RegistryColumn.SubjectId] = "patientid" } });
    }

    private static CsvRegistry Read(string text, RegistryLayout? layout = null) =>
        CsvRegistry.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), layout ?? RegistryLayout.Default);
}
