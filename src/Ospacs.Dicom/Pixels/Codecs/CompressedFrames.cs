using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>Frames that a codec decodes.</summary>
internal sealed class CompressedFrames : PixelFrames
{
    private readonly IFrameCodec _decoder;
    private readonly EncapsulatedFrames _frames;

    internal CompressedFrames(PixelDescription description, DicomDataset dataset, DicomTransferSyntax syntax, IFrameCodec? decoder = null) : base(description)
    {
        _decoder = decoder ?? PixelCodecs.DecoderOf(syntax) ?? throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, $"is compressed in {syntax.Keyword}, which cannot be decoded");
        _frames = EncapsulatedFrames.Of(dataset, syntax, description.NumberOfFrames);
    }

    public override void Read(int frame, Span<byte> samples) => _decoder.Decode(_frames.Read(frame).Span, Layout, samples);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _frames.Dispose();
        }
        base.Dispose(disposing);
    }
}
