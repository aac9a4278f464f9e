using System.Globalization;
using System.Text;
using System.Text.Json;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;
using Microsoft.AspNetCore.Http;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>
/// <c>/v1/events</c> as server-sent events (WHATWG HTML, 9.2): what came after <c>Last-Event-ID</c> and is still kept, then each event as it happens. Without that header only what happens from now on.
/// </summary>
internal sealed class EventStream(DaemonState state)
{
    /// <summary>So often a silent stream says that it lives, for whatever is in between.</summary>
    private static readonly TimeSpan HeartBeat = TimeSpan.FromSeconds(15);

    public async Task AnswerAsync(Request request, CancellationToken cancellation)
    {
        long last = LastSeen(request.Context.Request);
        HttpResponse response = request.Context.Response;
        using IDisposable place = state.Streams.Take();
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(request.Context.Request.Method))
            return;
        await response.StartAsync(cancellation).ConfigureAwait(false);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation, state.Ending);
        try
        {
            while (true)
            {
                foreach (KitEvent happened in state.Journal.LastId > last ? state.Journal.After(last) : [])
                {
                    last = happened.Id;
                    await response.Body.WriteAsync(Frame(happened, request.Language), over.Token).ConfigureAwait(false);
                }

                await response.Body.FlushAsync(over.Token).ConfigureAwait(false);
                if (!await HappensAsync(last, over.Token).ConfigureAwait(false))
                    await response.Body.WriteAsync(":\n\n"u8.ToArray(), over.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (state.Ending.IsCancellationRequested)
        {
            // The daemon ends: the client comes back to the next one with the number of what it saw last.
        }
    }

    private long LastSeen(HttpRequest request)
    {
        string given = request.Headers["Last-Event-ID"].ToString();
        if (given.Length == 0)
            return state.Journal.LastId;
        // A number that was never given is one of a journal that is gone: the client has seen nothing of this one.
        return long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out long id) ? id <= state.Journal.LastId ? id : 0 : throw new KitException(
            ErrorCode.Usage,
            new Text("Last-Event-ID is not one", "Last-Event-ID неверен"),
            new Text("it is the whole number of an event", "это целый номер события"),
            new Text("leave the header out, or give the 'id' of an event that was received", "не указывайте заголовок или укажите id полученного события"));
    }

    private async Task<bool> HappensAsync(long last, CancellationToken cancellation)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task happens = state.Journal.WaitAsync(last, either.Token);
        Task first = await Task.WhenAny(happens, Task.Delay(HeartBeat, state.Kit.Time, either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return first == happens;
    }

    private static byte[] Frame(KitEvent happened, Language language)
    {
        string data = JsonSerializer.Serialize(EventRecord.Of(happened, language), ContractRecords.Default.EventRecord);
        return Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {happened.Id}\nevent: {happened.Kind}\ndata: {data}\n\n"));
    }
}
