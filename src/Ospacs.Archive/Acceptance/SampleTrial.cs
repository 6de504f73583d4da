using System.Globalization;
using System.Text;
using Ospacs.Archive.Import;

namespace Ospacs.Archive.Acceptance;

/// <summary>What the sample trial's three media hold, and what must become of it: the plan that a run is held against.</summary>
internal static class SampleTrial
{
    private const string BannerRule = "Albatross 3, banner and footer";
    private const string RegionRule = "Petrel 7, outside the regions";
    private const string StripRule = "Kittiwake KW-20, banner and footer";
    private const string CleanRule = "Plover P1, nothing burned in";

    /// <summary>The bytes that a scratch made unreadable: a disc's sector.</summary>
    private const int LostBytes = 2048;

    internal const string Registry =
        """
        SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre
        T1001,44719320,Holloway,Margaret,1951-03-14,F,C01
        T1002,44720518,Öbergsson,Linnéa,1948-11-02,F,C01
        T1003,44731007,Pemberton,Ruthanne,1955-07-21,F,C01
        T2001,B70012|B88341,"Quillfeather","Imogen",1950-08-29,F,C02
        T2002,B70377,Marchettini,Lucrezia,1949-12-30,F,C02
        T3001,H-08152,Łazarska,Żaneta,1947-06-05,F,C03
        T3002,H-09317,Vanterpool,Esmeralda,1952-09-23,F,C03

        """;

    internal const string Policy =
        """
        // The policy of the sample trial: who runs it, what must agree before an image is stored, and what each scanner burns in.
        {
          "sponsor": "Sample Trials Unit",
          "protocol": "SAMPLE-1",
          "profile": "trial",
          "match": { "require": ["PatientId", "BirthDate|Name"] },
          "masks": [
            {
              "name": "Albatross 3, banner and footer",
              "when": { "Manufacturer": "Albatross Medical", "ManufacturerModelName": "Albatross 3", "Columns": 512, "Rows": 384 },
              "blank": [[0, 0, 512, 44], [0, -24, 512, 24]]
            },
            {
              "name": "Petrel 7, outside the regions",
              "when": { "ManufacturerModelName": "/^Petrel 7/", "HasRegions": true },
              "keep": "regions"
            },
            {
              "name": "Kittiwake KW-20, banner and footer",
              "when": { "ManufacturerModelName": "KW-20", "Columns": 512, "Rows": 384 },
              "blank": [[0, 0, 512, 44], [0, -24, 512, 24]]
            },
            {
              "name": "Plover P1, nothing burned in",
              "when": { "Manufacturer": "Plover Research", "ManufacturerModelName": "P1", "HasRegions": false },
              "knownClean": "a research probe without overlay; made up for the sample"
            }
          ]
        }

        """;

    internal static IReadOnlyList<SampleMedium> CreateMedia(string discFolder) =>
        [FirstCentre(Path.Combine(discFolder, "M0001")), SecondCentre(Path.Combine(discFolder, "M0002")), ThirdCentre(Path.Combine(discFolder, "M0003"))];

    /// <summary>A disc with its DICOMDIR, as a scanner burns it.</summary>
    private static SampleMedium FirstCentre(string folder)
    {
        SampleScanner scanner = SampleScanners.Albatross;
        var spring = new DateOnly(2025, 2, 11);
        var autumn = new DateOnly(2025, 8, 19);
        SampleFile[] listed =
        [
            Stored("DICOM/IM000001", "T1001", BannerRule, Image(SamplePeople.Holloway, scanner, spring, 1, SampleTraps.Preamble | SampleTraps.Overlay)),
            Stored("DICOM/IM000002", "T1001", BannerRule, Image(SamplePeople.Holloway, scanner, spring, 2, SampleTraps.Icon | SampleTraps.BehindTerminator)),
            Stored("DICOM/IM000003", "T1001", BannerRule, Image(SamplePeople.Holloway, scanner, spring, 3) with { Frames = 8 }),
            Stored("DICOM/IM000004", "T1001", BannerRule, Image(SamplePeople.Holloway, scanner, autumn, 1, SampleTraps.TrailingPadding)),
            Stored("DICOM/IM000005", "T1002", BannerRule, Image(SamplePeople.Oeberg, scanner with { Format = SamplePixelFormat.RgbByPlane }, autumn, 1, SampleTraps.UnknownSequence)),
            Quarantined("DICOM/IM000006", QuarantineReason.Mismatch, "a birth date that differs from the registry's", Image(SamplePeople.Pemberton, scanner, autumn, 1)),
            Damaged("DICOM/IM000007", Image(SamplePeople.Oeberg, scanner, autumn, 2)),
        ];
        SampleFile[] others =
        [
            new SampleFile { Name = "DICOMDIR", What = "the disc's DICOMDIR", Bytes = SampleDirectory.Create(listed), Outcome = FileOutcome.Index },
            new SampleFile { Name = "README.TXT", What = "a text file", Bytes = Encoding.ASCII.GetBytes("Disc for Mrs Holloway.\r\nInsert it and start VIEWER.EXE.\r\n"), Outcome = FileOutcome.NotDicom },
        ];
        return new SampleMedium("M0001", "C01", folder, [.. listed, .. others], listed.Length);
    }

    /// <summary>A memory stick without a DICOMDIR, whose folders are named after patients.</summary>
    private static SampleMedium SecondCentre(string folder)
    {
        SampleScanner scanner = SampleScanners.Petrel;
        var day = new DateOnly(2025, 3, 5);
        SampleObject reported = Image(SamplePeople.Quillfeather, scanner, day, 3);
        return new SampleMedium("M0002", "C02", folder,
        [
            Stored("QUILLFEATHER_IMOGEN/US0001.dcm", "T2001", RegionRule, Image(SamplePeople.Quillfeather, scanner, day, 1)),
            Stored("QUILLFEATHER_IMOGEN/US0002.dcm", "T2001", RegionRule, Image(SamplePeople.Quillfeather, scanner, day, 2)),
            new SampleFile
            {
                Name = "QUILLFEATHER_IMOGEN/SR0003.dcm",
                What = "a structured report, no image",
                Bytes = SampleReport.Create(reported),
                Outcome = FileOutcome.Quarantined,
                Reason = QuarantineReason.UnsupportedClass,
                IdentityValues = reported.IdentityValues,
            },
            Stored("MARCHETTINI_LUCREZIA/US0001.dcm", "T2002", RegionRule, Image(SamplePeople.Marchetti, scanner, day.AddDays(1), 1)),
            Quarantined("STRANDVIK_BEATRIX/US0001.dcm", QuarantineReason.NotFound, "a patient whom the registry does not know", Image(SamplePeople.Strand, scanner, day, 1)),
        ], null);
    }

    /// <summary>A folder from a hospital's archive: several scanners, several ways of writing.</summary>
    private static SampleMedium ThirdCentre(string folder)
    {
        var day = new DateOnly(2025, 4, 24);
        SampleObject film = Image(SamplePeople.Lazarska, SampleScanners.KittiwakeGrey, day, 3);
        return new SampleMedium("M0003", "C03", folder,
        [
            Stored("20250424/0001.dcm", "T3001", StripRule, Image(SamplePeople.Lazarska, SampleScanners.Kittiwake, day, 1)),
            Stored("20250424/0002.dcm", "T3001", StripRule, Image(SamplePeople.Lazarska, SampleScanners.KittiwakeGrey, day, 2) with { Frames = 6 }),
            new SampleFile
            {
                Name = "20250424/0003.dcm",
                What = "a film in MPEG-2",
                Bytes = SampleFilm.Create(film),
                Outcome = FileOutcome.Quarantined,
                Reason = QuarantineReason.UnsupportedPixels,
                IdentityValues = film.IdentityValues,
            },
            Stored("20250425/0004.dcm", "T3002", StripRule, Image(SamplePeople.Vanterpool, SampleScanners.KittiwakeOld, day.AddDays(1), 1)),
            Stored("20250425/0005.dcm", "T3002", CleanRule, Image(SamplePeople.Vanterpool, SampleScanners.Plover, day.AddDays(1), 2)),
            Quarantined("20250425/0006.dcm", QuarantineReason.NoMaskRule, "a scanner that no mask rule knows", Image(SamplePeople.Vanterpool, SampleScanners.Gannet, day.AddDays(1), 3)),
        ], null);
    }

    private static SampleObject Image(SamplePatient patient, SampleScanner scanner, DateOnly date, int number, SampleTraps traps = SampleTraps.None) =>
        new() { Patient = patient, Scanner = scanner, StudyDate = date, InstanceNumber = number, Traps = traps };

    private static SampleFile Stored(string name, string subject, string rule, SampleObject made) => new()
    {
        Name = name, What = Describe(made), Bytes = made.ToBytes(), Outcome = FileOutcome.Stored, SubjectId = subject, Rule = rule, Object = made, IdentityValues = made.IdentityValues,
    };

    private static SampleFile Quarantined(string name, QuarantineReason reason, string what, SampleObject made) => new()
    {
        Name = name, What = what, Bytes = made.ToBytes(), Outcome = FileOutcome.Quarantined, Reason = reason, Object = made, IdentityValues = made.IdentityValues,
    };

    private static string Describe(SampleObject made)
    {
        string pixels = made.Scanner.Format switch
        {
            SamplePixelFormat.Rgb => "RGB",
            SamplePixelFormat.RgbByPlane => "RGB by plane",
            SamplePixelFormat.YbrFull => "YBR_FULL",
            SamplePixelFormat.Palette => "PALETTE COLOR",
            SamplePixelFormat.Monochrome1 => "MONOCHROME1",
            SamplePixelFormat.Monochrome2Deep => "MONOCHROME2, 12 bits",
            _ => "MONOCHROME2",
        };
        return made.Frames == 1 ? $"a still in {pixels}" : string.Create(CultureInfo.InvariantCulture, $"a clip of {made.Frames} frames in {pixels}");
    }

    /// <summary>A file that lost its first sector: nothing in it says any more that it is DICOM, only the disc's DICOMDIR does.</summary>
    private static SampleFile Damaged(string name, SampleObject made)
    {
        byte[] bytes = made.ToBytes();
        bytes.AsSpan(0, LostBytes).Clear();
        return new SampleFile { Name = name, What = "a file that lost its first sector", Bytes = bytes, Outcome = FileOutcome.Failed, Object = made, IdentityValues = made.IdentityValues };
    }
}
