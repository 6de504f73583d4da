using Ospacs.Cli.Output;
using Xunit;

namespace Ospacs.Cli.Tests;

public sealed class ProgressLineTests
{
    [Theory]
    [InlineData(true, 4)]
    [InlineData(false, 0)]
    public void A_second_of_reports_is_a_few_lines_on_a_terminal_and_none_in_a_log(bool interactive, int shown)
    {
        using var error = new StringWriter();
        var clock = new SteppedClock();
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, interactive), clock);
        IProgress<int> progress = line.Of<int>(number => "file " + number);
        for (int i = 0; i < 1000; i++)
        {
            clock.Milliseconds++;
            progress.Report(i);
        }
        Assert.Equal(shown, error.ToString().Split("file").Length - 1);
    }

    [Fact]
    public void A_log_gets_a_whole_line_every_ten_seconds()
    {
        using var error = new StringWriter { NewLine = "\n" };
        var clock = new SteppedClock();
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: false), clock);
        clock.Milliseconds = 10_000;
        line.Of<int>(number => "file " + number).Report(7);
        Assert.Equal("file 7\n", error.ToString());
    }

    [Fact]
    public void Clearing_leaves_an_empty_line()
    {
        using var error = new StringWriter();
        var clock = new SteppedClock();
        var line = new ProgressLine(new Terminal(TextWriter.Null, error, IsInteractive: true), clock);
        clock.Milliseconds = 300;
        line.Of<int>(number => "file " + number).Report(7);
        line.Clear();
        line.Clear();
        Assert.Equal("\rfile 7\r      \r", error.ToString());
    }

    private sealed class SteppedClock : TimeProvider
    {
        internal long Milliseconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => Milliseconds;
    }
}
