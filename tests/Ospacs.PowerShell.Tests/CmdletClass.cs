using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Reflection;
using Ospacs.PowerShell.Commands;

namespace Ospacs.PowerShell.Tests;

/// <summary>
/// A cmdlet as its class declares it. The attributes are read as data: PowerShellStandard's own constructors are empty,
/// so an attribute that is made of them has forgotten what it was given.
/// </summary>
public sealed class CmdletClass
{
    private readonly CustomAttributeData _declared;

    private CmdletClass(Type type)
    {
        Type = type;
        _declared = type.CustomAttributes.Single(attribute => attribute.AttributeType == typeof(CmdletAttribute));
    }

    /// <summary>Every cmdlet of the module.</summary>
    public static IReadOnlyList<CmdletClass> All { get; } =
    [
        .. typeof(OspacsCmdlet).Assembly.GetTypes()
            .Where(type => type.CustomAttributes.Any(attribute => attribute.AttributeType == typeof(CmdletAttribute)))
            .Select(type => new CmdletClass(type))
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal),
    ];

    /// <summary>Their names.</summary>
    public static TheoryData<string> Names { get; } = [.. All.Select(cmdlet => cmdlet.Name)];

    internal Type Type { get; }

    internal string Verb => (string)_declared.ConstructorArguments[0].Value!;

    internal string Noun => (string)_declared.ConstructorArguments[1].Value!;

    internal string Name => $"{Verb}-{Noun}";

    internal bool SupportsShouldProcess => Named<bool>(_declared, "SupportsShouldProcess");

    internal ConfirmImpact ConfirmImpact => _declared.NamedArguments.Any(argument => argument.MemberName == "ConfirmImpact") ? (ConfirmImpact)Named<int>(_declared, "ConfirmImpact") : ConfirmImpact.Medium;

    internal IEnumerable<Type> OutputTypes =>
        Type.CustomAttributes
            .Where(attribute => attribute.AttributeType == typeof(OutputTypeAttribute))
            .SelectMany(attribute => (ReadOnlyCollection<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => (Type)argument.Value!);

    internal IReadOnlyList<CmdletParameter> Parameters =>
        [.. Type.GetProperties().Select(property => new CmdletParameter(property)).Where(parameter => parameter.Uses.Count > 0)];

    internal static CmdletClass Named(string name) => All.Single(cmdlet => string.Equals(cmdlet.Name, name, StringComparison.Ordinal));

    internal CmdletParameter? Parameter(string name) => Parameters.SingleOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal));

    internal static T? Named<T>(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => (T?)argument.TypedValue.Value).SingleOrDefault();
}

/// <summary>A parameter as its property declares it.</summary>
internal sealed class CmdletParameter(PropertyInfo property)
{
    internal string Name => property.Name;

    internal Type Type => property.PropertyType;

    internal IReadOnlyList<ParameterUse> Uses { get; } =
        [.. property.CustomAttributes.Where(attribute => attribute.AttributeType == typeof(ParameterAttribute)).Select(attribute => new ParameterUse(attribute))];

    internal IEnumerable<string?> Aliases =>
        property.CustomAttributes
            .Where(attribute => attribute.AttributeType == typeof(AliasAttribute))
            .SelectMany(attribute => (ReadOnlyCollection<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => (string?)argument.Value);
}

/// <summary>A parameter in one of its parameter sets.</summary>
internal sealed class ParameterUse(CustomAttributeData attribute)
{
    internal bool Mandatory => CmdletClass.Named<bool>(attribute, "Mandatory");

    internal bool FromPipeline => CmdletClass.Named<bool>(attribute, "ValueFromPipeline");

    internal bool FromPropertyName => CmdletClass.Named<bool>(attribute, "ValueFromPipelineByPropertyName");
}
