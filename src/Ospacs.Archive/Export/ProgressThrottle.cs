namespace Ospacs.Archive.Export;

/// <summary>Passes a report on a few times a second: showing progress must not cost more than the work.</summary>
internal sealed class ProgressThrottle(IProgress<ExportProgress>? progress)
{
    private const long Interval = 200;
    private long _last = long.MinValue / 2;

    /// <summary>Reports, unless something was reported just now.</summary>
    internal void Report(ExportProgress state, bool always = false)
    {
        if (progress is null)
        {
            return;
        }
        long now = Environment.TickCount64;
        if (always || now - _last >= Interval)
        {
            _last = now;
            progress.Report(state);
        }
    }
}
