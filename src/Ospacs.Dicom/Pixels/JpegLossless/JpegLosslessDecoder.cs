using System.Buffers;
using System.Runtime.InteropServices;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>Decodes the scans of a lossless JPEG stream (ISO 10918-1 Annex H): a row's differences first, then the predictions that they are added to.</summary>
internal ref struct JpegLosslessDecoder
{
    private const int LeastForGroups = 20_000;

    private readonly ReadOnlySpan<byte> _stream;
    private readonly FrameLayout _layout;
    private readonly Span<byte> _samples;
    private JpegLosslessHeader _header;

    internal JpegLosslessDecoder(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples)
    {
        _stream = stream;
        _layout = layout;
        _samples = samples;
        _header = new JpegLosslessHeader(stream);
    }

    /// <param name="isStrict">Whether nothing may have been lost.</param>
    internal void Decode(bool isStrict)
    {
        SampleCells.CheckCells(_layout);
        // As many as all components of a row; a scan can have fewer.
        int rowSamples = _layout.Columns * _layout.SamplesPerPixel;
        ushort[] rows = ArrayPool<ushort>.Shared.Rent((4 * rowSamples) + (4 * DifferenceTables.LookupSize));
        // A table of groups is only worth making for many samples.
        ulong[] groups = (long)rowSamples * _layout.Rows < LeastForGroups ? [] : ArrayPool<ulong>.Shared.Rent(DifferenceTables.GroupSize);
        byte[] data = ArrayPool<byte>.Shared.Rent(_stream.Length + DifferenceReader.Padding);
        try
        {
            do
            {
                JpegLosslessScan scan = _header.ReadToScan(_layout);
                if (isStrict && scan.PointTransform > 0)
                {
                    throw JpegLosslessHeader.Damaged("holds a frame that lost detail, in a transfer syntax that loses none");
                }
                int samples = _layout.Columns * scan.Components;
                Span<ushort> lookup = rows.AsSpan(4 * rowSamples, scan.Components * DifferenceTables.LookupSize);
                var tables = new DifferenceTables(_stream, scan, lookup, groups);
                DecodeScan(scan, tables, rows.AsSpan(0, samples), rows.AsSpan(rowSamples, samples), rows.AsSpan(2 * rowSamples, 2 * rowSamples), data);
            }
            while (!_header.IsComplete);
            _header.CheckEnd();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(data);
            if (groups.Length > 0)
            {
                ArrayPool<ulong>.Shared.Return(groups);
            }
            ArrayPool<ushort>.Shared.Return(rows);
        }
    }

    private void DecodeScan(scoped in JpegLosslessScan scan, scoped in DifferenceTables tables, Span<ushort> row, Span<ushort> above, Span<ushort> scratch, byte[] data)
    {
        int interval = _layout.Rows;
        if (_header.RestartInterval > 0)
        {
            // It is a number of whole rows (ISO 10918-1 section H.1.1).
            interval = _header.RestartInterval / _layout.Columns;
            if (interval * _layout.Columns != _header.RestartInterval)
            {
                throw JpegLosslessHeader.Damaged("holds a lossless frame that restarts within a row");
            }
        }
        for (int first = 0, restart = 0; first < _layout.Rows; first += interval, restart++)
        {
            if (first > 0)
            {
                SkipRestart(restart - 1);
            }
            _header.Position += JpegBytes.Unstuff(_stream[_header.Position..], data, out int length);
            data.AsSpan(length, DifferenceReader.Padding).Clear();
            var reader = new DifferenceReader(data, length);
            int end = Math.Min(first + interval, _layout.Rows);
            for (int y = first; y < end; y++)
            {
                reader.Read(row, tables);
                Predict(scan, row, above, isFirst: y == first);
                StoreRow(scan, row, scratch, y);
                Span<ushort> free = above;
                above = row;
                row = free;
            }
        }
    }

    private void SkipRestart(int number)
    {
        int at = _header.Position;
        if (_stream.Length - at < 2 || _stream[at] != 0xFF || _stream[at + 1] != 0xD0 + (number & 7))
        {
            throw JpegLosslessHeader.Damaged("holds a frame in which a restart marker is missing");
        }
        _header.Position += 2;
    }

    /// <summary>Turns a row's differences into samples (ISO 10918-1 section H.1.2.1).</summary>
    private readonly void Predict(in JpegLosslessScan scan, Span<ushort> row, ReadOnlySpan<ushort> above, bool isFirst)
    {
        int step = scan.Components;
        for (int component = 0; component < step; component++)
        {
            int before = isFirst ? 1 << (_header.Precision - scan.PointTransform - 1) : above[component];
            row[component] += (ushort)before;
        }
        // The first row has nothing above it and takes the first predictor whatever the scan's is.
        switch (isFirst ? 1 : scan.Predictor)
        {
            case 1:
                LosslessPrediction.AddLeft(row, step);
                break;
            case 2:
                LosslessPrediction.Add<LosslessPrediction.Above>(row, above, step);
                break;
            case 3:
                LosslessPrediction.Add<LosslessPrediction.AboveLeft>(row, above, step);
                break;
            case 4:
                LosslessPrediction.Add<LosslessPrediction.Plane>(row, above, step);
                break;
            case 5:
                LosslessPrediction.Add<LosslessPrediction.LeftAndSlope>(row, above, step);
                break;
            case 6:
                LosslessPrediction.Add<LosslessPrediction.AboveAndSlope>(row, above, step);
                break;
            default:
                LosslessPrediction.Add<LosslessPrediction.Mean>(row, above, step);
                break;
        }
    }

    private readonly void StoreRow(in JpegLosslessScan scan, ReadOnlySpan<ushort> row, Span<ushort> scratch, int y)
    {
        if (scan.PointTransform > 0)
        {
            Span<ushort> shifted = scratch[..row.Length];
            Shift(row, scan.PointTransform, _header.Precision, shifted);
            row = shifted;
        }
        int bytes = _layout.BitsAllocated / 8;
        int pixel = _layout.SamplesPerPixel * bytes;
        Span<byte> target = _samples.Slice(y * _layout.Columns * pixel, _layout.Columns * pixel);
        if (scan.Components == _layout.SamplesPerPixel)
        {
            SampleCells.Store(row, _layout, _header.Precision, target);
            return;
        }
        Span<byte> cells = MemoryMarshal.AsBytes(scratch[(scratch.Length / 2)..]);
        SampleCells.Store(row, _layout, _header.Precision, cells);
        for (int component = 0; component < scan.Components; component++)
        {
            SampleCells.Scatter(cells, component, scan.Components, target, scan.Places[component], _layout);
        }
    }

    private static void Shift(ReadOnlySpan<ushort> row, int bits, int precision, Span<ushort> shifted)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] >> (precision - bits) != 0)
            {
                throw JpegLosslessHeader.Damaged("holds a frame whose samples exceed its precision");
            }
            shifted[i] = (ushort)(row[i] << bits);
        }
    }
}
