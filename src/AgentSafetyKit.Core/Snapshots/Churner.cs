using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>A file that changes so often that it is copied into most snapshots: a log, a database, the image of a VM. Often better ignored.</summary>
/// <param name="Path">Which.</param>
/// <param name="Times">In how many snapshots, the first not counted, there is a new version of it.</param>
/// <param name="Bytes">All these versions together.</param>
public sealed record Churner(TreePath Path, int Times, long Bytes);
