using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit;

/// <summary>
/// Keeps the audit trail as a chain: every entry carries an HMAC-SHA-256, under a key that only the archive's keeper has, over the code of the
/// entry before it and itself. Nobody without the key can change, drop, insert or reorder entries and leave the chain whole. That the end
/// was cut off is seen by those who have seen it: the passports of media, the identity folder, an inspector's bundle.
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
    /// <param name="anchors">Ends that the trail once had. They must have been read before the entries: a running import adds to both.</param>
    /// <param name="earlier">The entries that an earlier bundle holds, in their order, or null.</param>
    /// <param name="cancellation">Ends the work.</param>
    public AuditVerdict Verify(IEnumerable<AuditEntry> entries, IEnumerable<AuditAnchor> anchors, IEnumerable<AuditAnchor>? earlier = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(anchors);
        ILookup<long, AuditAnchor> seen = anchors.ToLookup(anchor => anchor.Sequence);
        using IEnumerator<AuditEntry> walk = entries.GetEnumerator();
        using IEnumerator<AuditAnchor> bundle = (earlier ?? []).GetEnumerator();
        bool inBundle = bundle.MoveNext();
        byte[] mac = new byte[MacLength];
        AuditEntry? last = null;
        long next = 1;
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!TryNext(walk, out bool readable))
            {
                return readable ? AtEnd(last, seen, inBundle ? bundle : null) : Broken(new AuditBreak(next, AuditBreakKind.Unreadable));
            }

            AuditEntry entry = walk.Current;
            if (entry.Sequence != next)
            {
                return Broken(OutOfPlace(walk, next) with { Found = entry });
            }

            byte[] own = Code(mac, entry);
            if (!Same(own, entry.Mac))
            {
                AuditBreak judged = Judge(walk, mac, own, entry, cancellation);
                return Broken(judged with { Found = judged.Found ?? entry });
            }

            mac = own;
            AuditAnchor? other = seen[next].FirstOrDefault(anchor => !Same(own, anchor.Mac));
            if (inBundle)
            {
                other ??= bundle.Current.Sequence == next && Same(own, bundle.Current.Mac) ? null : bundle.Current;
                inBundle = bundle.MoveNext();
            }

            if (other is not null)
            {
                return Broken(new AuditBreak(next, AuditBreakKind.Rewritten, other) { Found = entry });
            }

            last = entry;
            next++;
        }

        AuditVerdict Broken(AuditBreak at) => new(next - 1, at with { Before = last }) { Last = last };
    }

    // A row that cannot be read ends the walk at its place.
    private static bool TryNext(IEnumerator<AuditEntry> walk, out bool readable)
    {
        readable = true;
        try
        {
            return walk.MoveNext();
        }
        catch (ArchiveException e) when (e.Kind == ArchiveFailure.NotAnArchive)
        {
            readable = false;
            return false;
        }
    }

    // What stands in the database itself says more than what stands beside it: an old copy of the database has old passports.
    private static AuditVerdict AtEnd(AuditEntry? last, ILookup<long, AuditAnchor> seen, IEnumerator<AuditAnchor>? bundle)
    {
        long end = last?.Sequence ?? 0;
        List<AuditAnchor> beyond = [.. seen.Where(group => group.Key > end).Select(group => group.First())];
        AuditAnchor? atEnd = bundle?.Current;
        while (bundle?.MoveNext() == true)
        {
            atEnd = bundle.Current;
        }

        AuditAnchor? passport = beyond.Where(anchor => anchor.Witness == AuditWitness.Passport).MinBy(anchor => anchor.Sequence);
        AuditAnchor? beside = beyond.Where(anchor => anchor.Witness != AuditWitness.Passport).MaxBy(anchor => anchor.Sequence);
        if ((passport ?? beside ?? atEnd) is not { } witness)
        {
            return new AuditVerdict(end, null) { Last = last };
        }

        long newest = Math.Max(beyond.Select(anchor => anchor.Sequence).DefaultIfEmpty().Max(), atEnd?.Sequence ?? 0);
        AuditBreakKind kind = witness.Witness == AuditWitness.IdentityFolder ? AuditBreakKind.Outdated : AuditBreakKind.Truncated;
        return new AuditVerdict(end, new AuditBreak(end + 1, kind, witness) { Lost = newest - end, Before = last }) { Last = last };
    }

    private static AuditBreak OutOfPlace(IEnumerator<AuditEntry> walk, long expected)
    {
        long found = walk.Current.Sequence;
        if (found < expected)
        {
            return new AuditBreak(found, AuditBreakKind.Reordered);
        }

        while (TryNext(walk, out _))
        {
            if (walk.Current.Sequence == expected)
            {
                return new AuditBreak(expected, AuditBreakKind.Reordered);
            }
        }

        return new AuditBreak(expected, AuditBreakKind.Missing) { Lost = found - expected };
    }

    // What was done to an entry whose code does not fit shows in those that follow: each code is made over the one before it.
    private AuditBreak Judge(IEnumerator<AuditEntry> walk, byte[] before, byte[] own, AuditEntry entry, CancellationToken cancellation)
    {
        long place = entry.Sequence;
        AuditEntry previous = entry;
        bool linked = false;
        bool followed = false;
        while (TryNext(walk, out _))
        {
            cancellation.ThrowIfCancellationRequested();
            AuditEntry later = walk.Current;
            if (Same(Code(before, later with { Sequence = place }), later.Mac))
            {
                return new AuditBreak(place, AuditBreakKind.Reordered) { Found = later };
            }

            bool fits = Same(Code(previous.Mac, later), later.Mac);
            if (!followed)
            {
                if (fits)
                {
                    return new AuditBreak(place, AuditBreakKind.Altered);
                }

                if (Same(Code(own, later), later.Mac))
                {
                    return new AuditBreak(place, AuditBreakKind.CodeAltered);
                }

                if (Shift(previous.Mac, later) is > 0 and var lost)
                {
                    return new AuditBreak(place, AuditBreakKind.Missing) { Lost = lost };
                }
            }

            followed = true;
            linked |= fits;
            previous = later;
        }

        return new AuditBreak(place, linked || !followed ? AuditBreakKind.Altered : AuditBreakKind.Recoded);
    }

    // By how many numbers two entries that follow each other were moved down together, or 0.
    private int Shift(byte[] before, AuditEntry entry)
    {
        const int Farthest = 10_000;
        for (int by = 1; by <= Farthest; by++)
        {
            if (Same(Code(before, entry with { Sequence = entry.Sequence + by }), entry.Mac))
            {
                return by;
            }
        }

        return 0;
    }

    private static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(one, other);

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
