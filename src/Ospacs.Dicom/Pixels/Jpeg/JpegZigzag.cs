namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>The order in which a block's coefficients are coded (T.81 figure A.6).</summary>
internal static class JpegZigzag
{
    /// <summary>The place in the block, row by row, of the coefficient coded in each place. What runs beyond the block falls onto its last place.</summary>
    internal static ReadOnlySpan<byte> Natural => Order;

    private static readonly byte[] Order = Make();

    private static byte[] Make()
    {
        byte[] order = new byte[64 + 16];
        Array.Fill(order, (byte)63);
        int at = 0;
        for (int diagonal = 0; diagonal < 15; diagonal++)
        {
            for (int i = Math.Max(0, diagonal - 7); i <= Math.Min(diagonal, 7); i++)
            {
                // Odd diagonals run down and to the left, even ones up and to the right.
                (int row, int column) = (diagonal & 1) != 0 ? (i, diagonal - i) : (diagonal - i, i);
                order[at++] = (byte)((8 * row) + column);
            }
        }
        return order;
    }
}
