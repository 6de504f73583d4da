namespace Ospacs.Archive.Protection.Profiles;

/// <summary>What is done with an attribute (PS3.15 Annex E, action codes).</summary>
public enum ProtectionAction
{
    /// <summary>The element stays (K); the items of a sequence are protected.</summary>
    Keep,
    /// <summary>The element goes (X).</summary>
    Remove,
    /// <summary>The value goes, the element stays (Z).</summary>
    Empty,
    /// <summary>A value without meaning takes its place (D).</summary>
    Dummy,
    /// <summary>UIDs are replaced by others, the same ones everywhere (U); of a sequence, those inside (U*).</summary>
    ReplaceUid,
    /// <summary>The date is shifted by the subject's number of days (C of the modified dates); times and zones stay, since whole days are shifted.</summary>
    ShiftDate,
    /// <summary>Of a text the clinical words stay, of a sequence the cleaned items (C of the other options).</summary>
    Clean,
    /// <summary>The trial's own value is written.</summary>
    Write,
}
