using Ospacs.Archive.Protection;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public sealed class ArchiveKeyTests
{
    private static readonly ArchiveKey Key = new(new byte[ArchiveKey.Size]);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262143)]
    [InlineData(262144)]
    [InlineData(262145)]
    [InlineData(1000003)]
    public void A_source_has_the_same_hash_however_its_bytes_come(int length)
    {
        byte[] file = new byte[length];
        new Random(length).NextBytes(file);
        byte[] whole = Key.HashSource(file);
        foreach (int piece in (int[])[1000, 4096, 262144, 300000])
        {
            using SourceFingerprint hash = Key.BeginSourceHash();
            for (int at = 0; at < length; at += piece)
            {
                hash.AppendData(file.AsSpan(at, Math.Min(piece, length - at)));
            }
            Assert.Equal(whole, hash.GetHashAndReset());
        }
        Assert.Equal(32, whole.Length);
    }

    [Fact]
    public void Any_changed_bit_any_other_order_and_any_other_length_give_another_hash()
    {
        byte[] file = new byte[600000];
        new Random(1).NextBytes(file);
        var hashes = new HashSet<string> { Convert.ToHexString(Key.HashSource(file)) };
        foreach (int at in (int[])[0, 1, 262143, 262144, 524288, 599999])
        {
            byte[] changed = [.. file];
            changed[at] ^= 1;
            Assert.True(hashes.Add(Convert.ToHexString(Key.HashSource(changed))), $"byte {at}");
        }
        byte[] swapped = [.. file[262144..524288], .. file[..262144], .. file[524288..]];
        Assert.True(hashes.Add(Convert.ToHexString(Key.HashSource(swapped))));
        Assert.True(hashes.Add(Convert.ToHexString(Key.HashSource(file.AsSpan(0, 599999)))));
        Assert.True(hashes.Add(Convert.ToHexString(Key.HashSource([.. file, 0]))));
        Assert.True(hashes.Add(Convert.ToHexString(Key.HashSource(new byte[262144]))));
        Assert.True(hashes.Add(Convert.ToHexString(Key.HashSource(new byte[524288]))));
        Assert.True(hashes.Add(Convert.ToHexString(ArchiveKey.Create().HashSource(file))));
    }

    [Fact]
    public void Uses_of_a_key_do_not_share_their_secrets()
    {
        byte[][] derived = [Key.Derive("ospacs uid 1"), Key.Derive("ospacs source 1"), Key.Derive("ospacs audit 1"), Key.CheckValue];
        Assert.Equal(derived.Length, derived.Select(Convert.ToHexString).Distinct().Count());
    }
}
