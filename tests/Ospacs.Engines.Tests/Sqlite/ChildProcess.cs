using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Engines.Tests.Conformance;

namespace Ospacs.Engines.Tests.Sqlite;

/// <summary>Another process that writes to an archive: this test program started once more, with its orders in the environment.</summary>
internal static class ChildProcess
{
    private const string Variable = "OSPACS_TEST_WRITER";
    private const string CompactVariable = "OSPACS_TEST_COMPACT";

    /// <summary>Starts a writer. It prints a line for each batch that it has committed.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="from">The number of its first image.</param>
    /// <param name="batches">How many batches it writes.</param>
    /// <param name="images">How many images a batch has.</param>
    /// <param name="size">Bytes of an image.</param>
    /// <param name="stuck">Whether it stops, with a line "stuck", before it commits its first batch.</param>
    public static Process Start(string archive, int from, int batches, int images, int size, bool stuck = false) =>
        Start(Variable, string.Join('\n', archive, from, batches, images, size, stuck));

    /// <summary>Starts a process that compacts an archive. It prints a line before.</summary>
    /// <param name="archive">The archive.</param>
    public static Process StartCompacting(string archive) => Start(CompactVariable, archive);

#pragma warning disable CA2255 // A test program has no entry point of its own to take the orders in.
    [ModuleInitializer]
    internal static void Obey()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('\n') is [string archive, .. string[] rest])
        {
            int[] numbers = [.. rest.Take(4).Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
            Write(archive, numbers[0], numbers[1], numbers[2], numbers[3], bool.Parse(rest[4]));
            Environment.Exit(0);
        }

        if (Environment.GetEnvironmentVariable(CompactVariable) is string compacted)
        {
            using IArchiveStore store = new SqliteEngine().Open(compacted, StoreAccess.Write);
            Console.Out.WriteLine("compacting");
            store.Compact();
            Environment.Exit(0);
        }
    }

    private static Process Start(string variable, string orders)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "Ospacs.Engines.Tests" + (OperatingSystem.IsWindows() ? ".exe" : string.Empty));
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[variable] = orders;
        return Process.Start(start)!;
    }

    private static void Write(string archive, int from, int batches, int images, int size, bool stuck)
    {
        using IArchiveStore store = new SqliteEngine().Open(archive, StoreAccess.Write);
        for (int i = 0; i < batches; i++)
        {
            using IStoreBatch batch = store.BeginBatch();
            for (int j = 0; j < images; j++)
            {
                int number = from + (i * images) + j;
                batch.Write(SampleRows.Image(number), SampleRows.Bytes(number, size));
            }

            batch.AddAudit(SampleRows.Entry(batch.AuditHead.Sequence + 1));
            if (stuck)
            {
                Console.Out.WriteLine("stuck");
                Thread.Sleep(Timeout.Infinite);
            }

            batch.Commit();
            Console.Out.WriteLine(i);
        }
    }
}
