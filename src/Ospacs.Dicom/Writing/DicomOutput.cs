using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Dicom.Writing;

/// <summary>
/// Where an object is written to: buffers that are filled one after the other. Values are brought straight into the buffer and changed
/// there, so that a pixel is copied once.
/// </summary>
public abstract class DicomOutput
{
    /// <summary>The free rest of the current buffer: at least one byte.</summary>
    public abstract Span<byte> GetSpan();

    /// <summary>Counts bytes of <see cref="GetSpan"/> as written.</summary>
    /// <param name="count">How many.</param>
    public abstract void Advance(int count);

    /// <summary>Writes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            Span<byte> free = GetSpan();
            int count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free);
            Advance(count);
            bytes = bytes[count..];
        }
    }

    /// <summary>Copies bytes of a source, changed by an edit if there is one.</summary>
    /// <param name="source">The source.</param>
    /// <param name="place">Which bytes.</param>
    /// <param name="edit">The edit, or null.</param>
    /// <param name="swapUnit">Bytes in a unit whose order is turned round behind the edit: 1 for none.</param>
    public void CopyFrom(DicomSource source, DicomPlace place, IDicomValueEdit? edit = null, int swapUnit = 1)
    {
        Span<byte> one = stackalloc byte[8];
        long done = 0;
        while (done < place.Length)
        {
            Span<byte> free = GetSpan();
            int count = (int)Math.Min(free.Length, place.Length - done);
            bool whole = count == place.Length - done;
            int usable = whole ? count : count - (count % 8);
            if (usable == 0)
            {
                // Less than a unit is left in this buffer: the unit is made aside and written over the border.
                count = (int)Math.Min(8, place.Length - done);
                Span<byte> unit = one[..count];
                Fill(source, place.Offset + done, unit, edit, done, swapUnit);
                Write(unit);
                done += count;
                continue;
            }
            Fill(source, place.Offset + done, free[..usable], edit, done, swapUnit);
            Advance(usable);
            done += usable;
        }
    }

    private static void Fill(DicomSource source, long offset, Span<byte> target, IDicomValueEdit? edit, long valueOffset, int swapUnit)
    {
        source.Read(offset, target);
        edit?.Apply(target, valueOffset);
        DicomWriter.Swap(target, swapUnit);
    }
}

/// <summary>An output into memory that grows as it must: for headers, small objects and tests.</summary>
public sealed class DicomMemoryOutput : DicomOutput
{
    private byte[] _buffer = new byte[4096];
    private int _count;

    /// <summary>What has been written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _count);

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        if (_count == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        return _buffer.AsSpan(_count);
    }

    /// <inheritdoc/>
    public override void Advance(int count) => _count += count;
}

/// <summary>An output into a stream, by chunks of 256 KiB. <see cref="Flush"/> it before the stream is closed.</summary>
/// <param name="stream">The stream, which the caller closes.</param>
public sealed class DicomStreamOutput(Stream stream) : DicomOutput
{
    private readonly byte[] _buffer = new byte[256 << 10];
    private int _count;

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        if (_count == _buffer.Length)
        {
            Flush();
        }
        return _buffer.AsSpan(_count);
    }

    /// <inheritdoc/>
    public override void Advance(int count)
    {
        _count += count;
        Position += count;
    }

    /// <summary>Hands what is buffered to the stream.</summary>
    public void Flush()
    {
        stream.Write(_buffer, 0, _count);
        _count = 0;
    }
}
