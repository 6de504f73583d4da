using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Dicom.Tests.Pixels;

/// <summary>An object that goes from one transfer syntax into another, written and read again, as an archive and a medium would.</summary>
internal sealed record PixelWay(DicomDataset Dataset, DicomTransferSyntax Syntax, byte[]? PixelSha256)
{
    /// <summary>A made object in a native syntax.</summary>
    internal static PixelWay Begin(PixelSample sample, byte[] pixels, Action<DicomDataset>? change = null) =>
        new(sample.Dataset(pixels, change), sample.Big ? DicomTransferSyntax.ExplicitVRBigEndian : DicomTransferSyntax.ExplicitVRLittleEndian, null);

    /// <summary>How its pixels are laid out.</summary>
    internal PixelDescription Description => PixelDescription.Of(Dataset, Syntax);

    /// <summary>The object in another syntax, or in the same.</summary>
    internal PixelWay Into(DicomTransferSyntax? syntax, params PixelRectangle[] rectangles)
    {
        PixelRecoding recoding = PixelRecoding.Create(Description, Dataset, Syntax, rectangles, syntax);
        var made = DicomDataset.Of(Dataset);
        PixelAttributes.Follow(made, recoding, Dataset);
        var output = new DicomMemoryOutput();
        DicomWriter.Write(output, made, recoding.Syntax.Encoding);
        return new PixelWay(new DicomReader(new DicomMemorySource(output.Written)).ReadDataset(0, recoding.Syntax.Encoding), recoding.Syntax, recoding.Identity?.Sha256);
    }

    /// <summary>The bytes of native pixels.</summary>
    internal byte[] Native => Dataset.Find(DicomTag.PixelData)!.Value.ToArray();
}
