using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>What the daemon says of itself and of everything together.</summary>
internal static class SelfRoutes
{
    public static Route[] Of(DaemonState state)
    {
        var picture = new StatusPicture(state);
        return
        [
            new Route("GET", "/healthz", (request, cancellation) => request.AnswerAsync(new HealthResponse("ok"), ContractRecords.Default.HealthResponse, cancellation)),
            new Route("GET", "/readyz", (request, cancellation) => Ready(state, request, cancellation)),
            new Route("GET", "/openapi.json", (request, cancellation) => request.AnswerAsync("application/json; charset=utf-8", OpenApi.Document, cancellation)),
            new Route("GET", "/metrics", async (request, cancellation) =>
                await request.AnswerAsync(MetricsText.ContentType, await MetricsText.OfAsync(state, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false)),
            new Route("GET", "/v1/status", async (request, cancellation) =>
                await request.AnswerAsync(await picture.LookAsync(request.Language, cancellation).ConfigureAwait(false), ContractRecords.Default.StatusReport, cancellation).ConfigureAwait(false)),
            new Route("GET", "/v1/doctor", async (request, cancellation) => await request.AnswerAsync(
                HealthRecord.Of(await state.Doctor!(request.Language).LookAsync(cancellation).ConfigureAwait(false), request.Language), ContractRecords.Default.HealthRecord, cancellation).ConfigureAwait(false)),
            new Route("POST", "/v1/dashboard", async (request, cancellation) =>
            {
                // Who was let in by a token would get what outlives it, and may do more.
                if (SessionClient.Of(request.Context).Name.Length > 0)
                    throw RefusedRequest.Of(StatusCodes.Status403Forbidden, "Authorization", new Text("the page is opened by its owner: agsekit dashboard", "страницу открывает её владелец: agsekit dashboard"));
                await request.AnswerAsync(await state.Page.InviteAsync(cancellation).ConfigureAwait(false), ContractRecords.Default.DashboardRecord, cancellation).ConfigureAwait(false);
            }),
            new Route("GET", "/v1/daemon", (request, cancellation) => request.AnswerAsync(DaemonPicture.Of(state, request.Language), ContractRecords.Default.DaemonResponse, cancellation)),
            new Route("GET", "/v1/events", (request, cancellation) => new EventStream(state).AnswerAsync(request, cancellation)),
        ];
    }

    private static Task Ready(DaemonState state, Request request, CancellationToken cancellation) => state.IsReady && !state.Ending.IsCancellationRequested
        ? request.AnswerAsync(new HealthResponse("ok"), ContractRecords.Default.HealthResponse, cancellation)
        : throw new KitException(
            ErrorCode.DaemonUnavailable,
            new Text("the daemon is not ready", "служба не готова"),
            state.IsReady ? new Text("it is ending", "она завершается") : new Text("it has just been started", "она только что запущена"),
            new Text("try again in a moment", "повторите через мгновение"));
}
