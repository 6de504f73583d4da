using Ospacs.Engines.SqlServer;

namespace Ospacs.Engines.Tests.SqlServer;

public sealed class SqlServerQueryTextTests
{
    [Theory]
    [InlineData("SELECT 1 AS a", "SELECT 1 AS a\n")]
    [InlineData("SELECT 1 AS a;", "SELECT 1 AS a\n")]
    [InlineData("SELECT 1 AS a ; \r\n", "SELECT 1 AS a \n")]
    [InlineData("SELECT 1 AS a; -- all of them; (really", "SELECT 1 AS a\n")]
    [InlineData("SELECT 1 AS a; /* ) ; /* */ ' */ -- x\n", "SELECT 1 AS a\n")]
    public void A_semicolon_at_the_end_goes_and_what_is_behind_it(string query, string inside) => Assert.Equal(inside, SqlServerQueryText.Inside(query));

    [Theory]
    [InlineData("SELECT 1 AS a -- the end)")]
    [InlineData("SELECT 1 AS a -- it's ; /* \"")]
    [InlineData("SELECT ')' AS a")]
    [InlineData("SELECT ';--' AS a")]
    [InlineData("SELECT 'O''Neil);' AS a, '' AS b, '''' AS c")]
    [InlineData("SELECT '--' AS a, '/*' AS b")]
    [InlineData("SELECT N'[' AS a")]
    [InlineData("SELECT no AS \"a)\", x AS \"it's\"\"; )\" FROM t")]
    [InlineData("SELECT [no)] AS [a]]);], [it's] AS [\"], [[] AS b FROM [t--]")]
    [InlineData("SELECT /* ) ; ' \" [ */ 1 AS a")]
    [InlineData("SELECT /* /* ) */ ; */ 1 AS a")]
    [InlineData("SELECT /**/ 1 /*/**/*/ AS a /*/ */")]
    [InlineData("SELECT 4 - 1 AS a, 4 / 2 AS b, 4*/* */2 AS c")]
    [InlineData("SELECT COUNT(*) AS a, (SELECT MAX((x)) FROM u) AS b FROM (SELECT 1 AS x) AS t -- )\nWHERE (1 = 1)")]
    [InlineData("SELECT a\r\n\t-- ;\r\nFROM t")]
    [InlineData("SELECT 'C:\\' AS a")]
    public void Literals_names_and_comments_may_hold_anything(string query) => Assert.Equal(query + "\n", SqlServerQueryText.Inside(query));

    [Theory]
    [InlineData("SELECT 1) AS a; DELETE FROM t; SELECT * FROM (SELECT 1")]
    [InlineData("SELECT 1 AS a) AS x DELETE FROM t SELECT * FROM (SELECT 1 AS a")]
    [InlineData("SELECT 1 AS a) AS x --")]
    [InlineData("SELECT (1 AS a")]
    [InlineData("SELECT 1) + (1 AS a")]
    public void Nobody_gets_out_of_the_parentheses(string query) => Assert.Null(SqlServerQueryText.Inside(query));

    [Theory]
    [InlineData("SELECT 1 AS a; DELETE FROM t")]
    [InlineData("SELECT 1 AS a;;")]
    [InlineData("SELECT 1 AS a; 'x'")]
    [InlineData("SELECT 1 AS a; \"x\"")]
    [InlineData("SELECT 1 AS a; [x]")]
    [InlineData("SELECT 1 AS a; -- x\nDELETE FROM t")]
    [InlineData("SELECT 1 AS a; /* x */ DELETE FROM t")]
    [InlineData("SELECT (1; DELETE FROM t) AS a")]
    [InlineData("SELECT (1;) AS a")]
    [InlineData("SELECT 1 AS a; - 1")]
    [InlineData("SELECT 1 AS a; / 1")]
    public void A_second_statement_is_refused(string query) => Assert.Null(SqlServerQueryText.Inside(query));

    [Theory]
    [InlineData("SELECT 'a")]
    [InlineData("SELECT 'a''")]
    [InlineData("SELECT '''")]
    [InlineData("SELECT 1 AS \"a")]
    [InlineData("SELECT 1 AS \"a\"\"")]
    [InlineData("SELECT 1 AS [a")]
    [InlineData("SELECT 1 AS [a]]")]
    [InlineData("SELECT 1 AS a /*")]
    [InlineData("SELECT 1 AS a /*/")]
    [InlineData("SELECT 1 AS a /* /* */")]
    [InlineData("SELECT 1 AS a; /*")]
    [InlineData("SELECT '--\n")]
    public void What_is_left_open_is_refused(string query) => Assert.Null(SqlServerQueryText.Inside(query));

    [Theory]
    [InlineData("SELECT '/*' ) AS x; DELETE FROM t --*/")]
    [InlineData("SELECT 1 -- '\n) AS x; DELETE FROM t --'")]
    [InlineData("SELECT [--] ) AS x DELETE FROM t")]
    [InlineData("SELECT \"/*\") AS x DELETE FROM t /*\"*/")]
    [InlineData("SELECT 1 /* ' */ ) AS x DELETE FROM t /* ' */")]
    [InlineData("SELECT '\\') AS x DELETE FROM t --'")]
    [InlineData("SELECT 1 --/*\n) AS x DELETE FROM t --*/")]
    public void A_quote_or_a_comment_hides_only_what_is_in_it(string query) => Assert.Null(SqlServerQueryText.Inside(query));

    [Theory]
    [InlineData("SELECT 1 AS a --\r/*\n) AS x; DELETE FROM t --*/")]
    [InlineData("SELECT 1 AS a -- \u2028")]
    [InlineData("SELECT 1 AS a -- \u2029")]
    [InlineData("SELECT 1 AS a -- \u0085")]
    [InlineData("SELECT 1 AS a -- \v")]
    [InlineData("SELECT 1 AS a -- \f")]
    [InlineData("SELECT 1 AS a \0")]
    [InlineData("SELECT 1 AS a \u001A")]
    [InlineData("SELECT 'a\\\n' AS a")]
    [InlineData("SELECT 'a\\\r\n' AS a")]
    [InlineData("SELECT 1 AS a\r")]
    public void Characters_that_servers_may_read_differently_are_refused(string query) => Assert.Null(SqlServerQueryText.Inside(query));
}
