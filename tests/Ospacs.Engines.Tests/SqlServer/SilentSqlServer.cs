using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ospacs.Engines.Tests.SqlServer;

/// <summary>
/// Speaks as much of SQL Server's protocol ([MS-TDS]) as it takes to let anybody in, answers a number of batches with "done", and from then on nothing, no attention either.
/// </summary>
internal sealed class SilentSqlServer : IDisposable
{
    private const byte PreLogin = 0x12;
    private const byte Login = 0x10;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _answers;

    /// <summary>Starts to listen.</summary>
    /// <param name="answers">How many batches are answered.</param>
    public SilentSqlServer(int answers)
    {
        _answers = answers;
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Its port on the loopback address.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends with the first batch that is not answered.</summary>
    public Task Silent => _silent.Task;

    /// <summary>Ends when the connection has been closed from the other side.</summary>
    public Task Left => _left.Task;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            using Socket client = await _listener.AcceptSocketAsync();
            await using NetworkStream stream = new(client);
            byte[] header = new byte[8];
            while (true)
            {
                await stream.ReadExactlyAsync(header);
                await stream.ReadExactlyAsync(new byte[BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(2)) - header.Length]);
                bool isLast = (header[1] & 1) != 0;
                if (!isLast)
                {
                    continue;
                }

                byte[]? answer = header[0] switch
                {
                    // 2.2.6.5: the version, and that nothing is encrypted here.
                    PreLogin => [0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xFF, 15, 0, 0x07, 0xD0, 0, 0, 2],
                    Login => [.. LoginAck(), .. Done],
                    _ => _answers-- > 0 ? Done : null,
                };
                if (answer is null)
                {
                    _silent.TrySetResult();
                    continue;
                }

                byte[] packet = [4, 1, 0, 0, 0, 0, 1, 0, .. answer];
                BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
                await stream.WriteAsync(packet);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            _left.TrySetResult();
        }
    }

    // 2.2.7.6: final, no count of rows.
    private static byte[] Done => [0xFD, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // 2.2.7.14: T-SQL, TDS 7.4, a name and a version.
    private static byte[] LoginAck()
    {
        byte[] name = Encoding.Unicode.GetBytes("Silent");
        return [0xAD, (byte)(10 + name.Length), 0, 1, 0x74, 0, 0, 4, (byte)(name.Length / 2), .. name, 15, 0, 0x07, 0xD0];
    }
}
