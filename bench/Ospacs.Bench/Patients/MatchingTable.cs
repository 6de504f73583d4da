using System.Diagnostics;
using System.Globalization;
using System.Text;
using Ospacs.Archive.Patients;

namespace Ospacs.Bench.Patients;

/// <summary>What the check made of headers with planted errors, counted by kind.</summary>
internal sealed class MatchingTable
{
    private readonly SortedDictionary<PlantedKind, Row> _rows = [];

    internal IReadOnlyDictionary<PlantedKind, Row> Rows => _rows;

    /// <summary>Milliseconds of one header after another, in their order.</summary>
    internal List<double> Milliseconds { get; } = [];

    /// <summary>Checks headers.</summary>
    internal static MatchingTable Of(PatientChecker checker, IEnumerable<MadeHeader> headers)
    {
        var table = new MatchingTable();
        foreach (MadeHeader header in headers)
        {
            long begun = Stopwatch.GetTimestamp();
            PatientCheck check = checker.Check(header.Identity, header.Centre);
            table.Milliseconds.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            if (!table._rows.TryGetValue(header.Kind, out Row? row))
            {
                table._rows.Add(header.Kind, row = new Row());
            }
            row.Add(header, check);
        }
        return table;
    }

    internal Row Sum(Func<PlantedKind, bool> which)
    {
        var sum = new Row();
        foreach (Row row in _rows.Where(r => which(r.Key)).Select(r => r.Value))
        {
            sum.Add(row);
        }
        return sum;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine("| planted | headers | match, right | match, wrong | unambiguous, right | unambiguous, wrong | doubtful, right | doubtful, wrong | no proposal | of them Swapped |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|");
        foreach ((PlantedKind kind, Row row) in _rows)
        {
            Append(text, kind.ToString(), row);
        }
        Append(text, "all", Sum(_ => true));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, Row r) =>
        text.AppendLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {r.Planted} | {r.RightMatches} | {r.WrongMatches} | {r.RightUnambiguous} | {r.WrongUnambiguous} | {r.RightDoubtful} | {r.WrongDoubtful} | {r.Nobody} | {r.Swapped} |"));

    /// <summary>A kind of error.</summary>
    internal sealed class Row
    {
        internal int Planted { get; private set; }

        internal int RightMatches { get; private set; }

        internal int WrongMatches { get; private set; }

        internal int RightUnambiguous { get; private set; }

        internal int WrongUnambiguous { get; private set; }

        internal int RightDoubtful { get; private set; }

        internal int WrongDoubtful { get; private set; }

        internal int Nobody { get; private set; }

        internal int Swapped { get; private set; }

        internal List<MadeHeader> Wrong { get; } = [];

        internal void Add(MadeHeader header, PatientCheck check)
        {
            Planted++;
            string? truth = header.Truth?.SubjectId;
            if (check.Status == CheckStatus.Match)
            {
                bool right = check.SubjectId == truth;
                (RightMatches, WrongMatches) = right ? (RightMatches + 1, WrongMatches) : (RightMatches, WrongMatches + 1);
                Note(right, header);
                return;
            }
            if (check.Status == CheckStatus.Swapped)
            {
                Swapped++;
            }
            if (check.Proposal is not { } proposal)
            {
                Nobody++;
                return;
            }
            bool hers = proposal.SubjectId == truth;
            if (proposal.Kind == ProposalKind.Unambiguous)
            {
                (RightUnambiguous, WrongUnambiguous) = hers ? (RightUnambiguous + 1, WrongUnambiguous) : (RightUnambiguous, WrongUnambiguous + 1);
                Note(hers, header);
                return;
            }
            (RightDoubtful, WrongDoubtful) = hers ? (RightDoubtful + 1, WrongDoubtful) : (RightDoubtful, WrongDoubtful + 1);
        }

        internal void Add(Row other)
        {
            Planted += other.Planted;
            RightMatches += other.RightMatches;
            WrongMatches += other.WrongMatches;
            RightUnambiguous += other.RightUnambiguous;
            WrongUnambiguous += other.WrongUnambiguous;
            RightDoubtful += other.RightDoubtful;
            WrongDoubtful += other.WrongDoubtful;
            Nobody += other.Nobody;
            Swapped += other.Swapped;
            Wrong.AddRange(other.Wrong);
        }

        private void Note(bool right, MadeHeader header)
        {
            if (!right)
            {
                Wrong.Add(header);
            }
        }
    }
}
