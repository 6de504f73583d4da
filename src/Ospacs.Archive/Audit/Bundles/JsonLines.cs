using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Audit.Bundles;

/// <summary>
/// Writes objects as JSON, a line each. Their bytes are promised for all times, so that an earlier bundle is the beginning of a later one:
/// members in the order of the calls, no spaces, UTF-8, and nothing escaped but quotation mark, backslash and what is below a space.
/// </summary>
internal sealed class JsonLines(Stream output)
{
    private readonly StringBuilder _line = new(1024);
    private byte[] _bytes = new byte[4096];

    /// <summary>Adds a text, or null.</summary>
    internal JsonLines Text(string name, string? value)
    {
        Name(name);
        if (value is null)
        {
            _line.Append("null");
        }
        else
        {
            Quote(value);
        }

        return this;
    }

    /// <summary>Adds a number, or null.</summary>
    internal JsonLines Number(string name, long? value)
    {
        Name(name);
        _line.Append(value is { } number ? number.ToString(CultureInfo.InvariantCulture) : "null");
        return this;
    }

    /// <summary>Adds a time in UTC, in the form that the archive keeps.</summary>
    internal JsonLines Time(string name, DateTime value) => Text(name, value.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>Adds a day, or null.</summary>
    internal JsonLines Day(string name, DateOnly? value) => Text(name, value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>Adds bytes as hexadecimal digits.</summary>
    internal JsonLines Bytes(string name, byte[] value) => Text(name, Convert.ToHexStringLower(value));

    /// <summary>Ends the line and writes it.</summary>
    internal void End()
    {
        _line.Append("}\n");
        int most = Encoding.UTF8.GetMaxByteCount(_line.Length);
        if (_bytes.Length < most)
        {
            _bytes = new byte[most];
        }

        int length = 0;
        foreach (ReadOnlyMemory<char> chunk in _line.GetChunks())
        {
            length += Encoding.UTF8.GetBytes(chunk.Span, _bytes.AsSpan(length));
        }

        output.Write(_bytes, 0, length);
        _line.Clear();
    }

    private void Name(string name) => _line.Append(_line.Length == 0 ? "{\"" : ",\"").Append(name).Append("\":");

    private void Quote(string value)
    {
        _line.Append('"');
        foreach (char c in value)
        {
            if (c is '"' or '\\')
            {
                _line.Append('\\').Append(c);
            }
            else if (c < ' ')
            {
                _line.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
            else
            {
                _line.Append(c);
            }
        }

        _line.Append('"');
    }
}
