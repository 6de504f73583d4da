using System.Buffers.Binary;
using System.Text;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Dicom.Tests.Reading;

/// <summary>Writes elements byte by byte without the library's own writer, well formed or not.</summary>
internal sealed class DicomBytes(DicomEncoding encoding)
{
    public const uint Undefined = 0xFFFFFFFF;
    private readonly List<byte> _bytes = [];

    public static DicomBytes ExplicitLittle => new(DicomEncoding.ExplicitLittle);

    public static DicomBytes ImplicitLittle => new(DicomEncoding.ImplicitLittle);

    public static DicomBytes ExplicitBig => new(DicomEncoding.ExplicitBig);

    public int Length => _bytes.Count;

    public byte[] ToArray() => [.. _bytes];

    public DicomBytes Raw(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public DicomBytes U16(int value)
    {
        byte[] bytes = new byte[2];
        if (encoding.BigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        }
        return Raw(bytes);
    }

    public DicomBytes U32(uint value)
    {
        byte[] bytes = new byte[4];
        if (encoding.BigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        }
        return Raw(bytes);
    }

    public DicomBytes Tag(uint tag) => U16((int)(tag >> 16)).U16((int)(tag & 0xFFFF));

    /// <summary>An element's header with any length.</summary>
    public DicomBytes Header(uint tag, string vr, uint length)
    {
        Tag(tag);
        if (!encoding.ExplicitVR)
        {
            return U32(length);
        }
        Raw(Encoding.ASCII.GetBytes(vr));
        return vr is "OB" or "OW" or "SQ" or "UN" or "UT" or "UC" or "UR" or "OF" or "OD" or "OL" or "OV" or "SV" or "UV" ? U16(0).U32(length) : U16((int)length);
    }

    public DicomBytes Element(uint tag, string vr, params ReadOnlySpan<byte> value) => Header(tag, vr, (uint)value.Length).Raw(value);

    public DicomBytes Element(uint tag, string vr, string value) => Element(tag, vr, Encoding.Latin1.GetBytes(value));

    public DicomBytes Item(uint length) => Tag(0xFFFEE000).U32(length);

    public DicomBytes ItemEnd() => Tag(0xFFFEE00D).U32(0);

    public DicomBytes SequenceEnd() => Tag(0xFFFEE0DD).U32(0);

    /// <summary>The data set that the library reads in these bytes.</summary>
    public DicomDataset Read() => new DicomReader(new DicomMemorySource(ToArray())).ReadDataset(0, encoding);

    /// <summary>A whole file: preamble, file meta information with the transfer syntax, these bytes.</summary>
    public byte[] File(string transferSyntaxUid)
    {
        string uid = transferSyntaxUid.Length % 2 == 0 ? transferSyntaxUid : transferSyntaxUid + "\0";
        return [.. new byte[128], .. "DICM"u8, .. ExplicitLittle.Element(0x00020010, "UI", uid).ToArray(), .. ToArray()];
    }
}
