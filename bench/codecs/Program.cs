using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Ospacs.Bench.Codecs;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Pixels.Rle;

// Lossless codecs beside CharLS (in this process) and dcmtk's programs (processes of their own), by turns, in MB of samples a second of
// processor time; medians over rounds. Of dcmtk's programs the time is taken off that its dcmconv needs to copy the same native file.
if (args.Length is < 1 or > 3)
{
    Console.Error.WriteLine("codecs FOLDER [FRAMES] [ROUNDS]: FOLDER has native stills; 40 frames and 5 rounds unless told otherwise.");
    return 2;
}
int most = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40;
int rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 5;
Frames frames = Frames.Of(args[0], most);
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{frames.Samples.Count} frames of {frames.Layout.Columns}x{frames.Layout.Rows}x{frames.Layout.SamplesPerPixel}, {frames.Layout.BitsStored} bits, {frames.Bytes / 1e6:F0} MB"));

string folder = Directory.CreateTempSubdirectory("ospacs-bench-").FullName;
var results = new SortedDictionary<string, List<(double Encode, double Decode, double Ratio)>>(StringComparer.Ordinal);
try
{
    string native = Path.Combine(folder, "native.dcm");
    frames.Write(native, frames.Samples.Count);
    for (int round = 0; round < rounds; round++)
    {
        Add("RLE, ospacs", Own(RleCodec.Instance));
        Add("JPEG lossless, ospacs", Own(JpegLosslessCodec.Instance));
        Add("JPEG-LS, ospacs", Own(JpegLsCodec.Instance));
        if (Charls.IsThere)
        {
            Add("JPEG-LS, CharLS by lines", OfCharls(1));
            Add("JPEG-LS, CharLS by samples", OfCharls(2));
        }
        Add("RLE, dcmtk", OfDcmtk(native, ["dcmcrle"], ["dcmdrle"]));
        Add("JPEG lossless, dcmtk", OfDcmtk(native, ["dcmcjpeg", "+e1"], ["dcmdjpeg"]));
        Add("JPEG-LS, dcmtk", OfDcmtk(native, ["dcmcjpls"], ["dcmdjpls"]));
    }
}
finally
{
    Directory.Delete(folder, recursive: true);
}
Console.WriteLine("| | encode MB/s | decode MB/s | ratio |\n|---|---|---|---|");
foreach ((string name, List<(double Encode, double Decode, double Ratio)> runs) in results)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(runs.Select(run => run.Encode)):F0} | {Median(runs.Select(run => run.Decode)):F0} | {runs[0].Ratio:F2} |"));
}
return 0;

void Add(string name, (double, double, double)? run)
{
    if (run is { } result)
    {
        (results.TryGetValue(name, out var runs) ? runs : results[name] = []).Add(result);
    }
}

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}

(double, double, double)? Own(IFrameCodec codec)
{
    ArrayBufferWriter<byte>[] streams = [.. frames.Samples.Select(_ => new ArrayBufferWriter<byte>(frames.Layout.FrameLength + (frames.Layout.FrameLength / 4) + 4096))];
    byte[] decoded = new byte[frames.Layout.FrameLength];
    double encode = ProcessorTime.OfThread(() =>
    {
        for (int i = 0; i < streams.Length; i++)
        {
            codec.Encode(frames.Samples[i], frames.Layout, streams[i]);
        }
    });
    double decode = ProcessorTime.OfThread(() =>
    {
        foreach (ArrayBufferWriter<byte> stream in streams)
        {
            codec.Decode(stream.WrittenSpan, frames.Layout, decoded);
        }
    });
    return (frames.Bytes / 1e6 / encode, frames.Bytes / 1e6 / decode, (double)frames.Bytes / streams.Sum(stream => (long)stream.WrittenCount));
}

(double, double, double)? OfCharls(int interleave)
{
    byte[][] streams = [.. frames.Samples.Select(frame => new byte[(frame.Length * 5 / 4) + 4096])];
    int[] lengths = new int[streams.Length];
    byte[] decoded = new byte[frames.Layout.FrameLength];
    double encode = ProcessorTime.OfThread(() =>
    {
        for (int i = 0; i < streams.Length; i++)
        {
            lengths[i] = Charls.Encode(frames.Samples[i], frames.Layout, interleave, streams[i]);
        }
    });
    double decode = ProcessorTime.OfThread(() =>
    {
        for (int i = 0; i < streams.Length; i++)
        {
            Charls.Decode(streams[i].AsSpan(0, lengths[i]), decoded);
        }
    });
    return (frames.Bytes / 1e6 / encode, frames.Bytes / 1e6 / decode, (double)frames.Bytes / lengths.Sum(length => (long)length));
}

(double, double, double)? OfDcmtk(string native, string[] encoder, string[] decoder)
{
    string encoded = Path.Combine(folder, "encoded.dcm");
    string decoded = Path.Combine(folder, "decoded.dcm");
    if (Run("dcmconv", native, decoded) is not { } copy || Run(encoder[0], [.. encoder[1..], native, encoded]) is not { } encode || Run(decoder[0], [.. decoder[1..], encoded, decoded]) is not { } decode)
    {
        return null;
    }
    return (frames.Bytes / 1e6 / (encode - copy), frames.Bytes / 1e6 / (decode - copy), (double)frames.Bytes / new FileInfo(encoded).Length);
}

static double? Run(string program, params string[] arguments)
{
    try
    {
        bool done = false;
        double seconds = ProcessorTime.OfChildren(() =>
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            done = process.ExitCode == 0;
        });
        return done ? seconds : null;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        return null;
    }
}
