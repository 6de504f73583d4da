using System.Globalization;

namespace Ospacs.Archive.Export;

/// <summary>File IDs of a medium: a folder a subject and a file an image, both numbered as they come, so that no name says who or what (PS3.10 section 8.2).</summary>
internal sealed class MediumNames(string root)
{
    private const int MostSubjects = 9_999_999;
    private const int MostImages = 999_999;
    private readonly Dictionary<string, (int Number, int Images)> _subjects = new(StringComparer.Ordinal);

    /// <summary>Subjects so far.</summary>
    internal int Subjects => _subjects.Values.Count(subject => subject.Images > 0);

    /// <summary>The file ID of a subject's next image, as IMAGES/S0000001/IM000001.</summary>
    internal string[] Next(string subjectId)
    {
        (int number, int images) = _subjects.TryGetValue(subjectId, out (int, int) known) ? known : (_subjects.Count + 1, 0);
        if (number > MostSubjects || images >= MostImages)
        {
            throw new ExportException(ExportFailure.InvalidArgument, "One medium cannot hold so many images: choose fewer.");
        }
        _subjects[subjectId] = (number, images + 1);
        return [root, string.Create(CultureInfo.InvariantCulture, $"S{number:D7}"), string.Create(CultureInfo.InvariantCulture, $"IM{images + 1:D6}")];
    }

    /// <summary>Takes the last name of a subject back, which no file has.</summary>
    internal void TakeBack(string subjectId)
    {
        (int number, int images) = _subjects[subjectId];
        _subjects[subjectId] = (number, images - 1);
    }
}
