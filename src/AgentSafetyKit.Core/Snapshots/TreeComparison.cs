using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>
/// Walks two tables side by side and tells what differs, folder by folder in preorder. Contents are the same where a scan said so, where both snapshots hold the same inode, or where size and hash agree; where no
/// hash is known, the files are read.
/// </summary>
internal sealed class TreeComparison(TreeTable old, FolderHandle oldRoot, TreeTable current, FolderHandle currentRoot, TreeScan? scan, CancellationToken cancellation) : IDisposable
{
    private readonly TableCursor _old = new(old, oldRoot);
    private readonly TableCursor _current = new(current, currentRoot);
    private readonly ContentCopier _contents = new();
    private readonly Stack<(int Old, int Current)> _pending = new();

    public IEnumerable<TreeChange> Changes()
    {
        _pending.Push((0, 0));
        while (_pending.TryPop(out (int Old, int Current) pair))
        {
            cancellation.ThrowIfCancellationRequested();
            var children = new Stack<(int, int)>();
            foreach (TreeChange change in OfFolder(pair.Old, pair.Current, children))
                yield return change;
            while (children.TryPop(out (int, int) child))
                _pending.Push(child);
        }
    }

    public void Dispose()
    {
        _old.Dispose();
        _current.Dispose();
        _contents.Dispose();
    }

    /// <param name="oldFolder">-1: there is none; likewise <paramref name="currentFolder"/>.</param>
    /// <param name="currentFolder">See above.</param>
    /// <param name="children">Receives the folders to go into.</param>
    private IEnumerable<TreeChange> OfFolder(int oldFolder, int currentFolder, Stack<(int Old, int Current)> children)
    {
        var left = new SideOfFolder(old, oldFolder);
        var right = new SideOfFolder(current, currentFolder);
        while (!left.IsAtEnd || !right.IsAtEnd)
        {
            int order = left.IsAtEnd ? 1 : right.IsAtEnd ? -1 : left.Name.SequenceCompareTo(right.Name);
            TreePath path = order <= 0 ? left.Path : right.Path;
            bool hasOld = order <= 0, hasNew = order >= 0;
            // What is lost is not there.
            SideOfFolder? before = hasOld && !left.IsLost ? left : null, now = hasNew && !right.IsLost ? right : null;
            if ((before ?? now) is not null && Compare(path, before, now) is { } change)
                yield return change;
            int oldChild = hasOld ? left.Folder : -1, newChild = hasNew ? right.Folder : -1;
            if (oldChild >= 0 || newChild >= 0)
                children.Push((oldChild, newChild));
            if (hasOld)
                left.Next();
            if (hasNew)
                right.Next();
        }
    }

    private TreeChange? Compare(TreePath path, SideOfFolder? before, SideOfFolder? now)
    {
        var change = new TreeChange
        {
            Path = path,
            Kind = before is null ? ChangeKind.Added : now is null ? ChangeKind.Deleted : ChangeKind.TypeChanged,
            OldKind = before?.Kind ?? EntryKind.Unknown,
            NewKind = now?.Kind ?? EntryKind.Unknown,
            OldSize = before?.Size ?? 0,
            NewSize = now?.Size ?? 0,
            OldMode = before?.Permissions ?? 0,
            NewMode = now?.Permissions ?? 0,
            OldTarget = TargetOf(before, _old),
            NewTarget = TargetOf(now, _current),
        };
        if (before is null || now is null || before.Kind != now.Kind)
            return change;
        ChangeKind? kind = before.Folder >= 0 ? FolderChange(before.Folder, now.Folder) : EntryChange(before, now, change);
        return kind is { } known ? change with { Kind = known } : null;
    }

    private ChangeKind? FolderChange(int before, int now)
    {
        if (scan is not null)
            return scan.FolderStates[now] == EntryState.Changed ? ChangeKind.MetadataOnly : null;
        FolderRecord one = old.Folder(before), two = current.Folder(now);
        return one.Mode != two.Mode || one.UserId != two.UserId || one.GroupId != two.GroupId ? ChangeKind.MetadataOnly : null;
    }

    private ChangeKind? EntryChange(SideOfFolder before, SideOfFolder now, TreeChange change)
    {
        if (scan is not null && scan.EntryOrigins[now.Entry] == before.Entry)
        {
            return scan.EntryStates[now.Entry] switch
            {
                EntryState.Changed => IsSameContent(before, now, change) ? ChangeKind.MetadataOnly : ChangeKind.Changed,
                EntryState.MetadataOnly => ChangeKind.MetadataOnly,
                EntryState.Added => ChangeKind.Changed,
                _ => null,
            };
        }

        EntryRecord one = old.Entry(before.Entry), two = current.Entry(now.Entry);
        if (one.SnapshotInode == two.SnapshotInode && one.SnapshotInode != 0)
            return null;
        if (!one.IsStored || !two.IsStored)
            return one.IsStored == two.IsStored ? null : ChangeKind.Changed;
        if (!IsSameContent(before, now, change))
            return ChangeKind.Changed;
        return one.LooksLike(two) ? null : ChangeKind.MetadataOnly;
    }

    private bool IsSameContent(SideOfFolder before, SideOfFolder now, TreeChange change)
    {
        EntryRecord one = old.Entry(before.Entry), two = current.Entry(now.Entry);
        if (one.Kind != EntryKind.File)
            return one.Kind != EntryKind.SymbolicLink || change.OldTarget.Span.SequenceEqual(change.NewTarget.Span);
        if (one.Size != two.Size)
            return false;
        ContentHash first = old.Hash(before.Entry), second = current.Hash(now.Entry);
        if (first.IsKnown && second.IsKnown)
            return first == second;
        if (_old.MoveTo(before.Parent) != Errno.Ok || _current.MoveTo(now.Parent) != Errno.Ok || _old.Current.OpenFile(old.EntryName(before.Entry), out FileHandle left) != Errno.Ok)
            return false;
        using (left)
        {
            if (_current.Current.OpenFile(current.EntryName(now.Entry), out FileHandle right) != Errno.Ok)
                return false;
            using (right)
            {
                return left.Status(out FileStatus leftStatus) == Errno.Ok && leftStatus.Kind == EntryKind.File
                    && right.Status(out FileStatus rightStatus) == Errno.Ok && rightStatus.Kind == EntryKind.File
                    && _contents.AreSame(left, right, cancellation, out bool same) == Errno.Ok && same;
            }
        }
    }

    private static ReadOnlyMemory<byte> TargetOf(SideOfFolder? side, TableCursor cursor) =>
        side?.Kind == EntryKind.SymbolicLink && cursor.MoveTo(side.Parent) == Errno.Ok && cursor.Current.ReadLink(side.TerminatedName, out byte[] target) == Errno.Ok
            ? target.AsMemory(0, target.Length - 1)
            : default;
}
