using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace Ospacs.Archive.Protection;

/// <summary>What is done with an attribute (PS3.15 Annex E, action codes).</summary>
public enum ProtectionAction
{
    /// <summary>The table does not name the element: it stays if it is harmless of its kind; its items are protected.</summary>
    Unlisted,
    /// <summary>The element stays (K); its items are protected.</summary>
    Keep,
    /// <summary>The element goes (X).</summary>
    Remove,
    /// <summary>The value goes, the element stays (Z).</summary>
    Empty,
    /// <summary>A value without meaning takes its place (D).</summary>
    Dummy,
    /// <summary>UIDs are replaced by others, the same ones everywhere (U); of a sequence, those inside (U*).</summary>
    ReplaceUid,
}

/// <summary>
/// PS3.15 Table E.1-1, edition 2024b, for the Basic Profile with Retain Longitudinal Temporal Information with Full Dates (113106).
/// </summary>
public static class ConfidentialityTable
{
    private const int Tag = 0;
    private const int BasicProfile = 1;
    private const int FullDates = 2;

    // Where the table leaves a choice, the attribute's type in the object decides (PS3.15 section E.3). In the ultrasound IODs these stand at
    // the top of the object and are optional (type 3, PS3.3 sections C.7.2, C.7.3, C.7.5, C.7.6): they can go.
    private static readonly FrozenSet<uint> OptionalInUltrasound = new uint[]
    {
        0x00080080, // Institution Name
        0x00080082, // Institution Code Sequence
        0x00081010, // Station Name
        0x00081070, // Operators' Name
        0x00081072, // Operator Identification Sequence
        0x00081110, // Referenced Study Sequence
        0x00081111, // Referenced Performed Procedure Step Sequence
        0x00181000, // Device Serial Number
        0x00181030, // Protocol Name
        0x00181400, // Acquisition Device Processing Description
        0x00321060, // Requested Procedure Description
    }.ToFrozenSet();

    // Type 2 in the ultrasound IODs: an empty value is lawful, and says less than a dummy.
    private static readonly FrozenSet<uint> MayBeEmptyInUltrasound = new uint[] { 0x00180010 /* Contrast/Bolus Agent */ }.ToFrozenSet();

    private static readonly Lazy<FrozenDictionary<uint, string>> Codes = new(Read);

    /// <summary>What is done with an element.</summary>
    /// <param name="tag">The element.</param>
    /// <param name="atTop">Whether it stands in the object itself rather than in an item.</param>
    public static ProtectionAction ActionOf(DicomTag tag, bool atTop)
    {
        // Private elements, curves and overlays go whole, group by group: (GGGG,EEEE) where GGGG is odd, (50xx,xxxx), (60xx,xxxx).
        if (tag.IsPrivate || (tag.Group & 0xFF00) is 0x5000 or 0x6000)
        {
            return ProtectionAction.Remove;
        }
        if (!Codes.Value.TryGetValue(tag.Value, out string? code))
        {
            return ProtectionAction.Unlisted;
        }
        switch (code)
        {
            case "K":
                return ProtectionAction.Keep;
            case "X":
                return ProtectionAction.Remove;
            case "Z":
                return ProtectionAction.Empty;
            case "D":
                return ProtectionAction.Dummy;
            case "U" or "X/Z/U*":
                return ProtectionAction.ReplaceUid;
            default:
                if (atTop && OptionalInUltrasound.Contains(tag.Value))
                {
                    return ProtectionAction.Remove;
                }
                // The last of the choices is lawful whatever the type: a dummy fits types 1, 2 and 3, an empty value 2 and 3.
                bool empty = code.EndsWith('Z') || (atTop && MayBeEmptyInUltrasound.Contains(tag.Value));
                return empty ? ProtectionAction.Empty : ProtectionAction.Dummy;
        }
    }

    private static FrozenDictionary<uint, string> Read()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("table-e1-1.txt")
            ?? throw new InvalidOperationException("The assembly lacks Table E.1-1.");
        using var reader = new StreamReader(stream);
        var codes = new Dictionary<uint, string>();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(' ');
            // The rows of whole groups are dealt with above.
            if (line.StartsWith('#') || !uint.TryParse(cells[Tag], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint tag))
            {
                continue;
            }
            codes[tag] = cells[FullDates] == "K" ? "K" : cells[BasicProfile];
        }
        return codes.ToFrozenDictionary();
    }
}
