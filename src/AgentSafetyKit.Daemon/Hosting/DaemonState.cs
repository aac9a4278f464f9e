using AgentSafetyKit.Composition;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Daemon.Services;
using AgentSafetyKit.Events;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>What the answers are made of.</summary>
internal sealed record DaemonState(
    KitServices Kit, ConfigKeeper Config, Supervisor Supervisor, EventJournal Journal, BackupBoard Backups, RequestCounts Requests, string Version, DateTimeOffset StartedAt, CancellationToken Ending)
{
    private volatile bool _isReady;

    /// <summary>The configuration was read once, and what it wants was begun.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }
}
