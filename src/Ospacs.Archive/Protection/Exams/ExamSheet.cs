using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>An object in the making: its data set, and what is asked about each element that is written into it.</summary>
internal sealed class ExamSheet
{
    private readonly ProtectionProfile _profile;
    private readonly ExamWords _words;
    private readonly string _letters;

    /// <param name="profile">The profile under examination: what is right follows from what it declares of dates and options, and from nothing else.</param>
    /// <param name="study">The study.</param>
    /// <param name="number">The object's number, from 0: no two objects have a planted word in common.</param>
    internal ExamSheet(ProtectionProfile profile, ExamStudy study, int number)
    {
        _profile = profile;
        _words = new ExamWords(number * 1000);
        _letters = study.Letters;
        Study = study;
        Top = new ExamScope(this, Dataset, null);
        if (study.CharacterSet.Length > 0)
        {
            Dataset.Set(DicomTag.SpecificCharacterSet, study.CharacterSet);
        }
    }

    internal ExamStudy Study { get; }

    internal ProtectionProfile Profile => _profile;

    internal DicomDataset Dataset { get; } = new();

    /// <summary>The data set itself, to be written into.</summary>
    internal ExamScope Top { get; }

    internal List<ExamQuestion> Questions { get; } = [];

    internal List<PlannedDate> Dates { get; } = [];

    internal List<PlannedUid> Uids { get; } = [];

    /// <summary>The next word to plant, and what is written: the word with letters of the character set behind it.</summary>
    internal (string Word, string Written) NextWord(bool ascii = false)
    {
        string word = _words.Next();
        return (word, ascii ? word : word + _letters);
    }

    internal bool Has(ProtectionOption option) => _profile.Has(option);

    /// <summary>Asks that a planted value is gone from the whole file, wherever it stood.</summary>
    internal void AskRemoved(string path, string planted, string what = "the identity planted here is nowhere in the object") =>
        Questions.Add(new ExamQuestion(ExamCategory.TextRemoved, path, what, answer => answer.Dataset is null || !answer.Holds(planted)));

    /// <summary>Asks that an element is gone, or is left without a value: for bytes that no search reads.</summary>
    internal void AskGone(ElementPath path) => Questions.Add(new ExamQuestion(ExamCategory.TextRemoved, path.ToString(), "the element is gone", answer =>
        answer.Dataset is null || path.Find(answer.Dataset) is not var (_, element) || (element.Length == 0 && element.Items is null or { Count: 0 })));
}
