using System.Text;

namespace Ospacs.Archive.Protection.Search;

/// <summary>The byte strings in which an object could carry a text.</summary>
internal static class CharacterForms
{
    /// <summary>The forms, each once.</summary>
    /// <param name="text">The text.</param>
    internal static IReadOnlyList<byte[]> Of(string text)
    {
        var forms = new List<byte[]> { Encoding.UTF8.GetBytes(text), Encoding.Unicode.GetBytes(text), Encoding.BigEndianUnicode.GetBytes(text) };
        if (text.All(character => character <= 0xFF) && !Ascii.IsValid(text))
        {
            forms.Add(Encoding.Latin1.GetBytes(text));
        }
        return forms;
    }
}
