using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Copies one entry, whatever it has become since it was listed: a file that changes while it is read is read again up to three times, a name that was swapped is copied as what it is now.
/// The record is that of the moment before the reading, so that any later change shows at the next check.
/// </summary>
internal sealed class EntryCopier : IDisposable
{
    private const int MostSwaps = 5;
    private readonly ContentCopier _contents = new();
    private readonly EntryMetadata _metadata;
    private readonly RetryPatience _patience;
    private readonly CancellationToken _cancellation;

    /// <summary>The folder in which the last file was made. Owner, group and attributes of a new file come from there, and the mode where it was made with the same: what the first one got, all get.</summary>
    private FolderHandle? _folder;
    private uint _firstThere;
    private FileStatus _madeThere;
    private bool _isBareThere;

    /// <param name="metadata">Sets owner, mode, time and attributes.</param>
    /// <param name="space">Watches the disk written to.</param>
    /// <param name="progress">Told of all bytes written, as they are.</param>
    /// <param name="cancellation">Stops between attempts and between pieces of a long file.</param>
    /// <param name="patience">Shared by all that copy for the same snapshot; null: this one's own.</param>
    public EntryCopier(EntryMetadata metadata, SpaceGuard space, Action<long> progress, CancellationToken cancellation, RetryPatience? patience = null)
    {
        _metadata = metadata;
        _patience = patience ?? new RetryPatience();
        _cancellation = cancellation;
        _contents.Written = bytes =>
        {
            space.Wrote(bytes);
            progress(bytes);
        };
    }

    /// <summary>How long to wait before each further attempt at a file that keeps changing.</summary>
    internal static IReadOnlyList<TimeSpan> Pauses { get; set; } = [TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(800)];

    /// <summary>The mode, owner and time the copy gets; null: those of what is copied, without setuid and setgid.</summary>
    public EntryRecord? Wanted { get; set; }

    /// <summary>A name that is taken is cleared first, whatever has it; else it is an error.</summary>
    public bool Replaces { get; init; }

    /// <summary>A name that is taken is an outcome: all names in the destination are ours, so the disk takes two of them for one.</summary>
    public bool SaysTaken { get; init; }

    /// <summary>Each copied file is on the disk before the next one begins.</summary>
    public bool Flushes { get; init; }

    /// <summary>The disk begins to write each copied file at once; whoever asks for it flushes them later.</summary>
    public bool BeginsFlush { get; init; }

    /// <summary>What is copied is a snapshot's: nobody writes to it meanwhile.</summary>
    public bool IsStill { get; init; }

    /// <summary>Why the last one was unreadable.</summary>
    public Errno LastError { get; private set; }

    /// <exception cref="SystemCallException">The destination can not be written.</exception>
    public CopyOutcome Copy(FolderHandle from, FolderHandle to, ReadOnlySpan<byte> name, ref EntryRecord record, out ContentHash hash) => Copy(from, name, to, name, ref record, out hash);

    /// <inheritdoc cref="Copy(FolderHandle, FolderHandle, ReadOnlySpan{byte}, ref EntryRecord, out ContentHash)"/>
    public CopyOutcome Copy(FolderHandle from, ReadOnlySpan<byte> name, FolderHandle to, ReadOnlySpan<byte> newName, ref EntryRecord record, out ContentHash hash)
    {
        hash = default;
        for (int swaps = 0; swaps < MostSwaps; swaps++)
        {
            CopyOutcome? outcome = record.Kind switch
            {
                EntryKind.File => CopyFile(from, name, to, newName, ref record, out hash),
                EntryKind.SymbolicLink => CopyLink(from, name, to, newName, record),
                EntryKind.Fifo => MakeFifo(to, newName, record),
                _ => CopyOutcome.Unreadable,
            };
            if (outcome is CopyOutcome.Copied && record.Kind != EntryKind.File)
            {
                to.StatusOf(newName, out FileStatus made).Check("statx", newName);
                record.SnapshotInode = made.Inode;
            }

            if (outcome is { } known)
                return known;
            if (from.StatusOf(name, out FileStatus now) != Errno.Ok || now.Kind == EntryKind.Folder)
                return CopyOutcome.Gone;
            record.Take(now);
        }

        return CopyOutcome.Gone;
    }

    public void Dispose() => _contents.Dispose();

    /// <summary>Null: it is no file any more.</summary>
    private CopyOutcome? CopyFile(FolderHandle from, ReadOnlySpan<byte> name, FolderHandle to, ReadOnlySpan<byte> newName, ref EntryRecord record, out ContentHash hash)
    {
        hash = default;
        for (int attempt = 0; ; attempt++)
        {
            _cancellation.ThrowIfCancellationRequested();
            Errno errno = from.OpenFile(name, out FileHandle source);
            if (errno == Errno.ENOENT)
                return CopyOutcome.Gone;
            if (errno is Errno.ELOOP or Errno.ENXIO)
                return null;
            if (errno != Errno.Ok)
                return Unreadable(errno);
            using (source)
            {
                long begun = SystemClock.Nanoseconds();
                errno = source.Status(out FileStatus before);
                if (errno != Errno.Ok)
                    return Unreadable(errno);
                if (before.Kind != EntryKind.File)
                    return null;
                // Restored files are in sight of others before they have their owner; a snapshot in the making is not.
                uint first = Wanted is null ? before.Permissions & 0x1FFu : 0x180u;
                errno = to.CreateFile(newName, first, out FileHandle copy);
                if (errno == Errno.EEXIST && Clear(to, newName))
                    errno = to.CreateFile(newName, first, out copy);
                if (errno == Errno.EEXIST && SaysTaken)
                    return CopyOutcome.NameTaken;
                errno.Check("openat", newName);
                using (copy)
                {
                    errno = _contents.Copy(source, before, copy, _cancellation, out long length, out hash, out bool writing);
                    if (errno != Errno.Ok)
                    {
                        to.RemoveFile(newName).Check("unlinkat", newName);
                        if (writing)
                            errno.Check("write", newName);
                        return Unreadable(errno);
                    }

                    bool whole = length == before.Size && (IsStill || (source.Status(out FileStatus after) == Errno.Ok && after.IsUntouchedSince(before)));
                    if (!whole && attempt < Pauses.Count)
                    {
                        to.RemoveFile(newName).Check("unlinkat", newName);
                        _patience.Pause(Pauses[attempt], _cancellation);
                        continue;
                    }

                    record.Take(before);
                    record.Flags &= ~(EntryFlags.Racy | EntryFlags.Torn | EntryFlags.Stale | EntryFlags.NotStored);
                    if (SystemClock.IsRacy(before, begun))
                        record.Flags |= EntryFlags.Racy;
                    EntryRecord wanted = Wanted ?? record;
                    uint permissions = wanted.Mode & (Wanted is null ? 0xFFFu & ~EntryMetadata.SetIdBits : 0xFFFu);
                    bool isKnown = ReferenceEquals(to, _folder), isBare = isKnown && _isBareThere;
                    FileStatus made = _madeThere;
                    // Of a snapshot's file the inode is asked for as well.
                    if (!isKnown || first != _firstThere || Wanted is null)
                        copy.Status(out made).Check("statx", newName);
                    _metadata.Apply(copy, made, wanted.UserId, wanted.GroupId, permissions, wanted.ModifiedAt, source, ref isBare).Check("fchmod", newName);
                    (_folder, _firstThere, _madeThere, _isBareThere) = (to, first, made, isBare);
                    if (BeginsFlush)
                        copy.BeginFlush();
                    if (Flushes)
                        copy.Flush().Check("fsync", newName);
                    record.SnapshotInode = made.Inode;
                    return whole ? CopyOutcome.Copied : CopyOutcome.Torn;
                }
            }
        }
    }

    private CopyOutcome? CopyLink(FolderHandle from, ReadOnlySpan<byte> name, FolderHandle to, ReadOnlySpan<byte> newName, in EntryRecord record)
    {
        Errno errno = from.ReadLink(name, out byte[] target);
        if (errno == Errno.ENOENT)
            return CopyOutcome.Gone;
        if (errno == Errno.EINVAL)
            return null;
        if (errno != Errno.Ok)
            return Unreadable(errno);
        errno = to.MakeSymbolicLink(newName, target);
        if (errno == Errno.EEXIST && Clear(to, newName))
            errno = to.MakeSymbolicLink(newName, target);
        if (errno == Errno.EEXIST && SaysTaken)
            return CopyOutcome.NameTaken;
        if (errno is Errno.EPERM or Errno.EOPNOTSUPP)
            return Unreadable(errno); // a disk without symbolic links, such as FAT
        errno.Check("symlinkat", newName);
        _metadata.Apply(to, newName, Wanted ?? record).Check("utimensat", newName);
        return CopyOutcome.Copied;
    }

    private CopyOutcome MakeFifo(FolderHandle to, ReadOnlySpan<byte> newName, in EntryRecord record)
    {
        Errno errno = to.MakeFifo(newName);
        if (errno == Errno.EEXIST && Clear(to, newName))
            errno = to.MakeFifo(newName);
        if (errno == Errno.EEXIST && SaysTaken)
            return CopyOutcome.NameTaken;
        if (errno is Errno.EPERM or Errno.EOPNOTSUPP)
            return Unreadable(errno);
        errno.Check("mknodat", newName);
        _metadata.Apply(to, newName, Wanted ?? record).Check("utimensat", newName);
        return CopyOutcome.Copied;
    }

    private bool Clear(FolderHandle folder, ReadOnlySpan<byte> name) => Replaces && TreeRemoval.Remove(folder, name, _cancellation) == Errno.Ok;

    private CopyOutcome Unreadable(Errno errno)
    {
        LastError = errno;
        return CopyOutcome.Unreadable;
    }
}
