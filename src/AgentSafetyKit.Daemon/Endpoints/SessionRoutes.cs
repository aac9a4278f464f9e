using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary><c>/v1/sessions</c>: containers in a VM for programs. A token sees its own; the owner of the socket sees all.</summary>
internal sealed class SessionRoutes(DaemonState state)
{
    private const int LargestFile = 16 << 20, NotThere = 66;
    private readonly RateLimit _rate = new(() => state.Kit.Time.GetUtcNow());
    private readonly SessionAgents _agents = new(() => state.Kit.AgentDefinitions);

    public static Route[] Of(DaemonState state)
    {
        var routes = new SessionRoutes(state);
        return
        [
            new Route("POST", "/v1/sessions", routes.CreateAsync),
            new Route("GET", "/v1/sessions", routes.ListAsync),
            new Route("GET", "/v1/sessions/{id}", routes.ShowAsync),
            new Route("DELETE", "/v1/sessions/{id}", routes.DeleteAsync),
            new Route("POST", "/v1/sessions/{id}/execute", routes.ExecuteAsync),
            new Route("POST", "/v1/sessions/{id}/exec", routes.ExecAsync),
            new Route("PUT", "/v1/sessions/{id}/files/{path}", routes.PutAsync) { TakesRest = true },
            new Route("GET", "/v1/sessions/{id}/files/{path}", routes.GetAsync) { TakesRest = true },
        ];
    }

    private async Task CreateAsync(Request request, CancellationToken cancellation)
    {
        SessionClient client = Admit(request, out KitConfig config);
        SessionRequest wish = await request.BodyAsync(ContractRecords.Default.SessionRequest, cancellation, new SessionRequest()).ConfigureAwait(false);
        SandboxWish wanted = SessionWords.Wish(wish, client, config);
        if (wish.Agent is not null)
            _agents.Require(wish.Agent);
        SandboxSession session;
        try
        {
            session = await state.Sandboxes.CreateAsync(wanted, cancellation).ConfigureAwait(false);
        }
        catch (SandboxFullException full)
        {
            throw SessionClient.TooMany(full.Wait, new Text("no more sessions", "сеансов больше нельзя"), full.Cause);
        }

        request.Context.Response.StatusCode = StatusCodes.Status201Created;
        request.Context.Response.Headers.Location = $"/v1/sessions/{session.Id}";
        await request.AnswerAsync(SessionRecord.Of(session), ContractRecords.Default.SessionRecord, cancellation).ConfigureAwait(false);
    }

    private Task ListAsync(Request request, CancellationToken cancellation)
    {
        SessionClient client = Admit(request, out KitConfig config);
        SessionRecord[] seen = [.. state.Sandboxes.All.Where(session => client.Sees(session.Owner)).Select(SessionRecord.Of)];
        return request.AnswerAsync(new SessionListRecord(seen, SessionWords.Terms(client, config)), ContractRecords.Default.SessionListRecord, cancellation);
    }

    private Task ShowAsync(Request request, CancellationToken cancellation) => request.AnswerAsync(SessionRecord.Of(Require(request, out _)), ContractRecords.Default.SessionRecord, cancellation);

    private async Task DeleteAsync(Request request, CancellationToken cancellation)
    {
        // To its end, also when nobody waits for it.
        await state.Sandboxes.DeleteAsync(Require(request, out _), state.Ending).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ExecuteAsync(Request request, CancellationToken cancellation)
    {
        SandboxSession session = Require(request, out KitConfig config);
        ExecuteRequest wish = await request.BodyAsync(ContractRecords.Default.ExecuteRequest, cancellation).ConfigureAwait(false);
        string input = SessionWords.Input(wish.Input), agent = _agents.Require(wish.Agent ?? session.Agent);
        (var words, byte[] stdin, bool isJson) = _agents.Plan(agent, input, wish.Options);
        await RunAsync(request, session, agent, new Execution(words, stdin, SessionWords.Limit(wish.TimeoutSeconds, config.Boxes)), isJson, cancellation).ConfigureAwait(false);
    }

    private async Task ExecAsync(Request request, CancellationToken cancellation)
    {
        SandboxSession session = Require(request, out KitConfig config);
        SessionExecRequest wish = await request.BodyAsync(ContractRecords.Default.SessionExecRequest, cancellation).ConfigureAwait(false);
        SessionWords.Check(wish);
        var work = new Execution([.. wish.Command], System.Text.Encoding.UTF8.GetBytes(wish.Stdin ?? ""), SessionWords.Limit(wish.TimeoutSeconds, config.Boxes));
        await RunAsync(request, session, "exec", work, isJson: false, cancellation).ConfigureAwait(false);
    }

    private async Task RunAsync(Request request, SandboxSession session, string agent, Execution work, bool isJson, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, state.Ending);
        if (request.Context.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            using IDisposable place = state.Streams.Take();
            await new SessionStream(request.Context.Response).RunAsync(onOutput => CountedAsync(session, agent, work, onOutput, over.Token), over.Token).ConfigureAwait(false);
            return;
        }

        ExecutionResult result = await CountedAsync(session, agent, work, null, over.Token).ConfigureAwait(false);
        await request.AnswerAsync(ExecutionRecord.Of(result, isJson), ContractRecords.Default.ExecutionRecord, cancellation).ConfigureAwait(false);
    }

    private async Task<ExecutionResult> CountedAsync(SandboxSession session, string agent, Execution work, Processes.OutputHeard? onOutput, CancellationToken cancellation)
    {
        string how = "failed";
        TimeSpan took = TimeSpan.Zero;
        try
        {
            ExecutionResult result = await state.Sandboxes.ExecuteAsync(session, work, onOutput, cancellation).ConfigureAwait(false);
            how = result.TimedOut ? "timedOut" : result.ExitCode == 0 ? "ok" : "error";
            took = result.Duration;
            return result;
        }
        finally
        {
            state.Sandboxes.Counts.AddExecution(agent, how, took);
        }
    }

    private async Task PutAsync(Request request, CancellationToken cancellation)
    {
        SandboxSession session = Require(request, out KitConfig config);
        string path = SessionWords.FilePath(request.Values["path"]);
        if (request.Context.Request.ContentLength > LargestFile)
            throw TooLarge();
        // What is too large anyway is told so by us, with its own words.
        if (request.Context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = LargestFile;
        byte[] content = await BodyBytes.ReadAsync(request.Context.Request, cancellation).ConfigureAwait(false);
        await FileAsync(session, ["sh", "-c", "mkdir -p -- \"${1%/*}\" && cat > \"$1\"", "sh", path], content, config, cancellation).ConfigureAwait(false);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task GetAsync(Request request, CancellationToken cancellation)
    {
        SandboxSession session = Require(request, out KitConfig config);
        string path = SessionWords.FilePath(request.Values["path"]);
        ExecutionResult result = await FileAsync(session, ["sh", "-c", $"[ -f \"$1\" ] || exit {NotThere}; exec head -c {LargestFile + 1} -- \"$1\"", "sh", path], default, config, cancellation).ConfigureAwait(false);
        if (result.Output.Length > LargestFile)
            throw TooLarge();
        await request.AnswerAsync("application/octet-stream", result.Output, cancellation).ConfigureAwait(false);
    }

    private async Task<ExecutionResult> FileAsync(SandboxSession session, string[] words, ReadOnlyMemory<byte> content, KitConfig config, CancellationToken cancellation)
    {
        ExecutionResult result = await state.Sandboxes.ExecuteAsync(session, new Execution([.. words], content, SessionWords.Limit(null, config.Boxes)) { Kept = LargestFile + 1 }, null, cancellation).ConfigureAwait(false);
        if (result.ExitCode == 0)
            return result;
        string said = Printable.EscapeLines(result.Error).Trim();
        throw result.ExitCode == NotThere
            ? new KitException(ErrorCode.UnknownName, new Text("there is no such file in the session", "в сеансе нет такого файла"), new Text("it is not there, or no ordinary file", "его нет, или это не обычный файл"), Text.None)
            : RefusedRequest.Of(StatusCodes.Status422UnprocessableEntity, "path", result.TimedOut ? new Text("it took too long", "это заняло слишком много времени") : new Text($"the session says: {said}", $"сеанс сообщает: {said}"));
    }

    private SessionClient Admit(Request request, out KitConfig config)
    {
        SessionClient client = SessionClient.Of(request.Context);
        config = state.RequireConfig();
        _rate.Require(client, config.Api);
        return client;
    }

    private SandboxSession Require(Request request, out KitConfig config)
    {
        SessionClient client = Admit(request, out config);
        string id = request.Values["id"];
        // Somebody else's is not said to be there.
        return state.Sandboxes.Find(id) is { } session && client.Sees(session.Owner) ? session : throw SandboxHouse.Unknown(id);
    }

    private static RefusedRequest TooLarge() => RefusedRequest.Of(StatusCodes.Status413PayloadTooLarge, "path", new Text($"a file is {LargestFile >> 20} MiB at most", $"файл может быть не больше {LargestFile >> 20} МиБ"));
}
