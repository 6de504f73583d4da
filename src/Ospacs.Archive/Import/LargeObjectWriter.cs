using System.Buffers;
using System.Security.Cryptography;
using System.Threading.Channels;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>Stores an object that does not fit into one part: one thread reads, masks and hashes, the other writes, two parts between them.</summary>
internal static class LargeObjectWriter
{
    public static ImageRecord Write(IStoreBatch batch, PreparedFile file, ImageRecord image, CancellationToken cancellation)
    {
        (ProtectedObject made, SourceFile source) = file.Large!.Value;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Channel<(byte[] Buffer, int Count)> parts = Channel.CreateBounded<(byte[], int)>(2);
        Task<byte[]> producer = Task.Run(() => Produce(made, parts.Writer, stop.Token), stop.Token);
        long size = 0;
        try
        {
            int number = 0;
            while (WaitToRead(parts.Reader, cancellation))
            {
                while (parts.Reader.TryRead(out (byte[] Buffer, int Count) part))
                {
                    batch.AddPart(image.ImageId, number++, part.Buffer.AsSpan(0, part.Count));
                    size += part.Count;
                    ArrayPool<byte>.Shared.Return(part.Buffer);
                }
            }
            byte[] sha256 = producer.GetAwaiter().GetResult();
            // A large file is read twice, once to know it again and once to store it: it must have been the same both times.
            source.CheckUnchanged();
            return image with { Size = size, Sha256 = sha256, PixelSha256 = made.PixelSha256 };
        }
        finally
        {
            stop.Cancel();
            while (parts.Reader.TryRead(out (byte[] Buffer, int Count) part))
            {
                ArrayPool<byte>.Shared.Return(part.Buffer);
            }
            ((IAsyncResult)producer).AsyncWaitHandle.WaitOne();
            _ = producer.Exception;
        }
    }

    private static byte[] Produce(ProtectedObject made, ChannelWriter<(byte[] Buffer, int Count)> writer, CancellationToken cancellation)
    {
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using var output = new PartStream((buffer, count) =>
            {
                hash.AppendData(buffer, 0, count);
                writer.WriteAsync((buffer, count), cancellation).AsTask().GetAwaiter().GetResult();
            });
            made.WriteTo(output);
            output.Flush();
            writer.Complete();
            return hash.GetHashAndReset();
        }
        catch (Exception e)
        {
            writer.TryComplete(e is OperationCanceledException ? null : e);
            throw;
        }
    }

    private static bool WaitToRead(ChannelReader<(byte[] Buffer, int Count)> reader, CancellationToken cancellation) =>
        reader.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult();
}
