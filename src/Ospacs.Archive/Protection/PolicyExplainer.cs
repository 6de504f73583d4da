using Ospacs.Archive.Import;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Protection;

/// <summary>Says what a policy does to files, attribute by attribute and rule by rule, and writes nothing.</summary>
/// <param name="policy">The policy.</param>
/// <param name="key">The archive's key; or null, and UIDs and dates are replaced under one that is thrown away.</param>
/// <param name="withOldValues">Whether values of the source are told: identity side.</param>
public sealed class PolicyExplainer(ArchivePolicy policy, ArchiveKey? key, bool withOldValues)
{
    /// <summary>What stands for the subject, who need not be settled to explain a policy.</summary>
    private const string Anybody = "SUBJECT";

    private readonly ObjectProtection _protection = new(policy);
    private readonly ProtectionContext _context = new()
    {
        Key = key ?? ArchiveKey.Create(),
        SubjectId = Anybody,
        Centre = "CENTRE",
        Sponsor = policy.Sponsor,
        Protocol = policy.Protocol,
    };

    /// <summary>Explains files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    public IEnumerable<PolicyExplanation> Run(IReadOnlyList<ScannedFile> files, CancellationToken cancellation = default)
    {
        foreach (ScannedFile file in files)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Explain(file);
        }
    }

    private PolicyExplanation Explain(ScannedFile scanned)
    {
        using DicomFile? file = OpenedFile.Open(scanned, out FileProtectionOutcome outcome, out string message);
        var explanation = new PolicyExplanation { Path = scanned.Path, FileNumber = scanned.Number, Outcome = outcome, Message = message };
        if (file is null)
        {
            return explanation;
        }
        var recorder = new DifferenceRecorder(withOldValues, withUnchanged: true);
        explanation = explanation with { Outcome = FileProtectionOutcome.Planned, Message = string.Empty, Masks = policy.Masks.Explain(file.Dataset, file.FileMeta) };
        try
        {
            _protection.CheckClass(file.Dataset, file.FileMeta);
            // What is wrong with a frame shows only when it is written.
            _protection.Protect(file, _context, recorder).WriteTo(new DicomStreamOutput(Stream.Null));
        }
        catch (ProtectionException e)
        {
            explanation = explanation with { Outcome = FileProtectionOutcome.Refused, Reason = e.Reason, Message = e.Message };
        }
        catch (DicomFormatException e)
        {
            explanation = explanation with { Outcome = FileProtectionOutcome.Failed, Message = "The file is damaged: " + e.Message };
        }
        return explanation with { Attributes = recorder.Changes.Count > 0 ? recorder.Changes : OfHeader(file.Dataset) };
    }

    /// <summary>What the profile does to a header whose pixels are refused before it is looked at.</summary>
    private IReadOnlyList<AttributeChange> OfHeader(DicomDataset dataset)
    {
        var recorder = new DifferenceRecorder(withOldValues, withUnchanged: true);
        try
        {
            recorder.AddWritten(dataset, new HeaderProtection(policy.Profile).Protect(dataset, _context, null, recorder));
        }
        catch (Exception e) when (e is ProtectionException or DicomTextException or DicomFormatException)
        {
            return [];
        }
        return recorder.Changes;
    }
}
