using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Every route there is, in the order of the documentation.</summary>
internal static class Api
{
    public static RouteTable Routes(DaemonState state) => new(
    [
        new Route("GET", "/healthz", (request, cancellation) => request.AnswerAsync(new HealthResponse("ok"), ContractRecords.Default.HealthResponse, cancellation)),
        new Route("GET", "/readyz", (request, cancellation) => Ready(state, request, cancellation)),
        new Route("GET", "/openapi.json", (request, cancellation) => request.AnswerAsync("application/json; charset=utf-8", OpenApi.Document, cancellation)),
        new Route("GET", "/metrics", (request, cancellation) => request.AnswerAsync(MetricsText.ContentType, MetricsText.Of(state), cancellation)),
        new Route("GET", "/v1/status", (request, cancellation) => request.AnswerAsync(StatusPicture.Of(state, request.Language), ContractRecords.Default.StatusResponse, cancellation)),
        new Route("GET", "/v1/events", (request, cancellation) => new EventStream(state).AnswerAsync(request, cancellation)),
    ]);

    private static Task Ready(DaemonState state, Request request, CancellationToken cancellation) => state.IsReady && !state.Ending.IsCancellationRequested
        ? request.AnswerAsync(new HealthResponse("ok"), ContractRecords.Default.HealthResponse, cancellation)
        : throw new KitException(
            ErrorCode.DaemonUnavailable,
            new Text("the daemon is not ready", "служба не готова"),
            state.IsReady ? new Text("it is ending", "она завершается") : new Text("it has just been started", "она только что запущена"),
            new Text("try again in a moment", "повторите через мгновение"));
}
