using System.Text;
using Ospacs.Archive.Compression;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>Protects an object of the exam and gives it as a file; tests put broken protections in its place.</summary>
/// <param name="protection">Protection under the policy, or under the policy with the masks of the exam.</param>
/// <param name="source">The object.</param>
/// <param name="context">Whose it is, and the key.</param>
/// <exception cref="ProtectionException">The object goes to quarantine.</exception>
internal delegate ReadOnlyMemory<byte> ExamProtection(ObjectProtection protection, DicomFile source, ProtectionContext context);

/// <summary>
/// The known-answer exam of a policy. Objects that were made up, with identity planted in headers, private elements, nested items and pixels, go
/// the way that an import takes: protected, written, read back, decoded. What must have become of each is known beforehand, and was not asked of
/// the policy or of the code: only the date policy and the options that the profile declares change what is right.
/// </summary>
public static class PolicyExam
{
    private static readonly ArchiveKey Key = new(Encoding.ASCII.GetBytes("known-answer exam, a public key. "[..ArchiveKey.Size]));

    /// <summary>Examines a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="cancellation">Ends the exam between two objects.</param>
    /// <returns>The marks by category, with every wrong answer.</returns>
    /// <exception cref="OperationCanceledException">The exam was ended.</exception>
    public static ExamReport Run(ArchivePolicy policy, CancellationToken cancellation = default) => Run(policy, PixelCompression.None, cancellation);

    /// <summary>Examines a policy together with the compression of an import.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="compression">How pixels are compressed that came without loss.</param>
    /// <param name="cancellation">Ends the exam between two objects.</param>
    /// <returns>The marks by category, with every wrong answer.</returns>
    /// <exception cref="OperationCanceledException">The exam was ended.</exception>
    public static ExamReport Run(ArchivePolicy policy, PixelCompression compression, CancellationToken cancellation = default) => Run(policy, compression, Protect, cancellation);

    internal static ExamReport Run(ArchivePolicy policy, PixelCompression compression, ExamProtection protection, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(policy);
        // The masks are examined by themselves: the search for text in pictures is the second line, and would hide where the first one fails.
        policy = policy.WithoutPictureSearch();
        ArchivePolicy withOwnMasks = policy.WithMasks(ExamObjects.Masks);
        var grading = new ExamGrading(policy.Profile);
        var omissions = new List<ExamOmission>();
        int objects = 0;
        foreach (ExamObject asked in ObjectsOf(policy, omissions))
        {
            cancellation.ThrowIfCancellationRequested();
            ArchivePolicy under = asked.UsesPolicyMasks ? policy : withOwnMasks;
            using ExamAnswer answer = AnswerOf(asked, under, compression, protection);
            grading.Mark(asked, answer);
            if (asked.Uids.Count > 0)
            {
                // With a protection made anew, as another run of the program would.
                using ExamAnswer again = AnswerOf(asked, under, compression, protection);
                grading.MarkAgain(asked, answer, again);
            }
            objects++;
        }
        grading.MarkTogether();
        return new ExamReport { Profile = policy.Profile.Name, PolicySha256 = policy.Sha256, Scores = grading.Scores, NotAsked = omissions, Objects = objects };
    }

    private static IEnumerable<ExamObject> ObjectsOf(ArchivePolicy policy, List<ExamOmission> omissions)
    {
        foreach (ExamObject own in ExamObjects.Stored(policy.Profile).Concat(ExamObjects.Refused(policy.Profile)).Append(ExamObjects.Unknown(policy.Profile)))
        {
            yield return own;
        }
        for (int i = 0; i < policy.Masks.Rules.Count; i++)
        {
            (ExamObject? made, ExamOmission? omission) = RulePicture.Of(policy, i);
            if (made is not null)
            {
                yield return made;
            }
            else
            {
                omissions.Add(omission!);
            }
        }
    }

    private static ExamAnswer AnswerOf(ExamObject asked, ArchivePolicy policy, PixelCompression compression, ExamProtection protection)
    {
        using DicomFile source = DicomFile.Read(new DicomMemorySource(asked.Bytes));
        var context = new ProtectionContext { Key = Key, SubjectId = asked.SubjectId, Centre = "EXAM", Sponsor = policy.Sponsor, Protocol = policy.Protocol };
        try
        {
            return ExamAnswer.Stored(protection(new ObjectProtection(policy, compression), source, context));
        }
        catch (ProtectionException e)
        {
            return ExamAnswer.Quarantined(e.Reason);
        }
    }

    private static ReadOnlyMemory<byte> Protect(ObjectProtection protection, DicomFile source, ProtectionContext context)
    {
        protection.CheckClass(source.Dataset);
        var output = new DicomMemoryOutput();
        protection.Protect(source, context).WriteTo(output);
        return output.Written;
    }
}
