using System.Buffers;
using System.Text;

namespace Ospacs.Archive.Acceptance;

/// <summary>
/// Looks through bytes for identity that was planted in a sample. It works on bytes, not on elements, so that what the archive's own reader
/// overlooks is found all the same.
/// </summary>
public sealed class IdentitySearch
{
    // Shorter values ("071Y") turn up among pixels by chance.
    private const int ShortestValue = 5;

    private readonly SearchValues<string> _values;

    /// <summary>Prepares a search.</summary>
    /// <param name="values">What must not be found. Values of under five characters are left out.</param>
    public IdentitySearch(IEnumerable<string> values)
    {
        // Bytes are looked at as Latin-1 text, a character a byte; so is each way in which a value may have been written.
        string[] written = [.. values.Where(value => value.Length >= ShortestValue).SelectMany(WaysToWrite).Distinct(StringComparer.Ordinal)];
        Count = written.Length;
        _values = SearchValues.Create(written, StringComparison.Ordinal);
    }

    /// <summary>How many byte strings are looked for.</summary>
    public int Count { get; }

    /// <summary>A search for everything that was planted in a sample disc, the registry's spelling of names included.</summary>
    /// <param name="disc">The disc.</param>
    public static IdentitySearch Of(SampleDisc disc) =>
        new(disc.Media.SelectMany(medium => medium.Files).SelectMany(file => file.IdentityValues.Concat(NamesOf(file))));

    /// <summary>Whether any value is in the bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public bool IsIn(ReadOnlySpan<byte> bytes) => IsIn(Encoding.Latin1.GetString(bytes));

    /// <summary>Whether any value is in a text.</summary>
    /// <param name="text">The text.</param>
    public bool IsIn(string text) => text.AsSpan().ContainsAny(_values);

    private static IEnumerable<string> NamesOf(SampleFile file) => file.Object is null
        ? []
        : file.Object.Patient.Name.Split('^').Concat(file.Object.Patient.BurnedName.Split(", ")).SelectMany(name => (string[])[name, Capitalised(name)]);

    private static string Capitalised(string name) => name.Length == 0 ? name : name[..1] + name[1..].ToLowerInvariant();

    private static IEnumerable<string> WaysToWrite(string value)
    {
        yield return Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(value));
        yield return value;
        yield return Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(value));
    }
}
