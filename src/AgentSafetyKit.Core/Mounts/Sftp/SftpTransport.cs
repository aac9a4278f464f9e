using System.Diagnostics;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Sftp;

/// <summary>The two ends of the wire. Waits without ever being stuck: a cancellation wakes both directions.</summary>
internal sealed class SftpTransport : IDisposable
{
    private readonly FileDescriptor _input;
    private readonly FileDescriptor _output;
    private readonly FileDescriptor _wakeUp;
    private readonly FileDescriptor _alarm;
    private readonly CancellationTokenRegistration _registration;
    private readonly CancellationToken _cancellation;
    private readonly bool _inputWasNonBlocking;
    private readonly bool _outputWasNonBlocking;
    private readonly BriskClient _client = new(Environment.ProcessorCount);
    private bool _hasMore;
    private bool _wokenWhileSending;

    public SftpTransport(FileDescriptor input, FileDescriptor output, CancellationToken cancellation)
    {
        _input = input;
        _output = output;
        _cancellation = cancellation;
        Libc.Pipe(out _wakeUp, out _alarm).Check("pipe2");
        _ = Libc.SetNonBlocking(input, true, out _inputWasNonBlocking);
        _ = Libc.SetNonBlocking(output, true, out _outputWasNonBlocking);
        _registration = cancellation.Register(WakeUp);
    }

    public void Dispose()
    {
        _registration.Dispose();
        _ = Libc.SetNonBlocking(_output, _outputWasNonBlocking, out _);
        _ = Libc.SetNonBlocking(_input, _inputWasNonBlocking, out _);
        _alarm.Dispose();
        _wakeUp.Dispose();
    }

    /// <summary>Makes <see cref="Receive"/> and <see cref="Rest"/> return, now or when they are called next.</summary>
    public void WakeUp() => _ = Libc.Write(_alarm, [1], out _);

    /// <summary>Takes nothing from the other side until it is woken. EINTR: it was; ECONNRESET: the other side is gone.</summary>
    public Errno Rest()
    {
        if (WasWoken())
            return Errno.EINTR;
        // That it hung up is told without being asked for.
        Span<PollEvents> events = [PollEvents.Input, PollEvents.None, PollEvents.None];
        Errno errno = Libc.Poll([_wakeUp, _input, _output], events, -1);
        if (errno != Errno.Ok)
            return errno;
        return events[0] == PollEvents.None ? Errno.ECONNRESET : Awake();
    }

    /// <summary>Waits for at least one byte. ENODATA: the other side closed; EINTR: cancelled, or woken.</summary>
    public Errno Receive(PacketInput requests)
    {
        if (WasWoken())
            return Errno.EINTR;
        // What came last did not fill the buffer: there is hardly more by now, and to be told so costs as much as waiting.
        Errno errno = _hasMore ? Take(requests) : Errno.EAGAIN;
        if (errno == Errno.EAGAIN && _client.IsLikely)
            errno = TakeSoon(requests);
        while (errno == Errno.EAGAIN)
        {
            long begin = Stopwatch.GetTimestamp();
            errno = Wait(_input, PollEvents.Input);
            long end = Stopwatch.GetTimestamp();
            _client.Came(Stopwatch.GetElapsedTime(begin, end), Stopwatch.GetElapsedTime(0, end));
            if (errno == Errno.Ok)
                errno = Take(requests);
        }

        return errno;
    }

    /// <summary>EAGAIN: there is nothing yet.</summary>
    private Errno TakeSoon(PacketInput requests)
    {
        long begin = Stopwatch.GetTimestamp(), last = begin;
        Errno errno = Take(requests);
        while (errno == Errno.EAGAIN && _client.IsLikely)
        {
            _ = Thread.Yield();
            long now = Stopwatch.GetTimestamp();
            _client.Waited(Stopwatch.GetElapsedTime(begin, now), Stopwatch.GetElapsedTime(last, now), Stopwatch.GetElapsedTime(0, now));
            last = now;
            errno = Take(requests);
        }

        return errno;
    }

    private Errno Take(PacketInput requests)
    {
        Span<byte> free = requests.Free;
        Errno errno = Libc.Read(_input, free, out int count);
        if (errno != Errno.Ok)
            return errno;
        _hasMore = count == free.Length;
        requests.Filled(count);
        return count == 0 ? Errno.ENODATA : Errno.Ok;
    }

    /// <summary>Sends all answers, however slowly they are read. EINTR: cancelled.</summary>
    public Errno Send(ReplyBuffer replies)
    {
        ReadOnlySpan<byte> rest = replies.Pending;
        while (!rest.IsEmpty)
        {
            Errno errno = Libc.Write(_output, rest, out int count);
            rest = rest[count..];
            if (errno == Errno.EAGAIN && (errno = Wait(_output, PollEvents.Output)) == Errno.EINTR && !_cancellation.IsCancellationRequested)
            {
                _wokenWhileSending = true;
                errno = Errno.Ok;
            }

            if (errno != Errno.Ok)
                return errno;
        }

        replies.Clear();
        return Errno.Ok;
    }

    private Errno Wait(FileDescriptor file, PollEvents events)
    {
        Errno errno = Libc.Poll(file, events, _wakeUp, out _, out bool woken);
        return woken ? Awake() : errno;
    }

    /// <summary>While <see cref="Send"/> waited, which goes on with its work.</summary>
    private bool WasWoken()
    {
        bool was = _wokenWhileSending;
        _wokenWhileSending = false;
        return was;
    }

    /// <summary>The cancellation stays in the pipe: whoever waits next is woken by it too.</summary>
    private Errno Awake()
    {
        if (!_cancellation.IsCancellationRequested)
            _ = Libc.Read(_wakeUp, stackalloc byte[64], out _);
        return Errno.EINTR;
    }
}
