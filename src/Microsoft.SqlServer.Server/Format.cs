namespace Microsoft.SqlServer.Server;

/// <summary>How a user-defined type of SQL Server is written.</summary>
public enum Format
{
    /// <summary>It is not said.</summary>
    Unknown,

    /// <summary>By the server, from the type's fields.</summary>
    Native,

    /// <summary>By the type itself, which is an <see cref="IBinarySerialize"/>.</summary>
    UserDefined,
}
