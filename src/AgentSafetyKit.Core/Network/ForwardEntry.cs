using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Network;

/// <summary>One forward of a <see cref="ForwardRecord"/>.</summary>
public sealed record ForwardEntry(
    ForwardKind Kind, string? Host, string Guest, bool IsAutomatic, ForwardState State, string CauseEnglish, string CauseRussian, DateTimeOffset Since)
{
    public static ForwardEntry Of(ForwardInfo info) => new(
        info.Spec.Kind, info.Spec.Host?.ToString(), info.Spec.Guest.ToString(), info.Spec.IsAutomatic, info.State, info.Cause.English, info.Cause.Russian, info.Since);

    /// <summary>Null where it does not make sense.</summary>
    public ForwardInfo? ToInfo()
    {
        PortAddress? host = null;
        if (!PortAddress.TryParse(Guest, out PortAddress? guest) || (Kind != ForwardKind.Socks5 && !PortAddress.TryParse(Host ?? "", out host)))
            return null;
        return new ForwardInfo(new ForwardSpec(Kind, host, guest.Value, IsAutomatic), State, new Text(CauseEnglish, CauseRussian), Since);
    }
}
