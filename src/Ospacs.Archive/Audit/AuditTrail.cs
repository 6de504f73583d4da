using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit;

/// <summary>
/// Keeps the audit trail as a chain: every entry carries an HMAC-SHA-256, under a key that only the archive's keeper has, over the code of the
/// entry before it and itself. Nobody without the key can change, drop, insert or reorder entries and leave the chain whole,
/// and each medium's passport remembers the chain's end at its time, so that the end cannot be cut off either.
/// docs/formats.md gives the encoding, byte by byte. An object serves one writer at a time.
/// </summary>
public sealed class AuditTrail
{
    /// <summary>Bytes of the archive's key.</summary>
    public const int KeyLength = 32;

    private const int MacLength = 32;

    private readonly byte[] _key;
    private readonly TimeProvider _clock;
    private readonly string _account;
    private readonly string _machine;
    private readonly ArrayBufferWriter<byte> _message = new(512);

    // The chain's end, as long as the same batch is written to: asking it for every entry would cost a call to the database each.
    private IStoreBatch? _batchOfHead;
    private (long Sequence, byte[] Mac) _head;

    /// <summary>Makes the trail's writer and verifier.</summary>
    /// <param name="archiveKey">The archive's key, 32 bytes; the audit's own key is derived from it.</param>
    /// <param name="clock">The clock, or null for the system's.</param>
    public AuditTrail(ReadOnlySpan<byte> archiveKey, TimeProvider? clock = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(archiveKey.Length, KeyLength, nameof(archiveKey));
        _key = HMACSHA256.HashData(archiveKey, "ospacs audit 1"u8);
        _clock = clock ?? TimeProvider.System;
        _account = $"{Environment.UserDomainName}\\{Environment.UserName}";
        _machine = Environment.MachineName;
    }

    /// <summary>Appends an entry to the trail, as a part of a batch: it lasts when the batch does.</summary>
    /// <param name="batch">The batch. While it is open, entries are appended to it by this object alone.</param>
    /// <param name="draft">What is to be entered.</param>
    /// <returns>The entry as it was written.</returns>
    /// <exception cref="ArchiveException">It could not be written; the trail is as it was.</exception>
    public AuditEntry Append(IStoreBatch batch, AuditDraft draft)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(draft);
        if (!ReferenceEquals(batch, _batchOfHead))
        {
            _head = batch.AuditHead;
            _batchOfHead = batch;
        }

        AuditEntry entry = new()
        {
            Sequence = _head.Sequence + 1,
            TimeUtc = Milliseconds(_clock.GetUtcNow().UtcDateTime),
            Account = _account,
            Machine = _machine,
            Action = draft.Action,
            MediaRef = draft.MediaRef,
            FileNumber = draft.FileNumber,
            SubjectId = draft.SubjectId,
            SopInstanceUid = draft.SopInstanceUid,
            PolicyId = draft.PolicyId,
            Outcome = draft.Outcome,
            Reason = draft.Reason,
            OldValue = draft.OldValue,
            NewValue = draft.NewValue,
        };
        entry = entry with { Mac = Code(_head.Mac, entry) };
        batch.AddAudit(entry);
        _head = (entry.Sequence, entry.Mac);
        return entry;
    }

    /// <summary>Follows the whole trail and finds the first place where it does not hold.</summary>
    /// <param name="entries">All entries in the order in which they are kept.</param>
    /// <param name="anchors">Media as their passports have them. They must have been read before the entries: a running import adds to both.</param>
    /// <param name="cancellation">Ends the work.</param>
    public AuditVerdict Verify(IEnumerable<AuditEntry> entries, IEnumerable<MediaRecord> anchors, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(anchors);
        ILookup<long, MediaRecord> seen = anchors.ToLookup(anchor => anchor.AuditSequence);
        byte[] mac = new byte[MacLength];
        long last = 0;
        using IEnumerator<AuditEntry> walk = entries.GetEnumerator();
        while (walk.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            AuditEntry entry = walk.Current;
            if (entry.Sequence != last + 1)
            {
                return new AuditVerdict(last, OutOfPlace(walk, last + 1));
            }

            mac = Code(mac, entry);
            if (!CryptographicOperations.FixedTimeEquals(mac, entry.Mac))
            {
                return new AuditVerdict(last, new AuditBreak(entry.Sequence, AuditBreakKind.Altered));
            }

            if (seen[entry.Sequence].FirstOrDefault(anchor => !CryptographicOperations.FixedTimeEquals(mac, anchor.AuditMac)) is { } other)
            {
                return new AuditVerdict(last, new AuditBreak(entry.Sequence, AuditBreakKind.Rewritten, other.MediaRef));
            }

            last = entry.Sequence;
        }

        MediaRecord? beyond = seen.Where(group => group.Key > last).MinBy(group => group.Key)?.First();
        return new AuditVerdict(last, beyond is null ? null : new AuditBreak(last + 1, AuditBreakKind.Truncated, beyond.MediaRef));
    }

    private static AuditBreak OutOfPlace(IEnumerator<AuditEntry> walk, long expected)
    {
        if (walk.Current.Sequence < expected)
        {
            return new AuditBreak(walk.Current.Sequence, AuditBreakKind.Reordered);
        }

        while (walk.MoveNext())
        {
            if (walk.Current.Sequence == expected)
            {
                return new AuditBreak(expected, AuditBreakKind.Reordered);
            }
        }

        return new AuditBreak(expected, AuditBreakKind.Missing);
    }

    // Every database keeps a millisecond, and the code covers the time as it is read back.
    private static DateTime Milliseconds(DateTime time) => new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);

    private byte[] Code(ReadOnlySpan<byte> before, AuditEntry entry)
    {
        _message.ResetWrittenCount();
        _message.Write(before);
        Write(entry.Sequence.ToString(CultureInfo.InvariantCulture));
        Write(entry.TimeUtc.ToString("O", CultureInfo.InvariantCulture));
        Write(entry.Account);
        Write(entry.Machine);
        Write(entry.Action);
        Write(entry.MediaRef);
        Write(entry.FileNumber?.ToString(CultureInfo.InvariantCulture));
        Write(entry.SubjectId);
        Write(entry.SopInstanceUid);
        Write(entry.PolicyId?.ToString(CultureInfo.InvariantCulture));
        Write(entry.Outcome);
        Write(entry.Reason);
        // Entries without values are coded as they were before there were any.
        if (entry.OldValue is not null || entry.NewValue is not null)
        {
            Write(entry.OldValue);
            Write(entry.NewValue);
        }
        return HMACSHA256.HashData(_key, _message.WrittenSpan);
    }

    // A length of 4 bytes, the most significant first, and so many bytes of UTF-8. A value that is not there has the length FFFFFFFF,
    // so that it and an empty one differ.
    private void Write(string? field)
    {
        int length = field is null ? -1 : Encoding.UTF8.GetByteCount(field);
        BinaryPrimitives.WriteInt32BigEndian(_message.GetSpan(sizeof(int)), length);
        _message.Advance(sizeof(int));
        if (field is { Length: > 0 })
        {
            _message.Advance(Encoding.UTF8.GetBytes(field, _message.GetSpan(length)));
        }
    }
}
