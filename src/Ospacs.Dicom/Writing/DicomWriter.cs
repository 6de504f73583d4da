using System.Buffers.Binary;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Dicom.Writing;

/// <summary>
/// Writes data sets. An element that was read and not changed is copied byte for byte, as long as the target is written as its source was;
/// every other one is encoded anew.
/// </summary>
public static class DicomWriter
{
    private const uint Undefined = 0xFFFFFFFF;

    /// <summary>Writes a whole file: an empty preamble, "DICM", file meta information, data set (PS3.10 section 7.1).</summary>
    /// <param name="output">Where to.</param>
    /// <param name="fileMeta">The meta information, as <see cref="DicomFileMeta.Create"/> makes it.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="syntax">The transfer syntax that the meta information names.</param>
    public static void WriteFile(DicomOutput output, DicomDataset fileMeta, DicomDataset dataset, DicomTransferSyntax syntax)
    {
        Span<byte> preamble = stackalloc byte[132];
        preamble.Clear();
        "DICM"u8.CopyTo(preamble[128..]);
        output.Write(preamble);
        Write(output, fileMeta, DicomEncoding.ExplicitLittle);
        Write(output, dataset, syntax.Encoding);
    }

    /// <summary>Writes the elements of a data set.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="dataset">The data set.</param>
    /// <param name="encoding">How.</param>
    public static void Write(DicomOutput output, DicomDataset dataset, DicomEncoding encoding)
    {
        foreach (DicomElement element in dataset)
        {
            WriteElement(output, element, encoding);
        }
    }

    /// <summary>The bytes that a data set takes when it is written; of frames that are made while they are written, what their maker thinks.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="encoding">How it is to be written.</param>
    public static long LengthOf(DicomDataset dataset, DicomEncoding encoding)
    {
        long length = 0;
        foreach (DicomElement element in dataset)
        {
            length += LengthOf(element, encoding);
        }
        return length;
    }

    /// <summary>Turns the byte order of every unit round.</summary>
    /// <param name="bytes">The units; a rest that is no whole unit stays as it is.</param>
    /// <param name="unit">Bytes in a unit: 1, 2, 4 or 8.</param>
    public static void Swap(Span<byte> bytes, int unit)
    {
        if (unit <= 1)
        {
            return;
        }
        for (int at = 0; at + unit <= bytes.Length; at += unit)
        {
            bytes.Slice(at, unit).Reverse();
        }
    }

    private static long LengthOf(DicomElement element, DicomEncoding encoding)
    {
        if (CanCopy(element, encoding) && element.Edit is null)
        {
            return element.Place.Length;
        }
        DicomVR vr = WrittenVR(element, encoding);
        return HeaderLength(vr, encoding) + ValueLength(element, encoding);
    }

    private static long ValueLength(DicomElement element, DicomEncoding encoding)
    {
        if (element.Items is { } items)
        {
            long length = element.UndefinedLength ? 8 : 0;
            foreach (DicomItem item in items)
            {
                length += 8 + LengthOf(item.Dataset, InnerEncoding(element, encoding)) + (item.UndefinedLength ? 8 : 0);
            }
            return length;
        }
        return element.Fragments is not null ? element.Length : (element.Length + 1) & ~1L;
    }

    private static void WriteElement(DicomOutput output, DicomElement element, DicomEncoding encoding)
    {
        if (CanCopy(element, encoding) && element.Edit is null)
        {
            output.CopyFrom(element.Source!, element.Place);
            return;
        }
        DicomVR vr = WrittenVR(element, encoding);
        if (element.Items is { } items)
        {
            WriteHeader(output, element.Tag, vr, encoding, element.UndefinedLength ? Undefined : Checked32(element, ValueLength(element, encoding)));
            WriteItems(output, element, items, InnerEncoding(element, encoding));
            return;
        }
        if (element.Fragments is { } fragments)
        {
            WriteHeader(output, element.Tag, DicomVR.OB, encoding, Undefined);
            foreach (DicomPlace fragment in fragments)
            {
                WriteItemHeader(output, DicomTag.Item, encoding, (uint)fragment.Length);
                output.CopyFrom(element.Source!, fragment);
            }
            WriteItemHeader(output, DicomTag.SequenceDelimitationItem, encoding, 0);
            return;
        }

        if (element.Frames is { } frames)
        {
            if (element.UndefinedLength)
            {
                WriteFragments(output, element, frames, encoding);
            }
            else
            {
                WriteNativeFrames(output, element, frames, encoding);
            }
            return;
        }

        WriteHeader(output, element.Tag, vr, encoding, Checked32(element, ValueLength(element, encoding)));
        // A pixel in OW is swapped by words of 16 bits whatever its depth (PS3.5 section 7.3 and Annex A.3).
        int swap = element.Encoding.BigEndian != encoding.BigEndian && element.VR != DicomVR.UN ? element.VR.UnitSize : 1;
        if (element.Source is { } source)
        {
            output.CopyFrom(source, element.ValuePlace, element.Edit, swap);
        }
        else
        {
            byte[] value = element.Value.ToArray();
            element.Edit?.Apply(value, 0);
            Swap(value, swap);
            output.Write(value);
        }
        if ((element.Length & 1) != 0)
        {
            output.Write([element.VR.Padding]);
        }
    }

    private static void WriteFragments(DicomOutput output, DicomElement element, IEnumerable<ReadOnlyMemory<byte>> frames, DicomEncoding encoding)
    {
        WriteHeader(output, element.Tag, DicomVR.OB, encoding, Undefined);
        WriteItemHeader(output, DicomTag.Item, encoding, 0);
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            WriteItemHeader(output, DicomTag.Item, encoding, (uint)((frame.Length + 1) & ~1));
            output.Write(frame.Span);
            if ((frame.Length & 1) != 0)
            {
                output.Write([0]);
            }
        }
        WriteItemHeader(output, DicomTag.SequenceDelimitationItem, encoding, 0);
    }

    private static void WriteNativeFrames(DicomOutput output, DicomElement element, IEnumerable<ReadOnlyMemory<byte>> frames, DicomEncoding encoding)
    {
        if (encoding.BigEndian)
        {
            throw new NotSupportedException("Frames are made in little endian.");
        }
        WriteHeader(output, element.Tag, element.VR, encoding, Checked32(element, ValueLength(element, encoding)));
        long written = 0;
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            output.Write(frame.Span);
            written += frame.Length;
        }
        if (written != element.Length)
        {
            throw new InvalidOperationException($"Frames of {element.Length} bytes were announced and {written} came.");
        }
        if ((written & 1) != 0)
        {
            output.Write([0]);
        }
    }

    private static void WriteItems(DicomOutput output, DicomElement element, IReadOnlyList<DicomItem> items, DicomEncoding encoding)
    {
        foreach (DicomItem item in items)
        {
            WriteItemHeader(output, DicomTag.Item, encoding, item.UndefinedLength ? Undefined : Checked32(element, LengthOf(item.Dataset, encoding)));
            Write(output, item.Dataset, encoding);
            if (item.UndefinedLength)
            {
                WriteItemHeader(output, DicomTag.ItemDelimitationItem, encoding, 0);
            }
        }
        if (element.UndefinedLength)
        {
            WriteItemHeader(output, DicomTag.SequenceDelimitationItem, encoding, 0);
        }
    }

    /// <summary>An element may be copied when its source wrote it as the target does, and what is inside a sequence has not been changed.</summary>
    private static bool CanCopy(DicomElement element, DicomEncoding encoding) => element.Source is not null && element.Encoding == encoding;

    /// <summary>A UN sequence that must be written anew becomes a proper one; in implicit VR that is the same thing.</summary>
    private static DicomEncoding InnerEncoding(DicomElement element, DicomEncoding encoding) =>
        element.VR == DicomVR.UN && element.Items is not null && WrittenVR(element, encoding) == DicomVR.UN ? DicomEncoding.ImplicitLittle : encoding;

    private static DicomVR WrittenVR(DicomElement element, DicomEncoding encoding)
    {
        if (element.Items is not null)
        {
            return DicomVR.SQ;
        }
        // What is too long for a 16-bit length goes as UN (PS3.5 section 6.2.2, note).
        return encoding.ExplicitVR && !element.VR.HasLongLength && element.Length > 0xFFFE ? DicomVR.UN : element.VR;
    }

    private static int HeaderLength(DicomVR vr, DicomEncoding encoding) => encoding.ExplicitVR && vr.HasLongLength ? 12 : 8;

    private static void WriteHeader(DicomOutput output, DicomTag tag, DicomVR vr, DicomEncoding encoding, uint length)
    {
        Span<byte> header = stackalloc byte[12];
        header.Clear();
        WriteTag(header, tag, encoding);
        int size = HeaderLength(vr, encoding);
        if (encoding.ExplicitVR)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header[4..], vr.Code);
        }
        if (encoding.ExplicitVR && size == 8)
        {
            if (encoding.BigEndian)
            {
                BinaryPrimitives.WriteUInt16BigEndian(header[6..], (ushort)length);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)length);
            }
        }
        else
        {
            WriteUInt32(header[(size - 4)..], length, encoding);
        }
        output.Write(header[..size]);
    }

    private static void WriteItemHeader(DicomOutput output, DicomTag tag, DicomEncoding encoding, uint length)
    {
        Span<byte> header = stackalloc byte[8];
        WriteTag(header, tag, encoding);
        WriteUInt32(header[4..], length, encoding);
        output.Write(header);
    }

    private static void WriteTag(Span<byte> header, DicomTag tag, DicomEncoding encoding)
    {
        if (encoding.BigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header, tag.Value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header, tag.Group);
            BinaryPrimitives.WriteUInt16LittleEndian(header[2..], tag.Element);
        }
    }

    private static void WriteUInt32(Span<byte> target, uint value, DicomEncoding encoding)
    {
        if (encoding.BigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(target, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(target, value);
        }
    }

    private static uint Checked32(DicomElement element, long length) => length < Undefined
        ? (uint)length
        : throw new DicomFormatException("is too long to be written", element.Tag, element.Place.Offset, length);
}
