using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/tripwires</c>: agents that were stopped, and the answer.</summary>
internal static class TripwireRoutes
{
    public static Route[] Of(DaemonState state) =>
    [
        new Route("GET", "/v1/tripwires", (request, cancellation) => request.AnswerAsync(
            new TripwireListRecord([.. state.Kit.TripwireOrders.All().Select(tripped => TripwireRecord.Of(tripped, state.Kit.TripwireOrders, request.Language))]), ContractRecords.Default.TripwireListRecord, cancellation)),
        new Route("POST", "/v1/tripwires/{mount}/continue", (request, cancellation) =>
        {
            TrippedMount tripped = state.Kit.TripwireOrders.Require(request.Values["mount"]);
            state.Kit.TripwireOrders.Continue(tripped);
            return request.AnswerAsync(TripwireRecord.Of(tripped, state.Kit.TripwireOrders, request.Language), ContractRecords.Default.TripwireRecord, cancellation);
        }),
        new Route("POST", "/v1/tripwires/{mount}/undo", (request, cancellation) =>
        {
            TrippedMount tripped = state.Kit.TripwireOrders.Require(request.Values["mount"]);
            Language language = request.Language;
            return request.AcceptAsync(
                state.Operations.Begin("tripwire.undo", Printable.Escape(tripped.Source), async (progress, stop) =>
                {
                    RestoreOutcome outcome = await state.Kit.TripwireOrders.UndoAsync(tripped, progress, stop).ConfigureAwait(false);
                    return JsonSerializer.SerializeToElement(RestoreRecord.Of(outcome.Plan, outcome.Done, outcome.Unfinished, language, RestorePaths.MostSteps), ContractRecords.Default.RestoreRecord);
                }),
                cancellation);
        }),
    ];
}
