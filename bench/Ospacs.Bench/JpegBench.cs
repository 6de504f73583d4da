using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;
using Ospacs.Dicom.Reading;

namespace Ospacs.Bench;

/// <summary>Every frame of every JPEG clip in a folder, in memory, on one core: what the yardstick's jpegcoef and jpegfull do.</summary>
internal static class JpegBench
{
    internal static int Run(string job, string folder)
    {
        string[] paths = Directory.GetFiles(folder, "IM*", SearchOption.AllDirectories);
        Array.Sort(paths, StringComparer.Ordinal);
        long frames = 0;
        long read = 0;
        var clock = Stopwatch.StartNew();
        TimeSpan first = default;
        var output = new ArrayBufferWriter<byte>();
        byte[] samples = [];
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string path in paths)
        {
            using DicomFile file = DicomFile.Read(new DicomMemorySource(File.ReadAllBytes(path)));
            PixelDescription description = PixelDescription.Of(file.Dataset, file.TransferSyntax);
            var layout = new FrameLayout(description.Rows, description.Columns, description.SamplesPerPixel, description.BitsAllocated, description.BitsStored, description.IsSigned);
            PixelRectangle[] rectangles = job == "frame"
                // What a rule that keeps a region blanks: a frame around it.
                ? [new(0, 0, description.Columns, 40), new(0, 40, 16, description.Rows - 40), new(description.Columns - 90, 40, 90, description.Rows - 40), new(16, description.Rows - 30, description.Columns - 106, 30)]
                : [new(0, 0, description.Columns, Math.Min(40, description.Rows))];
            JpegMaskColour colour = JpegMaskColour.Of(description);
            using EncapsulatedFrames each = EncapsulatedFrames.Of(file.Dataset, file.TransferSyntax, description.NumberOfFrames);
            for (int i = 0; i < each.Count; i++)
            {
                ReadOnlySpan<byte> frame = each.Read(i).Span;
                switch (job)
                {
                    case "mask" or "frame":
                        output.ResetWrittenCount();
                        JpegBlockMask.Apply(frame, rectangles, colour, output);
                        break;
                    case "parse":
                        JpegStream.Parse(frame);
                        break;
                    case "identity":
                        JpegIdentity.Append(frame, hash);
                        break;
                    case "decode":
                        samples = samples.Length == layout.FrameLength ? samples : new byte[layout.FrameLength];
                        new JpegDecoder().Decode(frame, layout, samples);
                        break;
                    default:
                        return 2;
                }
                frames++;
                read += frame.Length;
            }
            first = first == default ? clock.Elapsed : first;
        }
        double seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{job} frames={frames} MB={read / 1e6:F0} wall={seconds:F3} MB/s={read / 1e6 / seconds:F0} cpu={Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds:F2} first={first.TotalSeconds:F2} rssMB={Process.GetCurrentProcess().PeakWorkingSet64 / 1048576}"));
        return 0;
    }
}
