using System.Buffers.Binary;

namespace Ospacs.Archive.Protection.Search;

/// <summary>
/// The elements of a source that say who somebody is, at every level, undecoded. Consecutive files are mostly of one patient: equal bytes
/// here mean that the same is to be looked for, without decoding anything.
/// </summary>
internal sealed class SourceIdentity
{
    /// <summary>What is longer is no name or number.</summary>
    private const int LongestValue = 1 << 20;

    private readonly List<(DicomDataset Dataset, DicomElement Element, IdentityRole Role)> _elements = [];
    private readonly List<ReadOnlyMemory<byte>> _uids = [];
    private byte[] _key = new byte[512];
    private int _keyLength;

    private SourceIdentity(DicomDataset source, string subjectId)
    {
        foreach (char character in subjectId)
        {
            Append([(byte)character, (byte)(character >> 8)]);
        }
        Collect(source, atTop: true);
    }

    /// <summary>The elements but for UIDs, each with the data set whose character set it is written in.</summary>
    internal IReadOnlyList<(DicomDataset Dataset, DicomElement Element, IdentityRole Role)> Elements => _elements;

    /// <summary>The values of UIDs that are not meant to be kept, without padding; the standard's own are left out.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Uids => _uids;

    /// <summary>Subject, tags, character sets and values: equal for objects that are to be searched for the same names and numbers.</summary>
    internal ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    /// <summary>Collects what a source says.</summary>
    /// <param name="source">The object, as it came.</param>
    /// <param name="subjectId">The subject that it is of.</param>
    internal static SourceIdentity Of(DicomDataset source, string subjectId) => new(source, subjectId);

    private void Collect(DicomDataset dataset, bool atTop)
    {
        foreach (DicomElement element in dataset)
        {
            if (element.Items is { } items)
            {
                foreach (DicomItem item in items)
                {
                    Collect(item.Dataset, atTop: false);
                }
                continue;
            }
            if (element.Length is 0 or > LongestValue)
            {
                continue;
            }
            // Specific Character Set tells nobody's name, but how the others are read.
            IdentityRole role = element.Tag == DicomTag.SpecificCharacterSet ? IdentityRole.None : IdentityRoles.Of(element);
            if (role == IdentityRole.Uid)
            {
                AddUids(element.Value);
            }
            else if (role != IdentityRole.None || element.Tag == DicomTag.SpecificCharacterSet)
            {
                Add(dataset, element, role);
            }
        }
    }

    private void Add(DicomDataset dataset, DicomElement element, IdentityRole role)
    {
        Span<byte> head = stackalloc byte[10];
        BinaryPrimitives.WriteUInt32LittleEndian(head, element.Tag.Value);
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], element.VR.Code);
        BinaryPrimitives.WriteUInt32LittleEndian(head[6..], (uint)element.Length);
        Append(head);
        Append(element.Value.Span);
        if (role != IdentityRole.None)
        {
            _elements.Add((dataset, element, role));
        }
    }

    private void AddUids(ReadOnlyMemory<byte> value)
    {
        while (value.Length > 0)
        {
            int end = value.Span.IndexOf((byte)'\\');
            ReadOnlyMemory<byte> uid = end < 0 ? value : value[..end];
            value = end < 0 ? default : value[(end + 1)..];
            ReadOnlySpan<byte> trimmed = uid.Span.Trim(" \0"u8);
            if (trimmed.Length == 0 || trimmed.StartsWith("1.2.840.10008."u8))
            {
                continue;
            }
            uid = uid.Slice(uid.Span.IndexOf(trimmed[0]), trimmed.Length);
            if (!_uids.Exists(other => other.Span.SequenceEqual(uid.Span)))
            {
                _uids.Add(uid);
            }
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_key.Length - _keyLength < bytes.Length)
        {
            Array.Resize(ref _key, Math.Max(_key.Length * 2, _keyLength + bytes.Length));
        }
        bytes.CopyTo(_key.AsSpan(_keyLength));
        _keyLength += bytes.Length;
    }
}
