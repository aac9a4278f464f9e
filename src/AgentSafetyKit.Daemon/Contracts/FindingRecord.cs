using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One path of a <see cref="VerifiedSnapshotRecord"/> that is not what was stored; the path is escaped.</summary>
/// <param name="PathBytes">As <see cref="RawBytes.Of"/>.</param>
/// <param name="Error">The operating system's answer, such as EIO.</param>
public sealed record FindingRecord(string Path, string? PathBytes, string Kind, string? Error);
