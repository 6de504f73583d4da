using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Pixels.Rle;

namespace Ospacs.Bench;

/// <summary>
/// Lossless codecs beside CharLS (in this process) and dcmtk's programs (processes of their own), by turns, in MB of samples a second of
/// processor time; medians over rounds, and medians of the ratios of one round, for machines are not the same from minute to minute. Off the time of dcmtk's programs is taken what its dcmconv needs to copy the same native file.
/// </summary>
internal sealed class CodecBench(Frames frames, string work)
{
    /// <summary>Whose speed is held against whose.</summary>
    private static readonly (string Own, string[] Others)[] Yardsticks =
    [
        ("RLE, ospacs", ["RLE, dcmtk"]),
        ("JPEG lossless, ospacs", ["JPEG lossless, dcmtk"]),
        ("JPEG-LS, ospacs", ["JPEG-LS, CharLS by samples", "JPEG-LS, CharLS by lines", "JPEG-LS, dcmtk"]),
    ];

    private readonly string _native = Path.Combine(work, "native.dcm");
    private readonly string _encoded = Path.Combine(work, "encoded.dcm");
    private readonly string _decoded = Path.Combine(work, "decoded.dcm");
    private readonly SortedDictionary<string, List<Result>> _results = new(StringComparer.Ordinal);

    internal static int Run(string folder, int most, int rounds)
    {
        Frames frames = Frames.Of(folder, most);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{frames.Samples.Count} frames of {frames.Layout.Columns}x{frames.Layout.Rows}x{frames.Layout.SamplesPerPixel}, {frames.Layout.BitsStored} bits, {frames.Bytes / 1e6:F0} MB"));
        string work = Directory.CreateTempSubdirectory("ospacs-bench-").FullName;
        try
        {
            new CodecBench(frames, work).Run(rounds);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
        return 0;
    }

    private void Run(int rounds)
    {
        frames.Write(_native);
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
            Add("RLE, dcmtk", OfDcmtk(["dcmcrle"], "dcmdrle"));
            Add("JPEG lossless, dcmtk", OfDcmtk(["dcmcjpeg", "+e1"], "dcmdjpeg"));
            Add("JPEG-LS, dcmtk", OfDcmtk(["dcmcjpls"], "dcmdjpls"));
        }
        Console.WriteLine("| | encode MB/s | decode MB/s | ratio |\n|---|---|---|---|");
        foreach ((string name, List<Result> results) in _results)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(results.Select(result => result.Encode)):F0} | {Median(results.Select(result => result.Decode)):F0} | {results[0].Ratio:F2} |"));
        }
        foreach ((string own, string[] others) in Yardsticks)
        {
            foreach (string other in others.Where(name => _results.ContainsKey(name)))
            {
                IEnumerable<(Result Own, Result Other)> pairs = _results[own].Zip(_results[other]);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{own} beside {other}: encode {Median(pairs.Select(pair => pair.Own.Encode / pair.Other.Encode)):F2}, decode {Median(pairs.Select(pair => pair.Own.Decode / pair.Other.Decode)):F2}"));
            }
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private void Add(string name, Result? result)
    {
        if (result is not null)
        {
            (_results.TryGetValue(name, out List<Result>? results) ? results : _results[name] = []).Add(result);
        }
    }

    private Result Own(IFrameCodec codec)
    {
        ArrayBufferWriter<byte>[] streams = [.. frames.Samples.Select(frame => new ArrayBufferWriter<byte>((frame.Length * 5 / 4) + 4096))];
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
        return ResultOf(encode, decode, streams.Sum(stream => (long)stream.WrittenCount));
    }

    private Result OfCharls(int interleave)
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
        return ResultOf(encode, decode, lengths.Sum(length => (long)length));
    }

    private Result? OfDcmtk(string[] encoder, string decoder)
    {
        if (Process("dcmconv", _native, _decoded) is { } copy && Process(encoder[0], [.. encoder[1..], _native, _encoded]) is { } encode && Process(decoder, _encoded, _decoded) is { } decode)
        {
            return ResultOf(encode - copy, decode - copy, new FileInfo(_encoded).Length);
        }
        return null;
    }

    private Result ResultOf(double encode, double decode, long length) => new(frames.Bytes / 1e6 / encode, frames.Bytes / 1e6 / decode, (double)frames.Bytes / length);

    private static double? Process(string program, params string[] arguments)
    {
        try
        {
            bool done = false;
            double seconds = ProcessorTime.OfChildren(() =>
            {
                using Process process = System.Diagnostics.Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
                process.StandardError.ReadToEnd();
                process.WaitForExit();
                done = process.ExitCode == 0;
            });
            return done ? seconds : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private sealed record Result(double Encode, double Decode, double Ratio);
}
