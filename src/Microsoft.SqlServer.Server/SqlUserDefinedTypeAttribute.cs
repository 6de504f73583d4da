namespace Microsoft.SqlServer.Server;

/// <summary>Marks a type as a user-defined type of SQL Server.</summary>
/// <param name="format">How it is written.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    /// <summary>How the type is written.</summary>
    public Format Format { get; } = format;

    /// <summary>The most bytes that a value has.</summary>
    public int MaxByteSize { get; set; }

    /// <summary>Whether all values have as many bytes.</summary>
    public bool IsFixedLength { get; set; }

    /// <summary>Whether values are ordered as their bytes are.</summary>
    public bool IsByteOrdered { get; set; }

    /// <summary>The method that checks a value, or null.</summary>
    public string? ValidationMethodName { get; set; }

    /// <summary>The type's name on the server, or null.</summary>
    public string? Name { get; set; }
}
