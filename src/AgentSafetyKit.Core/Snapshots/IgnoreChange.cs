using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>An ignore file is not what it was when the rules of the run were frozen; the frozen ones stay in force.</summary>
/// <param name="File">Which one.</param>
/// <param name="Kind">How it differs.</param>
public sealed record IgnoreChange(TreePath File, IgnoreChangeKind Kind);
