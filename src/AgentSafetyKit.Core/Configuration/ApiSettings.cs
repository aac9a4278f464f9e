using System.Collections.Immutable;
using AgentSafetyKit.Primitives;

namespace AgentSafetyKit.Configuration;

/// <summary>The section <c>api</c>.</summary>
/// <param name="Listen">Where the daemon answers over TCP, always on the loopback; null: only on its socket.</param>
public sealed record ApiSettings(PortAddress? Listen, KeyOrigins Origins)
{
    public static ApiSettings Default { get; } = new(null, KeyOrigins.None);

    /// <summary>Requests about sessions that a client has within <see cref="RateWindow"/>.</summary>
    public int RateRequests { get; init; } = 100;

    /// <summary>Null: without an end, which is no limit.</summary>
    public TimeSpan? RateWindow { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Sessions at a time, of all clients together.</summary>
    public int MostSessions { get; init; } = 10;

    /// <summary>Told of each session that ends.</summary>
    public ImmutableArray<WebhookSettings> Webhooks { get; init; } = [];

    /// <summary>Hosts other than this computer that <see cref="Webhooks"/> may name.</summary>
    public ImmutableArray<string> WebhookHosts { get; init; } = [];
}
