using AgentSafetyKit.Configuration;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>Counts the requests of each client within the last while. The owner's own, over the socket, are not counted: whoever may connect there may do anything anyway.</summary>
internal sealed class RateLimit(Func<DateTimeOffset> clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Queue<DateTimeOffset>> _seen = new(StringComparer.Ordinal);

    /// <exception cref="RefusedRequest">429.</exception>
    public void Require(SessionClient client, ApiSettings settings)
    {
        if (client.Name.Length == 0 || settings.RateWindow is not { } window)
            return;
        DateTimeOffset now = clock();
        lock (_gate)
        {
            if (!_seen.TryGetValue(client.Name, out Queue<DateTimeOffset>? seen))
                _seen[client.Name] = seen = new Queue<DateTimeOffset>();
            while (seen.TryPeek(out DateTimeOffset oldest) && oldest + window <= now)
                seen.Dequeue();
            if (seen.Count < settings.RateRequests)
            {
                seen.Enqueue(now);
                return;
            }

            throw SessionClient.TooMany(
                seen.Peek() + window - now,
                new Text("too many requests", "слишком много запросов"),
                new Text($"a client has {settings.RateRequests} in {window.TotalSeconds:0} s", $"у клиента {settings.RateRequests} за {window.TotalSeconds:0} с"));
        }
    }
}
