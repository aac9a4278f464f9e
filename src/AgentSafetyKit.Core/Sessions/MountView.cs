using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Sessions;

/// <summary>One folder of the configuration, or mounted without being in it, as it is now.</summary>
/// <param name="State">Null: not mounted. <see cref="MountState.Live"/>: a probe through it has just worked.</param>
/// <param name="Cause">Why it is broken.</param>
public sealed record MountView(string Source, string Target, string Machine, bool ReadOnly, MountState? State, Text Cause, DateTimeOffset? Since);
