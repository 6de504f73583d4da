using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>What <see cref="ServerStatements.FindOrphans"/> finds. The numbers are part of the contract with the statements' texts.</summary>
internal enum OrphanProblem
{
    /// <summary>A part whose image has no row: <c>ImageId</c>, <c>Number</c>.</summary>
    PartWithoutImage = 1,

    /// <summary>An image whose parts do not have as many bytes as its row says, or are not numbered from 0 without a gap: <c>ImageId</c>, <c>MediaRef</c>.</summary>
    ImageWithoutParts = 2,

    /// <summary>An image whose study has no row, or is another subject's: <c>ImageId</c>, <c>MediaRef</c>.</summary>
    ImageWithoutStudy = 3,

    /// <summary>An image whose policy has no row: <c>ImageId</c>, <c>MediaRef</c>.</summary>
    ImageWithoutPolicy = 4,

    /// <summary>An image that has a tombstone too: <c>ImageId</c>, <c>MediaRef</c>.</summary>
    ImageWithTombstone = 5,

    /// <summary>An image on a medium that was written, whose own row is not there: <c>ImageId</c>, the medium's number in <c>Number</c>.</summary>
    ExportImageWithoutExport = 6,

    /// <summary>A centre's total that is not that of its images: the centre in <c>Name</c>.</summary>
    WrongCentreTotal = 7,

    /// <summary>A subject's total that is not that of her images: the subject in <c>Name</c>.</summary>
    WrongSubjectTotal = 8,

    /// <summary>The archive's total is not that of its images.</summary>
    WrongArchiveTotal = 9,
}

/// <summary>Puts into words what is found.</summary>
internal static class OrphanRows
{
    /// <summary>Reads a row of <see cref="ServerStatements.FindOrphans"/>.</summary>
    public static OrphanedRow Read(ServerRow row)
    {
        long? image = row.GetInt64OrNull(1);
        long? number = row.GetInt64OrNull(2);
        string? media = row.GetTextOrNull(3);
        string? name = row.GetTextOrNull(4);
        return (OrphanProblem)row.GetInt32(0) switch
        {
            OrphanProblem.PartWithoutImage => Row("ImagePart", $"image {image}, part {number}", "its image has no row"),
            OrphanProblem.ImageWithoutParts => Row("Image", $"image {image}", "its parts are missing, or are not as long as its row says"),
            OrphanProblem.ImageWithoutStudy => Row("Image", $"image {image}", "its study has no row, or is another subject's"),
            OrphanProblem.ImageWithoutPolicy => Row("Image", $"image {image}", "its policy has no row"),
            OrphanProblem.ImageWithTombstone => Row("Image", $"image {image}", "it was removed and is there all the same"),
            OrphanProblem.ExportImageWithoutExport => Row("ExportImage", $"export {number}, image {image}", "its export has no row"),
            OrphanProblem.WrongCentreTotal => Row("CentreTotal", $"centre {name}", "it is not the total of the centre's images"),
            OrphanProblem.WrongSubjectTotal => Row("SubjectTotal", $"subject {name}", "it is not the total of the subject's images"),
            _ => Row("ArchiveTotal", $"the archive", "it is not the total of all images"),
        };

        OrphanedRow Row(string table, FormattableString key, string problem) => new(table, key.ToString(CultureInfo.InvariantCulture), problem, image, media);
    }
}
