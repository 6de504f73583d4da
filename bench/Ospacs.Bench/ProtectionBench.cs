using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Bench;

/// <summary>What protecting small objects takes, file by file in the order of a medium, in memory and on one core: header, mask and search; and writing them.</summary>
internal static class ProtectionBench
{
    // The policy that bench/import.sh uses: a banner on every picture.
    private const string Policy = """
        { "sponsor": "Bench", "protocol": "Bench", "profile": "trial", "masks": [{ "name": "banner", "when": {}, "blank": [[0, 0, 100000, 40]] }] }
        """;

    internal static int Run(string folder, int rounds)
    {
        string[] paths = Directory.GetFiles(folder, "IM*", SearchOption.AllDirectories);
        Array.Sort(paths, StringComparer.Ordinal);
        byte[][] files = [.. paths.Select(File.ReadAllBytes)];
        var key = new ArchiveKey(new byte[32]);
        var patients = new Dictionary<string, RegistryPatient>(StringComparer.Ordinal);
        double best = double.MaxValue;
        double bestWritten = double.MaxValue;
        for (int round = 0; round < rounds; round++)
        {
            // As a run has it: what it remembers of patients begins anew.
            var protection = new ObjectProtection(ArchivePolicy.Parse(Policy));
            double protecting = 0;
            double writing = 0;
            foreach (byte[] bytes in files)
            {
                using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
                ProtectionContext context = ContextOf(file.Dataset, key, patients);
                long begun = Stopwatch.GetTimestamp();
                ProtectedObject made = protection.Protect(file, context);
                protecting += Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
                var output = new DicomMemoryOutput();
                begun = Stopwatch.GetTimestamp();
                made.WriteTo(output);
                writing += Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
            }
            best = Math.Min(best, protecting / files.Length);
            bestWritten = Math.Min(bestWritten, writing / files.Length);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"objects={files.Length} rounds={rounds} protect={best:F2} us/object, write={bestWritten:F2} us/object (best round)"));
        return 0;
    }

    private static ProtectionContext ContextOf(DicomDataset dataset, ArchiveKey key, Dictionary<string, RegistryPatient> patients)
    {
        string id = dataset.GetCode(DicomTag.PatientID);
        string subject = "S" + id[^4..];
        if (!patients.TryGetValue(subject, out RegistryPatient? patient))
        {
            string[] name = (dataset.GetText(DicomTag.PatientName) ?? string.Empty).Split('=')[0].Split('^');
            patient = new RegistryPatient
            {
                SubjectId = subject,
                PatientIds = [id],
                FamilyName = name[0],
                GivenName = name.Length > 1 ? name[1] : string.Empty,
                BirthDate = DicomText.ParseDate(dataset.GetCode(DicomTag.PatientBirthDate)),
                Centre = "C01",
            };
            patients.Add(subject, patient);
        }
        return new ProtectionContext { Key = key, SubjectId = subject, Centre = "C01", Sponsor = "Bench", Protocol = "Bench", Patient = patient };
    }
}
