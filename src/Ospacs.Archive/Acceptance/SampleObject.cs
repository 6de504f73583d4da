using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Acceptance;

/// <summary>
/// A made-up ultrasound object as a scanner writes it: identity in the header, in sequences, in private elements and burned into the picture.
/// The same values give the same bytes, always.
/// </summary>
public sealed record SampleObject
{
    private const int TextScale = 2;
    private const int Margin = 6;

    /// <summary>Who was scanned.</summary>
    public required SamplePatient Patient { get; init; }

    /// <summary>By which scanner.</summary>
    public required SampleScanner Scanner { get; init; }

    /// <summary>Study Date (0008,0020).</summary>
    public DateOnly StudyDate { get; init; } = new(2025, 2, 11);

    /// <summary>Instance Number (0020,0013).</summary>
    public int InstanceNumber { get; init; } = 1;

    /// <summary>Frames: 1 makes an Ultrasound Image, more an Ultrasound Multi-frame Image.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Further places that hold a name.</summary>
    public SampleTraps Traps { get; init; }

    /// <summary>SOP Instance UID (0008,0018).</summary>
    public string SopInstanceUid => SampleUid.Of($"{StudyName} instance {InstanceNumber.ToString(CultureInfo.InvariantCulture)}");

    /// <summary>SOP Class UID (0008,0016).</summary>
    public string SopClassUid => Frames > 1 ? DicomUID.UltrasoundMultiFrameImageStorage : DicomUID.UltrasoundImageStorage;

    /// <summary>The lines that are burned into the picture's banner and footer; none for a scanner without them.</summary>
    public IReadOnlyList<string> BurnedInLines
    {
        get
        {
            if (Scanner.Banner == 0)
            {
                return [];
            }
            string birth = Patient.BirthDate.Length == 8 ? $"{Patient.BirthDate[6..]}.{Patient.BirthDate[4..6]}.{Patient.BirthDate[..4]}" : "-";
            return
            [
                $"{Patient.BurnedName}  {Patient.PatientId}",
                $"{birth} {Patient.Sex} {Scanner.Institution}",
                $"{StudyDate.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture)} {Time[..2]}:{Time[2..4]} TALLOWBY",
            ];
        }
    }

    /// <summary>How many pixels a dot of the burned-in text measures.</summary>
    public static int BurnedInScale => TextScale;

    /// <summary>
    /// Every value of the object that identifies somebody or something (names, numbers, places, UIDs), as it stands in the header.
    /// None of them may be found in what the archive holds or exports.
    /// </summary>
    public IReadOnlyCollection<string> IdentityValues => Build().Planted;

    /// <summary>The study that the object belongs to: a subject's on one day with one scanner.</summary>
    private string StudyName => string.Create(CultureInfo.InvariantCulture, $"{Patient.PatientId} {Scanner.SerialNumber} {StudyDate:yyyyMMdd}");

    /// <summary>Where the speckle begins: no two objects show the same picture, as no two scans do.</summary>
    private int Speckle => BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.ASCII.GetBytes(SopInstanceUid)));

    private string Time => string.Create(CultureInfo.InvariantCulture, $"10{20 + InstanceNumber:00}30");

    /// <summary>The data set.</summary>
    public DicomDataset CreateDataset() => Build().Dataset;

    /// <summary>The file: preamble, file meta information with application entity titles, data set.</summary>
    public byte[] ToBytes()
    {
        DicomDataset dataset = CreateDataset();
        return SampleFileWriter.Write(dataset, Scanner.Syntax, Traps.HasFlag(SampleTraps.Preamble) ? Patient.Name : null);
    }

    /// <summary>The frames as they were drawn, before they are written as pixels.</summary>
    public IReadOnlyList<SampleCanvas> CreateFrames()
    {
        var frames = new SampleCanvas[Frames];
        IReadOnlyList<string> lines = BurnedInLines;
        for (int i = 0; i < Frames; i++)
        {
            var canvas = new SampleCanvas(Scanner.Columns, Scanner.Rows);
            IReadOnlyList<PixelRectangle> areas = Scanner.Regions.Count > 0
                ? Scanner.Regions
                : [new PixelRectangle(Margin, Scanner.Banner + Margin, Scanner.Columns - (2 * Margin), Scanner.Rows - Scanner.Banner - Scanner.Footer - (2 * Margin))];
            foreach (PixelRectangle area in areas)
            {
                canvas.DrawSector(area, Speckle, i, Scanner.HasColourFlow);
            }
            if (lines.Count > 0)
            {
                int lineHeight = BurnedInText.HeightOf(TextScale) + Margin;
                canvas.Write(Margin, Margin / 2, lines[0], TextScale);
                canvas.Write(Margin, (Margin / 2) + lineHeight, lines[1], TextScale);
                canvas.Write(Margin, Scanner.Rows - lineHeight, lines[2], TextScale);
            }
            frames[i] = canvas;
        }
        return frames;
    }

    private (DicomDataset Dataset, IReadOnlyCollection<string> Planted) Build()
    {
        var header = new SampleHeader(Patient);
        var dataset = new DicomDataset();
        header.AddPatient(dataset);
        header.AddStudy(dataset, Scanner, string.Create(CultureInfo.InvariantCulture, $"{Patient.PatientId}{StudyDate:yyMMdd}"));
        AddSeriesAndEquipment(dataset, header);
        AddImage(dataset, header);
        SamplePixels.Set(dataset, CreateFrames(), Scanner.Format, implicitVR: !Scanner.Syntax.Encoding.ExplicitVR);
        header.AddPrivate(dataset, Scanner, Traps.HasFlag(SampleTraps.UnknownSequence));
        AddTraps(dataset, header);
        return (dataset, header.Planted);
    }

    private void AddSeriesAndEquipment(DicomDataset dataset, SampleHeader header)
    {
        string date = StudyDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        dataset.Set(DicomTag.SOPClassUID, SopClassUid).Set(DicomTag.SOPInstanceUID, header.Uid($"{StudyName} instance {InstanceNumber.ToString(CultureInfo.InvariantCulture)}"));
        dataset.Set(DicomTag.StudyInstanceUID, header.Uid(StudyName + " study")).Set(DicomTag.SeriesInstanceUID, header.Uid(StudyName + " series"));
        foreach (string keyword in (string[])["StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"])
        {
            SampleHeader.Plain(dataset, keyword, date);
        }
        SampleHeader.Plain(dataset, "StudyTime", "102000");
        SampleHeader.Plain(dataset, "SeriesTime", "102010");
        SampleHeader.Plain(dataset, "AcquisitionTime", Time);
        SampleHeader.Plain(dataset, "ContentTime", Time);
        dataset.Set(DicomTag.Modality, "US").Set(DicomTag.Manufacturer, Scanner.Manufacturer).Set(DicomTag.ManufacturerModelName, Scanner.Model);
        dataset.Set(DicomTag.SoftwareVersions, "4.2.1");
        dataset.Set(DicomTag.SeriesNumber, "1").Set(DicomTag.InstanceNumber, InstanceNumber.ToString(CultureInfo.InvariantCulture));
        SampleHeader.Plain(dataset, "TransducerData", "C5-2");
    }

    private void AddImage(DicomDataset dataset, SampleHeader header)
    {
        dataset.Set(DicomTag.ImageType, "ORIGINAL\\PRIMARY");
        SampleHeader.Plain(dataset, "PatientOrientation", string.Empty);
        SampleHeader.Plain(dataset, "LossyImageCompression", "00");
        dataset.Set(SampleHeader.TagOf("UltrasoundColorDataPresent"), (ushort)(Scanner.HasColourFlow ? 1 : 0));
        if (Scanner.BurnedInAnnotation is { } burnedIn)
        {
            dataset.Set(DicomTag.BurnedInAnnotation, burnedIn);
        }
        if (Frames > 1)
        {
            dataset.Set(DicomTag.NumberOfFrames, Frames.ToString(CultureInfo.InvariantCulture));
            SampleHeader.Plain(dataset, "FrameTime", "40.0");
            // Frame Increment Pointer holds the tag of Frame Time (0018,1063).
            dataset.Set(DicomElement.Create(DicomTag.FrameIncrementPointer, DicomVR.AT, [0x18, 0x00, 0x63, 0x10]));
        }
        if (InstanceNumber > 1)
        {
            var first = new DicomDataset(dataset);
            first.Set(DicomTag.ReferencedSOPClassUID, DicomUID.UltrasoundImageStorage);
            first.Set(DicomTag.ReferencedSOPInstanceUID, header.Uid($"{StudyName} instance 1"));
            dataset.Set(DicomElement.Create(DicomTag.ReferencedImageSequence, [new DicomItem(first)]));
        }
        if (Scanner.Regions.Count > 0)
        {
            dataset.Set(SampleRegions.Create(dataset, Scanner.Regions));
        }
    }

    private void AddTraps(DicomDataset dataset, SampleHeader header)
    {
        if (Traps.HasFlag(SampleTraps.BehindTerminator))
        {
            dataset.Set(DicomElement.Create(DicomTag.SeriesDescription, DicomVR.LO, header.NameBehind("PELVIS\0")));
        }
        if (Traps.HasFlag(SampleTraps.Overlay))
        {
            SampleOverlay.Set(dataset, Scanner.Columns, Scanner.Rows, Patient.BurnedName);
        }
        if (Traps.HasFlag(SampleTraps.Icon))
        {
            dataset.Set(SampleOverlay.CreateIcon(dataset, Patient.BurnedName));
        }
        if (Traps.HasFlag(SampleTraps.TrailingPadding))
        {
            dataset.Set(DicomElement.Create(DicomTag.DataSetTrailingPadding, DicomVR.OB, header.NameBehind("left over: ")));
        }
    }
}
