using System.Text.Json;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One folder in <c>mounts --json</c>.</summary>
/// <param name="Id">Of the folder in this VM, in the paths of the interface; stays the same.</param>
/// <param name="State"><c>notMounted</c>, <c>connecting</c>, <c>live</c> (a probe through it just worked) or <c>broken</c>.</param>
public sealed record MountViewRecord(string Id, string Source, string Target, string Vm, string State, bool ReadOnly, string? Cause, DateTimeOffset? Since)
{
    public static MountViewRecord Of(MountView view, Language language) => new(
        MountStore.IdOf(view.Source, view.Machine),
        view.Source,
        view.Target,
        view.Machine,
        view.State is { } state ? JsonNamingPolicy.CamelCase.ConvertName(state.ToString()) : "notMounted",
        view.ReadOnly,
        view.Cause.IsEmpty ? null : view.Cause.In(language),
        view.Since);
}
