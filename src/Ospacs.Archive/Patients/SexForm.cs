namespace Ospacs.Archive.Patients;

/// <summary>The normal form of a sex: M, F or O (Patient's Sex (0010,0040)) for those letters and their English words; anything else as it stands, in capitals.</summary>
internal static class SexForm
{
    internal static string Of(string sex)
    {
        string text = sex.Trim().ToUpperInvariant();
        return text switch
        {
            "MALE" or "MAN" => "M",
            "FEMALE" or "WOMAN" => "F",
            "OTHER" => "O",
            _ => text,
        };
    }
}
