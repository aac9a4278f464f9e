using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Machines;

/// <summary>A virtual machine as the configuration wants it.</summary>
/// <param name="Name"><c>[a-z][a-z0-9-]{0,62}</c>: it becomes a host name and a folder's name.</param>
/// <param name="Processors">Virtual processors, at least 1.</param>
/// <param name="Memory">RAM.</param>
/// <param name="Disk">Size of the guest's disk; it takes room on the host only as it fills.</param>
/// <param name="Image">As the configuration names it, such as <c>build:debian:bookworm</c>; <see cref="DefaultImage"/> leaves it to the engine.</param>
/// <param name="Network">What the guest may reach.</param>
public sealed record MachineSpec(string Name, int Processors, ByteSize Memory, ByteSize Disk, string Image, NetworkPolicy Network)
{
    public const string DefaultImage = "default";

    /// <summary>The engine that is asked for.</summary>
    public ProviderChoice Provider { get; init; } = ProviderChoice.Auto;

    /// <summary>The user's own cloud-init mapping as YAML (without the <c>#cloud-config</c> line); empty for none. Merged with ours: lists are appended, mappings merged.</summary>
    public string CloudInit { get; init; } = "";
}
