using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Sqlite;

/// <summary>A transaction on the store's connection.</summary>
internal sealed class SqliteBatch : IStoreBatch
{
    private readonly SqliteDatabase _database;
    private readonly SqliteBatchTurn _turn;
    private readonly PartLedger _parts = new();
    private readonly BatchTotals _totals = new();
    private (long Sequence, byte[] Mac) _head;
    private long _lastImageId;
    private long _lastImageIdBefore;
    private long _bytes;
    private bool _ended;

    /// <summary>Takes over a transaction that has just begun: keys and the audit's head are read inside it, where nobody else can move them.</summary>
    public SqliteBatch(SqliteDatabase database, SqliteBatchTurn turn)
    {
        _database = database;
        _turn = turn;
        _database.Run(() =>
        {
            _lastImageId = _lastImageIdBefore = _database.Scalar("SELECT max(seq) FROM sqlite_sequence WHERE name = 'Image'");
            using SqliteStatement statement = _database.Prepare("SELECT Sequence, Mac FROM Audit ORDER BY Sequence DESC LIMIT 1");
            _head = statement.Step() ? (statement.GetInt64(0), statement.GetBytes(1)) : (0, new byte[32]);
        });
    }

    /// <inheritdoc/>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public (long Sequence, byte[] Mac) AuditHead => Run(() => _head);

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
                Reserved(imageId);
                using SqliteStatement statement = _database.Prepare("INSERT INTO ImagePart (ImageId, Number, Bytes) VALUES (?, ?, ?)");
                statement.Bind(1, imageId);
                statement.Bind(2, (long)number);
                statement.BindInPlace(3, (byte*)address, length);
                statement.Step();
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
            bool newStudy = AddStudy(image);
            try
            {
                using SqliteStatement statement = _database.Prepare(SqliteRows.InsertImage);
                SqliteRows.Bind(statement, image);
                statement.Step();
            }
            catch when (newStudy && _database.InTransaction)
            {
                using SqliteStatement undo = _database.Prepare("DELETE FROM Study WHERE StudyInstanceUid = ?");
                undo.Bind(1, image.StudyInstanceUid);
                undo.Step();
                throw;
            }

            _parts.Settle(image.ImageId);
            _totals.Add(image);
        });
    }

    /// <inheritdoc/>
    public void ReplaceObject(ImageRecord image, long draftId)
    {
        StoreGuard.Check(image);
        bool begun = false;
        Run(() =>
        {
            if (begun)
            {
                // Tried again after a wait, it would take its own work for the old object and delete that.
                throw new ArchiveException(ArchiveFailure.Database, "The batch was disturbed while an object was replaced. Nothing of it is to be stored.");
            }

            ImageRecord? before = Find(image.ImageId);
            StoreGuard.CheckReplacement(image, before);
            _parts.Check(image, draftId);
            begun = true;
            ReplaceParts(image.ImageId, draftId);
            using SqliteStatement row = _database.Prepare(SqliteRows.UpdateObject);
            SqliteRows.BindObject(row, image);
            row.Step();
            _parts.Settle(draftId);
            _totals.Replace(before!, image);
        });
    }

    /// <inheritdoc/>
    public void AddStudy(StudyRecord study)
    {
        StoreGuard.Check(study);
        Run(() =>
        {
            using (SqliteStatement root = _database.Prepare("SELECT 1 FROM Study WHERE StudyInstanceUid = ? AND Generation = 0"))
            {
                root.Bind(1, study.RootStudyUid);
                if (!root.Step())
                {
                    throw new ArchiveException(ArchiveFailure.InvalidArgument, "The study that a later generation is made of is not in the archive.");
                }
            }

            using SqliteStatement add = _database.Prepare("INSERT INTO Study (StudyInstanceUid, SubjectId, RootStudyUid, Generation) VALUES (?, ?, ?, ?)");
            add.Bind(1, study.StudyInstanceUid);
            add.Bind(2, study.SubjectId);
            add.Bind(3, study.RootStudyUid);
            add.Bind(4, (long)study.Generation);
            add.Step();
        });
    }

    /// <inheritdoc/>
    public void MoveImage(ImageRecord image, long draftId, RetiredVersion retired)
    {
        bool begun = false;
        Run(() =>
        {
            if (begun)
            {
                throw new ArchiveException(ArchiveFailure.Database, "The batch was disturbed while an image was moved. Nothing of it is to be stored.");
            }

            ImageRecord? before = Find(image.ImageId);
            StoreGuard.CheckMove(image, before, retired);
            _parts.Check(image, draftId);
            CheckFree(image);
            begun = true;
            SqliteHistoryRows.Insert(_database, retired);
            ReplaceParts(image.ImageId, draftId);
            using SqliteStatement row = _database.Prepare(SqliteRows.UpdateImage);
            SqliteRows.Bind(row, image);
            row.Step();
            _parts.Settle(draftId);
            _totals.Replace(before!, image);
        });
    }

    /// <inheritdoc/>
    public void RemoveImage(Tombstone tombstone) => Run(() =>
    {
        ImageRecord? before = Find(tombstone.ImageId);
        StoreGuard.Check(tombstone, before);
        OverwriteWhatIsDeleted();
        SqliteHistoryRows.Insert(_database, tombstone);
        using (SqliteStatement parts = _database.Prepare("DELETE FROM ImagePart WHERE ImageId = ?"))
        {
            parts.Bind(1, tombstone.ImageId);
            parts.Step();
        }

        using SqliteStatement row = _database.Prepare("DELETE FROM Image WHERE ImageId = ?");
        row.Bind(1, tombstone.ImageId);
        row.Step();
        _totals.Remove(before!);
    });

    /// <inheritdoc/>
    public long AddExport(ExportRecord export, IReadOnlyList<ExportImageRecord> images)
    {
        StoreGuard.Check(export, images);
        return Run(() =>
        {
            long id = SqliteHistoryRows.Insert(_database, export);
            foreach (ExportImageRecord image in images)
            {
                SqliteHistoryRows.Insert(_database, id, image);
            }

            return id;
        });
    }

    /// <inheritdoc/>
    public void RemoveParts(long imageId) => Run(() =>
    {
        using SqliteStatement statement = _database.Prepare("DELETE FROM ImagePart WHERE ImageId = ?1 AND NOT EXISTS (SELECT 1 FROM Image WHERE ImageId = ?1)");
        statement.Bind(1, imageId);
        statement.Step();
        _parts.Settle(imageId);
    });

    /// <inheritdoc/>
    public long AddPolicy(string text, byte[] sha256, DateTime usedUtc)
    {
        StoreGuard.CheckPolicy(text, sha256);
        return Run(() =>
        {
            using (SqliteStatement insert = _database.Prepare("INSERT INTO Policy (Sha256, PolicyText, FirstUsedUtc) VALUES (?, ?, ?) ON CONFLICT (Sha256) DO NOTHING"))
            {
                insert.Bind(1, sha256);
                insert.Bind(2, text);
                insert.Bind(3, usedUtc);
                insert.Step();
            }

            using SqliteStatement find = _database.Prepare("SELECT PolicyId FROM Policy WHERE Sha256 = ?");
            find.Bind(1, sha256);
            find.Step();
            return find.GetInt64(0);
        });
    }

    /// <inheritdoc/>
    public void SetMediaFile(MediaFileRecord file)
    {
        StoreGuard.Check(file);
        Run(() =>
        {
            if (!Write(_database.Prepare("INSERT INTO MediaFile (MediaRef, FileKey, Number, Outcome, Reason) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"), file))
            {
                Write(_database.Prepare("UPDATE MediaFile SET Number = ?3, Outcome = ?4, Reason = ?5 WHERE MediaRef = ?1 AND FileKey = ?2"), file);
            }
        });

        bool Write(SqliteStatement prepared, MediaFileRecord file)
        {
            using SqliteStatement statement = prepared;
            statement.Bind(1, file.MediaRef);
            statement.Bind(2, file.FileKey);
            statement.Bind(3, (long)file.Number);
            statement.Bind(4, (file.Outcome == FileOutcome.AlreadyStored ? FileOutcome.Stored : file.Outcome).ToString());
            statement.Bind(5, file.Reason?.ToString());
            statement.Step();
            return _database.Changed;
        }
    }

    /// <inheritdoc/>
    public void RemoveMediaFile(string mediaRef, byte[] fileKey)
    {
        ArgumentNullException.ThrowIfNull(fileKey);
        Run(() =>
        {
            using SqliteStatement statement = _database.Prepare("DELETE FROM MediaFile WHERE MediaRef = ? AND FileKey = ?");
            statement.Bind(1, mediaRef);
            statement.Bind(2, fileKey);
            statement.Step();
        });
    }

    /// <inheritdoc/>
    public void SetMedia(MediaRecord media)
    {
        StoreGuard.Check(media);
        Run(() =>
        {
            using SqliteStatement statement = _database.Prepare(
                "INSERT INTO Media (MediaRef, Centre, Expected, Missing, FirstImportUtc, LastImportUtc, AuditSequence, AuditMac) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                + "ON CONFLICT (MediaRef) DO UPDATE SET Centre = excluded.Centre, Expected = excluded.Expected, Missing = excluded.Missing, "
                + "LastImportUtc = excluded.LastImportUtc, AuditSequence = excluded.AuditSequence, AuditMac = excluded.AuditMac");
            statement.Bind(1, media.MediaRef);
            statement.Bind(2, media.Centre);
            statement.Bind(3, (long?)media.Expected);
            statement.Bind(4, (long)media.Missing);
            statement.Bind(5, media.FirstImportUtc);
            statement.Bind(6, media.LastImportUtc);
            statement.Bind(7, media.AuditSequence);
            statement.Bind(8, media.AuditMac);
            statement.Step();
        });
    }

    /// <inheritdoc/>
    public void AddAudit(AuditEntry entry) => Run(() =>
    {
        StoreGuard.Check(entry, _head.Sequence);
        using SqliteStatement statement = _database.Prepare(SqliteRows.InsertAudit);
        SqliteRows.Bind(statement, entry);
        statement.Step();
        _head = (entry.Sequence, entry.Mac);
    });

    /// <inheritdoc/>
    public void Commit()
    {
        Run(_parts.CheckSettled);
        WriteTotals();
        Run(() => _database.Execute("COMMIT"));
        End();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ended)
        {
            return;
        }

        try
        {
            _database.Run(() =>
            {
                if (_database.InTransaction)
                {
                    _database.Execute("ROLLBACK");
                }
            });
        }
        catch (ObjectDisposedException)
        {
            // The store was closed first, which rolled the transaction back.
        }
        finally
        {
            End();
        }
    }

    // By themselves, since the commit is tried again while others read, and they are not to be counted twice.
    private void WriteTotals()
    {
        if (_totals.IsEmpty)
        {
            return;
        }

        bool begun = false;
        Run(() =>
        {
            if (begun)
            {
                throw new ArchiveException(ArchiveFailure.Database, "The batch was disturbed while its totals were written. Nothing of it is to be stored.");
            }

            begun = true;
            SqliteTotals.Write(_database, _totals);
        });
        _totals.Clear();
    }

    private void End()
    {
        _ended = true;
        _turn.GiveBack();
    }

    private void Run(Action work) => Run(() =>
    {
        work();
        return true;
    });

    private T Run<T>(Func<T> work)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        return _database.Run(() => _database.InTransaction
            ? work()
            : throw new ArchiveException(ArchiveFailure.Database, "The batch was rolled back after an earlier error. Nothing of it was stored."));
    }

    // Whether the study was not there. It is written by its own statement, since a trigger would cost more than the image's row.
    private bool AddStudy(ImageRecord image)
    {
        using SqliteStatement find = _database.Prepare("SELECT SubjectId FROM Study WHERE StudyInstanceUid = ?");
        find.Bind(1, image.StudyInstanceUid);
        if (find.Step())
        {
            return string.Equals(find.GetText(0), image.SubjectId, StringComparison.Ordinal)
                ? false
                : throw new ArchiveException(ArchiveFailure.Conflict, "The image's study belongs to another subject in the archive.");
        }

        using SqliteStatement add = _database.Prepare("INSERT INTO Study (StudyInstanceUid, SubjectId) VALUES (?, ?)");
        add.Bind(1, image.StudyInstanceUid);
        add.Bind(2, image.SubjectId);
        add.Step();
        return true;
    }

    private void ReplaceParts(long imageId, long draftId)
    {
        OverwriteWhatIsDeleted();
        using (SqliteStatement old = _database.Prepare("DELETE FROM ImagePart WHERE ImageId = ?"))
        {
            old.Bind(1, imageId);
            old.Step();
        }

        using SqliteStatement move = _database.Prepare(SqliteRows.MoveParts);
        move.Bind(1, draftId);
        move.Bind(2, imageId);
        move.Step();
    }

    // With zeros, rather than left in pages that are free: the image may have to go for good one day.
    private void OverwriteWhatIsDeleted() => _database.Execute("PRAGMA secure_delete = ON");

    // What a moved row may meet is looked for before anything is written, since then the batch goes on.
    private void CheckFree(ImageRecord image)
    {
        using (SqliteStatement study = _database.Prepare("SELECT SubjectId FROM Study WHERE StudyInstanceUid = ?"))
        {
            study.Bind(1, image.StudyInstanceUid);
            if (!study.Step() || !string.Equals(study.GetText(0), image.SubjectId, StringComparison.Ordinal))
            {
                throw new ArchiveException(ArchiveFailure.Conflict, "The image's study is not one of the subject's.");
            }
        }

        using SqliteStatement taken = _database.Prepare(
            "SELECT 1 FROM Image WHERE SopInstanceUid = ?1 UNION ALL SELECT 1 FROM ImageVersion WHERE SopInstanceUid = ?1 UNION ALL SELECT 1 FROM Tombstone WHERE SopInstanceUid = ?1");
        taken.Bind(1, image.SopInstanceUid);
        if (taken.Step())
        {
            throw new ArchiveException(ArchiveFailure.Duplicate, "An image with this SOP Instance UID is or was in the archive already.");
        }
    }

    private ImageRecord? Find(long imageId)
    {
        using SqliteStatement statement = _database.Prepare(SqliteRows.ImageById);
        statement.Bind(1, imageId);
        return statement.Step() ? StoredRows.Image(statement) : null;
    }

    private void Reserved(long imageId)
    {
        if (imageId <= _lastImageIdBefore || imageId > _lastImageId)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The image key {imageId} was not reserved.");
        }
    }
}
