using System.Buffers;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>What coding a scan goes by: its parameters, the contexts, the run states, and two lines of each component.</summary>
internal sealed class JpegLsState : IDisposable
{
    /// <summary>Contexts of samples outside runs; the first one is only met where samples alternate.</summary>
    internal const int ContextCount = 365;

    private readonly JpegLsContext[] _contexts = new JpegLsContext[ContextCount];
    private readonly ushort[] _lines;
    private readonly short[] _known;
    private readonly int _stride;
    private int _current;

    /// <summary>Rents what a scan needs.</summary>
    /// <param name="presets">The parameters.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="components">Components of the scan.</param>
    internal JpegLsState(in JpegLsPresets presets, int columns, int components)
    {
        Presets = presets;
        Columns = columns;
        Components = components;
        LongestPrefix = presets.LongestCode - presets.ErrorBits - 1;
        _stride = columns + 2 + JpegLsGradients.Overrun;
        _lines = ArrayPool<ushort>.Shared.Rent(2 * components * _stride);
        _known = ArrayPool<short>.Shared.Rent(components * _stride);
        Reset();
    }

    /// <summary>How many ones stand for how long a run: J (ISO 14495-1 section A.2.1).</summary>
    internal static ReadOnlySpan<byte> RunBits => [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// <summary>The parameters.</summary>
    internal JpegLsPresets Presets { get; }

    /// <summary>Columns.</summary>
    internal int Columns { get; }

    /// <summary>Components of the scan.</summary>
    internal int Components { get; }

    /// <summary>Zeros before a code that is written whole.</summary>
    internal int LongestPrefix { get; }

    /// <summary>The contexts.</summary>
    internal Span<JpegLsContext> Contexts => _contexts;

    /// <summary>The two contexts of samples that interrupt runs.</summary>
    internal JpegLsRunContext[] RunContexts { get; } = new JpegLsRunContext[2];

    /// <summary>Each component's place in <see cref="RunBits"/>.</summary>
    internal int[] RunIndexes { get; } = new int[4];

    /// <summary>A component's line, the sample to the left of the first one before it.</summary>
    internal Span<ushort> Line(int component) => _lines.AsSpan(((_current * Components) + component) * _stride, _stride);

    /// <summary>The line above it.</summary>
    internal Span<ushort> Above(int component) => _lines.AsSpan((((1 - _current) * Components) + component) * _stride, _stride);

    /// <summary>A number a sample, worked out before the line is coded.</summary>
    internal Span<short> Known(int component) => _known.AsSpan(component * _stride, _stride);

    /// <summary>Begins a scan or an interval: nothing is remembered, and the line above is zero.</summary>
    internal void Reset()
    {
        foreach (ref JpegLsContext context in _contexts.AsSpan())
        {
            context.Reset(Presets.Range);
        }
        for (int type = 0; type < RunContexts.Length; type++)
        {
            RunContexts[type] = new JpegLsRunContext(type, Presets.Range);
        }
        RunIndexes.AsSpan().Clear();
        _lines.AsSpan(0, 2 * Components * _stride).Clear();
    }

    /// <summary>Goes to the next line: sets the samples beside the lines (ISO 14495-1 figure A.1 and section A.2.1).</summary>
    internal void BeginLine()
    {
        _current = 1 - _current;
        for (int component = 0; component < Components; component++)
        {
            Span<ushort> above = Above(component);
            above[Columns + 1] = above[Columns];
            Line(component)[0] = above[1];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<ushort>.Shared.Return(_lines);
        ArrayPool<short>.Shared.Return(_known);
    }
}
