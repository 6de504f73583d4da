using System.Text;

namespace Ospacs.Archive.Patients;

/// <summary>
/// Reads CSV (RFC 4180) in UTF-8, row by row: commas, double quotes, quotes doubled inside quotes, line breaks inside quotes, and
/// rows that end in CR LF, LF or CR. Whatever else a quote does is an error rather than a guess.
/// </summary>
internal sealed class CsvReader
{
    /// <summary>The longest field, in bytes. A quote that is never closed would swallow the file.</summary>
    internal const int LongestField = 64 << 10;

    private const int MostFields = 4096;
    private const int EndOfFile = -1;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly byte[] _field = new byte[LongestField];
    private int _at;
    private int _end;
    private int _fieldLength;
    private int _line = 1;

    internal CsvReader(Stream stream)
    {
        _stream = stream;
        if (Fill() && _buffer.AsSpan(0, _end).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            _at = 3;
        }
    }

    /// <summary>The line that the last row begins in, from 1.</summary>
    internal int RowLine { get; private set; }

    /// <summary>Reads a row.</summary>
    /// <param name="fields">Where its fields go.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="RegistryException">The text is no CSV, or not UTF-8.</exception>
    internal bool ReadRow(List<string> fields)
    {
        fields.Clear();
        RowLine = _line;
        int next = Peek();
        if (next == EndOfFile)
        {
            return false;
        }
        for (; ; )
        {
            int line = _line;
            _fieldLength = 0;
            if (Peek() == '"')
            {
                ReadQuoted();
            }
            else
            {
                ReadPlain();
            }
            fields.Add(Decode(line));
            if (fields.Count > MostFields)
            {
                throw new RegistryException("has too many fields", RowLine);
            }
            switch (Peek())
            {
                case ',':
                    _at++;
                    continue;
                case '\r':
                    _at++;
                    if (Peek() == '\n')
                    {
                        _at++;
                    }
                    _line++;
                    return true;
                case '\n':
                    _at++;
                    _line++;
                    return true;
                default:
                    return true;
            }
        }
    }

    private void ReadPlain()
    {
        for (int next = Peek(); next is not (EndOfFile or ',' or '\r' or '\n'); next = Peek())
        {
            if (next == '"')
            {
                throw new RegistryException("has a quote in a field that does not begin with one", _line);
            }
            Append((byte)next, _line);
            _at++;
        }
    }

    private void ReadQuoted()
    {
        int opened = _line;
        _at++;
        for (; ; )
        {
            int next = Peek();
            if (next == EndOfFile)
            {
                throw new RegistryException("has a quote that is never closed", opened);
            }
            _at++;
            if (next == '"')
            {
                int behind = Peek();
                if (behind != '"')
                {
                    if (behind is not (EndOfFile or ',' or '\r' or '\n'))
                    {
                        throw new RegistryException("has characters behind a closing quote", _line);
                    }
                    return;
                }
                _at++;
            }
            else if (next == '\n' || (next == '\r' && Peek() != '\n'))
            {
                _line++;
            }
            Append((byte)next, opened);
        }
    }

    private void Append(byte value, int line)
    {
        if (_fieldLength == LongestField)
        {
            throw new RegistryException("has a field of more than 64 KiB; perhaps a quote is not closed", line);
        }
        _field[_fieldLength++] = value;
    }

    private string Decode(int line)
    {
        ReadOnlySpan<byte> bytes = _field.AsSpan(0, _fieldLength);
        try
        {
            return bytes.IsEmpty ? string.Empty : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            int before = bytes[..Math.Clamp(e.Index, 0, bytes.Length)].Count((byte)'\n');
            throw new RegistryException("is not in UTF-8", line + before, null, e);
        }
    }

    private int Peek() => _at < _end || Fill() ? _buffer[_at] : EndOfFile;

    private bool Fill()
    {
        // A short read may not hide the mark of three bytes at the beginning.
        _at = 0;
        _end = _stream.ReadAtLeast(_buffer, 3, throwOnEndOfStream: false);
        return _end > 0;
    }
}
