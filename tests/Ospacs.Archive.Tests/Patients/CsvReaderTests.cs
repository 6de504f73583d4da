using System.Text;
using Ospacs.Archive.Patients;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

public class CsvReaderTests
{
    [Fact]
    public void Whatever_is_written_with_quotes_is_read_back()
    {
        const string Alphabet = "ab,\"\n\r é漢\U0001D11E|;";
        string[] letters = [.. Alphabet.EnumerateRunes().Select(r => r.ToString())];
        var random = new Random(20260722);
        for (int round = 0; round < 500; round++)
        {
            string lineEnd = random.Next(3) switch { 0 => "\n", 1 => "\r\n", _ => "\r" };
            var rows = new List<string[]>();
            var text = new StringBuilder();
            for (int r = random.Next(1, 6); r > 0; r--)
            {
                string[] row = [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(0, 7)).Select(_ => letters[random.Next(letters.Length)])))];
                rows.Add(row);
                text.AppendJoin(',', row.Select(f => Written(f, random))).Append(r == 1 && random.Next(2) == 0 ? string.Empty : lineEnd);
            }
            if (text.Length == 0)
            {
                continue;
            }
            Assert.Equal(rows, Read(text.ToString()));
        }
    }

    [Fact]
    public void A_row_knows_the_line_that_it_begins_in()
    {
        var reader = new CsvReader(new MemoryStream("a\r\n\"b\nb\r\nb\",c\nd\re"u8.ToArray()));
        var lines = new List<int>();
        var fields = new List<string>();
        while (reader.ReadRow(fields))
        {
            lines.Add(reader.RowLine);
        }

        Assert.Equal([1, 2, 5, 6], lines);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_first_field()
    {
        Assert.Equal([["a", "b"]], ReadBytes([0xEF, 0xBB, 0xBF, .. "a,b"u8]));
        Assert.Empty(ReadBytes([0xEF, 0xBB, 0xBF]));
        Assert.Empty(ReadBytes([]));
    }

    [Theory]
    [InlineData("a\nb\"c\n", 2)]
    [InlineData("a\n\"b\"c\n", 2)]
    [InlineData("a\nb,\"c\n\n\n", 2)]
    [InlineData("\"a\n\"\n\"b\" ", 3)]
    public void A_quote_out_of_place_is_an_error_with_its_line(string text, int line)
    {
        Assert.Equal(line, Assert.Throws<RegistryException>(() => Read(text)).Line);
    }

    [Fact]
    public void Bytes_that_are_not_UTF8_are_an_error_with_their_line()
    {
        Assert.Equal(2, Assert.Throws<RegistryException>(() => ReadBytes([.. "a,b\nM"u8, 0xFC, .. "ller,c\n"u8])).Line);
        Assert.Equal(4, Assert.Throws<RegistryException>(() => ReadBytes([.. "a,b\n\"x\r\ny\r\nM"u8, 0xFC, .. "ller\n\",c\n"u8])).Line);
        Assert.Equal(1, Assert.Throws<RegistryException>(() => ReadBytes(Encoding.Unicode.GetPreamble())).Line);
    }

    [Fact]
    public void A_field_without_end_is_an_error_and_not_a_file_in_memory()
    {
        string text = "a\n\"" + new string('x', CsvReader.LongestField + 1);

        RegistryException error = Assert.Throws<RegistryException>(() => Read(text));

        Assert.Equal(2, error.Line);
        Assert.Single(Read(new string('x', CsvReader.LongestField)));
    }

    [Fact]
    public void Reads_that_give_one_byte_at_a_time_change_nothing()
    {
        var reader = new CsvReader(new DrippingStream([0xEF, 0xBB, 0xBF, .. "a,\"b\r\n\"\"\"\r\nc,d"u8]));
        var fields = new List<string>();
        Assert.True(reader.ReadRow(fields));
        Assert.Equal(["a", "b\r\n\""], fields);
        Assert.True(reader.ReadRow(fields));
        Assert.Equal(["c", "d"], fields);
        Assert.False(reader.ReadRow(fields));
    }

    private static string Written(string field, Random random)
    {
        bool must = field.AsSpan().IndexOfAny("\",\r\n") >= 0;
        return must || field.Length == 0 || random.Next(2) == 0 ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
    }

    private static List<string[]> Read(string text) => ReadBytes(Encoding.UTF8.GetBytes(text));

    private static List<string[]> ReadBytes(byte[] bytes)
    {
        var reader = new CsvReader(new MemoryStream(bytes));
        var rows = new List<string[]>();
        var fields = new List<string>();
        while (reader.ReadRow(fields))
        {
            rows.Add([.. fields]);
        }
        return rows;
    }

    private sealed class DrippingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(1, count));
    }
}
