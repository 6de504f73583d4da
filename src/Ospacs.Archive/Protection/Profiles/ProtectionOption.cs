namespace Ospacs.Archive.Protection.Profiles;

/// <summary>The options of PS3.15 Annex E that add to the Basic Profile, each a column of Table E.1-1. What becomes of dates is said by <see cref="DatePolicy"/>.</summary>
public enum ProtectionOption
{
    /// <summary>Graphics are cleaned (113103): annotations keep their shapes and clinical words; overlays and curves go whole, since nobody can read a bitmap for names.</summary>
    CleanGraphics,
    /// <summary>Structured content is cleaned (113104): coded values and numbers stay, texts keep clinical words, people go.</summary>
    CleanStructuredContent,
    /// <summary>Descriptions keep their clinical words (113105).</summary>
    CleanDescriptors,
    /// <summary>Age, sex, size, weight and the like stay (113108).</summary>
    RetainPatientCharacteristics,
    /// <summary>What identifies the scanner stays (113109).</summary>
    RetainDeviceIdentity,
    /// <summary>UIDs stay (113110).</summary>
    RetainUids,
    /// <summary>Private elements stay that are on the list of safe ones (113111).</summary>
    RetainSafePrivate,
    /// <summary>What identifies the institution stays (113112).</summary>
    RetainInstitutionIdentity,
}

/// <summary>What becomes of dates and times; one policy an archive.</summary>
public enum DatePolicy
{
    /// <summary>They stay (113106).</summary>
    Full,
    /// <summary>They are shifted by a number of days that is the subject's own (113107).</summary>
    Modified,
    /// <summary>They go as the Basic Profile says.</summary>
    Removed,
}
