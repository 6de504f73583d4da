using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>
/// Makes up a text that a regular expression finds: the common forms are read, choices and repetitions are taken one way or another until one
/// text fits. What cannot be read so gives no text.
/// </summary>
internal sealed class PatternText
{
    private const int Attempts = 64;
    private const int MostRepetitions = 64;
    private const string Candidates = "A0a1_-. BCDEFGHIJKLMNOPQRSTUVWXYZbcdefghijklmnopqrstuvwxyz23456789/+#,:;()[]{}'\"!?*=&%$@<>|~^`\\\t";

    private readonly string _pattern;
    private readonly int _way;
    private int _at;
    private int _choices;

    private PatternText(string pattern, int way)
    {
        _pattern = pattern;
        _way = way;
    }

    /// <summary>Texts that the expression finds, as they stand in an element: values trimmed, backslashes between. None when it cannot be read.</summary>
    /// <param name="pattern">The expression.</param>
    internal static IEnumerable<string> Of(Regex pattern)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int way = 0; way < Attempts; way++)
        {
            string text;
            try
            {
                var reader = new PatternText(pattern.ToString(), way);
                text = reader.Alternatives();
                if (reader._at < reader._pattern.Length)
                {
                    yield break;
                }
            }
            catch (FormatException)
            {
                yield break;
            }
            // What begins or ends with a space needs something before or behind it, or an element would lose the space.
            foreach (string whole in (string[])[text, text + "A", "A" + text, "A" + text + "A"])
            {
                string trimmed = string.Join('\\', whole.Split('\\').Select(value => value.Trim()));
                if (trimmed.Trim('\\').Length > 0 && seen.Add(trimmed) && pattern.IsMatch(trimmed))
                {
                    yield return trimmed;
                }
            }
        }
    }

    /// <summary>Choices are taken by the digits of the attempt's number, so that all ways come up in turn.</summary>
    private int Choose(int of)
    {
        int turn = _way;
        for (int i = 0; i < _choices; i++)
        {
            turn /= 2;
        }
        _choices = Math.Min(_choices + 1, 6);
        return (turn + (_way >> 5)) % of;
    }

    private bool More => _at < _pattern.Length;

    private string Alternatives()
    {
        var texts = new List<string> { Sequence() };
        while (More && _pattern[_at] == '|')
        {
            _at++;
            texts.Add(Sequence());
        }
        return texts.Count == 1 ? texts[0] : texts[Choose(texts.Count)];
    }

    private string Sequence()
    {
        var text = new StringBuilder();
        while (More && _pattern[_at] is not ('|' or ')'))
        {
            string atom = Atom();
            int times = Repetitions();
            for (int i = 0; i < times; i++)
            {
                text.Append(atom);
            }
        }
        return text.ToString();
    }

    private string Atom()
    {
        char c = _pattern[_at++];
        switch (c)
        {
            case '^' or '$':
                return string.Empty;
            case '.':
                return "A";
            case '(':
                return Group();
            case '[':
                return Class();
            case '\\':
                return Escape();
            case '*' or '+' or '?':
                throw Unread();
            default:
                return c.ToString();
        }
    }

    private string Group()
    {
        if (More && _pattern[_at] == '?')
        {
            int end = _pattern.AsSpan(_at).IndexOfAny(':', '>');
            ReadOnlySpan<char> kind = end < 0 ? throw Unread() : _pattern.AsSpan(_at, end + 1);
            // Groups without a name or with one; options inside a pattern, and looking around, are not read.
            if (kind is not "?:" && !(kind[1] == '<' && kind.Length > 3 && char.IsLetter(kind[2])))
            {
                throw Unread();
            }
            _at += end + 1;
        }
        string text = Alternatives();
        if (!More || _pattern[_at++] != ')')
        {
            throw Unread();
        }
        return text;
    }

    private string Escape()
    {
        if (!More)
        {
            throw Unread();
        }
        char c = _pattern[_at++];
        return c switch
        {
            'b' or 'B' or 'A' or 'z' or 'Z' or 'G' => string.Empty,
            _ => First(EscapedSet(c)),
        };
    }

    private string Class()
    {
        bool negated = More && _pattern[_at] == '^';
        if (negated)
        {
            _at++;
        }
        var members = new List<Func<char, bool>>();
        bool first = true;
        while (More && (first || _pattern[_at] != ']'))
        {
            first = false;
            char c = _pattern[_at++];
            if (c == '-' && More && _pattern[_at] == '[')
            {
                throw Unread();
            }
            Func<char, bool> member;
            char? low = c;
            if (c == '\\' && More)
            {
                char escaped = _pattern[_at++];
                member = EscapedSet(escaped);
                low = char.IsAsciiLetterOrDigit(escaped) ? null : escaped;
            }
            else
            {
                member = other => other == c;
            }
            if (low is { } from && _at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] is not (']' or '\\' or '['))
            {
                char to = _pattern[_at + 1];
                _at += 2;
                member = other => other >= from && other <= to;
            }
            members.Add(member);
        }
        if (!More)
        {
            throw Unread();
        }
        _at++;
        return First(c => members.Any(member => member(c)) != negated);
    }

    private Func<char, bool> EscapedSet(char c)
    {
        switch (c)
        {
            case 'd':
                return char.IsAsciiDigit;
            case 'D':
                return other => !char.IsAsciiDigit(other);
            case 'w':
                return other => char.IsAsciiLetterOrDigit(other) || other == '_';
            case 'W':
                return other => !char.IsAsciiLetterOrDigit(other) && other != '_';
            case 's':
                return other => other is ' ' or '\t';
            case 'S':
                return other => other is not (' ' or '\t');
            case 't':
                return other => other == '\t';
            case 'x' or 'u':
                int digits = c == 'x' ? 2 : 4;
                if (_at + digits > _pattern.Length || !ushort.TryParse(_pattern.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
                {
                    throw Unread();
                }
                _at += digits;
                return other => other == code;
            default:
                return char.IsAsciiLetterOrDigit(c) ? throw Unread() : other => other == c;
        }
    }

    private int Repetitions()
    {
        if (!More)
        {
            return 1;
        }
        (int least, int most)? range = _pattern[_at] switch
        {
            '*' => (0, MostRepetitions),
            '+' => (1, MostRepetitions),
            '?' => (0, 1),
            '{' => Braces(),
            _ => null,
        };
        if (range is not var (least, most))
        {
            return 1;
        }
        _at++;
        if (More && _pattern[_at] is '?' or '+')
        {
            _at++;
        }
        return least == most ? least : Math.Min(least + Choose(2), Math.Min(most, MostRepetitions));
    }

    private (int Least, int Most)? Braces()
    {
        int end = _pattern.IndexOf('}', _at);
        string[] parts = end < 0 ? [] : _pattern[(_at + 1)..end].Split(',');
        if (parts.Length is not (1 or 2) || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int least) || least > MostRepetitions)
        {
            throw Unread();
        }
        int most = parts.Length == 1 ? least : parts[1].Length == 0 ? MostRepetitions : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) ? parsed : throw Unread();
        _at = end;
        return (least, most);
    }

    private static string First(Func<char, bool> isMember)
    {
        foreach (char c in Candidates)
        {
            if (isMember(c))
            {
                return c.ToString();
            }
        }
        // Letters of other scripts.
        for (char c = '\u00A1'; c < '\uD800'; c++)
        {
            if (isMember(c))
            {
                return c.ToString();
            }
        }
        throw Unread();
    }

    private static FormatException Unread() => new("The expression has a form that no text is made up for.");
}
