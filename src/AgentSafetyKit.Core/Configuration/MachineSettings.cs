using System.Collections.Immutable;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>A VM as the configuration wants it.</summary>
/// <param name="Cores">CPUs, no more than the host has.</param>
/// <param name="Image">As written: <c>default</c>, <c>build:debian:bookworm</c>, …</param>
/// <param name="Provider">Its own, else the global one.</param>
/// <param name="CloudInit">A YAML mapping to be merged with ours, aliases written out; empty for none. May hold secrets.</param>
public sealed record MachineSettings(
    string Name,
    int Cores,
    ByteSize Memory,
    ByteSize Disk,
    string Image,
    ProviderChoice Provider,
    MachineNetwork Network,
    string CloudInit,
    AllowedAgents AllowedAgents,
    KeyOrigins Origins)
{
    public OtherFolders OtherFolders { get; init; }

    /// <summary>Tools that <c>up</c> installs in it.</summary>
    public ImmutableArray<Bundle> Install { get; init; } = [];

    /// <summary>Files on the host with certificates (PEM) that the VM trusts besides its own.</summary>
    public ImmutableArray<string> CertificateFiles { get; init; } = [];

    public PackageMirrors Mirrors { get; init; } = PackageMirrors.None;

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<ForwardSettings> Forwards { get; init; } = [];

    /// <summary>What programs in the VM listen on appears on the host's loopback.</summary>
    public bool AutoPorts { get; init; } = true;

    /// <summary>The proxy its agents are led through by proxychains; null for none.</summary>
    public ProxyAddress? Proxychains { get; init; }

    public HttpProxySettings HttpProxy { get; init; } = HttpProxySettings.None;

    /// <summary>Without what cloud-init may hold.</summary>
    public override string ToString() => $"VM {Name}: {Cores} CPU, {Memory}, {Disk}, {Image}";
}
