namespace Ospacs.Archive.Store;

/// <summary>The room that an archive takes.</summary>
/// <param name="Bytes">Bytes of the whole archive: for one in a file, the file's size.</param>
/// <param name="FreeBytes">Bytes of these that hold nothing. What is stored next goes there; <see cref="IArchiveStore.Compact"/> gives them back to the disk.</param>
public sealed record StoreRoom(long Bytes, long FreeBytes);
