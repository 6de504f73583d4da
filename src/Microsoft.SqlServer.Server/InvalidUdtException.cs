namespace Microsoft.SqlServer.Server;

/// <summary>A type is no user-defined type of SQL Server.</summary>
public sealed class InvalidUdtException : SystemException
{
    private InvalidUdtException(string message) : base(message)
    {
    }

    /// <summary>Makes the error.</summary>
    /// <param name="udtType">The type.</param>
    /// <param name="resourceReason">What is wrong with it.</param>
    public static InvalidUdtException Create(Type udtType, string resourceReason)
    {
        ArgumentNullException.ThrowIfNull(udtType);
        return new InvalidUdtException($"'{udtType.FullName}' is an invalid user defined type, reason: {resourceReason}.");
    }
}
