using System.Runtime.InteropServices;

namespace Ospacs.Bench;

/// <summary>Processor time rather than time on the clock, for the machine may be shared; only on Linux.</summary>
internal static partial class ProcessorTime
{
    private const int Children = -1;
    private const int Thread = 1;

    /// <summary>Seconds that this thread took for something.</summary>
    internal static double OfThread(Action action) => Of(Thread, action);

    /// <summary>Seconds that processes took which were started and ended in something.</summary>
    internal static double OfChildren(Action action) => Of(Children, action);

    private static double Of(int who, Action action)
    {
        double before = Used(who);
        action();
        return Used(who) - before;
    }

    private static double Used(int who)
    {
        // Two times of seconds and microseconds, and fourteen more numbers.
        Span<long> usage = stackalloc long[18];
        if (GetUsage(who, usage) != 0)
        {
            throw new InvalidOperationException("The system does not tell processor times.");
        }
        return usage[0] + usage[2] + ((usage[1] + usage[3]) * 1e-6);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetUsage(int who, Span<long> usage);
}
