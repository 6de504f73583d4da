using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>Puts what <see cref="ServerStatements.FindOrphans"/> finds into words: the parts of an image, and the images of an export, in one row.</summary>
internal static class OrphanRows
{
    /// <summary>One row of the statement.</summary>
    internal readonly record struct Finding(OrphanProblem Problem, long? ImageId, long? Number, string? MediaRef, string? Name);

    /// <summary>Reads a row.</summary>
    public static Finding Read(ServerRow row) =>
        new((OrphanProblem)row.GetInt32(0), row.GetInt64OrNull(1), row.GetInt64OrNull(2), row.GetTextOrNull(3), row.GetTextOrNull(4));

    /// <summary>Puts rows into words.</summary>
    /// <param name="findings">The rows, in any order.</param>
    public static IEnumerable<OrphanedRow> Of(IEnumerable<Finding> findings) => findings
        .GroupBy(finding => finding.Problem switch
        {
            OrphanProblem.PartWithoutImage => finding with { Number = null },
            OrphanProblem.ExportImageWithoutExport => finding with { ImageId = null },
            _ => finding,
        })
        .OrderBy(group => group.Key.Problem).ThenBy(group => group.Key.ImageId ?? group.Key.Number)
        .ThenBy(group => group.Key.MediaRef, StringComparer.Ordinal).ThenBy(group => group.Key.Name, StringComparer.Ordinal)
        .Select(group => Row(group.Key, group.Count()));

    private static OrphanedRow Row(Finding finding, int count)
    {
        return finding.Problem switch
        {
            OrphanProblem.PartWithoutImage => Row("ImagePart", $"image {finding.ImageId}", $"{count} parts have no image"),
            OrphanProblem.ImageWithoutParts => Row("Image", $"image {finding.ImageId}", $"its parts are missing, or do not have as many bytes as its row says"),
            OrphanProblem.ImageWithoutStudy => Row("Image", $"image {finding.ImageId}", $"its study has no row, or is another subject's"),
            OrphanProblem.ImageWithoutPolicy => Row("Image", $"image {finding.ImageId}", $"its policy has no row"),
            OrphanProblem.ImageWithTombstone => Row("Image", $"image {finding.ImageId}", $"it was removed and is there all the same"),
            OrphanProblem.ExportImageWithoutExport => Row("ExportImage", $"export {finding.Number}", $"{count} images went out on a medium that has no row"),
            OrphanProblem.WrongCentreTotal => Row("CentreTotal", $"centre {finding.Name}", $"its total is not that of its images"),
            OrphanProblem.WrongSubjectTotal => Row("SubjectTotal", $"subject {finding.Name}", $"its total is not that of its images"),
            OrphanProblem.WrongArchiveTotal => Row("ArchiveTotal", $"the archive", $"its total is not that of its images"),
            OrphanProblem.StudyWithoutRoot => Row("Study", $"study {finding.Name}", $"the study of generation 0 that it is a later one of has no row"),
            OrphanProblem.MediumWithoutRow => Row("Media", $"medium {finding.MediaRef}", $"its row is missing, and it was imported"),
            _ => throw new ArchiveException(ArchiveFailure.Database, "The database gave an answer that this program does not know."),
        };

        OrphanedRow Row(string table, FormattableString key, FormattableString problem) =>
            new(table, key.ToString(CultureInfo.InvariantCulture), problem.ToString(CultureInfo.InvariantCulture), finding.ImageId, finding.MediaRef);
    }
}
