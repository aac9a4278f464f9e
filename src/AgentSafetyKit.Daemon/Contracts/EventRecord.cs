using System.Text.Json;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>One event of <c>/v1/events</c> and of <c>agsekit events --json</c>.</summary>
/// <param name="Id">Counts up by one; what a client that comes back gives as <c>Last-Event-ID</c>.</param>
/// <param name="Kind">Stable, such as <c>backup.taken</c>.</param>
/// <param name="Level"><c>info</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Service">Who tells it; null: the daemon itself.</param>
/// <param name="Code">The stable name of what went wrong.</param>
/// <param name="Message">In words, in the language that was asked for.</param>
public sealed record EventRecord(
    long Id, DateTimeOffset Timestamp, string Kind, string Level, string? Service, string? Folder, string? Vm, string? Run, string? Snapshot, string? Code, string Message)
{
    public static EventRecord Of(KitEvent happened, Language language) => new(
        happened.Id,
        happened.Timestamp,
        happened.Kind,
        JsonNamingPolicy.CamelCase.ConvertName(happened.Level.ToString()),
        happened.Service,
        happened.Folder,
        happened.Vm,
        happened.Run,
        happened.Snapshot,
        happened.Code,
        happened.Words.In(language));
}
