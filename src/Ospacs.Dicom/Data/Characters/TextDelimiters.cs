namespace Ospacs.Dicom.Data.Characters;

/// <summary>
/// The characters at which text is back in the set that it began in (PS3.5 section 6.1.2.5.3): controls always, the backslash where it
/// parts values, and the caret and the equals sign of a person's name.
/// </summary>
internal readonly record struct TextDelimiters(bool Backslash, bool OfNames)
{
    /// <summary>All of them: text that is written is back in its first set before each, which no representation forbids.</summary>
    internal static TextDelimiters All => new(true, true);

    /// <summary>The delimiters of a value representation.</summary>
    internal static TextDelimiters Of(DicomVR vr) => new(vr.IsMultiValued || !vr.IsText, vr == DicomVR.PN);

    /// <summary>Whether an ASCII character is one.</summary>
    internal bool Contains(int character) => character < ' ' || (character == '\\' && Backslash) || (character is '^' or '=' && OfNames);
}
