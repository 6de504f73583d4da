using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Ospacs.Engines.Relational;

/// <summary>Turns values into what every server keeps alike.</summary>
internal static class ServerValue
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A time as text in UTC, with seven digits behind the second.</summary>
    public static string Time(DateTime value) =>
        (value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : DateTime.SpecifyKind(value, DateTimeKind.Utc)).ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A day as a number, or null.</summary>
    public static long? Day(DateOnly? value) => value is { } day ? (day.Year * 10000L) + (day.Month * 100) + day.Day : null;

    /// <summary>A list as one JSON array: the number of parameters of a statement is limited, and its text is to stay the same.</summary>
    public static string List<T>(IEnumerable<T> values) => JsonSerializer.Serialize(values, s_json);

    /// <summary>A list as one JSON array, or null for an empty one.</summary>
    public static string? ListOrNull(IReadOnlyList<string> values) => values.Count > 0 ? List(values) : null;
}
