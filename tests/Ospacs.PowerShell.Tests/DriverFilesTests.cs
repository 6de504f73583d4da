using System.Collections.Immutable;
using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Tests;

/// <summary>The drivers as they lie in the module, loaded as the module loads them.</summary>
public sealed class DriverFilesTests
{
    private const string StandIn = "Microsoft.SqlServer.Server";

    private static readonly EnginesLoadContext s_context = new(Path.Combine(Checkout.Dependencies, "Ospacs.Engines.dll"));

    private static Assembly SqlClient => s_context.LoadFromAssemblyName(new AssemblyName("Microsoft.Data.SqlClient"));

    [Fact]
    public void The_driver_of_this_system_is_taken() =>
        Assert.Equal(Path.Combine(Checkout.Dependencies, OperatingSystem.IsWindows() ? "win" : "unix", "Microsoft.Data.SqlClient.dll"), SqlClient.Location);

    [Fact]
    public void A_server_that_is_not_there_is_the_driver_s_own_error_and_no_missing_file()
    {
        using DbConnection connection = Make<DbConnection>("SqlConnection");
        connection.ConnectionString = $"Server=tcp:127.0.0.1,{ClosedPort()};User Id=a;Password=b;Encrypt=Strict;Connect Timeout=5;Connect Retry Count=0;Pooling=false";
        DbException failure = Assert.ThrowsAny<DbException>(connection.Open);
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            Assert.IsNotType<FileNotFoundException>(cause);
            Assert.IsNotType<FileLoadException>(cause);
        }
    }

    [Fact]
    public void A_parameter_s_type_is_asked_of_the_stand_in()
    {
        DbParameter parameter = Make<DbParameter>("SqlParameter");
        parameter.Value = new Version();
        Assert.Throws<ArgumentException>(() => parameter.DbType);
        Assembly asked = Assert.Single(s_context.Assemblies, assembly => assembly.GetName().Name == StandIn);
        Assert.Equal(Path.Combine(Checkout.Dependencies, StandIn + ".dll"), asked.Location);
    }

    [Theory]
    [InlineData("win")]
    [InlineData("unix")]
    public void The_stand_in_has_what_the_driver_calls(string system)
    {
        Assembly standIn = s_context.LoadFromAssemblyName(new AssemblyName(StandIn));
        using var file = new PEReader(File.OpenRead(Path.Combine(Checkout.Dependencies, system, "Microsoft.Data.SqlClient.dll")));
        MetadataReader driver = file.GetMetadataReader();
        AssemblyReferenceHandle reference = driver.AssemblyReferences.Single(handle => driver.StringComparer.Equals(driver.GetAssemblyReference(handle).Name, StandIn));
        Assert.Equal(driver.GetAssemblyReference(reference).Version, standIn.GetName().Version);

        ImmutableArray<TypeReferenceHandle> types = [.. driver.TypeReferences.Where(handle => driver.GetTypeReference(handle).ResolutionScope == reference)];
        string[] expected = ["Format", "IBinarySerialize", "InvalidUdtException", "SqlUserDefinedTypeAttribute"];
        Assert.Equal(expected, types.Select(handle => driver.GetString(driver.GetTypeReference(handle).Name)).Order(StringComparer.Ordinal));
        int members = 0;
        foreach (MemberReferenceHandle handle in driver.MemberReferences)
        {
            MemberReference member = driver.GetMemberReference(handle);
            if (member.Parent.Kind == HandleKind.TypeReference && types.Contains((TypeReferenceHandle)member.Parent))
            {
                Type type = standIn.GetType($"{StandIn}.{driver.GetString(driver.GetTypeReference((TypeReferenceHandle)member.Parent).Name)}", throwOnError: true)!;
                // Of a signature the second byte is the number of parameters (ECMA-335, II.23.2.1).
                Assert.Single(type.GetMember(driver.GetString(member.Name)).OfType<MethodInfo>(), method => method.GetParameters().Length == driver.GetBlobBytes(member.Signature)[1]);
                members++;
            }
        }
        Assert.Equal(9, members);
    }

    private static T Make<T>(string type) => (T)Activator.CreateInstance(SqlClient.GetType("Microsoft.Data.SqlClient." + type, throwOnError: true)!)!;

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
