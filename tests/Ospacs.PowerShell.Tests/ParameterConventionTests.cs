using System.Management.Automation;
using System.Reflection;
using Ospacs.PowerShell.Commands;

namespace Ospacs.PowerShell.Tests;

public sealed class ParameterConventionTests
{
    /// <summary>What each command that changes something declares of the harm that it can do.</summary>
    private static readonly Dictionary<string, ConfirmImpact> s_writing = new(StringComparer.Ordinal)
    {
        ["Approve-OspacsMaskRule"] = ConfirmImpact.High,
        ["Approve-OspacsQuarantineItem"] = ConfirmImpact.Medium,
        ["Export-OspacsAudit"] = ConfirmImpact.Medium,
        ["Export-OspacsMedia"] = ConfirmImpact.Medium,
        ["Import-OspacsStudy"] = ConfirmImpact.Medium,
        ["Move-OspacsImage"] = ConfirmImpact.High,
        ["New-OspacsArchive"] = ConfirmImpact.Medium,
        ["New-OspacsContactSheet"] = ConfirmImpact.Medium,
        ["Optimize-OspacsArchive"] = ConfirmImpact.Medium,
        ["Protect-OspacsImage"] = ConfirmImpact.Medium,
        ["Remove-OspacsImage"] = ConfirmImpact.High,
        ["Remove-OspacsQuarantineItem"] = ConfirmImpact.High,
        ["Update-OspacsArchive"] = ConfirmImpact.Medium,
    };

    /// <summary>Commands that can also work without an archive.</summary>
    private static readonly string[] s_archiveOptional = ["New-OspacsContactSheet", "New-OspacsRegistry", "Protect-OspacsImage", "Test-OspacsPatient", "Test-OspacsPolicy"];

    [Fact]
    public void There_are_cmdlets() => Assert.NotEmpty(CmdletClass.All);

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void Every_path_has_a_literal_twin(string name)
    {
        CmdletClass cmdlet = CmdletClass.Named(name);
        CmdletParameter? path = cmdlet.Parameter("Path");
        CmdletParameter? literal = cmdlet.Parameter("LiteralPath");
        Assert.Equal(path is null, literal is null);
        if (literal is not null)
        {
            Assert.Equal(typeof(string[]), path!.Type);
            Assert.Equal(typeof(string[]), literal.Type);
            Assert.Contains("PSPath", literal.Aliases);
            Assert.All(literal.Uses, parameter => Assert.True(parameter.FromPropertyName));
            Assert.All(path.Uses, parameter => Assert.True(parameter.FromPipeline));
        }
    }

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void A_destination_never_binds_from_the_pipeline(string name)
    {
        if (CmdletClass.Named(name).Parameter("Destination") is { } destination)
        {
            Assert.All(destination.Uses, parameter =>
            {
                Assert.False(parameter.FromPipeline);
                Assert.False(parameter.FromPropertyName);
                Assert.True(parameter.Mandatory);
            });
        }
    }

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void The_archive_is_mandatory_and_binds_by_property_name(string name)
    {
        CmdletParameter? archive = CmdletClass.Named(name).Parameter("Archive");
        Assert.NotNull(archive);
        Assert.All(archive.Uses, parameter =>
        {
            Assert.Equal(!s_archiveOptional.Contains(name), parameter.Mandatory);
            Assert.True(parameter.FromPropertyName);
            Assert.False(parameter.FromPipeline);
        });
    }

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void What_writes_asks_first_and_what_reads_does_not(string name)
    {
        CmdletClass declared = CmdletClass.Named(name);
        Assert.Equal(s_writing.ContainsKey(name), declared.SupportsShouldProcess);
        if (s_writing.TryGetValue(name, out ConfirmImpact impact))
        {
            Assert.Equal(impact, declared.ConfirmImpact);
        }
    }

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void What_it_emits_is_declared(string name) =>
        Assert.NotEmpty(CmdletClass.Named(name).OutputTypes);

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void The_class_is_named_for_the_cmdlet_since_error_ids_hold_its_name(string name)
    {
        CmdletClass cmdlet = CmdletClass.Named(name);
        Assert.Equal($"Ospacs.PowerShell.Commands.{cmdlet.Verb}{cmdlet.Noun}Command", cmdlet.Type.FullName);
    }

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void No_parameter_is_of_a_type_that_lives_among_the_dependencies(string name)
    {
        // PowerShell reflects over parameters before any load context of ours stands: such a type would break the import.
        Assembly[] shared = [typeof(OspacsCmdlet).Assembly, typeof(Ospacs.Archive.Store.IArchiveStore).Assembly, typeof(Ospacs.Dicom.Data.DicomTag).Assembly, typeof(PSCmdlet).Assembly, typeof(object).Assembly];
        Assert.All(CmdletClass.Named(name).Parameters, parameter =>
        {
            Type type = parameter.Type.IsArray ? parameter.Type.GetElementType()! : parameter.Type;
            type = Nullable.GetUnderlyingType(type) ?? type;
            Assert.Contains(type.Assembly, shared);
        });
    }

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void The_verb_is_one_of_PowerShell_s(string name)
    {
        string verb = CmdletClass.Named(name).Verb;
        Assert.Contains(
            new[] { typeof(VerbsCommon), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsSecurity), typeof(VerbsOther) }.SelectMany(verbs => verbs.GetFields()),
            field => string.Equals((string?)field.GetValue(null), verb, StringComparison.Ordinal));
    }
}
