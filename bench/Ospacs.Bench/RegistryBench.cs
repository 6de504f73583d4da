using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Patients;
using Ospacs.Engines;

namespace Ospacs.Bench;

/// <summary>Loads the registries of bench/registry.py --made, whole, with their indexes: how long it takes and what it allocates and keeps.</summary>
internal static class RegistryBench
{
    internal static int Run(string folder, int rounds)
    {
        var source = new RegistrySource { Engine = "SQLite", Connection = Path.Combine(folder, "registry.sqlite"), Query = "SELECT * FROM Volunteer" };
        var readers = new RegistryReaderCatalogue();
        Measure("CSV", rounds, () => CsvRegistry.Load(Path.Combine(folder, "registry.csv"), RegistryLayout.Default));
        Measure("SQLite", rounds, () => MemoryRegistry.Load(source, readers));
        return 0;
    }

    private static void Measure(string name, int rounds, Func<MemoryRegistry> load)
    {
        var times = new List<double>();
        long allocated = 0;
        long kept = 0;
        int count = 0;
        for (int round = 0; round < rounds; round++)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            long total = GC.GetTotalAllocatedBytes(precise: true);
            long begun = Stopwatch.GetTimestamp();
            MemoryRegistry registry = load();
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - total;
            kept = Math.Max(kept, GC.GetTotalMemory(forceFullCollection: true) - before);
            count = registry.Count;
            GC.KeepAlive(registry);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {count} patients, first and others {times[^1]:F0} ms at most, {times[times.Count / 2]:F0} ms in the middle, {times[0]:F0} ms at best; {allocated >> 20} MB allocated, {kept >> 20} MB kept"));
    }
}
