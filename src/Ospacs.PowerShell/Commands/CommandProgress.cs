using System.Diagnostics;
using System.Globalization;

namespace Ospacs.PowerShell.Commands;

/// <summary>
/// A command's progress bar. Writing one costs more than a small file does, so it is written about five times a second;
/// disposing of it takes it from the screen.
/// </summary>
/// <param name="command">The command, whose thread all members are called on.</param>
/// <param name="activity">What is being done.</param>
internal sealed class CommandProgress(Cmdlet command, string activity) : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Stopwatch _sinceWritten = Stopwatch.StartNew();
    private bool _shown;

    /// <summary>Says how far the work is.</summary>
    /// <param name="done">Things done.</param>
    /// <param name="total">Things in all, or null when not known.</param>
    /// <param name="unit">What they are, as "files".</param>
    /// <param name="rate">Bytes a second; 0 where that tells nothing.</param>
    internal void Report(long done, long? total, string unit, double rate = 0)
    {
        if (_sinceWritten.Elapsed < s_interval)
        {
            return;
        }
        _sinceWritten.Restart();
        _shown = true;
        string status = total is { } all ? $"{done} of {all} {unit}" : $"{done} {unit}";
        if (rate > 0)
        {
            status += string.Create(CultureInfo.CurrentCulture, $", {rate / (1 << 20):n1} MB/s");
        }
        command.WriteProgress(new ProgressRecord(0, activity, status)
        {
            PercentComplete = total is > 0 ? (int)Math.Min(100, done * 100 / total.Value) : -1,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_shown)
        {
            return;
        }
        _shown = false;
        try
        {
            command.WriteProgress(new ProgressRecord(0, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
        catch (PipelineStoppedException)
        {
            // The host clears the screen of a stopped pipeline itself; what stopped it is on its way already.
        }
    }
}
