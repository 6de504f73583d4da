namespace Ospacs.Archive.Patients;

/// <summary>From which score on a candidate is proposed, and how far ahead of the next she must be. Scores are 0 to 100. What a match is, none of this changes.</summary>
public sealed record ProposalPolicy
{
    /// <summary>The thresholds where nothing else is said; docs/decisions/0014-matching.md says how they were chosen.</summary>
    public static ProposalPolicy Default { get; } = new();

    /// <summary>The lowest score that is proposed at all, 20 to 100.</summary>
    public int Score { get; init => field = Checked(value, LowestScore, nameof(Score)); } = 40;

    /// <summary>How many points the next candidate must be behind, 0 to 100.</summary>
    public int Margin { get; init => field = Checked(value, 0, nameof(Margin)); } = 10;

    /// <summary>The lowest score of an unambiguous proposal, 70 to 100.</summary>
    public int UnambiguousScore { get; init => field = Checked(value, LowestUnambiguousScore, nameof(UnambiguousScore)); } = 80;

    /// <summary>How many points the next candidate must be behind an unambiguous one, 20 to 100.</summary>
    public int UnambiguousMargin { get; init => field = Checked(value, LowestUnambiguousMargin, nameof(UnambiguousMargin)); } = 30;

    internal const int LowestScore = 20;
    internal const int LowestUnambiguousScore = 70;
    internal const int LowestUnambiguousMargin = 20;
    internal const int Highest = 100;

    private static int Checked(int value, int lowest, string name) =>
        value >= lowest && value <= Highest ? value : throw new ArgumentOutOfRangeException(name);
}
