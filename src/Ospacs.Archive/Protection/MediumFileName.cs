using System.Security.Cryptography;
using System.Text;

namespace Ospacs.Archive.Protection;

/// <summary>What a file is called that the identity side keeps of a medium.</summary>
internal static class MediumFileName
{
    /// <summary>The medium's number where file systems bear it; else a hash of it.</summary>
    /// <param name="mediaRef">The medium.</param>
    /// <param name="extension">The extension, with its dot.</param>
    internal static string Of(string mediaRef, string extension) =>
        (mediaRef.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? mediaRef : Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(mediaRef)).AsSpan(0, 8))) + extension;
}
