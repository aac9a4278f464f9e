using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Cli.Terminal;

/// <summary>
/// A standard stream as it was given to us. Not the class library's console: that one sends the terminal its key-pad strings. Not a file stream either: it would keep a
/// position of its own, and a child that writes to the same redirected file would overwrite us. Nothing happens to the descriptor before the first read or write.
/// </summary>
/// <remarks>A reader that went away (EPIPE) ends the output silently, as for every tool of a pipeline, and is told to whoever asked for it; other errors are a <see cref="SystemCallException"/>.</remarks>
internal sealed class StandardStream(FileDescriptor file, string name, bool writes, CancellationTokenSource? readerGone = null) : Stream
{
    public const string OutputName = "standard output";

    public override bool CanRead => !writes;

    public override bool CanSeek => false;

    public override bool CanWrite => writes;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            Errno errno = Libc.Read(file, buffer, out int count);
            if (errno != Errno.EAGAIN)
            {
                errno.Check("read", name);
                return count;
            }

            Wait(PollEvents.Input);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            Errno errno = Libc.Write(file, buffer, out int count);
            if (errno == Errno.EPIPE)
            {
                readerGone?.Cancel();
                return;
            }

            // A program we shared the terminal with may have left it non-blocking.
            if (errno == Errno.EAGAIN)
                Wait(PollEvents.Output);
            else
                errno.Check("write", name);
            buffer = buffer[count..];
        }
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Wait(PollEvents wanted) => Libc.Poll([file], [wanted], -1).Check("poll", name);
}
