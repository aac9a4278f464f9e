using System.Collections.Immutable;
using AgentSafetyKit.Configuration;

namespace AgentSafetyKit.Network;

/// <summary>All that is wanted for one VM.</summary>
/// <param name="Forwards">Those the configuration names.</param>
/// <param name="AutoPorts">Also whatever programs in the guest listen on.</param>
/// <param name="ProxyPorts">Ports in the guest at which our own helpers listen: never shown on the host by themselves.</param>
public sealed record ForwardWish(ImmutableArray<ForwardSpec> Forwards, bool AutoPorts, PortRange ProxyPorts)
{
    public static ForwardWish None { get; } = new([], false, PortRange.OfProxies);

    public bool IsEmpty => Forwards.IsEmpty && !AutoPorts;

    public static ForwardWish Of(MachineSettings machine, GlobalSettings global) =>
        new([.. machine.Forwards.Where(forward => forward.Host is not null || forward.Kind == ForwardKind.Socks5).Select(ForwardSpec.Of)], machine.AutoPorts, global.ProxyPorts);

    public bool Equals(ForwardWish? other) => other is not null && AutoPorts == other.AutoPorts && ProxyPorts == other.ProxyPorts && Forwards.SequenceEqual(other.Forwards);

    public override int GetHashCode() => HashCode.Combine(Forwards.Length, AutoPorts, ProxyPorts);
}
