namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// Codes that the tables of a frame lack and that a mask needs. They are collected while the frame is gone through; then the tables get
/// them, and the frame is gone through again.
/// </summary>
internal sealed class JpegTableChanges
{
    private readonly Dictionary<JpegTableDefinition, SortedSet<byte>> _missing = [];
    private readonly Dictionary<JpegTableDefinition, (JpegHuffmanTable Table, bool KeepsCodes)> _changed = [];

    /// <summary>Whether a code was missing since the tables were last extended.</summary>
    internal bool IsLacking => _missing.Count > 0;

    /// <summary>Whether any table was extended.</summary>
    internal bool Any => _changed.Count > 0;

    /// <summary>Notes a symbol that a table lacks.</summary>
    internal void Lacks(JpegTableDefinition definition, int symbol)
    {
        if (!_missing.TryGetValue(definition, out SortedSet<byte>? symbols))
        {
            _missing.Add(definition, symbols = []);
        }
        symbols.Add((byte)symbol);
    }

    /// <summary>Extends the tables.</summary>
    internal void Extend()
    {
        foreach ((JpegTableDefinition definition, SortedSet<byte> symbols) in _missing)
        {
            JpegHuffmanTable table = definition.Table.With(symbols, out bool keepsCodes);
            _changed[definition] = (table, keepsCodes);
        }
        _missing.Clear();
    }

    /// <summary>The table that is written in the place of a definition.</summary>
    internal JpegHuffmanTable TableFor(JpegTableDefinition definition) => _changed.Count > 0 && _changed.TryGetValue(definition, out (JpegHuffmanTable Table, bool KeepsCodes) change) ? change.Table : definition.Table;

    /// <summary>Whether what was written with a table must be written anew, because its codes are others now.</summary>
    internal bool Recodes(JpegTableDefinition definition) => _changed.TryGetValue(definition, out (JpegHuffmanTable Table, bool KeepsCodes) change) && !change.KeepsCodes;
}
