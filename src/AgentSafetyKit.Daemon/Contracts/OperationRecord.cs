using System.Text.Json;

namespace AgentSafetyKit.Daemon.Contracts;

/// <summary>Work that takes its time: <c>/v1/operations/{id}</c>.</summary>
/// <param name="Kind">What it does, such as <c>vm.create</c>. Stable.</param>
/// <param name="Target">What it does it to.</param>
/// <param name="State"><c>running</c>, <c>cancelling</c>, <c>done</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Progress">How far it is; null before it has said so.</param>
/// <param name="Problem">For <c>failed</c>.</param>
/// <param name="Result">For <c>done</c>: what came of it, where there is something to say; its form depends on <paramref name="Kind"/>. Not in the list of all.</param>
/// <param name="ResultForgotten">There was a result; later ones needed its place.</param>
public sealed record OperationRecord(
    string Id, string Kind, string Target, string State, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, ProgressRecord? Progress, ProblemResponse? Problem, JsonElement? Result, bool ResultForgotten);
