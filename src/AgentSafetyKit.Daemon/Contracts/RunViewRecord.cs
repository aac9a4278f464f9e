using System.Text.Json;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One run in <c>ps --json</c>.</summary>
/// <param name="State"><c>starting</c>, <c>running</c>, <c>unreachable</c>, <c>closing</c>, <c>ended</c> or <c>brokenOff</c>.</param>
/// <param name="ExitCode">The agent's; null while it works, and where nobody knows it.</param>
/// <param name="CpuPercent">Of one processor of the VM, by the agent and all it started.</param>
/// <param name="MemoryBytes">Resident, by them.</param>
/// <param name="Changes">Made in the folder since the agent was started.</param>
/// <param name="Cause">Why it does not answer, or was broken off.</param>
public sealed record RunViewRecord(
    string Id, string? Name, string Agent, string Vm, string Folder, bool Detached, string State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, int? ExitCode,
    int? CpuPercent, long? MemoryBytes, int? Processes, long? Changes, string? BeforeSnapshot, string? AfterSnapshot, string? Cause)
{
    public static RunViewRecord Of(RunView view, Language language) => new(
        view.Run.Id, view.Run.Name, view.Run.Agent, view.Run.Machine, view.Run.Folder, view.Run.IsDetached, JsonNamingPolicy.CamelCase.ConvertName(view.State.ToString()), view.Run.StartedAt, view.Run.EndedAt, view.Run.ExitCode,
        view.Load?.CpuPercent, view.Load?.MemoryBytes, view.Load?.Processes, view.Changes, view.Run.BeforeSnapshot, view.Run.AfterSnapshot, view.Cause.IsEmpty ? null : view.Cause.In(language));
}
