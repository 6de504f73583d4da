using System.Runtime.InteropServices;
using System.Text;
using Ospacs.Cli;

// What is written is UTF-8 everywhere, without a byte order mark: a JSON line must begin with its brace.
var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
if (OperatingSystem.IsWindows())
{
    try
    {
        Console.OutputEncoding = utf8;
    }
    catch (IOException)
    {
        // There is no console: output goes to a file or pipe, as bytes.
    }
}
// Neither is disposed: when the reader of our output has gone, a last flush on the way out would only fail once more.
var output = new StreamWriter(Console.OpenStandardOutput(), utf8, bufferSize: 64 << 10) { NewLine = "\n" };
var error = new StreamWriter(Console.OpenStandardError(), utf8) { NewLine = "\n", AutoFlush = true };

// The first Ctrl+C ends the work between two files and lets what is durable be told; the second one ends the process.
using var interruption = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    context.Cancel = !interruption.IsCancellationRequested;
    interruption.Cancel();
}
using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

return CommandLine.Run(args, new Terminal(output, error, !Console.IsErrorRedirected), interruption.Token);
