using System.Buffers.Binary;
using System.Security.Cryptography;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Jpeg;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

public class JpegIdentityTests
{
    [Fact]
    public void The_identity_is_the_hash_of_the_canonical_form_as_it_is_described()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            JpegModel model = JpegModel.Random(seed);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(Canonical(model))), JpegOracleTests.Identity(model.Write()));
        }
    }

    [Fact]
    public void Every_coefficient_counts()
    {
        JpegModel model = JpegModel.Random(4);
        string before = JpegOracleTests.Identity(model.Write());
        foreach (int at in new[] { 0, 1, 63, model.Components[0].Coefficients.Length > 64 ? 70 : 33 })
        {
            short kept = model.Components[0].Coefficients[at];
            model.Components[0].Coefficients[at] ^= 1;
            Assert.NotEqual(before, JpegOracleTests.Identity(model.Write()));
            model.Components[0].Coefficients[at] = kept;
        }
        Assert.Equal(before, JpegOracleTests.Identity(model.Write()));
    }

    [Fact]
    public void Damage_leaves_the_hash_as_it_was()
    {
        byte[] image = JpegModel.Random(4).Write();
        int scan = image.AsSpan().LastIndexOf(new byte[] { 0xFF, 0xDA });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Assert.Throws<PixelException>(() => JpegIdentity.Append([.. image[..(scan + 40)], 0xFF, 0xD9], hash));
        Assert.Equal(SHA256.HashData([]), hash.GetHashAndReset());
    }

    private static byte[] Canonical(JpegModel model)
    {
        var bytes = new List<byte>();
        void Number(int value, int length)
        {
            byte[] four = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(four, value);
            bytes.AddRange(four[(4 - length)..]);
        }
        Number(model.Rows, 2);
        Number(model.Columns, 2);
        Number(model.Precision, 1);
        Number(model.Components.Length, 1);
        foreach (ModelComponent c in model.Components)
        {
            Number(c.Horizontal, 1);
            Number(c.Vertical, 1);
            Array.ForEach(c.Steps, step => Number(step, 2));
            int place = bytes.Count;
            for (int row = 0; row < (c.Height + 7) / 8; row++)
            {
                for (int column = 0; column < (c.Width + 7) / 8; column++)
                {
                    Span<short> block = c.Block(row, column);
                    Number(block[0], 2);
                    int run = 0;
                    for (int k = 1; k < 64; k++)
                    {
                        if (block[k] == 0)
                        {
                            run++;
                            continue;
                        }
                        for (; run >= 16; run -= 16)
                        {
                            Number(0xF0, 1);
                        }
                        int size = 32 - int.LeadingZeroCount(Math.Abs(block[k]));
                        Number((run << 4) | size, 1);
                        Number(block[k] < 0 ? block[k] + (1 << size) - 1 : block[k], size > 8 ? 2 : 1);
                        run = 0;
                    }
                    Number(0, 1);
                }
            }
            byte[] length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Count - place);
            bytes.InsertRange(place, length);
        }
        return [.. bytes];
    }
}
