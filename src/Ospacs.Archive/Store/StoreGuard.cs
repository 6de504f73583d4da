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
        if (stored is null)
        {
            throw new ArchiveException(ArchiveFailure.NotFound, $"There is no image {image.ImageId} in the archive.");
        }

        if (image.Version != stored.Version + 1)
        {
            throw new ArchiveException(ArchiveFailure.Conflict, $"Image {image.ImageId} is stored in version {stored.Version}, and version {image.Version} cannot follow: another program has changed it.");
        }

        // The rest is compared as a record, which compares arrays by reference: SourceHash goes by itself.
        ImageRecord replaced = stored with
        {
            TransferSyntaxUid = image.TransferSyntaxUid,
            PhotometricInterpretation = image.PhotometricInterpretation,
            Size = image.Size,
            Sha256 = image.Sha256,
            PixelSha256 = image.PixelSha256,
            Version = image.Version,
            SourceHash = image.SourceHash,
        };
        Require(image.SourceHash.AsSpan().SequenceEqual(stored.SourceHash) && image == replaced, "Image", "differs from the stored one in more than its object");
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
