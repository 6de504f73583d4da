using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Audit.Bundles;

/// <summary>
/// The entries as a spreadsheet takes them: CSV (RFC 4180) in UTF-8 with a mark for those that would guess. It is for looking only. A cell
/// that a spreadsheet would compute gets an apostrophe before it, so that opening the sheet runs nothing.
/// </summary>
internal sealed class AuditSheet : IDisposable
{
    private readonly StreamWriter _writer;

    /// <summary>Begins the sheet with its header.</summary>
    internal AuditSheet(Stream output)
    {
        _writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        Row("Sequence", "TimeUtc", "Account", "Machine", "Action", "MediaRef", "FileNumber", "SubjectId", "SopInstanceUid", "PolicyId", "Outcome", "Reason", "OldValue", "NewValue", "Mac");
    }

    /// <summary>Adds an entry.</summary>
    internal void Add(AuditEntry entry) => Row(
        entry.Sequence.ToString(CultureInfo.InvariantCulture), entry.TimeUtc.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), entry.Account, entry.Machine,
        entry.Action, entry.MediaRef, entry.FileNumber?.ToString(CultureInfo.InvariantCulture), entry.SubjectId, entry.SopInstanceUid,
        entry.PolicyId?.ToString(CultureInfo.InvariantCulture), entry.Outcome, entry.Reason, entry.OldValue, entry.NewValue, Convert.ToHexStringLower(entry.Mac));

    /// <summary>Writes what is left; the stream stays open.</summary>
    public void Dispose() => _writer.Dispose();

    private void Row(params ReadOnlySpan<string?> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0)
            {
                _writer.Write(',');
            }

            Cell(cells[i] ?? string.Empty);
        }

        _writer.WriteLine();
    }

    private void Cell(string value)
    {
        bool computed = value is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uFF1D' or '\uFF0B' or '\uFF0D' or '\uFF20', ..];
        if (!computed && !value.AsSpan().ContainsAny("\",\r\n"))
        {
            _writer.Write(value);
            return;
        }

        _writer.Write('"');
        if (computed)
        {
            _writer.Write('\'');
        }

        _writer.Write(value.Replace("\"", "\"\"", StringComparison.Ordinal));
        _writer.Write('"');
    }
}
