using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ospacs.Archive.Protection.Masks.Scripts;

namespace Ospacs.Archive.Protection;

/// <summary>
/// Puts a script of CTP's DicomPixelAnonymizer into a policy, by its text: the policy that is recorded with an archive's images then
/// says of itself what they were masked by.
/// </summary>
public static class PolicyMaskScript
{
    private static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The policy with a script, whose rules stand behind its own; a script that it has already is replaced.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="script">The script's text.</param>
    /// <exception cref="PolicyException">The script cannot be read, or says something that cannot be carried out safely; the error names line and column in the script.</exception>
    public static ArchivePolicy WithMaskScript(this ArchivePolicy policy, string script)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(script);
        if (MaskScriptReader.HalfCharacter(script) is { } half)
        {
            throw half;
        }
        byte[] text = Encoding.UTF8.GetBytes(policy.Text);
        (int from, int to, string before) = Place(text);
        var changed = new ArrayBufferWriter<byte>(text.Length + script.Length + 64);
        changed.Write(text.AsSpan(0, from));
        changed.Write(Encoding.UTF8.GetBytes(before));
        // Quotes and signs stay legible in a script that people may have to read again in ten years.
        changed.Write("\""u8);
        changed.Write(JsonEncodedText.Encode(PolicyFile.WithoutMark(script), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        changed.Write("\""u8);
        changed.Write(text.AsSpan(to));
        return ArchivePolicy.Parse(Encoding.UTF8.GetString(changed.WrittenSpan));
    }

    /// <summary>The policy with the script of a file, in UTF-8 with or without a byte order mark; see <see cref="WithMaskScript"/>.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="PolicyException">The script cannot be read, or says something that cannot be carried out safely.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ArchivePolicy WithMaskScriptFile(this ArchivePolicy policy, string path) => policy.WithMaskScript(PolicyFile.ReadText(path, PolicyException.InScript));

    /// <summary>Where the script goes: in place of the one that is there, or behind the policy's last member.</summary>
    private static (int From, int To, string Before) Place(byte[] text)
    {
        var reader = new Utf8JsonReader(text, s_options);
        bool isScript = false;
        int end = 0;
        while (reader.Read())
        {
            if (isScript)
            {
                return ((int)reader.TokenStartIndex, (int)reader.BytesConsumed, string.Empty);
            }
            isScript = reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("maskScript"u8);
            if (reader.CurrentDepth == 1)
            {
                end = (int)reader.BytesConsumed;
            }
        }
        return (end, end, ",\n  \"maskScript\": ");
    }
}
