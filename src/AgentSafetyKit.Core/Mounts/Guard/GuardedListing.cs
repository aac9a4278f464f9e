using System.Buffers.Binary;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>A folder a guest is reading, entry by entry with attributes, in constant memory however many entries there are. What is hidden is not among them.</summary>
public sealed class GuardedListing : IFollowsRenames, IDisposable
{
    private const int BufferLength = 8 * 1024;

    // struct linux_dirent64 of getdents64(2): u64 inode, s64 offset, u16 record length, u8 type, name ending in NUL.
    private const int RecordLengthAt = 16, NameAt = 19;

    private readonly GuardedFolder _folder;
    private readonly FileDescriptor _handle;
    private readonly bool _showsAll;
    private byte[] _path;
    private byte[] _buffer = [];
    private int _start;
    private int _end;

    internal GuardedListing(GuardedFolder folder, FileDescriptor handle, ReadOnlySpan<byte> path, bool showsAll = false)
    {
        _folder = folder;
        _handle = handle;
        _path = path.ToArray();
        _showsAll = showsAll || !folder.Hides;
    }

    public void Dispose() => _handle.Dispose();

    public Errno Stat(out StatxBuffer status)
    {
        Errno errno = Libc.Statx(_handle, StatxMask.Basic, out status);
        _folder.ShowOwner(ref status);
        return errno;
    }

    /// <summary>
    /// The next entry without moving on: call <see cref="MoveOn"/> when it has been used. <c>.</c> and <c>..</c> are among them, both with the folder's own attributes, because what is above the root is nobody's business.
    /// ENOENT: there are no more. The name is good until the next call.
    /// </summary>
    public Errno Peek(out ReadOnlySpan<byte> name, out StatxBuffer status)
    {
        name = default;
        status = default;
        while (true)
        {
            if (_start == _end)
            {
                Errno filled = Fill();
                if (filled != Errno.Ok)
                    return filled;
            }

            ReadOnlySpan<byte> terminated = _buffer.AsSpan(_start + NameAt, BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_start + RecordLengthAt)) - NameAt);
            terminated = terminated[..(terminated.IndexOf((byte)0) + 1)];
            name = terminated[..^1];
            bool isItself = name.SequenceEqual("."u8) || name.SequenceEqual(".."u8);
            Errno errno = isItself
                ? Libc.Statx(_handle, StatxMask.Basic, out status)
                : Libc.Statx(_handle, terminated, AtFlags.NoFollow | AtFlags.NoAutomount, StatxMask.Basic, out status);
            if (errno == Errno.Ok && (isItself || !IsHidden(name, status.IsFolder)))
            {
                _folder.ShowOwner(ref status);
                return Errno.Ok;
            }

            // Removed since the folder was read, or not for the guest.
            MoveOn();
        }
    }

    public void MoveOn() => _start += BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_start + RecordLengthAt));

    void IFollowsRenames.Follow(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => IFollowsRenames.Move(ref _path, from, to);

    private bool IsHidden(ReadOnlySpan<byte> name, bool isFolder)
    {
        if (_showsAll)
            return false;
        Span<byte> whole = stackalloc byte[_path.Length + 1 + name.Length];
        int start = 0;
        if (_path.Length > 0)
        {
            _path.CopyTo(whole);
            whole[_path.Length] = (byte)'/';
            start = _path.Length + 1;
        }

        name.CopyTo(whole[start..]);
        return _folder.IsHidden(whole[..(start + name.Length)], isFolder);
    }

    private Errno Fill()
    {
        if (_buffer.Length == 0)
            _buffer = GC.AllocateUninitializedArray<byte>(BufferLength);
        Errno errno = Libc.GetDents64(_handle, _buffer, out int count);
        _start = 0;
        _end = count;
        if (errno == Errno.Ok && count == 0)
            _buffer = [];
        return errno == Errno.Ok && count == 0 ? Errno.ENOENT : errno;
    }
}
