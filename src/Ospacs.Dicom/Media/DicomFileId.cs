namespace Ospacs.Dicom.Media;

/// <summary>File IDs: where a file stands on a medium, one component a folder and the last one the file (PS3.10 section 8.2 and 8.5).</summary>
public static class DicomFileId
{
    /// <summary>The most components that a file ID has.</summary>
    public const int MostComponents = 8;

    /// <summary>The most characters that a component has.</summary>
    public const int LongestComponent = 8;

    /// <summary>The name of a medium's directory, which no other file has.</summary>
    public const string Directory = "DICOMDIR";

    /// <summary>Whether components make a lawful file ID: one to eight of one to eight characters from A-Z, 0-9 and _.</summary>
    /// <param name="components">The components.</param>
    public static bool IsValid(IReadOnlyList<string> components) => components.Count is >= 1 and <= MostComponents && components.All(IsComponent);

    /// <summary>Whether a text is a lawful component.</summary>
    /// <param name="component">The text.</param>
    public static bool IsComponent(string component) =>
        component.Length is >= 1 and <= LongestComponent && component.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_');

    /// <summary>Whether a text is a lawful file-set ID: up to sixteen characters from A-Z, 0-9, _ and space, which no space begins or ends.</summary>
    /// <param name="label">The text; may be empty.</param>
    public static bool IsFileSetId(string label) =>
        label.Length <= 16 && label.Trim(' ').Length == label.Length && label.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c is '_' or ' ');
}
