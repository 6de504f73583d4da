using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection;

/// <summary>
/// The de-identification profile and the mask catalogue that an archive uses, with what a match with the registry requires:
/// a JSON file with comments, described in docs/policy.md. It never changes once it is read.
/// </summary>
public sealed class ArchivePolicy
{
    private static readonly Lazy<ArchivePolicy> ShippedPolicy = new(ReadShipped);

    private MaskCatalogue _masks = new([]);
    private bool _picturesUnsearched;

    internal ArchivePolicy(string text)
    {
        Text = text;
        Sha256 = SHA256.HashData(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The trial's sponsor: Clinical Trial Sponsor Name (0012,0010).</summary>
    public required string Sponsor { get; init; }

    /// <summary>The trial's protocol: Clinical Trial Protocol ID (0012,0020).</summary>
    public required string Protocol { get; init; }

    /// <summary>How headers are de-identified.</summary>
    public required ProtectionProfile Profile { get; init; }

    /// <summary>Which fields must agree with the registry.</summary>
    public required MatchPolicy Match { get; init; }

    /// <summary>What is masked in whose pictures: the policy's own rules, and behind them those of its mask script.</summary>
    public required MaskCatalogue Masks
    {
        get => _masks;
        init => _masks = value;
    }

    /// <summary>Whether a mask rule stores nothing until a named account has approved its contact sheet.</summary>
    public bool RequiresApproval { get; init; }

    /// <summary>Whether an image waits in whose picture text is found after masking.</summary>
    public bool SearchesPictures
    {
        get => !_picturesUnsearched;
        init => _picturesUnsearched = !value;
    }

    /// <summary>How the registry's CSV file is laid out.</summary>
    public required RegistryLayout Registry { get; init; }

    /// <summary>How many exams of one subject the protocol foresees.</summary>
    public ExamLimits Exams { get; init; } = ExamLimits.None;

    /// <summary>The policy as it was written, without a byte order mark.</summary>
    public string Text { get; }

    /// <summary>SHA-256 of <see cref="Text"/> in UTF-8, 32 bytes.</summary>
    public byte[] Sha256 { get; }

    /// <summary>
    /// The policy that ships: the default match and a starter catalogue. Its sponsor and protocol are placeholders.
    /// </summary>
    public static ArchivePolicy Shipped => ShippedPolicy.Value;

    /// <summary>Reads a policy.</summary>
    /// <param name="json">The policy's text.</param>
    /// <exception cref="PolicyException">The text is no policy; the error names line and column.</exception>
    public static ArchivePolicy Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PolicyReader.Read(PolicyFile.WithoutMark(json));
    }

    /// <summary>Reads a policy file, in UTF-8 with or without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PolicyException">The file is no policy; the error names line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ArchivePolicy Load(string path) => Parse(PolicyFile.ReadText(path, (problem, at, inner) => new PolicyException(problem, at, inner)));

    /// <summary>The same policy with other masks: what it does with headers, applied to pictures that its own rules do not know.</summary>
    /// <param name="masks">The masks.</param>
    internal ArchivePolicy WithMasks(MaskCatalogue masks)
    {
        var other = (ArchivePolicy)MemberwiseClone();
        other._masks = masks;
        return other;
    }

    /// <summary>The same policy without the search for text in pictures: what its masks alone do.</summary>
    internal ArchivePolicy WithoutPictureSearch()
    {
        var other = (ArchivePolicy)MemberwiseClone();
        other._picturesUnsearched = true;
        return other;
    }

    private static ArchivePolicy ReadShipped()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("shipped-policy.json")
            ?? throw new InvalidOperationException("The assembly lacks its shipped policy.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Parse(reader.ReadToEnd());
    }
}
