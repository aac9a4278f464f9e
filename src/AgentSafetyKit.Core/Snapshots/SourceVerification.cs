using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>What became of comparing the contents of a folder with its newest snapshot.</summary>
/// <param name="Id">The snapshot.</param>
/// <param name="Hidden">Files that look untouched (size, times, inode) and hold something else than the snapshot: no further snapshot would notice.</param>
/// <param name="Changed">Paths that a further snapshot would take as changed, new or gone.</param>
/// <param name="Proved">Files that hold what the snapshot recorded.</param>
/// <param name="Unproved">Files that could not be read or have no recorded hash.</param>
public sealed record SourceVerification(string Id, IReadOnlyList<TreePath> Hidden, int Changed, int Proved, int Unproved);
