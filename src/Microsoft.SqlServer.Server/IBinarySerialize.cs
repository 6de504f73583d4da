namespace Microsoft.SqlServer.Server;

/// <summary>A user-defined type of SQL Server that writes and reads its own bytes.</summary>
public interface IBinarySerialize
{
    /// <summary>Takes the value from its bytes.</summary>
    /// <param name="r">The bytes.</param>
    void Read(BinaryReader r);

    /// <summary>Writes the value's bytes.</summary>
    /// <param name="w">Where they go.</param>
    void Write(BinaryWriter w);
}
