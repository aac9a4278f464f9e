using System.Collections.Immutable;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>
/// Decides under which ports of the host's loopback the listeners of a guest appear: the same port where it is free, else another. What has a place keeps it. The guest can not make this open more
/// than <see cref="Most"/> ports, none below 1024 and none that something else of the host uses.
/// </summary>
/// <param name="isFree">Whether a port of the host's loopback can be listened on.</param>
public sealed class AutoPorts(Func<int, bool> isFree)
{
    public const int Most = 32;

    /// <summary>How many are newly opened at once, so that a guest that opens and closes ports all the time does not keep the host busy.</summary>
    public const int MostAtOnce = 8;

    private const int FirstFreePort = 1024;

    /// <param name="listeners">What listens in the guest.</param>
    /// <param name="wish">What the configuration wants: the ports of its forwards and helpers are ours.</param>
    /// <param name="sshPort">Of the guest's SSH server.</param>
    /// <param name="before">The automatic forwards that are up.</param>
    public ImmutableArray<ForwardSpec> Choose(IReadOnlyCollection<GuestListener> listeners, ForwardWish wish, int sshPort, IReadOnlyCollection<ForwardSpec> before)
    {
        var chosen = ImmutableArray.CreateBuilder<ForwardSpec>();
        HashSet<int> taken = [.. wish.Forwards.Where(forward => forward.Kind == ForwardKind.Local).Select(forward => forward.Host!.Value.Port)];
        List<PortAddress> targets = [.. Targets(listeners, wish, sshPort)];
        foreach (ForwardSpec old in before.Where(old => targets.Contains(old.Guest) && chosen.Count < Most))
        {
            if (!taken.Add(old.Host!.Value.Port))
                continue;
            chosen.Add(old);
            targets.Remove(old.Guest);
        }

        int opened = 0;
        foreach (PortAddress target in targets)
        {
            if (chosen.Count == Most || opened++ == MostAtOnce)
                break;
            if (PortFor(target.Port, taken) is not { } port)
                continue;
            taken.Add(port);
            chosen.Add(new ForwardSpec(ForwardKind.Local, PortAddress.Loopback(port), target, IsAutomatic: true));
        }

        return chosen.ToImmutable();
    }

    /// <summary>One address a port: what listens everywhere, or on the loopback, before what listens on another address.</summary>
    private static IEnumerable<PortAddress> Targets(IReadOnlyCollection<GuestListener> listeners, ForwardWish wish, int sshPort)
    {
        HashSet<int> ours = [sshPort, .. wish.Forwards.Select(forward => forward.Guest.Port)];
        return listeners
            .Where(listener => !ours.Contains(listener.Address.Port) && !wish.ProxyPorts.Contains(listener.Address.Port) && !IsNameService(listener.Address))
            .Select(listener => listener.Target)
            .OrderBy(target => target.Port).ThenBy(target => target.Host == "127.0.0.1" ? 0 : target.IsLoopback ? 1 : 2).ThenBy(target => target.Host, StringComparer.Ordinal)
            .DistinctBy(target => target.Port);
    }

    /// <summary>systemd-resolved's stubs.</summary>
    private static bool IsNameService(PortAddress address) => address is { Port: 53, Host: "127.0.0.53" or "127.0.0.54" };

    private int? PortFor(int port, HashSet<int> taken)
    {
        for (int candidate = port; candidate <= 65535; candidate += 10_000)
        {
            if (candidate >= FirstFreePort && !taken.Contains(candidate) && isFree(candidate))
                return candidate;
        }

        for (int candidate = 20_000 + (port % 10_000); candidate < 30_100; candidate++)
        {
            if (!taken.Contains(candidate) && isFree(candidate))
                return candidate;
        }

        return null;
    }
}
