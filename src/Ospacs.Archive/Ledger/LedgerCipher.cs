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

    /// <summary>Makes the cipher of an archive.</summary>
    /// <param name="key">The archive's key.</param>
    /// <param name="archiveId">The archive.</param>
    internal LedgerCipher(Protection.ArchiveKey key, Guid archiveId)
    {
        _aes = new AesGcm(key.Derive("ospacs ledger 1"), TagLength);
        _context = Encoding.ASCII.GetBytes(ContextOf(archiveId));
    }

    /// <summary>What is authenticated with each record of an archive, and stands in the head of each file.</summary>
    /// <param name="archiveId">The archive.</param>
    internal static string ContextOf(Guid archiveId) => $"ospacs ledger 1 {archiveId:D}";

    /// <summary>The line of a record, without its end.</summary>
    /// <param name="record">The record.</param>
    internal byte[] Seal(LedgerRecord record)
    {
        byte[] json = record.ToJson();
        byte[] sealedBytes = new byte[NonceLength + json.Length + TagLength];
        Span<byte> nonce = sealedBytes.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        _aes.Encrypt(nonce, json, sealedBytes.AsSpan(NonceLength, json.Length), sealedBytes.AsSpan(NonceLength + json.Length), _context);
        byte[] line = new byte[Base64.GetMaxEncodedToUtf8Length(sealedBytes.Length)];
        Base64.EncodeToUtf8(sealedBytes, line, out _, out _);
        return line;
    }

    /// <summary>The record of a line, or null when the line is none of this archive, or damaged.</summary>
    /// <param name="line">The line, without its end.</param>
    internal LedgerRecord? Unseal(ReadOnlySpan<byte> line)
    {
        byte[] sealedBytes = new byte[Base64.GetMaxDecodedFromUtf8Length(line.Length)];
        if (Base64.DecodeFromUtf8(line, sealedBytes, out _, out int length) != System.Buffers.OperationStatus.Done || length < NonceLength + TagLength)
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

    public void Dispose() => _aes.Dispose();
}
