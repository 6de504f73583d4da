using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Ospacs.Cli.Output;

/// <summary>Writes JSON objects, one a line, in ASCII: other characters come escaped, so that no console garbles them.</summary>
/// <param name="output">Where to.</param>
internal sealed class JsonLine(TextWriter output)
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Writes one object.</summary>
    /// <param name="members">Writes its members.</param>
    internal void Write(Action<Utf8JsonWriter> members)
    {
        _buffer.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(_buffer.WrittenSpan));
    }

    /// <summary>A text that may hold halves of characters, as a file name may, with those replaced: JSON has no way to write them.</summary>
    /// <param name="text">The text.</param>
    internal static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
