using System.Buffers.Binary;
using System.Net.Sockets;

namespace AgentSafetyKit.Ssh;

/// <summary>
/// Asks the process that holds a shared connection whether it lives, in its own words (OpenSSH's PROTOCOL.mux, version 4): what <c>ssh -O check</c> asks, without starting a program for it. Each command in a guest
/// begins with that question.
/// </summary>
internal static class SshMultiplexer
{
    private const uint Hello = 1, Version = 4, AliveCheck = 0x10000004, Alive = 0x80000005;
    private const int MostBytes = 4096;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Its process; null where nobody says so within two seconds, or in other words.</summary>
    public static async Task<int?> AliveAsync(string controlPath, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Limit);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(controlPath), deadline.Token).ConfigureAwait(false);
            await socket.SendAsync(Messages(), deadline.Token).ConfigureAwait(false);
            uint[] hello = await ReadAsync(socket, deadline.Token).ConfigureAwait(false);
            if (hello is not [Hello, Version, ..])
                return null;
            return await ReadAsync(socket, deadline.Token).ConfigureAwait(false) is [Alive, 0, var process and > 0 and <= int.MaxValue, ..] ? (int)process : null;
        }
        catch (Exception error) when (error is SocketException or IOException or ArgumentException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Both of ours at once: the answers come in their order.</summary>
    private static byte[] Messages()
    {
        byte[] all = new byte[24];
        uint[] numbers = [8, Hello, Version, 8, AliveCheck, 0];
        for (int i = 0; i < numbers.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(all.AsSpan(i * 4), numbers[i]);
        return all;
    }

    private static async Task<uint[]> ReadAsync(Socket socket, CancellationToken cancellation)
    {
        byte[] length = await ReadAsync(socket, 4, cancellation).ConfigureAwait(false);
        uint bytes = BinaryPrimitives.ReadUInt32BigEndian(length);
        if (bytes > MostBytes)
            throw new IOException("a message too long");
        byte[] body = await ReadAsync(socket, (int)bytes, cancellation).ConfigureAwait(false);
        uint[] numbers = new uint[body.Length / 4];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(i * 4));
        return numbers;
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count, CancellationToken cancellation)
    {
        byte[] buffer = new byte[count];
        for (int got = 0; got < count;)
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(got), cancellation).ConfigureAwait(false);
            if (read == 0)
                throw new IOException("nobody there");
            got += read;
        }

        return buffer;
    }
}
