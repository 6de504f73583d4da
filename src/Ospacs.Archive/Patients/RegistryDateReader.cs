using System.Globalization;

namespace Ospacs.Archive.Patients;

/// <summary>Reads the registry's dates: in the standing layouts and the one that is stated, and never by guessing.</summary>
internal sealed class RegistryDateReader
{
    private static readonly string[] Standing = ["yyyy-MM-dd", "yyyyMMdd"];

    private readonly string[] _layouts;

    internal RegistryDateReader(RegistryLayout layout) =>
        _layouts = layout.BirthDate is { } stated && !Standing.Contains(stated) ? [.. Standing, stated] : Standing;

    /// <summary>What keeps a value from being a date, or null.</summary>
    internal string? TryRead(string text, out DateOnly date)
    {
        DateOnly? found = null;
        date = default;
        foreach (string layout in _layouts)
        {
            if (DateOnly.TryParseExact(text, layout, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly read))
            {
                if (found is { } other && other != read)
                {
                    return "can be read as two different dates, in the layout that is stated and in the standing one";
                }
                found = read;
            }
        }
        date = found.GetValueOrDefault();
        return found is null ? $"is no date in a layout that is known here ({string.Join(", ", _layouts)})" : null;
    }
}
