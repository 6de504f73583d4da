using Ospacs.Dicom.Data;
using Ospacs.Dicom.Writing;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>How the bytes of native frames differ in order from those of decoded ones.</summary>
/// <param name="IsSwapped">Whether they stand in big-endian words of 16 bits: samples of two bytes, or pairs of samples of one (PS3.5 section 8.1.1 and Annex D).</param>
/// <param name="IsPlanar">Whether each sample has a plane of its own.</param>
/// <param name="Samples">Samples of a pixel.</param>
/// <param name="BytesPerSample">Bytes of a sample.</param>
internal readonly record struct NativeOrder(bool IsSwapped, bool IsPlanar, int Samples, int BytesPerSample)
{
    internal static NativeOrder Of(PixelDescription description, DicomElement pixels) => new(
        pixels.Encoding.BigEndian && (description.BitsAllocated == 16 || (description.BitsAllocated == 8 && pixels.VR == DicomVR.OW)),
        description.IsPlanar,
        description.SamplesPerPixel,
        description.BytesPerSample);

    /// <summary>Brings whole words into little endian, if they are not; half a word at the end stays.</summary>
    internal void Unswap(Span<byte> words)
    {
        if (IsSwapped)
        {
            DicomWriter.Swap(words, 2);
        }
    }

    /// <summary>Puts the samples of a frame's pixels beside each other.</summary>
    /// <param name="frame">A frame in little endian.</param>
    /// <param name="samples">Where its samples go.</param>
    internal void Interleave(ReadOnlySpan<byte> frame, Span<byte> samples)
    {
        if (!IsPlanar)
        {
            frame.CopyTo(samples);
            return;
        }
        int plane = frame.Length / Samples;
        if (BytesPerSample == 1)
        {
            SampleInterleaving.Interleave(frame, plane, Samples, plane, samples);
            return;
        }
        for (int sample = 0; sample < Samples; sample++)
        {
            ReadOnlySpan<byte> from = frame.Slice(sample * plane, plane);
            for (int at = 0, to = sample * BytesPerSample; at < plane; at += BytesPerSample, to += Samples * BytesPerSample)
            {
                from.Slice(at, BytesPerSample).CopyTo(samples[to..]);
            }
        }
    }
}
