using System.Globalization;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels;

/// <summary>Real files are masked and written anew; pydicom decodes them and compares with the source, pixel by pixel.</summary>
public class PixelOracleTests
{
    private const string Compare = """
        import sys, numpy, pydicom
        from pydicom.pixel_data_handlers.util import apply_color_lut, convert_color_space
        before, after = pydicom.dcmread(sys.argv[1], force=True), pydicom.dcmread(sys.argv[2])
        for d in (before, after):
            # This pydicom leaves 8-bit pixels in words of big endian as they stand (PS3.5 section 8.1.1 has them swapped).
            if not d.is_little_endian and d.BitsAllocated == 8 and d['PixelData'].VR == 'OW':
                d.PixelData = numpy.frombuffer(d.PixelData, 'u2').byteswap().tobytes()
        a, b = before.pixel_array, after.pixel_array
        assert a.shape == b.shape and (a.dtype.kind, a.dtype.itemsize) == (b.dtype.kind, b.dtype.itemsize)
        frames = int(before.get('NumberOfFrames') or 1)
        color = before.SamplesPerPixel == 3
        shape = (frames, before.Rows, before.Columns) + ((3,) if color else ())
        a, b = a.reshape(shape), b.reshape(shape)
        inside = numpy.zeros((before.Rows, before.Columns), bool)
        for r in sys.argv[3:]:
            x, y, w, h = map(int, r.split(','))
            inside[y:y+h, x:x+w] = True
        p = before.PhotometricInterpretation
        if p.startswith('YBR_FULL_422'):
            inside |= numpy.repeat(inside[:, 0::2] | inside[:, 1::2], 2, axis=1)
        assert (a[:, ~inside] == b[:, ~inside]).all(), 'a pixel outside the mask changed'
        for f in range(frames):
            shown = b[f]
            if p == 'PALETTE COLOR':
                lut = apply_color_lut(shown, after).astype(numpy.int64)
                assert len(numpy.unique(shown[inside])) == 1, 'the mask is not uniform'
                # Brightest of all entries, judged by showing every value that a pixel can have.
                values = numpy.arange(min(1 << before.BitsStored, 65536)).astype(a.dtype)
                every = apply_color_lut(values.reshape(1, -1), after).astype(numpy.int64)
                weigh = lambda v: v @ numpy.array([299, 587, 114])
                assert weigh(lut[inside]).max() == weigh(every).max(), 'not the brightest entry'
            else:
                shown = shown.astype(numpy.uint8) if p == 'RGB' else convert_color_space(shown, p, 'RGB')
                assert (shown[inside] == 255).all(), 'the mask is not white'
        print('masked', int(inside.sum()), 'pixels in', frames, 'frames')
        """;

    [Theory]
    [InlineData("us/OBXXXX1A.dcm")]
    [InlineData("us/OBXXXX1A_expb.dcm")]
    [InlineData("us/OBXXXX1A_2frame.dcm")]
    [InlineData("us/OBXXXX1A_expb_2frame.dcm")]
    [InlineData("us/US1_UNCR.dcm")]
    [InlineData("us/color-pl.dcm")]
    [InlineData("us/color-px.dcm")]
    [InlineData("us/gdcm-US-ALOKA-16.dcm")]
    [InlineData("us/gdcm-US-ALOKA-16_big.dcm")]
    [InlineData("us/US-YBR_FULL_422-EVRLE.dcm")]
    [InlineData("us/IM00001.implicit_little_endian.dcm")]
    [InlineData("us/deid_RGB_IMAGE.dcm")]
    [InlineData("us/ExplVR_BigEnd.dcm")]
    [InlineData("us/examples_palette.dcm")]
    [InlineData("us/examples_rgb_color.dcm")]
    [InlineData("us/I_000034.dcm")]
    [InlineData("nasty/SC_rgb_expb_2frame.dcm")]
    [InlineData("nasty/SC_ybr_full_422_uncompressed.dcm")]
    [InlineData("nasty/SC_rgb_small_odd.dcm")]
    public void Masked_files_are_white_inside_and_unchanged_outside(string name)
    {
        string path = Oracles.Data(name.Split('/'));
        foreach (bool transcode in new[] { false, true })
        {
            using DicomFile file = DicomFile.Open(path);
            PixelDescription description = PixelDescription.Of(file.Dataset, file.TransferSyntax);
            PixelRectangle[] rectangles = description.Columns < 16
                ? [new(0, 0, description.Columns, 1), new(1, 1, 1, 2)]
                : [new(0, 0, description.Columns, description.Rows / 7), new(3, description.Rows / 2, 11, 9), new(description.Columns - 5, description.Rows - 7, 5, 7)];
            var dataset = new DicomDataset();
            foreach (DicomElement element in file.Dataset)
            {
                dataset.Set(element);
            }
            dataset.Set(dataset.Find(DicomTag.PixelData)!.WithEdit(NativePixelMask.Create(description, dataset, rectangles)));
            DicomTransferSyntax syntax = transcode ? DicomTransferSyntax.ExplicitVRLittleEndian : file.TransferSyntax;
            string masked = Path.GetTempFileName();
            try
            {
                using (FileStream stream = File.Create(masked))
                {
                    var output = new DicomStreamOutput(stream);
                    DicomWriter.WriteFile(output, DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), "2.25.1", syntax), dataset, syntax);
                    output.Flush();
                }
                string[] arguments = [path, masked, .. rectangles.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.X},{r.Y},{r.Width},{r.Height}"))];
                Assert.Contains("masked", Oracles.Pydicom(Compare, arguments), StringComparison.Ordinal);
            }
            finally
            {
                File.Delete(masked);
            }
        }
    }
}
