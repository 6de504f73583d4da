using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>A Huffman table at the place where the stream defines it.</summary>
internal sealed class JpegTableDefinition(byte classAndIdentifier, JpegHuffmanTable table)
{
    /// <summary>The byte before its definition: class and identifier.</summary>
    internal byte ClassAndIdentifier { get; } = classAndIdentifier;

    internal JpegHuffmanTable Table { get; } = table;
}

/// <summary>A component within a scan.</summary>
internal readonly record struct JpegScanComponent(JpegComponent Component, JpegTableDefinition Dc, JpegTableDefinition Ac)
{
    /// <summary>Blocks across of one unit: more than one only where components are interleaved (T.81 section A.2).</summary>
    internal int Across { get; init; }

    /// <summary>Blocks down of one unit.</summary>
    internal int Down { get; init; }
}

/// <summary>A block of a minimum coded unit.</summary>
/// <param name="Part">Its component in the scan.</param>
/// <param name="Row">Its row within the unit.</param>
/// <param name="Column">Its column within the unit.</param>
internal readonly record struct JpegUnitBlock(JpegScanComponent Part, int Row, int Column)
{
    internal JpegComponent Component => Part.Component;

    internal JpegTableDefinition Dc => Part.Dc;

    internal JpegTableDefinition Ac => Part.Ac;

    /// <summary>Its place among the blocks of its component, padding included.</summary>
    /// <param name="row">The unit's row.</param>
    /// <param name="column">The unit's column.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int IndexIn(int row, int column) => (((row * Part.Down) + Row) * Part.Component.PaddedAcross) + (column * Part.Across) + Column;
}

/// <summary>A scan: its components, and the places of its entropy-coded intervals between restart markers.</summary>
internal sealed class JpegScan(JpegScanComponent[] components)
{
    internal JpegScanComponent[] Components { get; } = components;

    /// <summary>The blocks of a minimum coded unit in their order (T.81 section A.2.3).</summary>
    internal JpegUnitBlock[] Unit { get; } = [.. components.SelectMany(part => Enumerable.Range(0, part.Across * part.Down).Select(i => new JpegUnitBlock(part, i / part.Across, i % part.Across)))];

    /// <summary>Units across.</summary>
    internal required int Across { get; init; }

    /// <summary>Units down.</summary>
    internal required int Down { get; init; }

    /// <summary>Units between restart markers; 0 where there are none.</summary>
    internal required int RestartInterval { get; init; }

    /// <summary>Byte ranges within the frame, one an interval.</summary>
    internal List<(int Start, int End)> Intervals { get; } = [];

    /// <summary>The units of an interval: the first, and the one behind the last.</summary>
    internal (int First, int End) UnitsOf(int interval)
    {
        int total = Across * Down;
        return RestartInterval == 0 ? (0, total) : (interval * RestartInterval, (int)Math.Min(total, (interval + 1L) * RestartInterval));
    }

    /// <summary>How many intervals there must be.</summary>
    internal int IntervalCount => RestartInterval == 0 ? 1 : (int)(((long)Across * Down + RestartInterval - 1) / RestartInterval);
}
