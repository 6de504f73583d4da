namespace Ospacs.Engines.Relational;

/// <remarks>
/// A query that narrows by nothing but centres follows the tree's order a page at a time, each behind the last image of the one before. Any other goes by one of the
/// statements <c>Find...Of...</c>: the one whose index narrows best is chosen by the program, so that no server has to guess.
/// </remarks>
internal static partial class ServerStatements
{
    /// <summary>
    /// Images behind a place of the tree, in its order (<c>Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId</c>): at most <c>Count</c>, after passing over <c>Skip</c>.
    /// </summary>
    public static readonly ServerStatement ReadTree = Statement(
        nameof(ReadTree), [Text("Centre"), .. PlaceInCentre, Number("Skip"), Number("Count")], ImageColumns);

    /// <summary>As <see cref="ReadTree"/>, of one centre alone.</summary>
    public static readonly ServerStatement ReadTreeOfCentre = Statement(
        nameof(ReadTreeOfCentre), [Text("Centre"), .. PlaceInCentre, Number("Skip"), Number("Count")], ImageColumns);

    /// <summary>How many images a centre has.</summary>
    public static readonly ServerStatement CountImagesOfCentre = Statement(nameof(CountImagesOfCentre), [Text("Centre")], "Images");

    /// <summary>Branches behind a place of the tree, in its order: images, frames and bytes by centre, subject and date, at most <c>Count</c> branches.</summary>
    public static readonly ServerStatement CountTree = Statement(nameof(CountTree), [Text("Centre"), Text("SubjectId"), Number("DateOrder"), Number("Count")], CountColumns);

    /// <summary>As <see cref="CountTree"/>, of one centre alone.</summary>
    public static readonly ServerStatement CountTreeOfCentre = Statement(nameof(CountTreeOfCentre), [Text("Centre"), Text("SubjectId"), Number("DateOrder"), Number("Count")], CountColumns);

    /// <summary>
    /// The keys of images of any of these UIDs (study, series or SOP instance), in the tree's order. <c>Uids</c>, <c>Subjects</c>, <c>Media</c>, <c>Centres</c> and <c>Rules</c> are JSON arrays
    /// of text, <c>FromDate</c> and <c>ToDate</c> days: NULL leaves a condition out; with a day, images without a date are left out. <c>Count</c> is NULL for all.
    /// </summary>
    public static readonly ServerStatement FindKeysOfUids = Statement(nameof(FindKeysOfUids), [.. Conditions, Number("Skip"), Number("Count")], "ImageId");

    /// <summary>As <see cref="FindKeysOfUids"/>, where <c>Subjects</c> is given and <c>Uids</c> is not.</summary>
    public static readonly ServerStatement FindKeysOfSubjects = Statement(nameof(FindKeysOfSubjects), [.. Conditions, Number("Skip"), Number("Count")], "ImageId");

    /// <summary>As <see cref="FindKeysOfUids"/>, where <c>Media</c> is given and those above are not.</summary>
    public static readonly ServerStatement FindKeysOfMedia = Statement(nameof(FindKeysOfMedia), [.. Conditions, Number("Skip"), Number("Count")], "ImageId");

    /// <summary>As <see cref="FindKeysOfUids"/>, where a day is given and those above are not.</summary>
    public static readonly ServerStatement FindKeysOfDays = Statement(nameof(FindKeysOfDays), [.. Conditions, Number("Skip"), Number("Count")], "ImageId");

    /// <summary>As <see cref="FindKeysOfUids"/>, where <c>Rules</c> is given and those above are not.</summary>
    public static readonly ServerStatement FindKeysOfRules = Statement(nameof(FindKeysOfRules), [.. Conditions, Number("Skip"), Number("Count")], "ImageId");

    /// <summary>The branches of what <see cref="FindKeysOfUids"/> finds, in the tree's order.</summary>
    public static readonly ServerStatement CountImagesOfUids = Statement(nameof(CountImagesOfUids), Conditions, CountColumns);

    /// <summary>The branches of what <see cref="FindKeysOfSubjects"/> finds.</summary>
    public static readonly ServerStatement CountImagesOfSubjects = Statement(nameof(CountImagesOfSubjects), Conditions, CountColumns);

    /// <summary>The branches of what <see cref="FindKeysOfMedia"/> finds.</summary>
    public static readonly ServerStatement CountImagesOfMedia = Statement(nameof(CountImagesOfMedia), Conditions, CountColumns);

    /// <summary>The branches of what <see cref="FindKeysOfDays"/> finds.</summary>
    public static readonly ServerStatement CountImagesOfDays = Statement(nameof(CountImagesOfDays), Conditions, CountColumns);

    /// <summary>The branches of what <see cref="FindKeysOfRules"/> finds.</summary>
    public static readonly ServerStatement CountImagesOfRules = Statement(nameof(CountImagesOfRules), Conditions, CountColumns);

    private static ServerParameter[] PlaceInCentre => [Text("SubjectId"), Number("DateOrder"), Number("SeriesOrder"), Number("InstanceOrder"), Number("ImageId")];

    private static ServerParameter[] Conditions => [Text("Uids"), Text("Subjects"), Text("Media"), Text("Centres"), Text("Rules"), Number("FromDate"), Number("ToDate")];

    private static string[] CountColumns => ["Centre", "SubjectId", "DateOrder", "Images", "Frames", "Bytes"];
}
