using AgentSafetyKit.Errors;
using AgentSafetyKit.FileTree;

namespace AgentSafetyKit.Snapshots;

/// <summary>One path of a snapshot that is not what its manifest says.</summary>
/// <param name="Path">In the snapshot.</param>
/// <param name="Kind">How it differs.</param>
/// <param name="Errno">The operating system's answer where it could not be read.</param>
public sealed record VerifyFinding(TreePath Path, FindingKind Kind, Errno Errno = Errno.Ok);
