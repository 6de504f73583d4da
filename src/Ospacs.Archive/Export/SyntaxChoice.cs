using Ospacs.Archive.Compression;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Export;

/// <summary>
/// Chooses the transfer syntax that an object is written in: the one that was asked for, else its own, else the first of a short list,
/// each where the profile allows it for what the pixels mean in it and where they can be brought there without loss.
/// </summary>
/// <param name="profile">The media profile.</param>
/// <param name="compression">What was asked for, or null.</param>
internal sealed class SyntaxChoice(MediaProfile profile, PixelCompression? compression)
{
    // Where an object goes that the profile does not allow as it is. Native pixels come first: every program reads them.
    private static readonly DicomTransferSyntax[] Others = [DicomTransferSyntax.ExplicitVRLittleEndian, DicomTransferSyntax.RleLossless, DicomTransferSyntax.JpegLosslessSV1];

    /// <summary>The transfer syntax for an object.</summary>
    /// <param name="stored">The object.</param>
    /// <param name="pixels">Its pixels.</param>
    /// <exception cref="ObjectRefusedException">The profile allows none that the object can be written in.</exception>
    internal DicomTransferSyntax For(DicomFile stored, StoredPixels pixels)
    {
        if (profile.RefuseObject(stored.Dataset) is { } refusal)
        {
            throw new ObjectRefusedException(refusal.Reason, refusal.Message);
        }
        var refusals = new List<(RefusalReason Reason, string Message)>();
        foreach (DicomTransferSyntax candidate in Candidates(stored.TransferSyntax, pixels))
        {
            if (profile.RefusePixels(candidate, PhotometricIn(candidate, stored)) is not { } no)
            {
                return candidate;
            }
            refusals.Add(no);
        }
        // That what the pixels mean is not allowed tells more than that one of the syntaxes is not.
        refusal = refusals.MinBy(no => no.Reason == RefusalReason.Photometric ? 0 : 1);
        throw new ObjectRefusedException(refusal.Reason, $"{refusal.Message} {pixels.Obstacle ?? "Nor does it allow any other that they can be changed into without loss."}");
    }

    private IEnumerable<DicomTransferSyntax> Candidates(DicomTransferSyntax stored, StoredPixels pixels)
    {
        if (Wanted(stored) is { } wanted && CanHold(wanted, pixels))
        {
            yield return wanted;
        }
        yield return profile.IsStandard ? MediaProfile.LawfulEncoding(stored) : stored;
        foreach (DicomTransferSyntax other in Others)
        {
            if (CanHold(other, pixels))
            {
                yield return other;
            }
        }
    }

    /// <summary>Native objects asked for without compression are so already, in whatever encoding.</summary>
    private DicomTransferSyntax? Wanted(DicomTransferSyntax stored) => compression switch
    {
        null => null,
        PixelCompression.None => stored.Encapsulated ? DicomTransferSyntax.ExplicitVRLittleEndian : null,
        { } asked => asked.Syntax(),
    };

    private static bool CanHold(DicomTransferSyntax syntax, StoredPixels pixels) =>
        pixels.Description is { } description && PixelCodecs.CanHold(syntax, description)
        // The length of native pixel data is a number of 32 bits (PS3.5 section 7.1.1).
        && (syntax.Encapsulated || description.NumberOfFrames * description.DecodedFrameLength < uint.MaxValue);

    /// <summary>What the samples mean when they are written: decoded, no two pixels share their colours (<see cref="PixelAttributes.Follow"/>).</summary>
    private static string PhotometricIn(DicomTransferSyntax written, DicomFile stored)
    {
        string photometric = stored.Dataset.GetCode(DicomTag.PhotometricInterpretation);
        bool decoded = stored.TransferSyntax.Encapsulated && written.Uid != stored.TransferSyntax.Uid;
        return decoded && photometric == "YBR_FULL_422" ? "YBR_FULL" : photometric;
    }
}
