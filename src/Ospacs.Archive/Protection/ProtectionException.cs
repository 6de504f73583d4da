using Ospacs.Archive.Import;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection;

/// <summary>An object that may not be stored, with the reason.</summary>
public sealed class ProtectionException : Exception
{
    /// <summary>Makes the error.</summary>
    /// <param name="reason">The reason of the quarantine.</param>
    /// <param name="message">What is wrong: tags and numbers, never a value.</param>
    public ProtectionException(QuarantineReason reason, string message) : base(message) => Reason = reason;

    /// <summary>The reason of the quarantine.</summary>
    public QuarantineReason Reason { get; }

    /// <summary>Where text was found in the picture; none for other reasons.</summary>
    public IReadOnlyList<PixelRectangle> Places { get; init; } = [];

    /// <summary>The refusal that a problem with an object's pixels amounts to.</summary>
    /// <param name="problem">The problem.</param>
    internal static ProtectionException Of(PixelException problem) =>
        new(problem.Kind == PixelProblem.Inconsistent ? QuarantineReason.Inconsistent : QuarantineReason.UnsupportedPixels, problem.Message);
}
