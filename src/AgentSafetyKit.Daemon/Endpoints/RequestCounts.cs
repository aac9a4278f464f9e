using System.Collections.Concurrent;

namespace AgentSafetyKit.Daemon.Endpoints;

/// <summary>How many requests were answered with what.</summary>
internal sealed class RequestCounts
{
    private readonly ConcurrentDictionary<(string Route, int Code), long> _counts = new();

    public IEnumerable<(string Route, int Code, long Count)> All => _counts.Select(entry => (entry.Key.Route, entry.Key.Code, entry.Value)).OrderBy(entry => entry.Route, StringComparer.Ordinal).ThenBy(entry => entry.Code);

    public void Add(string route, int code) => _counts.AddOrUpdate((route, code), 1, (_, count) => count + 1);
}
