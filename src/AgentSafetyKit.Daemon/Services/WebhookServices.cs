using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using AgentSafetyKit.Boxes;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Contracts;
using AgentSafetyKit.Daemon.Hosting;
using AgentSafetyKit.Daemon.Webhooks;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Services;

/// <summary>Tells the addresses of the configuration that a session has ended, and tries again where one does not listen.</summary>
internal sealed class WebhookServices(DaemonState state, DaemonVoice voice) : IServiceSource
{
    private const int AtATime = 4, Batch = 16;

    /// <summary>After each try that failed; after the last one it is given up.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1),
    ];

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);
    private readonly WebhookBook _book = new(state.Kit.Paths.WebhooksFolder);
    private readonly WebhookSender _sender = new(state.Kit.Commands);
    private readonly ConcurrentDictionary<string, bool> _failing = new(StringComparer.Ordinal);

    public void Load() => _book.Load();

    public IEnumerable<ServiceSpec> Wanted(KitConfig config) => config.Api.Webhooks.IsEmpty ? [] : [new ServiceSpec("webhooks", "", SendAllAsync)];

    /// <summary>Notes down whom to tell of the end of a session.</summary>
    public void Note(SandboxSession session, string why)
    {
        DateTimeOffset now = state.Kit.Time.GetUtcNow();
        foreach (WebhookSettings hook in state.Config.Current?.Api.Webhooks ?? [])
        {
            string id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var message = new WebhookMessage(id, "session.ended", now, why, SessionRecord.Of(session) with { State = "ended" });
            try
            {
                _book.Save(new WebhookDelivery(id, hook.Url.OriginalString, JsonSerializer.Serialize(message, WebhookRecords.Default.WebhookMessage), now, 0, now));
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or KitException or SystemCallException)
            {
                // It is known all the same, as long as this daemon lives.
                voice.TellDetail("webhooks", Printable.Escape(error.Message));
            }
        }
    }

    private async Task SendAllAsync(CancellationToken stop)
    {
        while (true)
        {
            await Parallel.ForEachAsync(
                _book.Due(state.Kit.Time.GetUtcNow(), Batch), new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = stop }, async (delivery, cancellation) => await TryAsync(delivery, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
            await Task.Delay(Pace, state.Kit.Time, stop).ConfigureAwait(false);
        }
    }

    private async Task TryAsync(WebhookDelivery delivery, CancellationToken stop)
    {
        // What the configuration does not name any more is nobody's.
        if (state.Config.Current?.Api.Webhooks.FirstOrDefault(hook => hook.Url.OriginalString == delivery.Url) is not { } hook)
        {
            _book.Remove(delivery.Id);
            return;
        }

        string host = Printable.Escape(hook.Url.Authority);
        Text? trouble;
        try
        {
            string secret = await state.Kit.Secrets.ReadAsync(hook.Secret, cause => new KitException(ErrorCode.ConfigInvalid, new Text("a webhook has no key", "у вебхука нет ключа"), cause, Text.None), stop).ConfigureAwait(false);
            trouble = secret.Length == 0 ? new Text("its key is empty", "её ключ пуст") : await _sender.SendAsync(delivery, secret, state.Kit.Time.GetUtcNow(), stop).ConfigureAwait(false);
        }
        catch (KitException error)
        {
            trouble = error.Code == ErrorCode.ToolMissing ? new Text($"{error.What.English}: {error.Fix.English}", $"{error.What.Russian}: {error.Fix.Russian}") : error.Cause;
        }

        if (trouble is not { } why)
        {
            _book.Remove(delivery.Id);
            if (_failing.TryRemove(delivery.Url, out _))
                voice.Tell("webhook.mended", new Text($"{host} takes what it is told again", $"{host} снова принимает сообщения"));
            return;
        }

        bool isLast = delivery.Tries >= Pauses.Length;
        if (isLast)
            _book.Remove(delivery.Id);
        else
            _book.Save(delivery with { Tries = delivery.Tries + 1, Next = state.Kit.Time.GetUtcNow() + Pauses[delivery.Tries] });
        if (_failing.TryAdd(delivery.Url, true) || isLast)
        {
            voice.Tell(
                isLast ? "webhook.lost" : "webhook.failed",
                isLast
                    ? new Text($"{host} was not told of the end of a session, and is not tried any more: {why.English}", $"{host} не узнает о конце сеанса, попытки прекращены: {why.Russian}")
                    : new Text($"{host} can not be told of the end of a session, and is tried again: {why.English}", $"{host} не удаётся сообщить о конце сеанса, попытки продолжаются: {why.Russian}"),
                EventLevel.Warning);
        }
    }
}
