using System.Globalization;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>An attribute that identity is planted in.</summary>
/// <param name="Tag">The attribute.</param>
/// <param name="KeptBy">The option that lets it stay, so that nothing is asked of it where that option is on; or null.</param>
internal sealed record ExamPlace(DicomTag Tag, ProtectionOption? KeptBy);

/// <summary>The attributes that identity is planted in: a list of the exam's own.</summary>
internal static class ExamPlaces
{
    private static readonly Lazy<IReadOnlyList<ExamPlace>> Places = new(() => [.. ProtectionTables.Rows("exam-places.txt").Select(Read)]);

    internal static IReadOnlyList<ExamPlace> All => Places.Value;

    private static ExamPlace Read(string[] cells) => new(
        new DicomTag(uint.Parse(cells[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)),
        cells[2] == "-" ? null : Enum.Parse<ProtectionOption>(cells[2]));
}
