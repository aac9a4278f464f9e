using AgentSafetyKit.Errors;
using AgentSafetyKit.Native;

namespace AgentSafetyKit.Mounts.Guard;

/// <summary>How much a guest may write and make in one run, and how much of the host's disk it leaves free. Thread-safe.</summary>
/// <param name="bytes">All that is written counts, also over what is there, and by whole blocks where it is scattered (<see cref="GuardedFile"/>); null: any number.</param>
/// <param name="names">Files, folders and links that are made; null: any number.</param>
/// <param name="free">Bytes that stay free on the disk.</param>
/// <param name="time">The clock.</param>
public sealed class RunLimits(long? bytes, long? names, long free, TimeProvider time)
{
    /// <summary>Between two looks at the disk so much may be written, or less where less is left, and so long may pass.</summary>
    private const long LookEvery = 16 << 20;

    /// <summary>What a name costs at most that is not data.</summary>
    private const long NameBytes = 4096;

    private static readonly TimeSpan LookWithin = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long _written;
    private long _made;
    private long _known;
    private long _lookedAt;

    /// <summary>A new run begins.</summary>
    public void Begin()
    {
        lock (_gate)
            (_written, _made) = (0, 0);
    }

    /// <summary>So far, in this run.</summary>
    public RunUse Used
    {
        get
        {
            lock (_gate)
                return new RunUse(_written, _made);
        }
    }

    /// <summary>The same run has used this before, served by somebody else.</summary>
    public void GoOn(RunUse used)
    {
        lock (_gate)
            (_written, _made) = (used.Written, used.Made);
    }

    /// <summary>EDQUOT: it would be more than a run may; ENOSPC: the disk would be too full.</summary>
    internal Errno TakeBytes(FileDescriptor root, long count)
    {
        lock (_gate)
        {
            if (bytes is { } most && count > most - _written)
                return Errno.EDQUOT;
            Errno errno = TakeRoom(root, count);
            if (errno == Errno.Ok)
                _written += count;
            return errno;
        }
    }

    /// <summary>As <see cref="TakeBytes"/>, of one more name.</summary>
    internal Errno TakeName(FileDescriptor root)
    {
        lock (_gate)
        {
            if (_made >= names)
                return Errno.EDQUOT;
            Errno errno = TakeRoom(root, NameBytes);
            if (errno == Errno.Ok)
                _made++;
            return errno;
        }
    }

    /// <summary>What the guest is told of the disk is what it may have of it.</summary>
    internal void Show(ref StatVfsBuffer volume)
    {
        ulong unit = Math.Max(1, volume.FragmentSize);
        lock (_gate)
        {
            ulong kept = (ulong)free / unit;
            volume.AvailableBlocks = volume.AvailableBlocks > kept ? volume.AvailableBlocks - kept : 0;
            if (bytes is { } most)
                volume.AvailableBlocks = Math.Min(volume.AvailableBlocks, (ulong)Math.Max(0, most - _written) / unit);
            volume.FreeBlocks = Math.Min(volume.FreeBlocks, volume.AvailableBlocks);
        }
    }

    private Errno TakeRoom(FileDescriptor root, long count)
    {
        if (free == 0)
            return Errno.Ok;
        if (_known < count || time.GetElapsedTime(_lookedAt) > LookWithin)
        {
            // A file system that can not tell is its own limit.
            if (Libc.FstatVfs(root, out StatVfsBuffer volume) != Errno.Ok)
                return Errno.Ok;
            UInt128 room = (UInt128)volume.AvailableBlocks * volume.FragmentSize;
            (_known, _lookedAt) = (Math.Min(Math.Max(count, LookEvery), room > (UInt128)long.MaxValue ? long.MaxValue : (long)room - free), time.GetTimestamp());
        }

        if (_known < count)
            return Errno.ENOSPC;
        _known -= count;
        return Errno.Ok;
    }
}
