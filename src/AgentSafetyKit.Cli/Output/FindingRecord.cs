using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Cli.Output;

/// <summary>One path of a <see cref="VerifiedSnapshotRecord"/> that is not what was stored; the path is escaped.</summary>
/// <param name="PathBytes">As <see cref="RawBytes.Of"/>.</param>
/// <param name="Error">The operating system's answer, such as EIO.</param>
internal sealed record FindingRecord(string Path, string? PathBytes, FindingKind Kind, string? Error);
