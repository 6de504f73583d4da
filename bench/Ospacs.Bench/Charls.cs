using System.Runtime.InteropServices;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Bench;

/// <summary>CharLS 2 as the system has it: the yardstick for JPEG-LS, in the same process and on the same frames.</summary>
internal static unsafe partial class Charls
{
    private const string Library = "libcharls.so.2";

    internal static bool IsThere => NativeLibrary.TryLoad(Library, out _);

    /// <summary>Encodes without loss and gives the length.</summary>
    /// <param name="samples">The frame.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="interleave">0 none, 1 by lines, 2 by samples.</param>
    /// <param name="target">Where to.</param>
    internal static int Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, int interleave, Span<byte> target)
    {
        nint encoder = EncoderCreate();
        var info = new FrameInfo { Width = (uint)layout.Columns, Height = (uint)layout.Rows, Bits = layout.BitsStored, Components = layout.SamplesPerPixel };
        Check(EncoderSetFrameInfo(encoder, info));
        Check(EncoderSetInterleaveMode(encoder, layout.SamplesPerPixel == 1 ? 0 : interleave));
        fixed (byte* from = samples, to = target)
        {
            Check(EncoderSetDestination(encoder, to, (nuint)target.Length));
            Check(EncoderEncode(encoder, from, (nuint)samples.Length, 0));
        }
        Check(EncoderGetBytesWritten(encoder, out nuint length));
        EncoderDestroy(encoder);
        return (int)length;
    }

    internal static void Decode(ReadOnlySpan<byte> stream, Span<byte> samples)
    {
        nint decoder = DecoderCreate();
        fixed (byte* from = stream, to = samples)
        {
            Check(DecoderSetSource(decoder, from, (nuint)stream.Length));
            Check(DecoderReadHeader(decoder));
            Check(DecoderDecode(decoder, to, (nuint)samples.Length, 0));
        }
        DecoderDestroy(decoder);
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new InvalidOperationException($"CharLS gave error {error}.");
        }
    }

    [LibraryImport(Library, EntryPoint = "charls_jpegls_encoder_create")]
    private static partial nint EncoderCreate();

    [LibraryImport(Library, EntryPoint = "charls_jpegls_encoder_destroy")]
    private static partial void EncoderDestroy(nint encoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_encoder_set_frame_info")]
    private static partial int EncoderSetFrameInfo(nint encoder, in FrameInfo info);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_encoder_set_interleave_mode")]
    private static partial int EncoderSetInterleaveMode(nint encoder, int mode);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_encoder_set_destination_buffer")]
    private static partial int EncoderSetDestination(nint encoder, byte* target, nuint length);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_encoder_encode_from_buffer")]
    private static partial int EncoderEncode(nint encoder, byte* samples, nuint length, uint stride);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_encoder_get_bytes_written")]
    private static partial int EncoderGetBytesWritten(nint encoder, out nuint length);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_create")]
    private static partial nint DecoderCreate();

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_destroy")]
    private static partial void DecoderDestroy(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_set_source_buffer")]
    private static partial int DecoderSetSource(nint decoder, byte* stream, nuint length);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_read_header")]
    private static partial int DecoderReadHeader(nint decoder);

    [LibraryImport(Library, EntryPoint = "charls_jpegls_decoder_decode_to_buffer")]
    private static partial int DecoderDecode(nint decoder, byte* samples, nuint length, uint stride);

    [StructLayout(LayoutKind.Sequential)]
    private struct FrameInfo
    {
        internal uint Width;
        internal uint Height;
        internal int Bits;
        internal int Components;
    }
}
