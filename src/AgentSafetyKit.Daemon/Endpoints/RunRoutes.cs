using System.Text.Json;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Sessions;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/runs</c>: <c>{id}</c> is a run's id, a part of it that is its alone, or its name.</summary>
internal static class RunRoutes
{
    private const int MostEnded = 1000, LongestPatience = 600;

    public static Route[] Of(DaemonState state) =>
    [
        new Route("GET", "/v1/runs", async (request, cancellation) =>
        {
            int ended = request.Number("ended", 100, MostEnded);
            IReadOnlyList<RunView> views = await state.Kit.RunOverview.ListAsync(ended, cancellation).ConfigureAwait(false);
            await request.AnswerAsync(new RunListRecord([.. views.Select(view => RunViewRecord.Of(view, request.Language))]), ContractRecords.Default.RunListRecord, cancellation).ConfigureAwait(false);
        }) { Query = ["ended"] },
        new Route("POST", "/v1/runs", (request, cancellation) => StartAsync(state, request, cancellation)),
        new Route("GET", "/v1/runs/{id}", async (request, cancellation) => await request.AnswerAsync(
            RunViewRecord.Of(await state.Kit.RunOverview.AtAsync(Require(state, request), cancellation).ConfigureAwait(false), request.Language), ContractRecords.Default.RunViewRecord, cancellation).ConfigureAwait(false)),
        new Route("POST", "/v1/runs/{id}/stop", async (request, cancellation) =>
        {
            int seconds = (await request.BodyAsync(ContractRecords.Default.RunStopRequest, cancellation, new RunStopRequest()).ConfigureAwait(false)).PatienceSeconds;
            if (seconds is < 0 or > LongestPatience)
                throw RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "patienceSeconds", new Text($"it is a number from 0 to {LongestPatience}", $"допустимо число от 0 до {LongestPatience}"));
            await EndAsync(state, request, "run.stop", TimeSpan.FromSeconds(seconds), cancellation).ConfigureAwait(false);
        }),
        new Route("POST", "/v1/runs/{id}/kill", (request, cancellation) => EndAsync(state, request, "run.kill", TimeSpan.Zero, cancellation)),
        new Route("GET", "/v1/runs/{id}/attach", (request, cancellation) => AttachRoute.AnswerAsync(state, request, cancellation)) { Query = ["columns", "rows", "readOnly"] },
        new Route("GET", "/v1/runs/{id}/logs", (request, cancellation) => LogsAsync(state, request, cancellation)) { Query = ["follow", "raw"] },
        new Route("GET", "/v1/runs/{id}/review", async (request, cancellation) =>
        {
            RunRecord run = Require(state, request);
            ReviewReport review = await Task.Run(() => state.Kit.RunReviews.Of(run, cancellation), cancellation).ConfigureAwait(false);
            await request.AnswerAsync(ReviewRecord.Of(review, request.Language), ContractRecords.Default.ReviewRecord, cancellation).ConfigureAwait(false);
        }),
        new Route("POST", "/v1/runs/{id}/undo", async (request, cancellation) =>
        {
            UndoRequest wish = await request.BodyAsync(ContractRecords.Default.UndoRequest, cancellation, new UndoRequest()).ConfigureAwait(false);
            (ProtectedFolder folder, string before) = RunReviews.Require(Require(state, request));
            await RestorePaths.BeginAsync(
                state, request, "run.undo", folder, new SnapshotRestoreRequest(before, wish.Paths, wish.PathsBytes, wish.To, wish.DryRun, wish.RestoreSetuid, wish.SkipSafetySnapshot), cancellation).ConfigureAwait(false);
        }),
    ];

    private static RunRecord Require(DaemonState state, Request request) => state.Kit.RunOrders.Require(request.Values["id"]);

    private static async Task StartAsync(DaemonState state, Request request, CancellationToken cancellation)
    {
        RunStartRequest wish = await request.BodyAsync(ContractRecords.Default.RunStartRequest, cancellation).ConfigureAwait(false);
        if (!Path.IsPathRooted(wish.Folder))
            throw RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "folder", new Text("it is not an absolute path", "это не полный путь"));
        KitConfig config = state.RequireConfig();
        var order = new RunRequest(wish.Agent, wish.Arguments ?? [], wish.Folder) { Machine = wish.Vm, Proxychains = wish.Proxychains, HttpProxy = wish.HttpProxy, WithoutDefaultArguments = wish.SkipDefaultArguments };
        // What is refused anyway is refused at once, with a status of its own.
        state.Kit.RunOrders.Plan(config, order, wish.Name);
        Language language = request.Language;
        await request.AcceptAsync(
            state.Operations.Begin("run.start", $"{Printable.Escape(wish.Agent)} {Printable.Escape(wish.Folder)}", async (progress, stop) =>
                Record(state, await state.Kit.RunOrders.StartAsync(config, order, wish.Name, progress, stop).ConfigureAwait(false), language)),
            cancellation).ConfigureAwait(false);
    }

    private static async Task EndAsync(DaemonState state, Request request, string kind, TimeSpan patience, CancellationToken cancellation)
    {
        RunRecord run = await state.Kit.RunOrders.RequireDetachedAsync(request.Values["id"], cancellation).ConfigureAwait(false);
        Language language = request.Language;
        await request.AcceptAsync(
            state.Operations.Begin(kind, run.Id, async (progress, stop) => Record(state, await state.Kit.RunOrders.EndAsync(run, patience, progress, stop).ConfigureAwait(false), language)),
            cancellation).ConfigureAwait(false);
    }

    private static JsonElement Record(DaemonState state, RunRecord run, Language language) =>
        JsonSerializer.SerializeToElement(RunViewRecord.Of(state.Kit.RunOverview.View(run, null), language), ContractRecords.Default.RunViewRecord);

    /// <summary>As text without what could give orders to a terminal, unless <c>raw</c>.</summary>
    private static async Task LogsAsync(DaemonState state, Request request, CancellationToken cancellation)
    {
        (bool follow, bool raw) = (request.Flag("follow"), request.Flag("raw"));
        RunRecord run = await state.Kit.RunOrders.RequireDetachedAsync(request.Values["id"], cancellation).ConfigureAwait(false);
        using IDisposable? place = follow ? state.Streams.Take() : null;
        HttpResponse response = request.Context.Response;
        response.ContentType = raw ? "application/octet-stream" : "text/plain; charset=utf-8";
        PlainTerminalText? plain = raw ? null : new PlainTerminalText();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, state.Ending);
        await state.Kit.RunLog.ReadAsync(
            run,
            follow,
            async bytes =>
            {
                await response.Body.WriteAsync(plain is null ? bytes : System.Text.Encoding.UTF8.GetBytes(plain.Feed(bytes.Span)), over.Token).ConfigureAwait(false);
                await response.Body.FlushAsync(over.Token).ConfigureAwait(false);
            },
            over.Token).ConfigureAwait(false);
        if (plain?.End() is { Length: > 0 } rest)
            await response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(rest), over.Token).ConfigureAwait(false);
    }
}
