using System.Text;
using System.Text.RegularExpressions;

namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>
/// Turns a regular expression of Java into one of .NET that matches the same whole texts in a time that their length bounds. What
/// the two languages write alike and read differently is translated; what has no counterpart is refused at its place.
/// </summary>
internal sealed class JavaPattern
{
    private readonly ScriptText _script;
    private readonly int _start;
    private readonly string _pattern;
    private readonly StringBuilder _made = new();
    private int _at;

    private JavaPattern(ScriptText script, int start, string pattern)
    {
        _script = script;
        _start = start;
        _pattern = pattern;
    }

    /// <summary>Reads an expression.</summary>
    /// <param name="script">The script, for errors.</param>
    /// <param name="start">Where the expression stands.</param>
    /// <param name="pattern">The expression.</param>
    internal static Regex Read(ScriptText script, int start, string pattern)
    {
        string made = new JavaPattern(script, start, pattern).Translate();
        try
        {
            return new Regex($@"\A(?:{made})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (RegexParseException e)
        {
            throw script.Error(start, $"the regular expression is wrong ({e.Error}).", e);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw script.Error(start, "the regular expression looks around, looks back, or is too large: such a one can take for ever, and is refused.", e);
        }
    }

    private string Translate()
    {
        bool quantified = false;
        while (_at < _pattern.Length)
        {
            char c = _pattern[_at++];
            switch (c)
            {
                case '\\':
                    Escape(inClass: false);
                    break;
                case '[':
                    Class();
                    break;
                case '(':
                    Group();
                    break;
                case '.':
                    _made.Append(@"[^\n\r\u0085\u2028\u2029]");
                    break;
                case '{':
                    throw Error(_at - 1, "an opening brace is refused, since the closing one would end the signature; write \\{ for the character");
                case '+' when quantified:
                    throw Error(_at - 1, "possessive quantifiers are refused");
                default:
                    _made.Append(c);
                    break;
            }
            quantified = c is '*' or '+' or '?';
        }
        return _made.ToString();
    }

    private void Group()
    {
        int open = _at - 1;
        if (!Next("?"))
        {
            _made.Append('(');
        }
        else if (Next(":"))
        {
            _made.Append("(?:");
        }
        else if (Next("i)"))
        {
            _made.Append("(?i)");
        }
        else if (Next("i:"))
        {
            _made.Append("(?i:");
        }
        else
        {
            throw Error(open, "of groups that begin with \"(?\" only (?:...), (?i) and (?i:...) are read");
        }
    }

    private void Class()
    {
        int open = _at - 1;
        _made.Append('[');
        if (Next("^"))
        {
            _made.Append('^');
        }
        bool isFirst = true;
        for (; _at < _pattern.Length; isFirst = false)
        {
            int at = _at;
            char c = _pattern[_at++];
            if (c == ']' && !isFirst)
            {
                _made.Append(']');
                return;
            }
            if (c == '[' || (c == ']' && isFirst) || (c == '&' && Next("&")))
            {
                throw Error(at, "classes within classes and their intersections are refused; write \\[ or \\] for a bracket");
            }
            if (c == '\\')
            {
                Escape(inClass: true);
            }
            else
            {
                _made.Append(c);
            }
        }
        throw Error(open, "the class is never closed");
    }

    private void Escape(bool inClass)
    {
        int slash = _at - 1;
        if (_at == _pattern.Length)
        {
            throw Error(slash, "nothing stands behind the backslash");
        }
        char c = _pattern[_at++];
        string? class_ = c switch
        {
            'd' or 'D' => "0-9",
            'w' or 'W' => "a-zA-Z_0-9",
            's' or 'S' => @" \t\n\x0B\f\r",
            _ => null,
        };
        if (class_ is not null)
        {
            bool isNegated = char.IsUpper(c);
            if (inClass && isNegated)
            {
                throw Error(slash, $"\\{c} within a class is refused");
            }
            _made.Append(inClass ? class_ : $"[{(isNegated ? "^" : string.Empty)}{class_}]");
        }
        else if (c is 't' or 'n' or 'r' or 'f' || (!inClass && c is 'A' or 'z'))
        {
            _made.Append('\\').Append(c);
        }
        else if (c is 'x' or 'u' && Hex(c == 'x' ? 2 : 4) is { } digits)
        {
            _made.Append(@"\u").Append(digits.PadLeft(4, '0'));
        }
        else if (!char.IsAsciiLetterOrDigit(c))
        {
            _made.Append(c is ']' or '-' or '}' ? "\\" + c : Regex.Escape(c.ToString()));
        }
        else
        {
            throw Error(slash, $"\\{c} is not read");
        }
    }

    private string? Hex(int count)
    {
        if (_at + count > _pattern.Length || !_pattern.AsSpan(_at, count).ToString().All(char.IsAsciiHexDigit))
        {
            return null;
        }
        _at += count;
        return _pattern[(_at - count).._at];
    }

    private bool Next(string text)
    {
        if (string.CompareOrdinal(_pattern, _at, text, 0, text.Length) != 0)
        {
            return false;
        }
        _at += text.Length;
        return true;
    }

    private PolicyException Error(int at, string problem) => _script.Error(_start + at, $"in the regular expression, {problem}.");
}
