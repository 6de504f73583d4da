using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Ospacs.Archive.Ledger;

/// <summary>
/// Turns a record of the ledger into a line and back: JSON under AES-256-GCM in base64. What is authenticated beside it names the format and
/// the archive, so that no line of another archive, or of another format under the same key, passes for one of this. An object serves one
/// thread at a time.
/// </summary>
internal sealed class LedgerCipher : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly AesGcm _aes;
    private readonly byte[] _context;
    private readonly ArrayBufferWriter<byte> _json = new(2048);
    private readonly Utf8JsonWriter _writer;
    private readonly byte[] _nonces = new byte[256 * NonceLength];
    private int _nextNonce = 256 * NonceLength;
    private byte[] _line = [];

    /// <summary>Makes the cipher of an archive.</summary>
    /// <param name="key">The archive's key.</param>
    /// <param name="archiveId">The archive.</param>
    internal LedgerCipher(Protection.ArchiveKey key, Guid archiveId)
    {
        _aes = new AesGcm(key.Derive("ospacs ledger 1"), TagLength);
        _writer = new Utf8JsonWriter(_json);
        _context = Encoding.ASCII.GetBytes(ContextOf(archiveId));
    }

    /// <summary>What is authenticated with each record of an archive, and stands in the head of each file.</summary>
    /// <param name="archiveId">The archive.</param>
    internal static string ContextOf(Guid archiveId) => $"ospacs ledger 1 {archiveId:D}";

    /// <summary>Writes the line of a record, without its end.</summary>
    /// <param name="record">The record.</param>
    /// <param name="output">Where to.</param>
    internal void Seal(LedgerRecord record, Stream output)
    {
        _json.ResetWrittenCount();
        _writer.Reset(_json);
        LedgerText.Write(_writer, record);
        _writer.Flush();
        ReadOnlySpan<byte> json = _json.WrittenSpan;
        int length = NonceLength + json.Length + TagLength;
        int encoded = Base64.GetMaxEncodedToUtf8Length(length);
        if (_line.Length < encoded)
        {
            _line = new byte[encoded * 2];
        }
        if (_nonces.Length - _nextNonce < NonceLength)
        {
            RandomNumberGenerator.Fill(_nonces);
            _nextNonce = 0;
        }
        Span<byte> line = _line;
        _nonces.AsSpan(_nextNonce, NonceLength).CopyTo(line);
        _nextNonce += NonceLength;
        _aes.Encrypt(line[..NonceLength], json, line.Slice(NonceLength, json.Length), line.Slice(NonceLength + json.Length, TagLength), _context);
        Base64.EncodeToUtf8InPlace(line, length, out int written);
        output.Write(line[..written]);
    }

    /// <summary>The record of a line, or null when the line is none of this archive, or damaged.</summary>
    /// <param name="line">The line, without its end.</param>
    internal LedgerRecord? Unseal(ReadOnlySpan<byte> line)
    {
        byte[] sealedBytes = new byte[Base64.GetMaxDecodedFromUtf8Length(line.Length)];
        if (Base64.DecodeFromUtf8(line, sealedBytes, out _, out int length) != OperationStatus.Done || length < NonceLength + TagLength)
        {
            return null;
        }
        byte[] json = new byte[length - NonceLength - TagLength];
        try
        {
            _aes.Decrypt(sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(NonceLength, json.Length), sealedBytes.AsSpan(length - TagLength, TagLength), json, _context);
            return LedgerRecord.FromJson(json);
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _writer.Dispose();
        _aes.Dispose();
    }
}
