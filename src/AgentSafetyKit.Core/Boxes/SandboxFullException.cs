using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Boxes;

/// <summary>There are as many sessions as there may be.</summary>
/// <param name="cause">Which limit it is.</param>
/// <param name="wait">Until the next one ends by itself; at least a second.</param>
public sealed class SandboxFullException(Text cause, TimeSpan wait) : Exception(cause.English)
{
    public Text Cause => cause;

    public TimeSpan Wait => wait;
}
