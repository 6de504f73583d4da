using System.Globalization;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Tests.BadDays;

namespace Ospacs.Cli.Tests.BadDays;

/// <summary>A medium with something of everything, and enough of it that an import lasts: images, clips, quarantined ones, copies, and what is no DICOM.</summary>
internal static class KillDisc
{
    // More than two batches hold: the first one is durable long before the run ends.
    private const int Images = 2400;
    private const int Clips = 4;
    private const int StrangersClips = 3;
    private const int Copies = 5;

    /// <summary>How many files there are.</summary>
    public const int Files = Images + Clips + StrangersClips + (2 * Copies) + 7;

    /// <summary>Writes the medium into a folder.</summary>
    public static void Write(string folder)
    {
        for (int i = 1; i <= Images; i++)
        {
            Put($"IMAGES/S{i % 7}/IM{i:0000}", Image(i, isStrangers: i % 97 == 0).ToBytes());
        }
        // Larger than a part, and larger than several; those of a stranger are copied into the quarantine.
        for (int i = 0; i < Clips; i++)
        {
            LargeClip.Write(Path.Combine(folder, $"IMAGES/CLIP{i}"), (9L + (4 * i)) << 20, 1000 + i);
        }
        for (int i = 0; i < StrangersClips; i++)
        {
            LargeClip.Write(Path.Combine(folder, $"IMAGES/S{i}/CLIP"), (4L + (10 * i)) << 20, 2000 + i, isStrangers: true);
        }
        for (int i = 1; i <= Copies; i++)
        {
            byte[] bytes = Image(i, isStrangers: false).ToBytes();
            Put($"COPIES/IM{i}", bytes);
            // Another object under the same SOP Instance UID.
            bytes[^1] ^= 0xFF;
            Put($"RESENT/IM{i}", bytes);
        }
        Put("COPIES/STRANGER", Image(97, isStrangers: true).ToBytes());
        Put("README.TXT", "No image."u8.ToArray());
        Put("EMPTY", []);
        Put("DAMAGED", Image(99999, isStrangers: false).ToBytes()[..1000]);
        for (int i = 0; i < 3; i++)
        {
            Put($"OTHER/TEXT{i}", "Neither."u8.ToArray());
        }

        void Put(string name, byte[] bytes)
        {
            string path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, bytes);
        }
    }

    private static SampleObject Image(int number, bool isStrangers) => new()
    {
        Patient = isStrangers
            ? new SamplePatient { PatientId = "B79999", Name = "STRANDVIK^BEATRIX", BurnedName = "STRANDVIK, BEATRIX", BirthDate = "19530117" }
            : new SamplePatient { PatientId = "H-09317", Name = "VANTERPOOL^ESMERALDA", BurnedName = "VANTERPOOL, ESMERALDA", BirthDate = "19520923" },
        Scanner = new SampleScanner
        {
            Manufacturer = "Plover Research", Model = "P1", SerialNumber = "PLV-" + (number % 5).ToString(CultureInfo.InvariantCulture), Station = "PLOVER", Institution = "HARBOURSIDE UNIT",
            Columns = 32, Rows = 32, Format = SamplePixelFormat.Monochrome2, Banner = 0, Footer = 0,
        },
        InstanceNumber = number,
    };
}
