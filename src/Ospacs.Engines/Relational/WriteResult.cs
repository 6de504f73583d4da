namespace Ospacs.Engines.Relational;

/// <summary>What a statement that writes says in its column <c>Result</c>. The numbers are part of the contract with the statements' texts.</summary>
internal enum WriteResult
{
    /// <summary>It was written, or may be.</summary>
    Written = 0,

    /// <summary>An image has, or once had, the SOP Instance UID.</summary>
    SameSopInstance = 1,

    /// <summary>An image is made of the same source.</summary>
    SameSource = 2,

    /// <summary>The image's key is in use.</summary>
    SameKey = 3,

    /// <summary>The policy is not there.</summary>
    NoPolicy = 4,

    /// <summary>The study belongs to another subject, or is not there.</summary>
    OtherSubject = 5,

    /// <summary>The study of generation 0 is not there.</summary>
    NoRoot = 6,

    /// <summary>The study's UID is there.</summary>
    SameStudy = 7,

    /// <summary>The study's generation is there.</summary>
    SameGeneration = 8,

    /// <summary>The subject has a generation of the study.</summary>
    SameSubject = 9,
}
