using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Audit;

namespace Ospacs.Archive.Store;

/// <summary>
/// What every engine refuses before it writes, so that a value which one database takes and another changes is taken by none:
/// empty keys, keys that are too long to be indexed everywhere, text that is not Unicode or holds a NUL, hashes of a wrong length.
/// A refusal is <see cref="ArchiveFailure.InvalidArgument"/> where nothing else is said, names the field and never its value, and leaves the batch as it was.
/// </summary>
public static class StoreGuard
{
    private const int HashLength = 32;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks what an archive is made with.</summary>
    /// <param name="info">The values.</param>
    public static void Check(ArchiveInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Text(info.Sponsor, nameof(info.Sponsor));
        Text(info.Protocol, nameof(info.Protocol));
        Key(info.DatePolicy, nameof(info.DatePolicy));
        Hash(info.KeyCheck, nameof(info.KeyCheck));
    }

    /// <summary>Checks an image's row.</summary>
    /// <param name="image">The row.</param>
    public static void Check(ImageRecord image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Key(image.SubjectId, nameof(image.SubjectId));
        Key(image.Centre, nameof(image.Centre));
        Key(image.MediaRef, nameof(image.MediaRef));
        Key(image.StudyInstanceUid, nameof(image.StudyInstanceUid));
        Key(image.SeriesInstanceUid, nameof(image.SeriesInstanceUid));
        Key(image.SopInstanceUid, nameof(image.SopInstanceUid));
        Key(image.SopClassUid, nameof(image.SopClassUid));
        Key(image.TransferSyntaxUid, nameof(image.TransferSyntaxUid));
        Text(image.Rule, nameof(image.Rule));
        Text(image.Modality, nameof(image.Modality));
        Text(image.Manufacturer, nameof(image.Manufacturer));
        Text(image.ManufacturerModelName, nameof(image.ManufacturerModelName));
        Text(image.PhotometricInterpretation, nameof(image.PhotometricInterpretation));
        Hash(image.Sha256, nameof(image.Sha256));
        Hash(image.SourceHash, nameof(image.SourceHash));
        if (image.PixelSha256 is not null)
        {
            Hash(image.PixelSha256, nameof(image.PixelSha256));
        }

        OptionalKey(image.RootSeriesUid, nameof(image.RootSeriesUid));
        OptionalKey(image.RootSopUid, nameof(image.RootSopUid));
        Require(image.Version >= 1, nameof(image.Version), "is less than 1");
    }

    /// <summary>Checks a row that is to take the place of its earlier version, with another object.</summary>
    /// <param name="image">The row.</param>
    /// <param name="stored">The row as it is stored, or null for none.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.NotFound"/>: there is none. <see cref="ArchiveFailure.Conflict"/>: it is not the version before.
    /// <see cref="ArchiveFailure.InvalidArgument"/>: they differ in more than what follows the object.
    /// </exception>
    public static void CheckReplacement(ImageRecord image, ImageRecord? stored)
    {
        Check(image);
        ImageRecord before = Earlier(image.ImageId, image.Version - 1, stored);

        // The rest is compared as a record, which compares arrays by reference: SourceHash goes by itself.
        ImageRecord replaced = before with
        {
            TransferSyntaxUid = image.TransferSyntaxUid,
            PhotometricInterpretation = image.PhotometricInterpretation,
            Size = image.Size,
            Sha256 = image.Sha256,
            PixelSha256 = image.PixelSha256,
            Version = image.Version,
            SourceHash = image.SourceHash,
        };
        Require(image.SourceHash.AsSpan().SequenceEqual(before.SourceHash) && image == replaced, "Image", "differs from the stored one in more than its object");
    }

    /// <summary>Checks a row that gives an image to another subject.</summary>
    /// <param name="image">The row.</param>
    /// <param name="stored">The row as it is stored, or null for none.</param>
    /// <param name="retired">The version that is retired.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.NotFound"/>: there is none. <see cref="ArchiveFailure.Conflict"/>: it is not the version before.
    /// <see cref="ArchiveFailure.InvalidArgument"/>: what must stay differs, or what must change does not.
    /// </exception>
    public static void CheckMove(ImageRecord image, ImageRecord? stored, RetiredVersion retired)
    {
        Check(image);
        ArgumentNullException.ThrowIfNull(retired);
        ImageRecord before = Earlier(image.ImageId, image.Version - 1, stored);
        Require(image.SubjectId != before.SubjectId, nameof(image.SubjectId), "is the one that the image belongs to already");
        Require(image.SopInstanceUid != before.SopInstanceUid, nameof(image.SopInstanceUid), "is the one of the version before");
        Require(image.StudyInstanceUid != before.StudyInstanceUid, nameof(image.StudyInstanceUid), "is the one of the version before");
        Require(image.SeriesInstanceUid != before.SeriesInstanceUid, nameof(image.SeriesInstanceUid), "is the one of the version before");
        Require(image.MediaRef == before.MediaRef, nameof(image.MediaRef), "may not change");
        Require(image.SopClassUid == before.SopClassUid, nameof(image.SopClassUid), "may not change");
        Require(image.ImportedUtc == before.ImportedUtc, nameof(image.ImportedUtc), "may not change");
        Require(image.SourceHash.AsSpan().SequenceEqual(before.SourceHash), nameof(image.SourceHash), "may not change");
        Require(image.RootSopUid == (before.RootSopUid ?? before.SopInstanceUid), nameof(image.RootSopUid), "is not the first one");
        Require(image.RootSeriesUid == (before.RootSeriesUid ?? before.SeriesInstanceUid), nameof(image.RootSeriesUid), "is not the first one");
        Require(
            retired.ImageId == before.ImageId && retired.Version == before.Version && retired.SubjectId == before.SubjectId
                && retired.SopInstanceUid == before.SopInstanceUid && retired.Sha256.AsSpan().SequenceEqual(before.Sha256),
            "Retired version", "is not the stored one");
    }

    /// <summary>Checks a tombstone.</summary>
    /// <param name="tombstone">The tombstone.</param>
    /// <param name="stored">The image as it is stored, or null for none.</param>
    /// <exception cref="ArchiveException">
    /// <see cref="ArchiveFailure.NotFound"/>: there is no such image. <see cref="ArchiveFailure.Conflict"/>: its version is another one.
    /// </exception>
    public static void Check(Tombstone tombstone, ImageRecord? stored)
    {
        ArgumentNullException.ThrowIfNull(tombstone);
        ImageRecord image = Earlier(tombstone.ImageId, tombstone.Version, stored);
        Require(
            tombstone.SubjectId == image.SubjectId && tombstone.SopInstanceUid == image.SopInstanceUid && tombstone.RootSopUid == (image.RootSopUid ?? image.SopInstanceUid)
                && tombstone.SourceHash.AsSpan().SequenceEqual(image.SourceHash) && tombstone.Sha256.AsSpan().SequenceEqual(image.Sha256),
            "Tombstone", "is not of the stored image");
    }

    /// <summary>Checks a study of a later generation.</summary>
    /// <param name="study">The study.</param>
    public static void Check(StudyRecord study)
    {
        ArgumentNullException.ThrowIfNull(study);
        Key(study.StudyInstanceUid, nameof(study.StudyInstanceUid));
        Key(study.SubjectId, nameof(study.SubjectId));
        Key(study.RootStudyUid, nameof(study.RootStudyUid));
        Require(study.Generation >= 1, nameof(study.Generation), "is less than 1");
        Require(study.StudyInstanceUid != study.RootStudyUid, nameof(study.StudyInstanceUid), "is that of generation 0");
    }

    /// <summary>Checks an export.</summary>
    /// <param name="export">The medium.</param>
    /// <param name="images">The images on it.</param>
    public static void Check(ExportRecord export, IReadOnlyList<ExportImageRecord> images)
    {
        ArgumentNullException.ThrowIfNull(export);
        ArgumentNullException.ThrowIfNull(images);
        Text(export.Label, nameof(export.Label));
        Key(export.Profile, nameof(export.Profile));
        Require(images.Count > 0, nameof(export.Images), "is none");
        Require(export.Images == images.Count, nameof(export.Images), "is not how many there are");
        foreach (ExportImageRecord image in images)
        {
            Key(image.SubjectId, nameof(image.SubjectId));
            Key(image.SopInstanceUid, nameof(image.SopInstanceUid));
            Key(image.TransferSyntaxUid, nameof(image.TransferSyntaxUid));
            Text(image.FileId, nameof(image.FileId));
            Hash(image.Sha256, nameof(image.Sha256));
        }
    }

    private static ImageRecord Earlier(long imageId, int version, ImageRecord? stored)
    {
        if (stored is null)
        {
            throw new ArchiveException(ArchiveFailure.NotFound, $"There is no image {imageId} in the archive.");
        }
        return stored.Version == version
            ? stored
            : throw new ArchiveException(ArchiveFailure.Conflict, $"Image {imageId} is stored in version {stored.Version} and not in version {version}: another program has changed it.");
    }

    /// <summary>Checks a policy.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="sha256">SHA-256 of the text in UTF-8.</param>
    public static void CheckPolicy(string text, byte[] sha256)
    {
        Text(text, "Policy");
        Hash(sha256, "Sha256");
        Require(sha256.AsSpan().SequenceEqual(SHA256.HashData(Strict.GetBytes(text))), "Sha256", "is not that of the policy's text");
    }

    /// <summary>Checks what became of a file.</summary>
    /// <param name="file">The file.</param>
    public static void Check(MediaFileRecord file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Key(file.MediaRef, nameof(file.MediaRef));
        Hash(file.FileKey, nameof(file.FileKey));
        Require(Enum.IsDefined(file.Outcome), nameof(file.Outcome), "is none of those there are");
        Require(file.Reason is not { } reason || Enum.IsDefined(reason), nameof(file.Reason), "is none of those there are");
    }

    /// <summary>Checks a medium.</summary>
    /// <param name="media">The medium.</param>
    public static void Check(MediaRecord media)
    {
        ArgumentNullException.ThrowIfNull(media);
        Key(media.MediaRef, nameof(media.MediaRef));
        Key(media.Centre, nameof(media.Centre));
        Hash(media.AuditMac, nameof(media.AuditMac));
    }

    /// <summary>Checks an audit entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="last">The last sequence that there is, 0 for none.</param>
    public static void Check(AuditEntry entry, long last)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Require(entry.Sequence == last + 1, nameof(entry.Sequence), "does not follow the last entry");
        Text(entry.Account, nameof(entry.Account));
        Text(entry.Machine, nameof(entry.Machine));
        Key(entry.Action, nameof(entry.Action));
        Key(entry.Outcome, nameof(entry.Outcome));
        OptionalText(entry.MediaRef, nameof(entry.MediaRef));
        OptionalText(entry.SubjectId, nameof(entry.SubjectId));
        OptionalText(entry.SopInstanceUid, nameof(entry.SopInstanceUid));
        OptionalText(entry.Reason, nameof(entry.Reason));
        OptionalText(entry.OldValue, nameof(entry.OldValue));
        OptionalText(entry.NewValue, nameof(entry.NewValue));
        Hash(entry.Mac, nameof(entry.Mac));
    }

    /// <summary>Checks a query's values.</summary>
    /// <param name="query">The query.</param>
    public static void Check(Query.ImageQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        foreach ((IReadOnlyList<string> values, string name) in new[] { (query.Subjects, nameof(query.Subjects)), (query.Media, nameof(query.Media)), (query.Centres, nameof(query.Centres)), (query.Uids, nameof(query.Uids)), (query.Rules, nameof(query.Rules)) })
        {
            foreach (string value in values)
            {
                Text(value, name);
            }
        }

        Require(query.Skip >= 0, nameof(query.Skip), "is negative");
        Require(query.First is not < 0, nameof(query.First), "is negative");
    }

    private static void Key(string value, string field)
    {
        Text(value, field);
        Require(value.Length > 0, field, "is empty");
        Require(value.Length <= StoreLimits.KeyLength, field, $"is longer than {StoreLimits.KeyLength} characters");
    }

    private static void OptionalKey(string? value, string field)
    {
        if (value is not null)
        {
            Key(value, field);
        }
    }

    private static void OptionalText(string? value, string field)
    {
        if (value is not null)
        {
            Text(value, field);
        }
    }

    private static void Text(string value, string field)
    {
        Require(value is not null, field, "is missing");
        Require(!value!.Contains('\0', StringComparison.Ordinal), field, "holds a NUL");
        Require(IsUnicode(value), field, "is not Unicode: it holds half of a surrogate pair");
    }

    private static bool IsUnicode(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (char.IsSurrogate(value[i]))
            {
                if (i + 1 >= value.Length || !char.IsSurrogatePair(value[i], value[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    private static void Hash(byte[] value, string field) => Require(value is { Length: HashLength }, field, $"is not {HashLength} bytes");

    private static void Require(bool holds, string field, string what)
    {
        if (!holds)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"{field} {what}.");
        }
    }
}
