namespace Ospacs.Archive.Protection.Search;

/// <summary>Looks for the UIDs of a source. They share a beginning, mostly: only where that stands are they compared.</summary>
internal sealed class UidSearch
{
    /// <summary>A UID of fewer characters could be a version number.</summary>
    private const int ShortestInText = 12;

    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _uids;
    private readonly List<ReadOnlyMemory<byte>> _beginnings = [];

    /// <summary>Prepares a search.</summary>
    /// <param name="uids">The UIDs, without padding.</param>
    internal UidSearch(IReadOnlyList<ReadOnlyMemory<byte>> uids)
    {
        _uids = uids;
        foreach (ReadOnlyMemory<byte> uid in uids)
        {
            if (uid.Length >= ShortestInText && !_beginnings.Exists(other => other.Span.SequenceEqual(uid.Span[..ShortestInText])))
            {
                _beginnings.Add(uid[..ShortestInText]);
            }
        }
    }

    /// <summary>Where a UID stands that is not part of another number, or -1. One that a longer UID goes on from counts.</summary>
    /// <param name="bytes">The bytes.</param>
    internal int IndexIn(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ShortestInText)
        {
            return -1;
        }
        foreach (ReadOnlyMemory<byte> beginning in _beginnings)
        {
            int at = bytes.IndexOf(beginning.Span);
            while (at >= 0)
            {
                if (IsUid(bytes, at))
                {
                    return at;
                }
                int next = bytes[(at + 1)..].IndexOf(beginning.Span);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }
        return -1;
    }

    /// <summary>Whether one of the values of a UI element is a UID of any length; where it stands, or -1.</summary>
    /// <param name="value">The values, parted by backslashes.</param>
    internal int IndexOfValue(ReadOnlySpan<byte> value)
    {
        foreach (Range range in value.Split((byte)'\\'))
        {
            ReadOnlySpan<byte> one = value[range].Trim(" \0"u8);
            foreach (ReadOnlyMemory<byte> uid in _uids)
            {
                if (uid.Span.SequenceEqual(one))
                {
                    return range.Start.GetOffset(value.Length);
                }
            }
        }
        return -1;
    }

    private bool IsUid(ReadOnlySpan<byte> bytes, int at)
    {
        if (at > 0 && IsPartOfUid(bytes[at - 1]))
        {
            return false;
        }
        foreach (ReadOnlyMemory<byte> uid in _uids)
        {
            if (bytes[at..].StartsWith(uid.Span) && (bytes.Length == at + uid.Length || !char.IsAsciiDigit((char)bytes[at + uid.Length])) && uid.Length >= ShortestInText)
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsPartOfUid(byte value) => value == '.' || char.IsAsciiDigit((char)value);
}
