using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Patients.Matching;
using Ospacs.Bench.Patients;

namespace Ospacs.Bench;

/// <summary>A made-up registry and headers with planted errors: what is matched, proposed and missed, and what it takes.</summary>
internal static class PatientBench
{
    internal static int Run(int women, int headers, int seed)
    {
        var registry = new MadeRegistry(women, seed);
        MadeHeader[] made = [.. new MadeHeaders(registry, seed + 1).Make(headers)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{women} women, {headers} headers, seed {seed}: {registry.Twins.Count} pairs of twins, {registry.Daughters.Count} of mother and daughter, {registry.Doubles.Count} in the registry twice"));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long begun = Stopwatch.GetTimestamp();
        PatientIndex index = CandidateSearch.IndexOf(registry);
        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(index);
        var checker = new PatientChecker(registry, MatchPolicy.Default);
        // Once to get everything compiled as it is in a long run.
        MatchingTable.Of(checker, made.Take(2000));
        MatchingTable table = new();
        double processor = ProcessorTime.OfThread(() => table = MatchingTable.Of(checker, made));
        Console.Write(table);
        double[] clean = [.. table.Milliseconds.Where((_, i) => made[i].Kind == PlantedKind.Clean).Order()];
        double[] others = [.. table.Milliseconds.Where((_, i) => made[i].Kind > PlantedKind.CleanInAnotherForm).Order()];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"index: {seconds:F2} s, {(after - before) / 1e6:F0} MB"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ms a header: all {table.Milliseconds.Average():F3}, clean {clean.Average():F4}, others {others.Average():F3} (worst hundredth {others[others.Length * 99 / 100]:F3}, worst {others[^1]:F2}); processor time {1000 * processor / made.Length:F3}"));
        foreach (MadeHeader wrong in table.Sum(_ => true).Wrong.Take(20))
        {
            Console.WriteLine($"wrong: {wrong.Kind} {wrong.Identity} of {wrong.Truth?.SubjectId ?? "nobody"} ({wrong.Truth?.BirthDate}, {wrong.Truth?.GivenName} {wrong.Truth?.FamilyName})");
        }
        return table.Sum(_ => true).WrongMatches == 0 ? 0 : 1;
    }
}
