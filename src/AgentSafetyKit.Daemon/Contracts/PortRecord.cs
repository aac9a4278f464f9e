using System.Text.Json;
using AgentSafetyKit.Network;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One forward in <c>ports --json</c>.</summary>
/// <param name="Type">local, remote or socks5.</param>
/// <param name="HostAddr">Null for socks5.</param>
/// <param name="Automatic">It is there because a program in the VM listens.</param>
/// <param name="Owner">Who asked for it: <c>config</c>, or <c>auto</c> for a program in the VM that listens.</param>
/// <param name="State"><c>up</c>, <c>waiting</c> (for the VM), <c>failed</c> or <c>notKept</c> (neither the daemon nor <c>portforward</c> runs).</param>
/// <param name="Cause">Why it failed; else null.</param>
/// <param name="Keeper">The process that keeps it; null: nobody does.</param>
/// <param name="Url">For a browser on the host; null for other types.</param>
public sealed record PortRecord(string Vm, string Type, string? HostAddr, string VmAddr, bool Automatic, string Owner, string State, string? Cause, int? Keeper, string? Url, DateTimeOffset? Since)
{
    public static PortRecord Of(PortView view, Language language)
    {
        ForwardSpec spec = view.Forward.Spec;
        return new PortRecord(
            view.Machine,
            JsonNamingPolicy.CamelCase.ConvertName(spec.Kind.ToString()),
            spec.Host?.ToString(),
            spec.Guest.ToString(),
            spec.IsAutomatic,
            spec.IsAutomatic ? "auto" : "config",
            view.Phase is null ? "notKept" : JsonNamingPolicy.CamelCase.ConvertName(view.Forward.State.ToString()),
            view.Forward.Cause.IsEmpty ? null : view.Forward.Cause.In(language),
            view.Keeper > 0 ? view.Keeper : null,
            view.Forward.Url,
            view.Phase is null ? null : view.Forward.Since);
    }
}
