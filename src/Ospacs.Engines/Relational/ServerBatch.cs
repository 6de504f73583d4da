using System.Security.Cryptography;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Relational;

/// <summary>
/// A transaction on a connection of its own, with the writers' turn. Where the driver can send statements together, a small part, an image that is known to be new, what became
/// of a file and an audit entry wait for others, a lookup or the commit: they hold nothing that the server could refuse, since it was checked here or asked for before, and a
/// failure of the server itself shows then.
/// </summary>
internal sealed class ServerBatch : IStoreBatch
{
    // Bytes of a part that is copied and sent with its image's row. A larger one goes at once, from where it is.
    private const int SmallPart = 64 << 10;

    private readonly Lock _gate = new();
    private readonly ServerChannel _channel;
    private readonly ServerSession _session;
    private readonly PartLedger _parts = new();
    private readonly BatchTotals _totals = new();
    private readonly HashSet<long> _complete = [];
    private readonly Dictionary<string, long> _policies = new(StringComparer.Ordinal);
    private readonly byte[] _mark = RandomNumberGenerator.GetBytes(16);
    private readonly long _lastImageIdBefore;
    private (long Sequence, byte[] Mac) _head;
    private bool _audited;
    private long _lastImageId;
    private long _lastImageWritten;
    private long _bytes;
    private ArchiveException? _failure;
    private bool _ended;

    private ServerBatch(ServerChannel channel, ServerSession session)
    {
        _channel = channel;
        _session = session;
        (_lastImageId, _head) = session.One(
            row => (row.GetInt64(0), (row.GetInt64(1), row.GetBytesOrNull(2) ?? new byte[32])),
            ServerStatements.ReadHead.With());
        _lastImageIdBefore = _lastImageWritten = _lastImageId;
    }

    /// <inheritdoc/>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public (long Sequence, byte[] Mac) AuditHead => Run(() => _head);

    /// <summary>Begins a transaction and waits for the turn.</summary>
    /// <param name="channel">The way to the server.</param>
    /// <param name="session">A session of the batch's own, which it disposes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static ServerBatch Begin(ServerChannel channel, ServerSession session, CancellationToken cancellation = default)
    {
        session.Begin();
        return Continue(channel, session, cancellation);
    }

    /// <summary>Waits for the turn in a transaction that is open already.</summary>
    /// <param name="channel">The way to the server.</param>
    /// <param name="session">A session of the batch's own, which it disposes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static ServerBatch Continue(ServerChannel channel, ServerSession session, CancellationToken cancellation = default)
    {
        session.Dialect.TakeTurn(session, cancellation);
        return new ServerBatch(channel, session);
    }

    /// <inheritdoc/>
    public long ReserveImageId() => Run(() => ++_lastImageId);

    /// <inheritdoc/>
    public unsafe void AddPart(long imageId, int number, ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length;
        fixed (byte* start = bytes)
        {
            nint address = (nint)start;
            Run(() =>
            {
                _parts.Check(imageId, number, length);
                CheckReserved(imageId);
                if (length <= SmallPart && _session.CanQueue)
                {
                    _session.Queue(ServerStatements.AddPart.With(imageId, (long)number, (ReadOnlyMemory<byte>)new ReadOnlySpan<byte>((byte*)address, length).ToArray()));
                }
                else
                {
                    using System.Buffers.MemoryManager<byte> pinned = new PinnedBytes((byte*)address, length);
                    _session.Dialect.WritePart(_session, imageId, number, pinned.Memory);
                }

                _parts.Add(imageId, length);
                Volatile.Write(ref _bytes, _bytes + length);
            });
        }
    }

    /// <inheritdoc/>
    public void AddImage(ImageRecord image, bool isNew = false)
    {
        StoreGuard.Check(image);
        Run(() =>
        {
            _parts.Check(image);
            ServerCall call = ServerStatements.AddImage.With(ServerRows.Values(image));
            if (isNew)
            {
                _session.Queue(call, row => CheckLate((WriteResult)row.GetInt32(0)));
            }
            else
            {
                Check(Result(call));
            }

            _parts.Settle(image.ImageId);
            _complete.Add(image.ImageId);
            _lastImageWritten = Math.Max(_lastImageWritten, image.ImageId);
            _totals.Add(image);
        });
    }

    /// <inheritdoc/>
    public void ReplaceObject(ImageRecord image, long draftId)
    {
        StoreGuard.Check(image);
        Run(() =>
        {
            ImageRecord? stored = Find(image.ImageId);
            StoreGuard.CheckReplacement(image, stored);
            _parts.Check(image, draftId);
            ReplaceParts(image.ImageId, draftId);
            _session.Queue(ServerStatements.UpdateObject.With(ServerRows.ObjectValues(image)));
            _parts.Settle(draftId);
            _totals.Replace(stored!, image);
        });
    }

    /// <inheritdoc/>
    public void AddStudy(StudyRecord study)
    {
        StoreGuard.Check(study);
        Run(() => Check(Result(ServerStatements.AddStudy.With(study.StudyInstanceUid, study.SubjectId, study.RootStudyUid, (long)study.Generation))));
    }

    /// <inheritdoc/>
    public void MoveImage(ImageRecord image, long draftId, RetiredVersion retired) => Run(() =>
    {
        ImageRecord? stored = Find(image.ImageId);
        StoreGuard.CheckMove(image, stored, retired);
        _parts.Check(image, draftId);
        Check(Result(ServerStatements.CheckMove.With(image.StudyInstanceUid, image.SubjectId, image.SopInstanceUid)));
        _session.Queue(ServerStatements.AddRetired.With(ServerHistoryRows.Values(retired)));
        ReplaceParts(image.ImageId, draftId);
        _session.Queue(ServerStatements.UpdateImage.With(ServerRows.Values(image)));
        _parts.Settle(draftId);
        _totals.Replace(stored!, image);
    });

    /// <inheritdoc/>
    public void RemoveImage(Tombstone tombstone) => Run(() =>
    {
        ImageRecord? stored = Find(tombstone.ImageId);
        StoreGuard.Check(tombstone, stored);
        _session.Queue(ServerStatements.AddTombstone.With(ServerHistoryRows.Values(tombstone)));
        _session.Queue(ServerStatements.RemoveParts.With(tombstone.ImageId));
        _session.Queue(ServerStatements.RemoveImage.With(tombstone.ImageId));
        _totals.Remove(stored!);
    });

    /// <inheritdoc/>
    public long AddExport(ExportRecord export, IReadOnlyList<ExportImageRecord> images)
    {
        StoreGuard.Check(export, images);
        return Run(() =>
        {
            long id = _session.One(row => row.GetInt64(0), ServerStatements.AddExport.With(ServerHistoryRows.Values(export)));
            foreach (ExportImageRecord image in images)
            {
                _session.Queue(ServerStatements.AddExportImage.With(ServerHistoryRows.Values(id, image)));
            }

            return id;
        });
    }

    /// <inheritdoc/>
    public void RemoveParts(long imageId) => Run(() =>
    {
        _session.Queue(ServerStatements.RemoveDraft.With(imageId));
        _parts.Settle(imageId);
    });

    /// <inheritdoc/>
    public long AddPolicy(string text, byte[] sha256, DateTime usedUtc)
    {
        StoreGuard.CheckPolicy(text, sha256);
        return Run(() =>
        {
            string key = Convert.ToHexString(sha256);
            if (!_policies.TryGetValue(key, out long id))
            {
                id = _session.One(row => row.GetInt64(0), ServerStatements.AddPolicy.With(sha256, text, ServerValue.Time(usedUtc)));
                _policies.Add(key, id);
            }

            return id;
        });
    }

    /// <inheritdoc/>
    public void SetMediaFile(MediaFileRecord file)
    {
        StoreGuard.Check(file);
        Run(() => _session.Queue(ServerStatements.SetMediaFile.With(ServerRows.Values(file))));
    }

    /// <inheritdoc/>
    public void RemoveMediaFile(string mediaRef, byte[] fileKey)
    {
        ArgumentNullException.ThrowIfNull(fileKey);
        Run(() => _session.Queue(ServerStatements.RemoveMediaFile.With(mediaRef, fileKey)));
    }

    /// <inheritdoc/>
    public void SetMedia(MediaRecord media)
    {
        StoreGuard.Check(media);
        Run(() => _session.Queue(ServerStatements.SetMedia.With(ServerRows.Values(media))));
    }

    /// <inheritdoc/>
    public void AddAudit(AuditEntry entry) => Run(() =>
    {
        StoreGuard.Check(entry, _head.Sequence);
        _session.Queue(ServerStatements.AddAudit.With(ServerRows.Values(entry)));
        _head = (entry.Sequence, entry.Mac);
        _audited = true;
    });

    /// <inheritdoc/>
    public void Commit()
    {
        Run(() =>
        {
            _parts.CheckSettled();
            ServerTotals.Write(_session, _totals);
            _session.Queue(ServerStatements.SetHead.With(_lastImageWritten, _mark));
            _session.Flush();
            try
            {
                _session.Commit();
            }
            catch (ArchiveException failure) when (ServerFailure.Is(failure, ServerFault.ConnectionLost))
            {
                if (!new CommitDoubt(_channel, _audited ? _head : null, _mark).Lasted())
                {
                    throw;
                }
            }
        });
        End();
    }

    /// <inheritdoc/>
    public void Dispose() => End();

    /// <summary>Ends the batch because its store is closed: nothing of it is stored.</summary>
    public void Abandon() => End();

    /// <summary>Looks at what is there as the batch sees it. A batch that is over, or whose connection is gone, gives no answer.</summary>
    /// <param name="work">The work, which only looks.</param>
    /// <param name="seen">What it gave.</param>
    public bool TryLook<T>(Func<ServerSession, T> work, out T? seen)
    {
        lock (_gate)
        {
            seen = default;
            if (_ended || _failure is not null)
            {
                return false;
            }

            try
            {
                seen = Run(() => work(_session));
                return true;
            }
            catch (ArchiveException failure) when (ServerFailure.IsTransient(failure))
            {
                // The batch is lost, and its next call says so; whoever only looks need not be.
                return false;
            }
        }
    }

    private static void Check(WriteResult result)
    {
        if (result != WriteResult.Written)
        {
            throw ServerFailure.From(result);
        }
    }

    // The image counts as written by now.
    private void CheckLate(WriteResult result)
    {
        if (result != WriteResult.Written)
        {
            _failure = new ArchiveException(
                ArchiveFailure.Conflict, "An image was to be written as new and is not: " + ServerFailure.From(result).Message + " Nothing of the batch is stored.");
            throw _failure;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _ended = true;
                _channel.Leave(this);
                _session.Dispose();
            }
        }
    }

    private void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    private T Run<T>(Func<T> work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_failure is not null)
            {
                throw new ArchiveException(_failure.Kind, "The batch was rolled back after an earlier error. Nothing of it was stored.", _failure.InnerException);
            }

            try
            {
                return work();
            }
            catch (ArchiveException failure) when (failure.InnerException is ServerException)
            {
                bool goesOn = failure.Kind is ArchiveFailure.InvalidArgument or ArchiveFailure.NotFound or ArchiveFailure.Duplicate or ArchiveFailure.Conflict;
                if (!goesOn)
                {
                    _failure = failure;
                    throw;
                }

                if (!_session.Dialect.ErrorsEndTransactions)
                {
                    throw;
                }

                _failure = new ArchiveException(ArchiveFailure.Database, failure.Message + " Nothing of the batch is stored.", failure.InnerException);
                throw _failure;
            }
        }
    }

    private WriteResult Result(ServerCall call) => (WriteResult)_session.One(row => row.GetInt32(0), call);

    private void ReplaceParts(long imageId, long draftId)
    {
        _session.Queue(ServerStatements.RemoveParts.With(imageId));
        _session.Queue(ServerStatements.MoveParts.With(draftId, imageId));
    }

    private ImageRecord? Find(long imageId) => _session.One(StoredRows.Image, ServerStatements.FindImage.With(imageId));

    private void CheckReserved(long imageId)
    {
        if (imageId <= _lastImageIdBefore || imageId > _lastImageId)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The image key {imageId} was not reserved.");
        }

        if (_complete.Contains(imageId))
        {
            throw new ArchiveException(ArchiveFailure.Duplicate, "This part of the image is written already.");
        }
    }
}
