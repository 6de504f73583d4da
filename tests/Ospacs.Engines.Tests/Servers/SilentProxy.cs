using System.Net;
using System.Net.Sockets;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>
/// Stands between a program and its server as a network does that loses everything from some moment on, and tells nobody: connections stay, new ones are taken, and nothing comes through.
/// </summary>
internal sealed class SilentProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _silent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Socket> _sockets = [];
    private readonly int _serverPort;
    private readonly byte[] _words;
    private long _answer;
    private volatile bool _asked;

    /// <summary>Starts to listen.</summary>
    /// <param name="serverPort">The server's port on the loopback address.</param>
    /// <param name="words">The question that the server's answer is lost to, by some of its bytes.</param>
    /// <param name="answer">How many bytes of the answer come through first.</param>
    public SilentProxy(int serverPort, byte[] words, long answer)
    {
        _serverPort = serverPort;
        _words = words;
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>The proxy's port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Ends when nothing comes through any more.</summary>
    public Task Silent => _silent.Task;

    /// <summary>Ends when the program has closed the connection that it asked its question on.</summary>
    public Task Left => _left.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        lock (_sockets)
        {
            _sockets.ForEach(socket => socket.Dispose());
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = Keep(await _listener.AcceptSocketAsync());
                Socket server = Keep(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
                client.NoDelay = true;
                _ = ServeAsync(client, server);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private Socket Keep(Socket socket)
    {
        lock (_sockets)
        {
            _sockets.Add(socket);
        }

        return socket;
    }

    private async Task ServeAsync(Socket client, Socket server)
    {
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }

        _ = PumpAsync(server, client, Lose);
        bool asks = false;
        await PumpAsync(client, server, message =>
        {
            if (_silent.Task.IsCompleted)
            {
                return 0;
            }

            if (message.Span.IndexOf(_words) >= 0)
            {
                asks = _asked = true;
                if (_answer == 0)
                {
                    _silent.TrySetResult();
                }
            }

            return message.Length;
        });
        if (asks)
        {
            _left.TrySetResult();
        }
    }

    private int Lose(ReadOnlyMemory<byte> message)
    {
        if (!_asked)
        {
            return message.Length;
        }

        int through = (int)Math.Min(message.Length, _answer);
        _answer -= through;
        if (through < message.Length)
        {
            _silent.TrySetResult();
        }

        return through;
    }

    private static async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, int> through)
    {
        try
        {
            byte[] buffer = new byte[16 << 10];
            int count;
            while ((count = await from.ReceiveAsync(buffer)) > 0)
            {
                int wanted = through(buffer.AsMemory(0, count));
                for (int sent = 0; sent < wanted;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, wanted - sent));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Either end is gone.
        }
    }
}
