namespace Ospacs.Engines.MySql;

/// <summary>
/// Counts large arrays that the driver made and nobody uses any more. The runtime comes round to those only when many more have gathered than a clip's memory is to be: it is
/// asked to, now and then.
/// </summary>
internal static class LargeArrays
{
    private const int Most = 16 << 20;
    private const int Large = 1 << 20;

    private static long s_bytes;

    /// <summary>Takes note of an array.</summary>
    /// <param name="length">Its length; a small one is no matter.</param>
    public static void Drop(int length)
    {
        if (length >= Large && Interlocked.Add(ref s_bytes, length) >= Most)
        {
            Interlocked.Exchange(ref s_bytes, 0);
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }
    }
}
