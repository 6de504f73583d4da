namespace Ospacs.Cli.Output;

/// <summary>
/// Says on standard error how far a command is: on a terminal in one line that is written over four times a second, elsewhere a line every ten
/// seconds. A report costs a look at the clock and no more.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(10);

    private readonly Terminal _terminal;
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private long _last;
    private int _shown;

    /// <summary>Begins; nothing is shown yet.</summary>
    /// <param name="terminal">Where to write.</param>
    /// <param name="time">The clock, or null for the system's.</param>
    internal ProgressLine(Terminal terminal, TimeProvider? time = null)
    {
        _terminal = terminal;
        _time = time ?? TimeProvider.System;
        _last = _time.GetTimestamp();
    }

    /// <summary>Something to report to.</summary>
    /// <typeparam name="T">What is reported.</typeparam>
    /// <param name="text">Makes the line.</param>
    internal IProgress<T> Of<T>(Func<T, string> text) => new Reporter<T>(this, text);

    /// <summary>Takes the line away, so that something else can be written.</summary>
    internal void Clear()
    {
        lock (_lock)
        {
            if (_shown > 0)
            {
                _terminal.Error.Write("\r" + new string(' ', _shown) + "\r");
                _shown = 0;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Report<T>(T value, Func<T, string> text)
    {
        lock (_lock)
        {
            if (_time.GetElapsedTime(_last) < (_terminal.IsInteractive ? OnTerminal : Elsewhere))
            {
                return;
            }
            _last = _time.GetTimestamp();
            string line = text(value);
            if (!_terminal.IsInteractive)
            {
                _terminal.Error.WriteLine(line);
                return;
            }
            _terminal.Error.Write("\r" + line.PadRight(_shown));
            _shown = line.Length;
        }
    }

    private sealed class Reporter<T>(ProgressLine line, Func<T, string> text) : IProgress<T>
    {
        public void Report(T value) => line.Report(value, text);
    }
}
