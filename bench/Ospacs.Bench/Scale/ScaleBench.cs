using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Bench.Scale;

/// <summary>Asks a small and a large archive of one engine the same questions in turn, in one run: what counts is the ratio of the medians.</summary>
internal static class ScaleBench
{
    private const int FirstPage = 500;
    private const int FirstBranches = 100;

    internal static int Ask(string small, string large, int rounds)
    {
        using Archive few = new(small);
        using Archive many = new(large);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{few.Engine}: {many.Trial.Images} images beside {few.Trial.Images}; medians of {rounds}, milliseconds"));
        Console.WriteLine("| question | few | many | ratio |");
        Console.WriteLine("|---|---|---|---|");
        Compare("a subject's images", few, many, rounds, a => a.Images(new ImageQuery { Subjects = [MadeTrial.Subject(a.Random.Next(a.Trial.Subjects))] }));
        Compare("a medium's images (500)", few, many, rounds, a => a.Images(new ImageQuery { Media = [MadeTrial.Medium(a.Random.Next(a.Trial.Media))] }));
        Compare("a medium's passport", few, many, rounds, a => a.Store.GetMedia(MadeTrial.Medium(a.Random.Next(a.Trial.Media))).Count);
        Compare("an image by its UID", few, many, rounds, a => a.Store.FindBySopInstance(MadeTrial.SopInstanceUid(a.Random.Next(a.Trial.Images))) is null ? 0 : 1);
        Compare("an image by its source", few, many, rounds, a => a.Store.FindBySource(MadeTrial.SourceHash(a.Random.Next(a.Trial.Images))) is null ? 0 : 1);
        Compare("a study by its UID", few, many, rounds, a => a.Images(new ImageQuery { Uids = [MadeTrial.Row(a.Random.Next(a.Trial.Images), []).StudyInstanceUid] }));
        Compare($"the first page of everything ({FirstPage})", few, many, rounds, a => a.Images(new ImageQuery { First = FirstPage }));
        Compare($"the first page of a centre ({FirstPage})", few, many, rounds, a => a.Images(new ImageQuery { Centres = [MadeTrial.Centre(a.Random.Next(MadeTrial.Centres))], First = FirstPage }));
        Compare($"the first {FirstBranches} branches of a centre's tree", few, many, rounds, a => a.Branches(FirstBranches));
        Compare("a centre's whole tree, a branch", few, many, Math.Min(rounds, 7), a => a.Branches(int.MaxValue), perItem: true);
        Compare("the archive's figures", few, many, rounds, a => (int)Math.Min(a.Store.GetTotals().Images, 1));
        Compare("a subject's audit entries", few, many, rounds, a => a.Store.GetAudit(new AuditQuery { SubjectId = MadeTrial.Subject(a.Random.Next(a.Trial.Subjects)) }).Count());
        Compare("all rows held against each other, an image", few, many, Math.Min(rounds, 3), a => a.Rows(), perItem: true);
        return 0;
    }

    private static void Compare(string question, Archive few, Archive many, int rounds, Func<Archive, int> ask, bool perItem = false)
    {
        var times = (Few: new List<double>(), Many: new List<double>());
        int warm = perItem ? 1 : 20;
        for (int round = -warm; round < rounds; round++)
        {
            double a = Time(few);
            double b = Time(many);
            // The first rounds warm the program up; what the large archive is asked for is new to it all the same.
            if (round >= 0)
            {
                times.Few.Add(a);
                times.Many.Add(b);
            }
        }
        times.Few.Sort();
        times.Many.Sort();
        (double least, double most) = (times.Few[rounds / 2], times.Many[rounds / 2]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {question} | {least:0.0000} | {most:0.0000} | {most / least:F2} |"));

        double Time(Archive archive)
        {
            long begun = Stopwatch.GetTimestamp();
            int found = ask(archive);
            double time = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
            return found > 0 ? perItem ? time / found : time : throw new InvalidOperationException($"Nothing was found: {question}.");
        }
    }

    private sealed class Archive : IDisposable
    {
        internal Archive(string name)
        {
            IArchiveEngine engine = ScaleArchive.EngineOf(name);
            Engine = engine.Name;
            Store = engine.Open(name, StoreAccess.Read);
            Trial = new MadeTrial(checked((int)Store.GetTotals().Images));
        }

        internal string Engine { get; }

        internal IArchiveStore Store { get; }

        internal MadeTrial Trial { get; }

        // The same for both, so that both are asked for what lies as far apart.
        internal Random Random { get; } = new(2026);

        internal int Images(ImageQuery query) => Store.FindImages(query).Count();

        internal int Branches(int most) => Store.CountImages(new ImageQuery { Centres = [MadeTrial.Centre(Random.Next(MadeTrial.Centres))] }).Take(most).Count();

        internal int Rows() => Store.FindOrphans().FirstOrDefault() is { } orphan ? throw new InvalidOperationException($"{orphan.Table}, {orphan.Key}: {orphan.Problem}") : Trial.Images;

        public void Dispose() => Store.Dispose();
    }
}
