namespace Ospacs.Engines.SqlServer;

/// <summary>
/// The text of a query, looked at only so far as to say whether it stays inside a pair of parentheses that is put around it: T-SQL takes several statements at once, and does not even need
/// a semicolon between them. What the query means is for the server to judge. Where servers could read a text differently, it does not stay.
/// </summary>
internal static class SqlServerQueryText
{
    private const int LeftOpen = -1;

    /// <summary>The query as it can stand in parentheses, with a line break behind it since it may end in a comment.</summary>
    /// <param name="query">The query. A semicolon may stand at its end, and comments behind that.</param>
    /// <returns>The query without the semicolon and what follows it; null where it would end the parentheses, is more than one statement, or leaves a literal, a name or a comment open.</returns>
    public static string? Inside(string query)
    {
        if (HasAmbiguousCharacters(query))
        {
            return null;
        }

        int depth = 0;
        int? end = null;
        for (int at = 0; at < query.Length;)
        {
            char first = query[at];
            int next = Passed(query, at);
            bool comment = next > at && first is '-' or '/';
            if (next == LeftOpen || (end is not null && !comment && !char.IsWhiteSpace(first)))
            {
                return null;
            }

            if (next > at)
            {
                at = next;
                continue;
            }

            depth += first switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth < 0)
            {
                return null;
            }

            end ??= first == ';' ? at : null;
            at++;
        }

        return depth == 0 ? query[..(end ?? query.Length)] + "\n" : null;
    }

    // Behind the literal, quoted name or comment that begins here; the same place where none does.
    private static int Passed(string query, int at) => query[at] switch
    {
        '\'' => BehindQuote(query, at, '\''),
        '"' => BehindQuote(query, at, '"'),
        '[' => BehindQuote(query, at, ']'),
        '-' when Follows(query, at, "--") => BehindLine(query, at),
        '/' when Follows(query, at, "/*") => BehindComment(query, at),
        _ => at,
    };

    // A quote is one of the text's own where it stands twice.
    private static int BehindQuote(string query, int at, char quote)
    {
        for (at++; at < query.Length; at++)
        {
            if (query[at] != quote)
            {
                continue;
            }

            if (at + 1 == query.Length || query[at + 1] != quote)
            {
                return at + 1;
            }

            at++;
        }

        return LeftOpen;
    }

    private static int BehindLine(string query, int at)
    {
        int end = query.IndexOf('\n', at);
        return end < 0 ? query.Length : end + 1;
    }

    // Comments nest.
    private static int BehindComment(string query, int at)
    {
        int open = 0;
        while (at < query.Length)
        {
            if (Follows(query, at, "/*"))
            {
                open++;
                at += 2;
            }
            else if (Follows(query, at, "*/"))
            {
                at += 2;
                if (--open == 0)
                {
                    return at;
                }
            }
            else
            {
                at++;
            }
        }

        return LeftOpen;
    }

    private static bool Follows(string query, int at, string text) => string.CompareOrdinal(query, at, text, 0, text.Length) == 0;

    // What might end a line, and with it a comment, for one server and not for another; a backslash there joins lines; a zero may end a text.
    private static bool HasAmbiguousCharacters(string query)
    {
        for (int at = 0; at < query.Length; at++)
        {
            char next = at + 1 < query.Length ? query[at + 1] : '\0';
            switch (query[at])
            {
                case '\r' when next != '\n':
                case '\\' when next is '\r' or '\n':
                case '\u2028' or '\u2029':
                case not ('\t' or '\r' or '\n') and var c when char.IsControl(c):
                    return true;
            }
        }

        return false;
    }
}
