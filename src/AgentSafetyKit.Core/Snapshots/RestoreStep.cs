using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>One path a restore will touch.</summary>
/// <param name="Path">In the target.</param>
/// <param name="Action">What happens to it.</param>
/// <param name="Kind">What it will be; for a deletion, what it is.</param>
/// <param name="Size">Bytes to write; for a deletion, bytes that go.</param>
/// <param name="IsExecutable">A file that can be run on this host afterwards.</param>
public sealed record RestoreStep(TreePath Path, RestoreAction Action, EntryKind Kind, long Size, bool IsExecutable);
