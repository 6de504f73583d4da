using System.Globalization;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>A question that was answered wrong. Everything in it is made up, so that it may go anywhere.</summary>
/// <param name="Category">The category.</param>
/// <param name="Object">The object that was protected.</param>
/// <param name="Path">Where in it: a tag below the sequences and items that hold it, as "(0008,1115)[1].(0020,000E)", or the part of the picture.</param>
/// <param name="Expected">What should have been found there.</param>
public sealed record ExamFailure(ExamCategory Category, string Object, string Path, string Expected)
{
    /// <summary>The failure in a line.</summary>
    public override string ToString() => $"{Category.MidiName()}: {Object}, {Path}: {Expected}";
}

/// <summary>How a policy did in one category.</summary>
/// <param name="Category">The category.</param>
/// <param name="Asked">Questions asked.</param>
/// <param name="Failures">Those that were answered wrong.</param>
public sealed record ExamScore(ExamCategory Category, int Asked, IReadOnlyList<ExamFailure> Failures)
{
    /// <summary>The category's name in MIDI-B.</summary>
    public string Name => Category.MidiName();

    /// <summary>Questions answered right.</summary>
    public int Right => Asked - Failures.Count;

    /// <summary>Right answers in a hundred questions; 100 only when there is no wrong one, and where nothing was asked.</summary>
    public double Percent => ExamReport.PercentOf(Right, Asked);

    /// <summary>Whether every answer was right.</summary>
    public bool Passed => Failures.Count == 0;
}

/// <summary>A mask rule that no picture could be made for, so that nothing was asked of it.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Reason">Why there is no picture.</param>
public sealed record ExamOmission(string Rule, string Reason);

/// <summary>What came of an exam.</summary>
public sealed record ExamReport
{
    /// <summary>The name of the profile that the policy begins with.</summary>
    public required string Profile { get; init; }

    /// <summary>SHA-256 of the policy's text, 32 bytes: which policy was examined.</summary>
    public required byte[] PolicySha256 { get; init; }

    /// <summary>The categories, all ten of them, in their order.</summary>
    public required IReadOnlyList<ExamScore> Scores { get; init; }

    /// <summary>The policy's rules that nothing was asked of.</summary>
    public required IReadOnlyList<ExamOmission> NotAsked { get; init; }

    /// <summary>Objects that were made and protected.</summary>
    public required int Objects { get; init; }

    /// <summary>Questions asked.</summary>
    public int Asked => Scores.Sum(score => score.Asked);

    /// <summary>Questions answered right.</summary>
    public int Right => Scores.Sum(score => score.Right);

    /// <summary>Right answers in a hundred questions; 100 only when there is no wrong one.</summary>
    public double Score => PercentOf(Right, Asked);

    /// <summary>Whether every answer was right. What was not asked does not count.</summary>
    public bool Passed => Right == Asked;

    /// <summary>The wrong answers of all categories.</summary>
    public IEnumerable<ExamFailure> Failures => Scores.SelectMany(score => score.Failures);

    /// <summary>The outcome in a line: the categories with wrong answers and their counts.</summary>
    public override string ToString() => Passed
        ? string.Create(CultureInfo.InvariantCulture, $"The policy answered all {Asked} questions of the exam right.")
        : string.Create(CultureInfo.InvariantCulture, $"The policy answered {Asked - Right} of {Asked} questions of the exam wrong: {string.Join(", ", Scores.Where(s => !s.Passed).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Name} {s.Failures.Count} of {s.Asked}")))}.");

    /// <summary>Rounded down, so that a single wrong answer among thousands does not look like none.</summary>
    internal static double PercentOf(int right, int asked) => asked == 0 ? 100 : Math.Floor(10000.0 * right / asked) / 100;
}
