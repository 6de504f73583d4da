using Ospacs.Archive.Compression;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Archive.Protection.Search;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Protection;

/// <summary>A protected object, ready to be written. Its elements are slices of the source, which must stay open until then.</summary>
/// <param name="FileMeta">File meta information, made anew.</param>
/// <param name="Dataset">The protected data set.</param>
/// <param name="Pixels">Its pixels: how they are laid out, masked and written.</param>
/// <param name="Rule">The mask rule that was applied.</param>
public sealed record ProtectedObject(DicomDataset FileMeta, DicomDataset Dataset, PixelRecoding Pixels, string Rule)
{
    /// <summary>The transfer syntax.</summary>
    public DicomTransferSyntax Syntax => Pixels.Syntax;

    /// <summary>The rectangles that are blanked; none when the rule says that the pixels are known to be clean.</summary>
    public IReadOnlyList<PixelRectangle> Blanked => Pixels.Masked;

    /// <summary>SHA-256 of the pixels in canonical form, 32 bytes, once the object has been written; or null (see <see cref="PixelIdentity"/>).</summary>
    public byte[]? PixelSha256 => Pixels.Identity?.Sha256;

    /// <summary>Bytes of the object as a file; where compressed pixels are made anew, a guess.</summary>
    public long Length { get; } = 132 + DicomWriter.LengthOf(FileMeta, DicomEncoding.ExplicitLittle) + DicomWriter.LengthOf(Dataset, Pixels.Syntax.Encoding);

    /// <summary>Writes the object as a file.</summary>
    /// <param name="output">Where to.</param>
    /// <exception cref="ProtectionException">A compressed frame is damaged; what has been written is of no use.</exception>
    public void WriteTo(DicomOutput output)
    {
        try
        {
            DicomWriter.WriteFile(output, FileMeta, Dataset, Syntax);
        }
        catch (PixelException e)
        {
            throw ProtectionException.Of(e);
        }
    }
}

/// <summary>
/// Protects whole objects: class, pixels, mask, header, in this order; and searches what is made of them for what was missed. On doubt it
/// refuses. May be used by several threads. It remembers the identity of patients whose files come together: it is made for a run.
/// </summary>
/// <param name="policy">What is done with headers, and what is blanked on which scanner's images.</param>
/// <param name="compression">How pixels are compressed that came without loss.</param>
/// <param name="approvals">The mask rules that are approved, where the policy wants them to be; null when there is no archive whose trail could say so.</param>
public sealed class ObjectProtection(ArchivePolicy policy, PixelCompression compression = PixelCompression.None, RuleApprovals? approvals = null)
{
    private readonly MaskCatalogue _masks = policy.Masks;
    private readonly HeaderProtection _header = new(policy.Profile);
    /// <summary>So many doubtful images of a run are read at most: a reader takes a quarter of a second a place, and a disc can be doubtful from end to end.</summary>
    private const int MostRead = 100;

    private readonly PatientSearchCache _searches = new();
    private int _read;

    /// <summary>The policy.</summary>
    public ArchivePolicy Policy => policy;

    /// <summary>Whether objects of this kind are taken at all, before anybody asks whose they are.</summary>
    /// <param name="dataset">The source's data set.</param>
    /// <param name="fileMeta">Its file meta information, of which a mask rule may ask; or null.</param>
    /// <exception cref="ProtectionException">They are not.</exception>
    public void CheckClass(DicomDataset dataset, DicomDataset? fileMeta = null)
    {
        string sopClass = dataset.GetCode(DicomTag.SOPClassUID);
        if (sopClass.Length == 0)
        {
            throw new ProtectionException(QuarantineReason.UnsupportedClass, "The object names no SOP class.");
        }
        if (UltrasoundClasses.IsUltrasound(sopClass) || (UltrasoundClasses.IsSecondaryCapture(sopClass) && _masks.IsExplicitlyAllowed(dataset, fileMeta)))
        {
            return;
        }
        string name = DicomUID.KeywordOf(sopClass) ?? "a private SOP class";
        throw new ProtectionException(QuarantineReason.UnsupportedClass, UltrasoundClasses.IsSecondaryCapture(sopClass)
            ? $"{name} is taken only where a mask rule names the SOP class."
            : $"{name} is no ultrasound image.");
    }

    /// <summary>Protects an object whose subject is settled.</summary>
    /// <param name="file">The source.</param>
    /// <param name="context">Whose it is, and the key.</param>
    /// <exception cref="ProtectionException">The object cannot be protected safely.</exception>
    public ProtectedObject Protect(DicomFile file, ProtectionContext context) => Protect(file, context, null);

    internal ProtectedObject Protect(DicomFile file, ProtectionContext context, DifferenceRecorder? recorder)
    {
        DicomDataset source = file.Dataset;
        PixelDescription pixels = Describe(file);
        MaskDecision decision = _masks.Select(source, file.FileMeta)
            ?? throw new ProtectionException(QuarantineReason.NoMaskRule, "No mask rule of the policy matches this scanner and layout.");
        if (policy.RequiresApproval && approvals?.Contains(_masks.Rules.First(rule => rule.Name == decision.Rule)) != true)
        {
            throw new ProtectionException(QuarantineReason.RuleNotApproved, $"The policy wants mask rules approved, and nobody has approved \"{decision.Rule}\" as it is now.");
        }
        bool claimsText = source.GetCode(DicomTag.BurnedInAnnotation).Equals("YES", StringComparison.OrdinalIgnoreCase);
        if (decision.IsKnownClean && claimsText)
        {
            throw new ProtectionException(QuarantineReason.Inconsistent, $"The rule \"{decision.Rule}\" says that the pixels are clean, and {DicomTag.BurnedInAnnotation} says that they are not.");
        }

        var search = IdentitySearch.Of(_searches, source, policy.Profile.KeepsUids, context.SubjectId, context.Patient, decision.Conditions);
        DicomDataset protectedSet = ProtectHeader(source, context, search, recorder);
        PixelRecoding recoding = Mask(file, pixels, decision.Blank);
        PixelAttributes.Follow(protectedSet, recoding, source);
        bool cleaned = recoding.Masked.Count > 0;
        if (cleaned)
        {
            MethodCodes.WritePixelConsequences(protectedSet, recoding);
        }
        MethodCodes.Write(protectedSet, policy.Profile, cleaned);
        DicomDataset meta = DicomFileMeta.Create(protectedSet.GetCode(DicomTag.SOPClassUID), protectedSet.GetCode(DicomTag.SOPInstanceUID), recoding.Syntax);
        var made = new ProtectedObject(meta, protectedSet, Searched(search, meta, protectedSet, recoding), decision.Rule);
        recorder?.AddWritten(source, protectedSet);
        if (policy.SearchesPictures && !context.TextIsDecided)
        {
            RefuseText(file, pixels, decision, recoding, search);
        }
        return made;
    }

    /// <summary>Searches the object as it is about to be written. Frames that are carried over in bytes of their source are searched while they are written.</summary>
    private static PixelRecoding Searched(IdentitySearch search, DicomDataset meta, DicomDataset made, PixelRecoding recoding)
    {
        IdentityHit? hit = recoding.Masked.Count > 0 ? search.FindIn(made, DicomTag.DerivationDescription) : search.FindIn(made);
        if ((hit ?? search.FindIn(meta)) is { } found)
        {
            throw found.Refusal();
        }
        if (!recoding.From.IsLossy || recoding.Syntax != recoding.From || recoding.PixelData.Frames is not { } frames)
        {
            return recoding;
        }
        DicomElement pixels = DicomElement.CreateEncapsulated(new SearchedFrames(frames, search), recoding.PixelData.Length);
        made.Set(pixels);
        return recoding with { PixelData = pixels };
    }

    /// <summary>Refuses a picture in which text is left. It is looked at as it came: what is masked, and where the rule accepts text, is not looked at.</summary>
    private void RefuseText(DicomFile file, PixelDescription pixels, MaskDecision decision, PixelRecoding recoding, IdentitySearch search)
    {
        try
        {
            using var frames = PictureFrames.Of(pixels, file.Dataset, file.TransferSyntax);
            IReadOnlyList<TextPlace> places = TextDetector.Find(frames, [.. recoding.Masked, .. decision.AcceptedText]);
            if (places.Count > 0)
            {
                TesseractReader? reader = Interlocked.Increment(ref _read) <= MostRead ? TesseractReader.Installed : null;
                throw TextInPicture.Refusal(places, reader?.Read(frames, places, search.IsPatients));
            }
        }
        catch (PixelException e)
        {
            throw ProtectionException.Of(e);
        }
    }

    private PixelRecoding Mask(DicomFile file, PixelDescription pixels, IReadOnlyList<PixelRectangle> blank)
    {
        try
        {
            return PixelRecoding.Create(pixels, file.Dataset, file.TransferSyntax, blank, compression.Syntax());
        }
        catch (PixelException e)
        {
            throw ProtectionException.Of(e);
        }
    }

    private static PixelDescription Describe(DicomFile file)
    {
        if (!file.TransferSyntax.CanMask)
        {
            throw new ProtectionException(QuarantineReason.UnsupportedPixels, $"Pixels in {file.TransferSyntax.Keyword} cannot be masked.");
        }
        try
        {
            return PixelDescription.Of(file.Dataset, file.TransferSyntax);
        }
        catch (PixelException e)
        {
            throw ProtectionException.Of(e);
        }
    }

    private DicomDataset ProtectHeader(DicomDataset source, ProtectionContext context, IdentitySearch search, DifferenceRecorder? recorder)
    {
        try
        {
            return _header.Protect(source, context, search.IsPatients, recorder);
        }
        catch (DicomTextException e)
        {
            throw new ProtectionException(QuarantineReason.Inconsistent, e.Message);
        }
    }
}
