namespace Ospacs.Archive.Patients.Matching;

/// <summary>Tells two texts that are one slip of the keyboard apart.</summary>
internal static class Edit
{
    /// <summary>The slip that makes the header's text of the registry's, or null: two neighbours transposed, one character wrong, missing or too many.</summary>
    internal static PartKind? Of(ReadOnlySpan<char> header, ReadOnlySpan<char> registry)
    {
        int front = header.CommonPrefixLength(registry);
        ReadOnlySpan<char> h = header[front..];
        ReadOnlySpan<char> r = registry[front..];
        return (h.Length - r.Length) switch
        {
            0 when h.Length >= 1 && h[1..].SequenceEqual(r[1..]) => PartKind.OneWrong,
            0 when h.Length >= 2 && h[0] == r[1] && h[1] == r[0] && h[2..].SequenceEqual(r[2..]) => PartKind.Transposed,
            -1 when h.SequenceEqual(r[1..]) => PartKind.OneMissing,
            1 when h[1..].SequenceEqual(r) => PartKind.OneExtra,
            _ => null,
        };
    }
}
