namespace Ospacs.Archive.Export;

/// <summary>What an export is doing.</summary>
public enum ExportPhase
{
    /// <summary>Objects are written.</summary>
    Writing,
    /// <summary>The medium is read back and compared.</summary>
    ReadingBack,
}

/// <summary>How far an export has come. Reported a few times a second at most.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Done">Images done in this phase.</param>
/// <param name="Total">Images in all, or null when that is not known.</param>
/// <param name="Bytes">Bytes done in this phase.</param>
public readonly record struct ExportProgress(ExportPhase Phase, long Done, long? Total, long Bytes);
