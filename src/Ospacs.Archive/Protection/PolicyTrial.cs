using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Ospacs.Archive.Protection;

/// <summary>Gives a policy to another trial, by its text: comments, rules and layout stay as they are.</summary>
public static class PolicyTrial
{
    private static readonly JsonReaderOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The policy with another sponsor and protocol.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="sponsor">The sponsor: Clinical Trial Sponsor Name (0012,0010).</param>
    /// <param name="protocol">The protocol: Clinical Trial Protocol ID (0012,0020).</param>
    /// <exception cref="PolicyException">One of them cannot stand in an element of representation LO.</exception>
    public static ArchivePolicy WithTrial(this ArchivePolicy policy, string sponsor, string protocol)
    {
        byte[] text = Encoding.UTF8.GetBytes(policy.Text);
        var changed = new ArrayBufferWriter<byte>(text.Length + 256);
        var reader = new Utf8JsonReader(text, s_options);
        int copied = 0;
        string? replacement = null;
        while (reader.Read())
        {
            if (replacement is not null)
            {
                changed.Write(text.AsSpan(copied, (int)reader.TokenStartIndex - copied));
                changed.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(replacement, PolicyJson.Default.String)));
                copied = (int)reader.BytesConsumed;
                replacement = null;
            }
            else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
            {
                replacement = reader.ValueTextEquals("sponsor"u8) ? sponsor : reader.ValueTextEquals("protocol"u8) ? protocol : null;
            }
        }
        changed.Write(text.AsSpan(copied));
        return ArchivePolicy.Parse(Encoding.UTF8.GetString(changed.WrittenSpan));
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class PolicyJson : System.Text.Json.Serialization.JsonSerializerContext;
