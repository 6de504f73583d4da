using System.Globalization;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Acceptance;

/// <summary>Holds a protected object against the sample that it was made of.</summary>
internal static class ObjectInspection
{
    private const byte White = 255;

    /// <summary>What is wrong with a protected object.</summary>
    /// <param name="bytes">The object's file.</param>
    /// <param name="planned">The sample that it was made of.</param>
    /// <param name="search">What must not be in it.</param>
    internal static IEnumerable<string> Inspect(byte[] bytes, SampleFile planned, IdentitySearch search)
    {
        if (search.IsIn(bytes))
        {
            yield return "holds identity";
        }
        using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
        DicomDataset dataset = file.Dataset;
        SampleObject made = planned.Object!;
        if (dataset.GetText(DicomTag.PatientID) != planned.SubjectId || dataset.GetText(DicomTag.PatientName) != planned.SubjectId)
        {
            yield return "does not bear its subject's number in place of the patient";
        }
        // Where nothing was burned in and nothing was masked, nothing needs to be said of the pixels.
        if (dataset.GetCode(DicomTag.PatientIdentityRemoved) != "YES" || (made.BurnedInLines.Count > 0 && dataset.GetCode(DicomTag.BurnedInAnnotation) != "NO"))
        {
            yield return "does not say that identity was removed";
        }
        if (dataset.GetCode(DicomTag.StudyDate) != made.StudyDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture))
        {
            yield return "lost its study date";
        }
        if ((dataset.GetInteger(DicomTag.NumberOfFrames) ?? 1) != made.Frames)
        {
            yield return "has another number of frames";
            yield break;
        }
        using DicomFile source = DicomFile.Read(new DicomMemorySource(planned.Bytes));
        for (int frame = 0; frame < made.Frames; frame++)
        {
            if (InspectFrame(source.Dataset, dataset, made, frame) is { } problem)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{problem} in frame {frame + 1}");
            }
        }
    }

    private static string? InspectFrame(DicomDataset source, DicomDataset made, SampleObject sample, int frame)
    {
        byte[] before = SamplePixels.Luminance(source, frame);
        byte[] after = SamplePixels.Luminance(made, frame);
        if (sample.BurnedInLines.Any(line => BurnedInText.IsVisible(after, sample.Scanner.Columns, line, SampleObject.BurnedInScale)))
        {
            return "still shows a burned-in name";
        }
        bool masked = false;
        for (int i = 0; i < before.Length; i++)
        {
            masked |= before[i] != after[i];
            if (before[i] != after[i] && after[i] != White)
            {
                return "has pixels that are neither masked nor as they were";
            }
        }
        return masked == sample.BurnedInLines.Count > 0 ? null : "is not masked as its rule says";
    }
}
