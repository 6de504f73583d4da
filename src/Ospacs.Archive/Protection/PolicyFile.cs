using System.Text;

namespace Ospacs.Archive.Protection;

/// <summary>Reads the text of a policy's file, or of its mask script's: UTF-8, with or without a byte order mark.</summary>
internal static class PolicyFile
{
    private const char Mark = '\uFEFF';

    /// <summary>The text, without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">Makes the error of a file that is not in UTF-8, with its place.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static string ReadText(string path, Func<string, PolicyPosition, Exception, PolicyException> error)
    {
        byte[] bytes = File.ReadAllBytes(path);
        try
        {
            return WithoutMark(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes));
        }
        catch (DecoderFallbackException e)
        {
            ReadOnlySpan<byte> before = bytes.AsSpan(0, Math.Max(e.Index, 0));
            int line = before.Count((byte)'\n') + 1;
            throw error("the file is not in UTF-8.", new PolicyPosition(line, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1), e);
        }
    }

    /// <summary>A text without its byte order mark.</summary>
    internal static string WithoutMark(string text) => text.StartsWith(Mark) ? text[1..] : text;
}
