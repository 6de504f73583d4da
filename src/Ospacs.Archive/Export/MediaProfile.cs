namespace Ospacs.Archive.Export;

/// <summary>
/// A media application profile (PS3.11): which objects a medium may hold, and how they are written. Names, with what each allows:
/// <list type="bullet">
/// <item><c>GeneralPurpose</c>: any class of object in explicit little endian, JPEG baseline, JPEG extended or JPEG lossless; what the
/// general purpose profiles for DVD, USB, flash and BD media with JPEG have in common (STD-GEN-DVD-JPEG, STD-GEN-USB-JPEG and others; PS3.11
/// Annexes H, J and M). None of them allows RLE.</item>
/// <item><c>STD-GEN-CD</c>: any class of object in explicit little endian (Annex D).</item>
/// <item><c>STD-US-ID-SF</c>, <c>STD-US-ID-MF</c>: ultrasound images; MF with clips too. Explicit little endian and RLE for MONOCHROME2, RGB
/// and PALETTE COLOR; RLE for YBR_FULL; explicit little endian and JPEG baseline for YBR_FULL_422 (Annex C).</item>
/// <item><c>STD-US-SC-SF</c>, <c>STD-US-SC-MF</c>: the same, and every object has regions with spatial calibration.</item>
/// <item><c>STD-US-CC-SF</c>, <c>STD-US-CC-MF</c>: the same, and every region says how its components are organised as well.</item>
/// <item><c>AsStored</c>: no profile of PS3.11, and labelled so. Any class of object in any transfer syntax. No profile of PS3.11 for a
/// medium allows JPEG-LS.</item>
/// </list>
/// The ultrasound profiles are made for CD-R, DVD and MOD media: a medium's suffix, as in <c>STD-US-ID-MF-CDR</c>, may be given and is recorded.
/// </summary>
public sealed record MediaProfile
{
    /// <summary>The name of the profile that is used when none is given.</summary>
    public const string GeneralPurposeName = "GeneralPurpose";

    /// <summary>The name of the profile that leaves every object in the transfer syntax that it is stored in.</summary>
    public const string AsStoredName = "AsStored";

    private static readonly DicomTag PixelComponentOrganization = new(0x00186044u);
    private static readonly string[] MediaSuffixes = ["", "-CDR", "-DVD", "-DVD-RAM", "-MOD23-90"];
    private static readonly string ExplicitLittle = DicomTransferSyntax.ExplicitVRLittleEndian.Uid;
    private static readonly string JpegBaseline = DicomTransferSyntax.JpegBaseline.Uid;
    private static readonly string JpegExtended = DicomTransferSyntax.JpegExtended.Uid;
    private static readonly string JpegLossless = DicomTransferSyntax.JpegLosslessSV1.Uid;
    private static readonly string Rle = DicomTransferSyntax.RleLossless.Uid;

    /// <summary>Photometric interpretations with the transfer syntaxes that the ultrasound profiles allow for each (PS3.11 section C.3.1).</summary>
    private static readonly (string Photometric, string[] Syntaxes)[] UltrasoundPixels =
    [
        ("MONOCHROME2", [ExplicitLittle, Rle]),
        ("RGB", [ExplicitLittle, Rle]),
        ("PALETTE COLOR", [ExplicitLittle, Rle]),
        ("YBR_FULL", [Rle]),
        ("YBR_FULL_422", [ExplicitLittle, JpegBaseline]),
    ];

    /// <summary>What every region must have to be calibrated (type 1 in PS3.3 section C.8.5.5).</summary>
    private static readonly DicomTag[] Calibration =
    [
        DicomTag.RegionLocationMinX0, DicomTag.RegionLocationMinY0, DicomTag.RegionLocationMaxX1, DicomTag.RegionLocationMaxY1,
        DicomTag.RegionSpatialFormat, DicomTag.RegionDataType, DicomTag.RegionFlags,
        new(0x00186024u), new(0x00186026u), new(0x0018602Cu), new(0x0018602Eu), // physical units and deltas, X and Y
    ];

    private static readonly MediaProfile[] All =
    [
        new() { Name = GeneralPurposeName, Syntaxes = [ExplicitLittle, JpegBaseline, JpegExtended, JpegLossless] },
        new() { Name = "STD-GEN-CD", Syntaxes = [ExplicitLittle] },
        Ultrasound("STD-US-ID-SF", clips: false), Ultrasound("STD-US-ID-MF", clips: true),
        Ultrasound("STD-US-SC-SF", clips: false) with { NeedsRegions = true }, Ultrasound("STD-US-SC-MF", clips: true) with { NeedsRegions = true },
        Ultrasound("STD-US-CC-SF", clips: false) with { NeedsRegions = true, NeedsComponents = true },
        Ultrasound("STD-US-CC-MF", clips: true) with { NeedsRegions = true, NeedsComponents = true },
        new() { Name = AsStoredName, IsStandard = false },
    ];

    private MediaProfile()
    {
    }

    /// <summary>The names of the profiles; those for ultrasound may have a medium's suffix behind.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(profile => profile.Name)];

    /// <summary>The profile's name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it is a profile of PS3.11, or what several of them have in common.</summary>
    public bool IsStandard { get; private init; } = true;

    /// <summary>SOP classes that are allowed; empty for all.</summary>
    private IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Transfer syntaxes that are allowed; empty for all.</summary>
    private IReadOnlyList<string> Syntaxes { get; init; } = [];

    private bool LimitsPhotometric { get; init; }

    private bool NeedsRegions { get; init; }

    private bool NeedsComponents { get; init; }

    /// <summary>The profile with a name, or null.</summary>
    /// <param name="name">The name, upper or lower case.</param>
    public static MediaProfile? Find(string name)
    {
        foreach (MediaProfile profile in All)
        {
            foreach (string suffix in profile.LimitsPhotometric ? MediaSuffixes : [""])
            {
                if (name.Equals(profile.Name + suffix, StringComparison.OrdinalIgnoreCase))
                {
                    return profile with { Name = profile.Name + suffix };
                }
            }
        }
        return null;
    }

    /// <summary>Whether objects may be written in a transfer syntax, some at least.</summary>
    /// <param name="syntax">The transfer syntax.</param>
    internal bool Allows(DicomTransferSyntax syntax) => Syntaxes.Count == 0 || Syntaxes.Contains(syntax.Uid);

    /// <summary>The names of the profiles that allow a transfer syntax.</summary>
    /// <param name="syntax">The transfer syntax.</param>
    internal static IEnumerable<string> NamesThatAllow(DicomTransferSyntax syntax) => All.Where(profile => profile.Allows(syntax)).Select(profile => profile.Name);

    /// <summary>An object's own transfer syntax as the profiles of PS3.11 have it: explicit little endian for native pixels, in whatever encoding.</summary>
    /// <param name="stored">The object's own.</param>
    internal static DicomTransferSyntax LawfulEncoding(DicomTransferSyntax stored) => stored.Encapsulated ? stored : DicomTransferSyntax.ExplicitVRLittleEndian;

    /// <summary>Says why an object may not be on a medium of this profile, however its pixels are written, or null.</summary>
    /// <param name="dataset">The object.</param>
    internal (RefusalReason Reason, string Message)? RefuseObject(DicomDataset dataset)
    {
        if (Classes.Count > 0 && !Classes.Contains(dataset.GetCode(DicomTag.SOPClassUID)))
        {
            return (RefusalReason.SopClass, $"{Name} does not allow this class of object.");
        }
        return NeedsRegions && !IsCalibrated(dataset) ? (RefusalReason.Calibration, $"{Name} asks for ultrasound regions that are calibrated.") : null;
    }

    /// <summary>Says why pixels may not be written so, or null.</summary>
    /// <param name="syntax">The transfer syntax.</param>
    /// <param name="photometric">Photometric Interpretation (0028,0004) as it is then.</param>
    internal (RefusalReason Reason, string Message)? RefusePixels(DicomTransferSyntax syntax, string photometric)
    {
        if (!Allows(syntax))
        {
            return (RefusalReason.TransferSyntax, $"{Name} does not allow {syntax.Keyword}.");
        }
        if (LimitsPhotometric)
        {
            (string Photometric, string[] Syntaxes) allowed = Array.Find(UltrasoundPixels, row => row.Photometric == photometric);
            if (allowed.Syntaxes is null || !allowed.Syntaxes.Contains(syntax.Uid))
            {
                return (RefusalReason.Photometric, $"{Name} does not allow this photometric interpretation in {syntax.Keyword}.");
            }
        }
        return null;
    }

    private static MediaProfile Ultrasound(string name, bool clips) => new()
    {
        Name = name,
        Classes = clips ? [DicomUID.UltrasoundImageStorage, DicomUID.UltrasoundMultiFrameImageStorage] : [DicomUID.UltrasoundImageStorage],
        Syntaxes = [ExplicitLittle, Rle, JpegBaseline],
        LimitsPhotometric = true,
    };

    private bool IsCalibrated(DicomDataset dataset)
    {
        IReadOnlyList<DicomItem> regions = dataset.GetItems(DicomTag.SequenceOfUltrasoundRegions);
        IEnumerable<DicomTag> needed = NeedsComponents ? Calibration.Append(PixelComponentOrganization) : Calibration;
        return regions.Count > 0 && regions.All(region => needed.All(tag => region.Dataset.Find(tag) is { Length: > 0 }));
    }
}
