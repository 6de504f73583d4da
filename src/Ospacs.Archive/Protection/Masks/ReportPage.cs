using System.Collections.Frozen;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>
/// Tells a page of text from a picture of tissue by Image Type (0008,0008): scanners send their reports and worksheets as
/// ultrasound images, with the patient's name anywhere on them. None of the words is a defined term of the Ultrasound Image
/// Type (PS3.3 section C.8.5.6.1.1).
/// </summary>
internal static class ReportPage
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
    [
        "REPORT", "REPORTS", "WORKSHEET", "WORKSHEETS", "GRAPHIC", "GRAPHICS", "GRAPH", "CHART", "TABLE", "FORM", "TEXT", "DOCUMENT",
        "PAGE", "SUMMARY", "CALC", "CALCS", "CALCULATION", "CALCULATIONS", "SCREEN", "SCREENSHOT", "PATIENT", "PATIENTINFO",
    ], StringComparer.OrdinalIgnoreCase);

    internal static bool IsNamedBy(IReadOnlyList<string> imageType)
    {
        foreach (string value in imageType)
        {
            foreach (string word in value.Split([' ', '_', '-', '.', '/', ','], StringSplitOptions.RemoveEmptyEntries))
            {
                if (Words.Contains(word))
                {
                    return true;
                }
            }
        }
        return false;
    }
}
