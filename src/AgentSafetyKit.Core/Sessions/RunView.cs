using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>A run as it is now.</summary>
/// <param name="Cause">Why it does not answer, or was broken off.</param>
/// <param name="Load">Of the agent and all it started; null where nobody knows.</param>
/// <param name="Changes">Changes the guest has made in the folder since the agent was started (not files: the same one may change often); null where nobody counts.</param>
public sealed record RunView(RunRecord Run, RunState State, Text Cause, ProcessTreeLoad? Load, long? Changes);
