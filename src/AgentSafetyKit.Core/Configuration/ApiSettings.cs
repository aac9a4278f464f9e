using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>The section <c>api</c>.</summary>
/// <param name="Listen">Where the daemon answers over TCP, always on the loopback; null: only on its socket.</param>
public sealed record ApiSettings(PortAddress? Listen, KeyOrigins Origins)
{
    public static ApiSettings Default { get; } = new(null, KeyOrigins.None);
}
