namespace Ospacs.Archive.Protection.Profiles;

/// <summary>What an object owes an attribute (PS3.5 section 7.4), the strictest first.</summary>
internal enum AttributeType
{
    /// <summary>It is there and has a value.</summary>
    Type1,
    /// <summary>It is there and has a value under a condition of PS3.3.</summary>
    Type1C,
    /// <summary>It is there; its value may be empty.</summary>
    Type2,
    /// <summary>It is there under a condition of PS3.3; its value may be empty.</summary>
    Type2C,
    /// <summary>It may be missing.</summary>
    Type3,
}
