using System.Globalization;

namespace Ospacs.Archive.Protection.Search;

/// <summary>A place in a protected object where an identity string stands; never the string.</summary>
/// <param name="Path">The element, with the items that it is in, counted from 1: "(0040,0275)[1].(0040,0007)". Of a compressed frame "(7FE0,0010)[3]".</param>
/// <param name="Offset">Bytes from the beginning of the value or frame; of text that had to be decoded, as near as the decoded characters tell.</param>
/// <param name="Encoding">What it is written in, as "ASCII", "UTF-16".</param>
internal readonly record struct IdentityHit(string Path, long Offset, string Encoding)
{
    /// <summary>The refusal.</summary>
    internal ProtectionException Refusal() =>
        new(Import.QuarantineReason.IdentityLeft, string.Create(CultureInfo.InvariantCulture, $"{Path} is kept and holds an identity value of the header or the registry, {Offset} bytes into it, in {Encoding}."));
}
