using System.Globalization;
using Ospacs.Archive.Import;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>What a reader of places made of them.</summary>
internal enum TextReading
{
    /// <summary>Nobody read them.</summary>
    NotRead,
    /// <summary>Words were read, and none is this patient's. A reader errs: it clears nothing.</summary>
    NoneOfPatients,
    /// <summary>A word of this patient's was read.</summary>
    Patients,
}

/// <summary>Refuses an image for the text that is left in its picture.</summary>
internal static class TextInPicture
{
    private const int MostNamed = 6;

    /// <summary>The refusal: how many places, where the surest of them are, and what a reader made of them; never what stands there.</summary>
    internal static ProtectionException Refusal(IReadOnlyList<TextPlace> places, TextReading? reading)
    {
        IEnumerable<string> named = places.OrderByDescending(place => place.Score).Take(MostNamed)
            .Select(place => string.Create(CultureInfo.InvariantCulture, $"[{place.Area.X}, {place.Area.Y}, {place.Area.Width}, {place.Area.Height}]"));
        string more = places.Count > MostNamed ? " and more" : string.Empty;
        string read = reading switch
        {
            TextReading.Patients => " Words of this patient were read there.",
            TextReading.NoneOfPatients => " No word of this patient was read there, which proves nothing.",
            _ => string.Empty,
        };
        string count = places.Count == 1 ? "A place of the picture looks" : $"{places.Count} places of the picture look";
        return new ProtectionException(QuarantineReason.TextInPicture, $"{count} like text after masking: {string.Join(", ", named)}{more}.{read}")
        {
            Places = [.. places.Select(place => place.Area)],
        };
    }
}
