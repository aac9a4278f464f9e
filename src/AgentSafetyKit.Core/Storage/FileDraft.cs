using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Storage;

/// <summary>A file being written from its start to its end, piece by piece; what its head can only say at the end is put in last. Small pieces are collected.</summary>
public sealed class FileDraft
{
    private const int BufferLength = 64 * 1024;
    private readonly FileDescriptor _file;
    private readonly string _path;
    private byte[] _buffer = [];
    private int _filled;

    internal FileDraft(FileDescriptor file, string path) => (_file, _path) = (file, path);

    /// <summary>Bytes so far.</summary>
    public long Length { get; private set; }

    /// <exception cref="SystemCallException">The disk is full, or fails.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Length += bytes.Length;
        if (_buffer.Length == 0)
            _buffer = new byte[BufferLength];
        bool isLong = bytes.Length > _buffer.Length / 2;
        if (isLong || _filled + bytes.Length > _buffer.Length)
            Flush();
        if (isLong)
        {
            WriteAll(bytes);
            return;
        }

        bytes.CopyTo(_buffer.AsSpan(_filled));
        _filled += bytes.Length;
    }

    /// <summary>Zeros up to a multiple of <paramref name="unit"/>, at most 64.</summary>
    public void Align(int unit)
    {
        Span<byte> zeros = stackalloc byte[64];
        zeros.Clear();
        Append(zeros[..(int)((unit - (Length % unit)) % unit)]);
    }

    /// <summary>Replaces bytes that are there already.</summary>
    /// <exception cref="SystemCallException">The disk fails.</exception>
    public void Replace(long offset, ReadOnlySpan<byte> bytes)
    {
        Flush();
        while (!bytes.IsEmpty)
        {
            Libc.Pwrite(_file, bytes, offset, out int count).Check("pwrite", _path);
            bytes = bytes[count..];
            offset += count;
        }
    }

    internal void Flush()
    {
        WriteAll(_buffer.AsSpan(0, _filled));
        _filled = 0;
    }

    internal void WriteAll(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Libc.Write(_file, bytes, out int count).Check("write", _path);
            bytes = bytes[count..];
        }
    }
}
