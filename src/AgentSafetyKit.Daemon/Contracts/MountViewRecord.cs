using System.Text.Json;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One folder in <c>mounts --json</c>.</summary>
/// <param name="Id">Of the folder in this VM, in the paths of the interface; stays the same.</param>
/// <param name="Protect">What the guest may read and not change.</param>
/// <param name="Hide">What does not exist for it.</param>
/// <param name="GuestLocal">Folders in it that are the VM's own.</param>
/// <param name="IsTripped">An agent was stopped there and waits (<c>/v1/tripwires</c>).</param>
/// <param name="State"><c>notMounted</c>, <c>connecting</c>, <c>live</c> (a probe through it just worked) or <c>broken</c>.</param>
public sealed record MountViewRecord(string Id, string Source, string Target, string Vm, string State, bool ReadOnly, string? Cause, DateTimeOffset? Since, IReadOnlyList<string> Protect, IReadOnlyList<string> Hide, IReadOnlyList<string> GuestLocal, bool IsTripped)
{
    public static MountViewRecord Of(MountView view, Language language) => new(
        MountStore.IdOf(view.Source, view.Machine),
        view.Source,
        view.Target,
        view.Machine,
        view.State is { } state ? JsonNamingPolicy.CamelCase.ConvertName(state.ToString()) : "notMounted",
        view.ReadOnly,
        view.Cause.IsEmpty ? null : view.Cause.In(language),
        view.Since,
        view.Protect,
        view.Hide,
        view.GuestLocal,
        view.IsTripped);
}
