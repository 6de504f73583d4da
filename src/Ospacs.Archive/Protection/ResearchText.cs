namespace Ospacs.Archive.Protection;

/// <summary>What a text must be to stand in any object on the research side, whatever the object's character set.</summary>
internal static class ResearchText
{
    /// <summary>The most characters of an LO value, and of a component group of a PN (PS3.5 section 6.2).</summary>
    internal const int Longest = 64;

    /// <summary>What keeps a text from being written as an LO or PN value, or null when nothing does. The text itself is not named.</summary>
    /// <param name="text">The text, trimmed.</param>
    /// <param name="forbidden">Characters that mean something in such a value.</param>
    internal static string? Problem(string text, string forbidden)
    {
        if (text.Length == 0)
        {
            return "is blank";
        }
        if (text.Length > Longest)
        {
            return "is longer than 64 characters";
        }
        if (text.AsSpan().IndexOfAny(forbidden) >= 0)
        {
            return $"has a character that means something else in DICOM ({string.Join(' ', forbidden.ToCharArray())})";
        }
        return text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? "has characters outside printable ASCII, which are all that are accepted now" : null;
    }
}
