using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;

namespace Ospacs.Bench;

/// <summary>What it takes to look at a medium as a whole before it is imported, beside finding its files and reading them, all in one run.</summary>
internal static class SurveyBench
{
    internal static int Run(string folder, string registry, int rounds)
    {
        var checker = new PatientChecker(CsvRegistry.Load(registry, RegistryLayout.Default), MatchPolicy.Default);
        var expected = new MediaExpectations("C01", null, null, new ExamLimits(100, null));
        IReadOnlyList<ScannedFile> files = MediaScan.Find([folder]);
        double[] whole = Best(rounds, () => MediaSurvey.Run(files, checker, expected, null));
        double[] scan = Best(rounds, () => MediaScan.Find([folder]));
        double[] read = Best(rounds, () => files.Sum(file => (long)File.ReadAllBytes(file.Path).Length));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{files.Count} files: survey {whole[0]:F1} ms on the clock, {whole[1] * 1000 / files.Count:F1} us of a processor a file; finding them {scan[0]:F1} ms; reading them {read[0]:F1} ms"));
        return 0;
    }

    /// <summary>The shortest time on the clock and of processors, in milliseconds.</summary>
    private static double[] Best(int rounds, Func<object> work)
    {
        double[] best = [double.MaxValue, double.MaxValue];
        for (int round = 0; round < rounds; round++)
        {
            TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
            long begun = Stopwatch.GetTimestamp();
            GC.KeepAlive(work());
            best[0] = Math.Min(best[0], Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            best[1] = Math.Min(best[1], (Process.GetCurrentProcess().TotalProcessorTime - processor).TotalMilliseconds);
        }
        return best;
    }
}
