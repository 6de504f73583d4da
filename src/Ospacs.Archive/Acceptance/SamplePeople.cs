namespace Ospacs.Archive.Acceptance;

/// <summary>The volunteers of the sample trial, and one woman who is none. All are made up.</summary>
internal static class SamplePeople
{
    internal static SamplePatient Holloway { get; } = new()
    {
        PatientId = "44719320", Name = "HOLLOWAY^MARGARET^^MRS", BurnedName = "HOLLOWAY, MARGARET", BirthDate = "19510314",
    };

    internal static SamplePatient Oeberg { get; } = new()
    {
        PatientId = "44720518", Name = "ÖBERGSSON^LINNÉA", BurnedName = "OBERGSSON, LINNEA", BirthDate = "19481102", CharacterSet = "ISO_IR 100",
    };

    /// <summary>Her birth date has its last digits turned round: the registry says the 21st.</summary>
    internal static SamplePatient Pemberton { get; } = new()
    {
        PatientId = "44731007", Name = "PEMBERTON^RUTHANNE", BurnedName = "PEMBERTON, RUTHANNE", BirthDate = "19550712",
    };

    internal static SamplePatient Quillfeather { get; } = new()
    {
        PatientId = "B88341", Name = "QUILLFEATHER^IMOGEN", BurnedName = "QUILLFEATHER, IMOGEN", BirthDate = "19500829",
    };

    /// <summary>Nobody typed her birth date in; her name and number suffice.</summary>
    internal static SamplePatient Marchetti { get; } = new() { PatientId = "B70377", Name = "MARCHETTINI^LUCREZIA", BurnedName = "MARCHETTINI, LUCREZIA" };

    /// <summary>The registry does not know her.</summary>
    internal static SamplePatient Strand { get; } = new()
    {
        PatientId = "B79999", Name = "STRANDVIK^BEATRIX", BurnedName = "STRANDVIK, BEATRIX", BirthDate = "19530117",
    };

    internal static SamplePatient Lazarska { get; } = new()
    {
        PatientId = "H-08152", Name = "ŁAZARSKA^ŻANETA", BurnedName = "LAZARSKA, ZANETA", BirthDate = "19470605", CharacterSet = "ISO_IR 192",
    };

    internal static SamplePatient Vanterpool { get; } = new()
    {
        PatientId = "H-09317", Name = "VANTERPOOL^ESMERALDA", BurnedName = "VANTERPOOL, ESMERALDA", BirthDate = "19520923",
    };
}
