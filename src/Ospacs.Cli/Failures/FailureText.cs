using Ospacs.Archive.Export;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Cli.Failures;

/// <summary>What a failure is called on standard error: one line without a stack, a path or a patient.</summary>
internal static class FailureText
{
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int UnixNoSpace = 28;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006D);
    private const int WindowsNoData = unchecked((int)0x800700E8);
    private const int UnixBrokenPipe = 32;

    /// <summary>The line.</summary>
    /// <param name="e">The failure.</param>
    internal static string Of(Exception e) => e switch
    {
        CommandException or ArchiveException or PolicyException or RegistryException or ExportException => OnOneLine(e.Message),
        // The runtime's own messages hold paths.
        UnauthorizedAccessException => "A file or folder may not be read or written by this account.",
        IOException when e.HResult is WindowsDiskFull or WindowsHandleDiskFull or UnixNoSpace => "The disk is full.",
        IOException when e.HResult is WindowsBrokenPipe or WindowsNoData or UnixBrokenPipe => "The program that read the output has gone.",
        IOException => $"A file or folder could not be read or written ({e.GetType().Name}).",
        _ => $"Something went wrong that should not have ({e.GetType().Name}). What has been reported is done and stays. Please report how this came about.",
    };

    private static string OnOneLine(string message) => message.ReplaceLineEndings(" ");
}
