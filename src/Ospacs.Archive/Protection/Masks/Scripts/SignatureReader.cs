namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>
/// Reads a signature: tests as <c>Keyword.method("text")</c> joined by "*" (and), "+" (or) and "!" (not), which bind in the order
/// not, and, or; parentheses; and comments from "//" to the end of the line.
/// </summary>
internal sealed class SignatureReader
{
    /// <summary>The deepest nesting of parentheses.</summary>
    private const int Deepest = 32;

    private readonly ScriptText _text;
    private readonly int _end;
    private int _at;
    private int _behind; // what was read last
    private int _depth;

    /// <summary>Prepares to read a signature.</summary>
    /// <param name="text">The script.</param>
    /// <param name="start">Where the signature begins, behind its brace.</param>
    /// <param name="end">Where its closing brace stands.</param>
    internal SignatureReader(ScriptText text, int start, int end)
    {
        _text = text;
        _at = start;
        _end = end;
    }

    /// <summary>Reads the signature.</summary>
    internal SignatureNode Read()
    {
        int open = _at - 1;
        if (Peek() is null)
        {
            throw _text.Error(open, "the signature is empty.");
        }
        SignatureNode node = ReadGroup(all: false);
        return Peek() is null ? node : throw _text.Error(_at, "here a \"*\", a \"+\" or the end of the signature is expected.");
    }

    /// <summary>Parts with "+" between them, each of them parts with "*" between them.</summary>
    private SignatureNode ReadGroup(bool all)
    {
        _ = Peek();
        int from = _at;
        var parts = new List<SignatureNode>();
        do
        {
            parts.Add(all ? ReadPart() : ReadGroup(all: true));
        }
        while (Take(all ? '*' : '+'));
        return parts.Count == 1 ? parts[0] : new SignatureGroup(parts, all, Written(from));
    }

    private SignatureNode ReadPart()
    {
        switch (Peek())
        {
            case '!':
                int not = _at++;
                if (Peek() == '!')
                {
                    throw _text.Error(_at, "CTP takes two \"!\" in a row for one. Write what is meant.");
                }
                return new SignatureNot(ReadPart(), Written(not));
            case '(':
                int open = _at++;
                if (++_depth > Deepest)
                {
                    throw _text.Error(open, $"parentheses are nested more than {Deepest} deep.");
                }
                SignatureNode node = ReadGroup(all: false);
                if (!Take(')'))
                {
                    throw _text.Error(Peek() is null ? open : _at, Peek() is null ? "this parenthesis is never closed." : "here a \"*\", a \"+\" or a \")\" is expected.");
                }
                _depth--;
                return node with { Written = Written(open) };
            case '[':
            case char c when char.IsLetter(c):
                return ReadTest();
            default:
                throw _text.Error(Math.Min(_at, _end), "here a test is expected, as Manufacturer.contains(\"GE\").");
        }
    }

    private SignatureNode ReadTest()
    {
        int from = _at;
        string element = ReadField('.', "between the element and the method a point is expected");
        if (element is "true" or "false")
        {
            return new SignatureConstant(element == "true");
        }
        int nameAt = SkipSpace();
        string name = ReadField('(', "behind the method its text is expected in parentheses, as (\"GE\")");
        int textAt = SkipSpace();
        string quoted = ReadField(')', "the parenthesis behind the method is never closed");
        if (quoted.Length < 2 || quoted[0] != '"' || quoted[^1] != '"')
        {
            throw _text.Error(textAt, "what an element is compared with stands in quotes, as (\"480\"), numbers too.");
        }
        ElementPath path = ElementPath.Of(_text, from, element);
        return new SignatureTest(path, TextMethod.Of(_text, nameAt, name, textAt + 1, quoted[1..^1]), Written(from));
    }

    /// <summary>Text up to a character that is not between quotes, without the spaces around it. CTP knows "true" and "false" at the end of a signature only.</summary>
    private string ReadField(char delimiter, string problem)
    {
        int from = _at;
        bool inQuotes = false;
        for (; _at < _end; _at++)
        {
            char c = _text[_at];
            inQuotes ^= c == '"';
            if (!inQuotes && c == delimiter)
            {
                _behind = _at + 1;
                return _text.Text[from.._at++].Trim();
            }
        }
        _behind = _at;
        string rest = _text.Text[from.._end].Trim();
        return delimiter == '.' && rest is "true" or "false" ? rest : throw _text.Error(from, inQuotes ? "a quote is never closed; a } ends a signature, between quotes too." : problem + ".");
    }

    private bool Take(char c)
    {
        if (Peek() != c)
        {
            return false;
        }
        _behind = ++_at;
        return true;
    }

    /// <summary>The next character that is neither space nor comment, or null at the end.</summary>
    private char? Peek()
    {
        while (_at < _end)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
            else if (_text[_at] == '/' && _at + 1 < _end && _text[_at + 1] == '/')
            {
                int line = _text.Text.IndexOf('\n', _at, _end - _at);
                _at = line < 0 ? _end : line + 1;
            }
            else
            {
                return _text[_at];
            }
        }
        return null;
    }

    private int SkipSpace()
    {
        int at = _at;
        while (at < _end && char.IsWhiteSpace(_text[at]))
        {
            at++;
        }
        return at;
    }

    private string Written(int from) => string.Join(' ', _text.Text[from.._behind].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
