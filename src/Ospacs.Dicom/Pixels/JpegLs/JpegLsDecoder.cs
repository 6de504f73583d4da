using System.Buffers;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>Decodes the scans of a JPEG-LS stream.</summary>
internal ref struct JpegLsDecoder
{
    private readonly ReadOnlySpan<byte> _stream;
    private readonly FrameLayout _layout;
    private readonly Span<byte> _samples;
    private JpegLsHeader _header;

    internal JpegLsDecoder(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples)
    {
        _stream = stream;
        _layout = layout;
        _samples = samples;
        _header = new JpegLsHeader(stream);
    }

    /// <param name="isStrict">Whether nothing may have been lost.</param>
    internal void Decode(bool isStrict)
    {
        byte[]? data = null;
        try
        {
            do
            {
                JpegLsScan scan = _header.ReadToScan();
                CheckFrame();
                if (isStrict && scan.Presets.Near > 0)
                {
                    throw JpegLsHeader.Damaged("holds a frame that lost detail, in a transfer syntax that loses none");
                }
                data ??= ArrayPool<byte>.Shared.Rent(_stream.Length + JpegLsReader.Padding);
                DecodeScan(scan, data);
            }
            while (!_header.IsComplete);
            _header.CheckEnd();
        }
        finally
        {
            if (data is not null)
            {
                ArrayPool<byte>.Shared.Return(data);
            }
        }
    }

    private readonly void CheckFrame()
    {
        if (_header.Rows != _layout.Rows || _header.Columns != _layout.Columns || _header.Components != _layout.SamplesPerPixel)
        {
            throw JpegLsHeader.Damaged("holds a frame of another size than the object's");
        }
        SampleCells.CheckPrecision(_header.Precision, _layout);
        if (_header.HasColourTransform)
        {
            throw JpegLsHeader.Unsupported("holds a JPEG-LS frame whose colours were turned into others by a way of its maker's own");
        }
    }

    private void DecodeScan(in JpegLsScan scan, byte[] data)
    {
        JpegLsPresets presets = scan.Presets;
        int rowLength = JpegLsRows.ScratchOf(_layout);
        using var state = new JpegLsState(presets, _layout.Columns, scan.Components);
        sbyte[] levels = ArrayPool<sbyte>.Shared.Rent((2 * presets.MaximumValue) + 1);
        byte[] cells = ArrayPool<byte>.Shared.Rent(rowLength);
        try
        {
            Span<sbyte> usedLevels = levels.AsSpan(0, (2 * presets.MaximumValue) + 1);
            JpegLsGradients.FillLevels(usedLevels, presets);
            bool exact = presets.Near == 0 && (presets.MaximumValue & (presets.MaximumValue + 1)) == 0;
            long interval = scan.RestartLines == 0 ? _layout.Rows : scan.RestartLines;
            int restart = 0;
            for (long first = 0; first < _layout.Rows; first += interval, restart++)
            {
                if (first > 0)
                {
                    SkipRestart(restart - 1);
                    state.Reset();
                }
                _header.Position += BitStuffing.Remove(_stream[_header.Position..], data, out int length);
                data.AsSpan(length, JpegLsReader.Padding).Clear();
                var reader = new JpegLsReader(data, length);
                int end = (int)Math.Min(first + interval, _layout.Rows);
                for (int y = (int)first; y < end; y++)
                {
                    state.BeginLine();
                    if (exact)
                    {
                        DecodeLines<ExactRestoration>(scan, state, usedLevels, ref reader);
                    }
                    else
                    {
                        DecodeLines<GeneralRestoration>(scan, state, usedLevels, ref reader);
                    }
                    reader.CheckEnd();
                    JpegLsRows.Store(scan, state, _layout, _header.Precision, _samples.Slice(y * rowLength, rowLength), cells);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(cells);
            ArrayPool<sbyte>.Shared.Return(levels);
        }
    }

    private static void DecodeLines<TRestoration>(in JpegLsScan scan, JpegLsState state, ReadOnlySpan<sbyte> levels, scoped ref JpegLsReader reader) where TRestoration : struct, IJpegLsRestoration
    {
        if (scan.Interleave == JpegLsInterleave.Sample)
        {
            JpegLsLineDecoder<TRestoration>.DecodePixels(state, levels, ref reader);
            return;
        }
        for (int component = 0; component < scan.Components; component++)
        {
            JpegLsLineDecoder<TRestoration>.DecodeLine(state, component, levels, ref reader);
        }
    }

    private void SkipRestart(int number)
    {
        int at = _header.Position;
        if (_stream.Length - at < 2 || _stream[at] != 0xFF || _stream[at + 1] != 0xD0 + (number & 7))
        {
            throw JpegLsHeader.Damaged("holds a frame in which a restart marker is missing");
        }
        _header.Position += 2;
    }
}
