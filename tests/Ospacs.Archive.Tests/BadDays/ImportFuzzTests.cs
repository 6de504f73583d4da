using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.RealFiles;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>
/// Damaged files, thousands of them: each has one outcome, in little time and memory, and in words that name nobody. bench/fuzz-import.sh
/// runs this for longer: OSPACS_FUZZ_SECONDS says how long, OSPACS_FUZZ_SEED where to begin.
/// </summary>
public sealed class ImportFuzzTests : IDisposable
{
    private const int Rounds = 700;
    private const int BatchFiles = 50;
    private const long MostAllocated = 48L << 20;
    private const long MostAllocatedInflating = 400L << 20;
    private const int LargestBase = 1 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);
    private static readonly int Seconds = Number("OSPACS_FUZZ_SECONDS", 0);
    private static readonly int FirstSeed = Number("OSPACS_FUZZ_SEED", 1);

    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void Damaged_sample_files_have_one_outcome_each()
    {
        SampleDisc disc = SampleDisc.Create(Path.Combine(_day.Folder, "sample"));
        List<byte[]> files = [.. disc.Media.SelectMany(m => m.Files).Select(f => f.Bytes), BadDay.Still(1).ToBytes(), BadDay.Stranger(2).ToBytes()];
        Run(files, ArchivePolicy.Parse(SampleTrial.Policy), BadDay.RegistryOf(SampleTrial.Registry), IdentitySearch.Of(disc));
    }

    [Fact]
    public void Damaged_real_files_have_one_outcome_each()
    {
        string data = Oracles.Data();
        List<byte[]> files = [.. Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where(f => new FileInfo(f).Length is > 0 and < LargestBase).Select(File.ReadAllBytes)];
        Run(files, ArchivePolicy.Parse(RealFileTrial.Policy), BadDay.RegistryOf(RealFileTrial.Registry), null);
    }

    private void Run(List<byte[]> files, ArchivePolicy policy, IPatientRegistry registry, IdentitySearch? search)
    {
        using OspacsArchive archive = OspacsArchive.Create(new Engines.Sqlite.SqliteEngine(), _day.ArchivePath, policy);
        var preparation = new FilePreparation(archive, new ObjectProtection(policy), new PatientChecker(registry, policy.Match));
        using var writer = new ImportWriter(archive, policy, "Import", null);
        using var taken = new ImportGroups();
        archive.Store.RunBatch(batch =>
        {
            (long sequence, byte[] mac) = batch.AuditHead;
            batch.SetMedia(new MediaRecord(BadDay.MediaRef, BadDay.Centre, null, 0, DateTime.UtcNow, DateTime.UtcNow, sequence, mac));
            return sequence;
        });
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var watch = Stopwatch.StartNew();
        int seed = FirstSeed;
        for (; Seconds > 0 ? watch.Elapsed.TotalSeconds < Seconds : seed < FirstSeed + Rounds; seed++)
        {
            var random = new Random(seed);
            byte[] bytes = FileMutation.Of(files[random.Next(files.Count)], files[random.Next(files.Count)], random);
            string path = _day.Put(random.Next(20) == 0 ? "DICOMDIR" : "FILE", bytes);
            try
            {
                Take(archive, preparation, taken.Current, path, seed, random.Next(2) == 0);
                if (taken.Current.Files.Count == BatchFiles)
                {
                    Count();
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The file of seed {seed} ({bytes.Length} bytes): {e.Message}"), e);
            }
        }
        Count();
        TestContext.Current.TestOutputHelper?.WriteLine($"{seed - FirstSeed} files in {watch.Elapsed.TotalSeconds:F0} s: {string.Join(", ", counts.Select(c => $"{c.Key} {c.Value}"))}");
        int stored = archive.Store.FindImages(new Ospacs.Archive.Query.ImageQuery()).Count();
        int quarantined = archive.Quarantine.List().Count;
        archive.Dispose();
        _day.AssertWhole(stored, quarantined);
        Assert.Equal(seed - FirstSeed, counts.Values.Sum());
        Assert.True(counts.Count >= 6, string.Join(", ", counts.Keys));

        void Count()
        {
            foreach (ImportOutcome outcome in taken.Write(writer))
            {
                string name = outcome.Reason?.ToString() ?? outcome.Outcome.ToString();
                counts[name] = counts.GetValueOrDefault(name) + 1;
                string message = outcome.Message ?? string.Empty;
                Assert.False(message.Contains("error of this program", StringComparison.Ordinal) || search?.IsIn(message) == true, $"The file of seed {outcome.FileNumber}: {message}");
            }
        }
    }

    /// <summary>Takes one file in, as an import does, and holds what comes of it against what may.</summary>
    private void Take(OspacsArchive archive, FilePreparation preparation, ImportGroup group, string path, int seed, bool isDecided)
    {
        ReadAlike(path);
        var scanned = new ScannedFile(path, seed, Path.GetFileName(path));
        MediaIndex index = MediaIndex.Read([scanned]);
        ImportSource source = ImportSource.Of(scanned, _day.Options, archive.Key, index.Lists(scanned)) with { FileKey = archive.Key.HashPlace("M7", $"file {seed}"), DecidedSubject = isDecided ? "T3002" : null };
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long begun = Stopwatch.GetTimestamp();
        PreparedFile prepared = preparation.Prepare(source, alone: true, TestContext.Current.CancellationToken);
        TimeSpan time = Stopwatch.GetElapsedTime(begun);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        bool inflating = File.ReadAllBytes(path).AsSpan().IndexOf("1.2.840.10008.1.2.1.99"u8) >= 0;
        Assert.InRange(allocated, 0, inflating ? MostAllocatedInflating : MostAllocated);
        Assert.InRange(time, TimeSpan.Zero, Longest);

        if (prepared.Parts is { } parts)
        {
            // What is to be stored can be read back as what its row says.
            byte[] made = [.. parts.Parts.SelectMany(part => part.ToArray())];
            using DicomFile read = DicomFile.Read(new DicomMemorySource(made));
            Assert.Equal(prepared.Image!.SubjectId, read.Dataset.GetText(DicomTag.PatientID));
            Assert.Equal(prepared.Image.SopInstanceUid, read.Dataset.GetCode(DicomTag.SOPInstanceUID));
            Assert.Equal(prepared.Image.Size, made.Length);
        }
        group.Add(prepared);
    }

    /// <summary>A file is the same, and as damaged, whether it is read in memory or from its place; and a damaged DICOMDIR gives what it can.</summary>
    private static void ReadAlike(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        string inMemory = Elements(() => DicomFile.Read(new DicomMemorySource(bytes)));
        string fromFile = Elements(() => bytes.Length == 0 ? DicomFile.Read(new DicomMemorySource(bytes)) : DicomFile.Open(path));
        Assert.Equal(inMemory, fromFile);
        try
        {
            _ = DicomDirectory.Open(path);
        }
        catch (NotDicomException)
        {
        }
    }

    private static string Elements(Func<DicomFile> open)
    {
        try
        {
            using DicomFile file = open();
            return $"{file.TransferSyntax.Uid} {string.Join(' ', file.Dataset.Select(e => $"{e}:{e.Length}:{(e.Items is null && e.Length < 1000 ? Convert.ToHexString(e.Value.Span) : e.Items?.Count)}"))}";
        }
        catch (Exception e) when (e is DicomFormatException or NotDicomException)
        {
            return e.Message;
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
