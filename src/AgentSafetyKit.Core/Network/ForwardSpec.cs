using System.Collections.Immutable;
using System.Globalization;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>One forward that is wanted.</summary>
/// <param name="Kind">Which way it leads.</param>
/// <param name="Host">Where the host listens (local), or the one target the guest reaches (remote); null for SOCKS.</param>
/// <param name="Guest">What the guest connects to (local), or where it listens.</param>
/// <param name="IsAutomatic">It is there because a program in the guest listens, not because the configuration says so.</param>
public sealed record ForwardSpec(ForwardKind Kind, PortAddress? Host, PortAddress Guest, bool IsAutomatic = false)
{
    public static ForwardSpec Of(ForwardSettings settings) => new(settings.Kind, settings.Host, settings.Guest);

    /// <summary>As ssh(1) wants it behind <c>-O forward</c>. The listening address is always named, so that nothing is opened wider than it says here.</summary>
    public ImmutableArray<string> Words => Kind switch
    {
        ForwardKind.Local => ["-L", $"{Part(Host!.Value)}:{Part(Guest)}"],
        ForwardKind.Remote => ["-R", $"{Part(Guest)}:{Part(Host!.Value)}"],
        _ => ["-R", Part(Guest)],
    };

    /// <summary>Where it listens, and on which side.</summary>
    public PortAddress Listens => Kind == ForwardKind.Local ? Host!.Value : Guest;

    public override string ToString() => string.Join(' ', Words);

    private static string Part(PortAddress address) => string.Create(CultureInfo.InvariantCulture, $"[{address.Host}]:{address.Port}");
}
