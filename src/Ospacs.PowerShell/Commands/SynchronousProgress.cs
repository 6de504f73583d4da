namespace Ospacs.PowerShell.Commands;

/// <summary>
/// Hands progress on at once, on the thread that reports it. A report from any other thread than the pipeline's is dropped:
/// only that thread may write, and the next report will do.
/// </summary>
/// <typeparam name="T">What is reported.</typeparam>
/// <param name="report">What to do with it.</param>
internal sealed class SynchronousProgress<T>(Action<T> report) : IProgress<T>
{
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <inheritdoc/>
    public void Report(T value)
    {
        if (Environment.CurrentManagedThreadId == _thread)
        {
            report(value);
        }
    }
}
