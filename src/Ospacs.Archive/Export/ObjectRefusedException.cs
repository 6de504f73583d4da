namespace Ospacs.Archive.Export;

/// <summary>An object that is left out of the medium; the export goes on.</summary>
internal sealed class ObjectRefusedException(RefusalReason reason, string message, Exception? inner = null) : Exception(message, inner)
{
    internal RefusalReason Reason { get; } = reason;
}
