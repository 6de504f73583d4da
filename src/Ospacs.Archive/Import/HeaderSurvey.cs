using Ospacs.Archive.Patients;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>
/// Reads the headers of a medium's files, as far as Study Instance UID and never pixel data. What cannot be read is left out: its own
/// outcome will tell of it.
/// </summary>
internal static class HeaderSurvey
{
    private static readonly DicomTag[] Wanted =
    [
        DicomTag.SpecificCharacterSet, DicomTag.StudyDate, DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientBirthDate, DicomTag.PatientSex, DicomTag.StudyInstanceUID,
    ];

    /// <summary>Reads headers, on as many threads as there are processors. They take the files in order, so that a drive's head need not jump.</summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <returns>What was read of each file that has a study, in the order of their numbers.</returns>
    public static IReadOnlyList<SurveyedFile> Read(IReadOnlyList<ScannedFile> files, CancellationToken cancellation)
    {
        var read = new SurveyedFile?[files.Count];
        int next = -1;
        int workers = Math.Clamp(files.Count, 1, Environment.ProcessorCount);
        // The caller's own thread is one of them.
        Parallel.For(0, workers, new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = workers }, _ =>
        {
            using var source = new HeaderSource();
            for (int at = Interlocked.Increment(ref next); at < files.Count; at = Interlocked.Increment(ref next))
            {
                cancellation.ThrowIfCancellationRequested();
                read[at] = files[at].Problem is null ? Read(source, files[at]) : null;
            }
        });
        return [.. read.OfType<SurveyedFile>()];
    }

    private static SurveyedFile? Read(HeaderSource source, ScannedFile file)
    {
        try
        {
            source.Open(file.Path);
            DicomDataset dataset = DicomFile.ReadHeader(source, Wanted).Dataset;
            if (!dataset.Contains(DicomTag.StudyInstanceUID))
            {
                // It has none, as a DICOMDIR, or its elements are out of order and this one stands behind others.
                dataset = DicomFile.Read(source).Dataset;
            }
            string study = dataset.GetCode(DicomTag.StudyInstanceUID);
            return study.Length == 0 ? null : new SurveyedFile(file.Number, study, DicomText.ParseDate(dataset.GetCode(DicomTag.StudyDate)), IdentityOf(dataset));
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // No DICOM file, damaged, unreadable, or odd beyond what was foreseen: that file's own outcome tells.
            return null;
        }
        finally
        {
            source.Close();
        }
    }

    private static HeaderIdentity? IdentityOf(DicomDataset dataset)
    {
        try
        {
            return HeaderIdentityReader.Read(dataset);
        }
        catch (DicomTextException)
        {
            return null;
        }
    }
}
