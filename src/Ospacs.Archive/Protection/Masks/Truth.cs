namespace Ospacs.Archive.Protection.Masks;

/// <summary>Whether something is so, when it may not be known.</summary>
internal enum Truth
{
    /// <summary>It is not.</summary>
    No,
    /// <summary>It is.</summary>
    Yes,
    /// <summary>Nobody can say.</summary>
    Unknown,
}
