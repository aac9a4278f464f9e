using System.Buffers.Binary;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Mounts.Guard;
using AgentSafetyKit.Mounts.Sftp;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.UnitTests.Mounts;

/// <summary>A client that sends whatever bytes a test wants and reads answers packet by packet, against our server on a thread of its own.</summary>
internal sealed class RawSftpClient : IDisposable
{
    public const byte Init = 1, Open = 3, Close = 4, Read = 5, Write = 6, LStat = 7, FStat = 8, SetStat = 9, OpenDir = 11, ReadDir = 12, Remove = 13, MkDir = 14, RmDir = 15,
        RealPath = 16, Stat = 17, Rename = 18, ReadLink = 19, Symlink = 20, Extended = 200;

    public const byte Status = 101, Handle = 102, Data = 103, Name = 104, Attrs = 105, ExtendedReply = 201;

    private readonly FileDescriptor _mine;
    private readonly FileDescriptor _theirs;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _server;
    private SftpEnd? _end;
    private Exception? _failure;
    private uint _id;

    public RawSftpClient(GuardedFolder folder, bool begin = true)
    {
        Libc.SocketPair(out _mine, out _theirs).Check("socketpair");
        _server = new Thread(() =>
        {
            try
            {
                _end = SftpServer.Serve(folder, _theirs, _theirs, _stop.Token);
            }
            catch (Exception failure)
            {
                _failure = failure;
            }

            _theirs.Dispose();
        })
        { IsBackground = true };
        _server.Start();
        if (begin)
        {
            Send([0, 0, 0, 5, Init, 0, 0, 0, 3]);
            Assert.That(Receive()![0], Is.EqualTo(2));
        }
    }

    /// <summary>A field of a packet: bytes with their length in front.</summary>
    public static byte[] Text(ReadOnlySpan<byte> bytes) => [.. Number((uint)bytes.Length), .. bytes];

    public static byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    public static byte[] Number(ulong value) => [.. Number((uint)(value >> 32)), .. Number((uint)value)];

    /// <summary>Sends bytes as they are. False: the server does not take them any more.</summary>
    public bool Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (Libc.Write(_mine, bytes, out int count) != Errno.Ok)
                return false;
            bytes = bytes[count..];
        }

        return true;
    }

    /// <summary>Sends zeros into a file until the server takes nothing more for a second. Bytes that went.</summary>
    public long Fill(byte[] file)
    {
        Libc.SetNonBlocking(_mine, true, out _).Check("fcntl");
        byte[] piece = [.. Text(file), .. Number(0UL), .. Text(new byte[100_000])];
        byte[] packet = [.. Number((uint)piece.Length + 5), Write, .. Number(7u), .. piece];
        long sent = 0;
        for (int idle = 0; idle < 100;)
        {
            Errno errno = Libc.Write(_mine, packet.AsSpan((int)(sent % packet.Length)), out int count);
            Assert.That(errno, Is.EqualTo(Errno.Ok).Or.EqualTo(Errno.EAGAIN));
            sent += count;
            idle = count > 0 ? 0 : idle + 1;
            if (count == 0)
                Thread.Sleep(10);
        }

        return sent;
    }

    /// <summary>Sends a request with the next number and waits for its answer; null: the connection ended.</summary>
    public byte[]? Ask(byte type, params byte[][] fields)
    {
        Post(type, fields);
        return Receive();
    }

    public void Post(byte type, params byte[][] fields) => Send(Packet(type, fields));

    /// <summary>A request with the next number, to be sent.</summary>
    public byte[] Packet(byte type, params byte[][] fields)
    {
        byte[] body = [type, .. Number(++_id), .. fields.SelectMany(field => field)];
        return [.. Number((uint)body.Length), .. body];
    }

    /// <summary>The status of the answer; 0 also for an answer that is not a status.</summary>
    public uint StatusOf(byte type, params byte[][] fields) => Ask(type, fields) is { } answer ? answer[0] == Status ? BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(5)) : 0 : throw new InvalidOperationException("the connection ended");

    public byte[] OpenFile(string path, uint flags)
    {
        byte[] answer = Ask(Open, Text(System.Text.Encoding.UTF8.GetBytes(path)), Number(flags), Number(0u))!;
        Assert.That(answer[0], Is.EqualTo(Handle), path);
        return answer[9..];
    }

    /// <summary>The next packet without its length.</summary>
    public byte[]? Receive()
    {
        byte[]? length = Take(4);
        return length is null ? null : Take((int)BinaryPrimitives.ReadUInt32BigEndian(length));
    }

    public void Cancel() => _stop.Cancel();

    /// <summary>Closes our side where asked and waits until the server is done.</summary>
    public SftpEnd Finish(bool close = true)
    {
        if (close)
            _mine.Dispose();
        Assert.That(_server.Join(TimeSpan.FromSeconds(20)), Is.True, "the server hangs");
        Assert.That(_failure, Is.Null);
        return _end!.Value;
    }

    public void Dispose()
    {
        _mine.Dispose();
        _stop.Cancel();
        _server.Join(TimeSpan.FromSeconds(20));
        _stop.Dispose();
    }

    private byte[]? Take(int count)
    {
        byte[] bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            PollEvents[] events = [PollEvents.Input];
            Libc.Poll([_mine], events, 20_000).Check("poll");
            if (events[0] == PollEvents.None)
                throw new TimeoutException("no answer");
            if (Libc.Read(_mine, bytes.AsSpan(done), out int read) != Errno.Ok || read == 0)
                return null;
            done += read;
        }

        return bytes;
    }
}
