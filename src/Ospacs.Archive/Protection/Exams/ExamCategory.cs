namespace Ospacs.Archive.Protection.Exams;

/// <summary>What a question of the exam is about: the categories that the public benchmark MIDI-B scores de-identification in.</summary>
public enum ExamCategory
{
    /// <summary>tag_retained: an attribute that identifies nobody is still there, numbers and sequences with what they hold.</summary>
    TagRetained,
    /// <summary>text_notnull: an attribute that must have a value has one (type 1, PS3.5 section 7.4.1).</summary>
    TextNotNull,
    /// <summary>text_retained: a text that identifies nobody says what it said.</summary>
    TextRetained,
    /// <summary>text_removed: what names somebody or something is nowhere in the object.</summary>
    TextRemoved,
    /// <summary>date_shifted: dates are what the profile says: kept, shifted by one number of days a subject, or gone.</summary>
    DateShifted,
    /// <summary>uid_changed: UIDs are others than in the source.</summary>
    UidChanged,
    /// <summary>uid_consistent: one UID always becomes the same other one, in every object and every time, and two never become one.</summary>
    UidConsistent,
    /// <summary>patid_consistent: every object of a volunteer bears the volunteer's number, and only those do.</summary>
    PatientIdConsistent,
    /// <summary>pixels_hidden: nothing is left of what is burned in where a rule blanks, and no picture is stored that no rule speaks for.</summary>
    PixelsHidden,
    /// <summary>pixels_retained: every pixel that a rule keeps is what it was.</summary>
    PixelsRetained,
}

/// <summary>The categories by the names that MIDI-B gives them.</summary>
public static class ExamCategories
{
    /// <summary>All categories, in their order.</summary>
    public static IReadOnlyList<ExamCategory> All { get; } = Enum.GetValues<ExamCategory>();

    /// <summary>The name of a category in MIDI-B, as "text_removed".</summary>
    /// <param name="category">The category.</param>
    public static string MidiName(this ExamCategory category) => category switch
    {
        ExamCategory.TagRetained => "tag_retained",
        ExamCategory.TextNotNull => "text_notnull",
        ExamCategory.TextRetained => "text_retained",
        ExamCategory.TextRemoved => "text_removed",
        ExamCategory.DateShifted => "date_shifted",
        ExamCategory.UidChanged => "uid_changed",
        ExamCategory.UidConsistent => "uid_consistent",
        ExamCategory.PatientIdConsistent => "patid_consistent",
        ExamCategory.PixelsHidden => "pixels_hidden",
        _ => "pixels_retained",
    };
}
