namespace Ospacs.Archive.Acceptance;

/// <summary>Numbers that look random and are the same on every machine and every run: a 32-bit xorshift generator.</summary>
/// <param name="seed">Where the row of numbers begins.</param>
internal sealed class SampleNoise(uint seed)
{
    // Zero would stay zero; and small seeds, as instance numbers are, must not give rows that begin alike.
    private uint _state = (seed + 1) * 2654435761u | 1;

    /// <summary>The next byte.</summary>
    internal byte NextByte()
    {
        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (byte)(_state >> 11);
    }
}
