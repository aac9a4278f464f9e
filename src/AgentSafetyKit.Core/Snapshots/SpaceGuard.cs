using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Snapshots;

/// <summary>Watches that writing leaves the disk the space it must keep: before it begins, and every 64 MB on the way. For several threads.</summary>
internal sealed class SpaceGuard(FolderHandle disk, string folder, ByteSize keep)
{
    private const long CheckEvery = 64 << 20;
    private long _sinceCheck;

    /// <summary>0 where it can not be found out.</summary>
    public long Free => disk.Space(out FreeSpace free) == Errno.Ok ? free.Bytes : 0;

    public bool Has(long bytes) => disk.Space(out FreeSpace free) != Errno.Ok || free.Bytes - bytes >= keep.Bytes;

    /// <exception cref="KitException"><see cref="ErrorCode.NoSpace"/>.</exception>
    public void Require(long bytes)
    {
        if (disk.Space(out FreeSpace free) == Errno.Ok && free.Bytes - bytes < keep.Bytes)
            throw Full(folder, bytes, free.Bytes, keep);
    }

    /// <inheritdoc cref="Require"/>
    public void Wrote(long bytes)
    {
        if (Interlocked.Add(ref _sinceCheck, bytes) < CheckEvery)
            return;
        Interlocked.Exchange(ref _sinceCheck, 0);
        if (keep.Bytes > 0)
            Require(0);
    }

    /// <summary>The disk answered ENOSPC or EDQUOT.</summary>
    public KitException Full(Errno errno)
    {
        long free = disk.Space(out FreeSpace space) == Errno.Ok ? space.Bytes : 0;
        bool noInodes = errno == Errno.ENOSPC && space is { TotalBytes: > 0, Inodes: 0 };
        return new KitException(
            ErrorCode.NoSpace,
            new Text($"no space left in {Printable.Escape(folder)}", $"в {Printable.Escape(folder)} кончилось место"),
            errno == Errno.EDQUOT
                ? new Text($"the disk quota is used up ({errno})", $"исчерпана дисковая квота ({errno})")
                : noInodes ? new Text(
                    $"the disk can hold no more files, whatever their size ({errno}): its inodes are used up (df -i); {new ByteSize(free)} are free",
                    $"на диске больше не помещаются файлы любого размера ({errno}): кончились inode (df -i); свободно {new ByteSize(free)}")
                : new Text($"the disk is full ({errno}); {new ByteSize(free)} are free now", $"диск заполнен ({errno}); сейчас свободно {new ByteSize(free)}"),
            FixText);
    }

    private static Text FixText => new("free some space there, remove old snapshots, or move the backup folder to a larger disk", "освободите место, удалите старые снимки или перенесите папку снимков на больший диск");

    private static KitException Full(string folder, long needed, long free, ByteSize keep) => new(
        ErrorCode.NoSpace,
        new Text($"not enough space in {Printable.Escape(folder)}", $"в {Printable.Escape(folder)} не хватает места"),
        new Text(
            $"needed: {new ByteSize(needed)}, free: {new ByteSize(free)}, to be kept free (min_free_space): {new ByteSize(keep.Bytes)}",
            $"нужно: {new ByteSize(needed)}, свободно: {new ByteSize(free)}, должно оставаться свободным (min_free_space): {new ByteSize(keep.Bytes)}"),
        FixText);
}
