using System.Globalization;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>Holds the pixels of a protected object against those that were written, frame by frame, both decoded.</summary>
/// <param name="source">The object as it was written.</param>
/// <param name="area">What must be hidden.</param>
/// <param name="isJpeg">Whether blocks of eight by eight pixels may go whole.</param>
internal sealed class PixelQuestions(ReadOnlyMemory<byte> source, ExamArea area, bool isJpeg)
{
    private readonly ExamArea _allowed = isJpeg ? area.InBlocks() : area;

    /// <summary>The questions about each frame.</summary>
    /// <param name="frames">How many there are.</param>
    /// <param name="rule">The rule that speaks for the picture.</param>
    internal IEnumerable<ExamQuestion> Ask(int frames, string rule)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            int at = frame;
            string path = string.Create(CultureInfo.InvariantCulture, $"frame {frame + 1}");
            if (area.HasHidden)
            {
                yield return new ExamQuestion(ExamCategory.PixelsHidden, path, $"everything is blank that the rule \"{rule}\" blanks", answer => answer.Dataset is null || IsHidden(answer, at));
            }
            if (_allowed.HasKept)
            {
                yield return new ExamQuestion(ExamCategory.PixelsRetained, path, $"every pixel is as it was that the rule \"{rule}\" keeps", answer => answer.Dataset is not null && IsRetained(answer, at));
            }
        }
    }

    /// <summary>Whether anything of a picture was blanked, or it was not stored.</summary>
    internal static bool IsChanged(ReadOnlyMemory<byte> source, ExamAnswer answer)
    {
        if (answer.Dataset is null)
        {
            return true;
        }
        using DicomFile file = DicomFile.Read(new DicomMemorySource(source));
        return Decode(answer.Dataset, answer.Syntax!, 0) is not { } after || !after.AsSpan().SequenceEqual(Decode(file.Dataset, file.TransferSyntax, 0));
    }

    /// <summary>Hidden pixels all have one and the same value: whatever stood there cannot be told any more.</summary>
    private bool IsHidden(ExamAnswer answer, int frame)
    {
        if (Decode(answer.Dataset!, answer.Syntax!, frame) is not { } after || after.Length % area.Hidden.Length != 0)
        {
            return false;
        }
        int size = after.Length / area.Hidden.Length;
        ReadOnlySpan<byte> fill = after.AsSpan(Array.IndexOf(area.Hidden, true) * size, size);
        foreach ((int start, int end) in area.Runs(hidden: true))
        {
            // All pixels of a run are the same when it is the same as itself a pixel farther.
            ReadOnlySpan<byte> run = after.AsSpan(start * size, (end - start) * size);
            if (!run[..size].SequenceEqual(fill) || !run[size..].SequenceEqual(run[..^size]))
            {
                return false;
            }
        }
        return true;
    }

    private bool IsRetained(ExamAnswer answer, int frame)
    {
        using DicomFile file = DicomFile.Read(new DicomMemorySource(source));
        if (Decode(answer.Dataset!, answer.Syntax!, frame) is not { } after || Decode(file.Dataset, file.TransferSyntax, frame) is not { } before || before.Length != after.Length)
        {
            return false;
        }
        int size = after.Length / area.Hidden.Length;
        foreach ((int start, int end) in _allowed.Runs(hidden: false))
        {
            if (!after.AsSpan(start * size, (end - start) * size).SequenceEqual(before.AsSpan(start * size, (end - start) * size)))
            {
                return false;
            }
        }
        return true;
    }

    private static byte[]? Decode(DicomDataset dataset, DicomTransferSyntax syntax, int frame)
    {
        try
        {
            using PixelFrames frames = PixelFrames.Of(PixelDescription.Of(dataset, syntax), dataset, syntax);
            if (frame >= frames.Count)
            {
                return null;
            }
            byte[] samples = new byte[frames.Layout.FrameLength];
            frames.Read(frame, samples);
            return samples;
        }
        catch (PixelException)
        {
            return null;
        }
    }
}
