namespace Ospacs.Archive.Export;

/// <summary>Kinds of failure of an export.</summary>
public enum ExportFailure
{
    /// <summary>A value that was given cannot be used: profile, label or destination.</summary>
    InvalidArgument,
    /// <summary>The destination is not empty.</summary>
    NotEmpty,
    /// <summary>The destination holds a DICOMDIR already.</summary>
    HasDirectory,
    /// <summary>No image was chosen.</summary>
    NothingChosen,
    /// <summary>There is no room left at the destination.</summary>
    DiskFull,
    /// <summary>The destination cannot be written.</summary>
    NotWritable,
    /// <summary>What was written does not read back as it was written.</summary>
    ReadBack,
}

/// <summary>An export that failed. What it had written has been removed, unless the message says otherwise. It names no path and no patient.</summary>
public sealed class ExportException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="kind">What kind of failure.</param>
    /// <param name="message">What happened and what to do.</param>
    /// <param name="inner">The cause.</param>
    public ExportException(ExportFailure kind, string message, Exception? inner = null) : base(message, inner) => Kind = kind;

    /// <summary>What kind of failure.</summary>
    public ExportFailure Kind { get; }
}
