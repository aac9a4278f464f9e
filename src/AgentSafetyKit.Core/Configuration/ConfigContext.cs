using System.Collections.Immutable;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>What a configuration is read against; given, not looked up, so that reading is a pure function.</summary>
/// <param name="HomeFolder">What <c>~</c> stands for: an absolute path.</param>
/// <param name="ConfigFolder">Where the configuration lives; the SSH keys are beneath it by default, and no mount may show it to a guest.</param>
/// <param name="HostCores">The most <c>cpu</c> may ask for.</param>
public sealed record ConfigContext(string HomeFolder, string ConfigFolder, int HostCores)
{
    /// <summary>Types of agents that the user has defined beside those that are known.</summary>
    public ImmutableArray<string> OwnAgentTypes { get; init; } = [];

    /// <summary>What a VM can not have more of; null: nobody looked.</summary>
    public ByteSize? HostMemory { get; init; }
}
