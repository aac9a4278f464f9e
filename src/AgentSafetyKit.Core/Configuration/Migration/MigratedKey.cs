using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration.Migration;

/// <summary>One change of a configuration that was written for the earlier tool.</summary>
/// <param name="Line">In the file as it was; numbers start at 1.</param>
/// <param name="Path">Such as <c>agents.qwen.type</c>; safe to print.</param>
/// <param name="What">What becomes of it, and why; safe to print, never with a secret in it.</param>
public sealed record MigratedKey(int Line, string Path, Text What);
