using System.Net;
using System.Net.Sockets;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>When a connection through the proxy breaks.</summary>
internal enum BreakingPoint
{
    /// <summary>It does not.</summary>
    Never,

    /// <summary>The question does not reach the server.</summary>
    BeforeTheQuestion,

    /// <summary>The server has answered, and the answer does not come through.</summary>
    BeforeTheAnswer,
}

/// <summary>Stands between a program and its server, and breaks the connection around the next message of a kind.</summary>
internal sealed class BreakingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _serverPort;
    private readonly Func<ReadOnlyMemory<byte>, bool> _isIt;
    private int _point;

    /// <summary>Starts to listen.</summary>
    /// <param name="serverPort">The server's port on the loopback address.</param>
    /// <param name="words">The words, in ASCII.</param>
    public BreakingProxy(int serverPort, string words) : this(serverPort, Holds(words))
    {
    }

    /// <summary>Starts to listen.</summary>
    /// <param name="serverPort">The server's port on the loopback address.</param>
    /// <param name="isIt">Whether bytes that were sent at once are the message.</param>
    public BreakingProxy(int serverPort, Func<ReadOnlyMemory<byte>, bool> isIt)
    {
        _serverPort = serverPort;
        _isIt = isIt;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The proxy's port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether it has broken the connection that it was to break.</summary>
    public bool HasBroken => Volatile.Read(ref _point) == (int)BreakingPoint.Never;

    /// <summary>Whether no connection is taken any more once one was broken.</summary>
    public bool StaysAway { get; set; }

    /// <summary>Breaks the next connection that such a message goes through.</summary>
    public void BreakNext(BreakingPoint point) => Volatile.Write(ref _point, (int)point);

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static Func<ReadOnlyMemory<byte>, bool> Holds(string words)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(words);
        return message => message.Span.IndexOf(bytes) >= 0;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptSocketAsync();
                _ = ServeAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using Socket both = client;
        using Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            client.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
            bool swallow = false;
            await Task.WhenAny(
                PumpAsync(client, server, message =>
                {
                    if (!_isIt(message))
                    {
                        return true;
                    }

                    BreakingPoint point = (BreakingPoint)Interlocked.Exchange(ref _point, (int)BreakingPoint.Never);
                    swallow = point == BreakingPoint.BeforeTheAnswer;
                    if (StaysAway && point != BreakingPoint.Never)
                    {
                        _listener.Stop();
                    }

                    return point != BreakingPoint.BeforeTheQuestion;
                }),
                PumpAsync(server, client, _ => !swallow));
        }
        catch (SocketException)
        {
            // Either end is gone, and with it the other one.
        }
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> goesOn)
    {
        byte[] buffer = new byte[64 << 10];
        int count;
        while ((count = await from.ReceiveAsync(buffer)) > 0 && goesOn(buffer.AsMemory(0, count)))
        {
            for (int sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
    }
}
