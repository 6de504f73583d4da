using System.Text;
using System.Text.Json;

namespace Ospacs.Archive.Protection;

/// <summary>Reads JSON with comments and trailing commas into values that know their line and column.</summary>
internal ref struct PolicyText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _bytes;
    private readonly List<int> _lines;
    private Utf8JsonReader _reader;

    private PolicyText(byte[] bytes)
    {
        _bytes = bytes;
        _lines = [0];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == (byte)'\n')
            {
                _lines.Add(i + 1);
            }
        }
        _reader = new Utf8JsonReader(bytes, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 });
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">The text, without a byte order mark.</param>
    /// <exception cref="PolicyException">The text is no JSON, or an object has a key twice.</exception>
    internal static PolicyNode Read(string json)
    {
        byte[] bytes;
        try
        {
            bytes = Strict.GetBytes(json);
        }
        catch (EncoderFallbackException e)
        {
            string before = json[..e.Index];
            throw new PolicyException("half a character stands here.", before.Count(c => c == '\n') + 1, e.Index - before.LastIndexOf('\n'), e);
        }
        return new PolicyText(bytes).ReadAll();
    }

    private PolicyNode ReadAll()
    {
        try
        {
            _reader.Read();
            PolicyNode root = ReadValue();
            _reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            int line = (int)Math.Min(e.LineNumber ?? 0, _lines.Count - 1);
            int at = (int)Math.Min(_lines[line] + (e.BytePositionInLine ?? 0), _bytes.Length);
            throw new PolicyException(WithoutPlace(e.Message), Position(at), e);
        }
    }

    private PolicyNode ReadValue()
    {
        PolicyPosition at = Position((int)_reader.TokenStartIndex);
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                return new PolicyNode { Kind = PolicyNodeKind.Object, At = at, Members = ReadMembers() };
            case JsonTokenType.StartArray:
                var items = new List<PolicyNode>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(ReadValue());
                }
                return new PolicyNode { Kind = PolicyNodeKind.Array, At = at, Items = items };
            case JsonTokenType.String:
                return new PolicyNode { Kind = PolicyNodeKind.Text, At = at, Text = ReadString(at) };
            case JsonTokenType.Number:
                return new PolicyNode { Kind = PolicyNodeKind.Number, At = at, Text = Encoding.UTF8.GetString(_reader.ValueSpan) };
            case JsonTokenType.True or JsonTokenType.False:
                return new PolicyNode { Kind = PolicyNodeKind.Boolean, At = at, Boolean = _reader.TokenType == JsonTokenType.True };
            default:
                return new PolicyNode { Kind = PolicyNodeKind.Null, At = at };
        }
    }

    private List<PolicyMember> ReadMembers()
    {
        var members = new List<PolicyMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            PolicyPosition at = Position((int)_reader.TokenStartIndex);
            string name = ReadString(at);
            if (!names.Add(name))
            {
                // JSON lets the last one win, silently; in a policy two words on one thing are a mistake.
                throw new PolicyException($"the key '{name}' stands twice in one object.", at);
            }
            _reader.Read();
            members.Add(new PolicyMember(name, at, ReadValue()));
        }
        return members;
    }

    private readonly string ReadString(PolicyPosition at)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new PolicyException("the text has half a character (\\u...) in it.", at, e);
        }
    }

    private readonly PolicyPosition Position(int offset)
    {
        int line = _lines.BinarySearch(offset);
        line = line >= 0 ? line : ~line - 1;
        return new PolicyPosition(line + 1, Encoding.UTF8.GetCharCount(_bytes, _lines[line], offset - _lines[line]) + 1);
    }

    /// <summary>The reader's own words, without the place that it counts from 0.</summary>
    private static string WithoutPlace(string message)
    {
        int at = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return at < 0 ? message : message[..at];
    }
}
