using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Tests.Pixels.Codecs;

/// <summary>
/// Bytes that end where memory ends: a load or store one byte further on kills the process. Only on Linux; elsewhere they are ordinary
/// bytes. What a decoder does beyond the bounds of its spans would not be seen otherwise, for loops that are proven safe check nothing.
/// </summary>
internal sealed class GuardedBytes : IDisposable
{
    private const int Page = 64 << 10;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly int _size;
    private readonly nint _memory;
    private readonly byte[]? _ordinary;

    /// <summary>Makes room.</summary>
    /// <param name="most">The most bytes that will be asked for.</param>
    internal GuardedBytes(int most)
    {
        _size = (most + Page - 1) / Page * Page;
        if (!OperatingSystem.IsLinux())
        {
            _ordinary = new byte[_size];
            return;
        }
        _memory = Map(0, (nuint)(_size + Page), ReadWrite, PrivateAnonymous, -1, 0);
        if (_memory == -1 || Protect(_memory + _size, Page, 0) != 0)
        {
            throw new InvalidOperationException("No guarded memory can be had.");
        }
    }

    /// <summary>The last bytes before the guard.</summary>
    /// <param name="length">How many.</param>
    internal Span<byte> Last(int length) => _ordinary is not null
        ? _ordinary.AsSpan(_size - length, length)
        : MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), _memory + _size - length), length);

    public void Dispose()
    {
        if (_ordinary is null)
        {
            _ = Unmap(_memory, (nuint)(_size + Page));
        }
    }

    [DllImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static extern nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static extern int Protect(nint address, nuint length, int protection);

    [DllImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static extern int Unmap(nint address, nuint length);
}
