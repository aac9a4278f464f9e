using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary><c>backup diff --json</c>.</summary>
/// <param name="To">Null: the folder as it is now.</param>
public sealed record DiffRecord(string From, string? To, int Added, int Changed, int Deleted, IReadOnlyList<DiffChangeRecord> Changes)
{
    public static DiffRecord Of(string from, string? to, IReadOnlyList<TreeChange> changes, Func<TreeChange, ContentChange?> content, bool withLines)
    {
        int added = 0, deleted = 0;
        var records = new List<DiffChangeRecord>(changes.Count);
        foreach (TreeChange change in changes)
        {
            added += change.Kind == ChangeKind.Added ? 1 : 0;
            deleted += change.Kind == ChangeKind.Deleted ? 1 : 0;
            records.Add(DiffChangeRecord.Of(change, content(change), withLines));
        }

        return new DiffRecord(from, to, added, changes.Count - added - deleted, deleted, records);
    }

    /// <summary>Reads both sides.</summary>
    /// <param name="store">Whose snapshots.</param>
    /// <param name="from">Null: the newest.</param>
    /// <param name="to">Null: the folder as it is now.</param>
    /// <param name="paths">Only these; empty: all.</param>
    /// <param name="withLines">Also what changed in text files.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="KitException">As <see cref="SnapshotDiff"/> says.</exception>
    public static DiffRecord Of(SnapshotStore store, string? from, string? to, IReadOnlyList<TreePath> paths, bool withLines, CancellationToken cancellation)
    {
        from ??= store.List() is [.., SnapshotInfo newest] ? newest.Id : throw new KitException(
            ErrorCode.SnapshotMissing,
            new Text("there is no snapshot yet", "снимков пока нет"),
            new Text($"there is none in {Printable.Escape(store.Spec.BackupFolder)}", $"в {Printable.Escape(store.Spec.BackupFolder)} нет ни одного"),
            store.Spec.HowToBegin);
        using SnapshotDiff diff = SnapshotDiff.Open(store, from, to, null, cancellation);
        var changes = new List<TreeChange>(diff.Changes(paths));
        changes.Sort(static (left, right) => left.Path.Bytes.SequenceCompareTo(right.Path.Bytes));
        return Of(from, to, changes, change => withLines ? diff.Content(change) : null, withLines);
    }
}
