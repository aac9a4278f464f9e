using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>A VM.</summary>
/// <param name="Default">Whether it is the one used where none is named.</param>
/// <param name="RamBytes">Bytes.</param>
/// <param name="DiskBytes">Bytes.</param>
/// <param name="CloudInitKeys">The top-level keys of its cloud-init.</param>
/// <param name="AllowedAgents">Null: all.</param>
/// <param name="Install">Bundles.</param>
/// <param name="CaCertificates">Files.</param>
/// <param name="PackageMirrors">Without passwords.</param>
/// <param name="Proxychains">Without a password; null for none.</param>
/// <param name="HttpProxy">Without a password; null for none.</param>
public sealed record EffectiveMachine(
    string Name,
    bool Default,
    int Cpu,
    long RamBytes,
    long DiskBytes,
    string Image,
    string Provider,
    string Network,
    ImmutableArray<string> CloudInitKeys,
    ImmutableArray<string>? AllowedAgents,
    string OtherFolders,
    ImmutableArray<string> Install,
    ImmutableArray<string> CaCertificates,
    EffectiveMirrors PackageMirrors,
    string? Proxychains,
    EffectiveHttpProxy? HttpProxy,
    ImmutableArray<EffectiveForward> PortForwarding,
    bool AutoPorts);
