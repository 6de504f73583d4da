namespace Ospacs.Archive.Compression;

/// <summary>What became of a stored image that was to be compressed.</summary>
public enum OptimizationOutcome
{
    /// <summary>It is stored compressed now, every sample as it was.</summary>
    Compressed,
    /// <summary>It is stored so already.</summary>
    AlreadyCompressed,
    /// <summary>It is lossy JPEG, which stays as it is.</summary>
    Lossy,
    /// <summary>The transfer syntax cannot hold its pixels: samples of 32 bits, or colours that pixels share by twos. It stays as it is.</summary>
    NotHeld,
    /// <summary>Compressed it would not be smaller. It stays as it is.</summary>
    NotSmaller,
    /// <summary>Another program has changed it meanwhile. It stays as that left it.</summary>
    Changed,
    /// <summary>The archive's bytes are not those that were stored, or what was made of them is not the same object. It stays as it is.</summary>
    Damaged,
}

/// <summary>What became of one image.</summary>
/// <param name="ImageId">The image.</param>
/// <param name="SopInstanceUid">Its SOP Instance UID.</param>
/// <param name="SubjectId">Its subject.</param>
/// <param name="MediaRef">Its medium.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="BytesBefore">Its bytes before.</param>
/// <param name="BytesAfter">Its bytes now.</param>
/// <param name="Message">What is wrong, or null.</param>
public sealed record OptimizedImage(long ImageId, string SopInstanceUid, string SubjectId, string MediaRef, OptimizationOutcome Outcome, long BytesBefore, long BytesAfter, string? Message = null);

/// <summary>How far an optimization is.</summary>
/// <param name="Images">Images looked at.</param>
/// <param name="BytesSaved">Bytes saved in those that are durable.</param>
public readonly record struct OptimizationProgress(long Images, long BytesSaved);
