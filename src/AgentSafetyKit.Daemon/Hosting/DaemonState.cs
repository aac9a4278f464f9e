using AgentSafetyKit.Boxes;
using AgentSafetyKit.Composition;
using AgentSafetyKit.Configuration;
using AgentSafetyKit.Daemon.Endpoints;
using AgentSafetyKit.Daemon.Operations;
using AgentSafetyKit.Daemon.Page;
using AgentSafetyKit.Daemon.Services;
using AgentSafetyKit.Diagnostics.Health;
using AgentSafetyKit.Errors;
using AgentSafetyKit.Events;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Supervision;

namespace AgentSafetyKit.Daemon.Hosting;

/// <summary>What the answers are made of.</summary>
internal sealed record DaemonState(
    KitServices Kit, ConfigKeeper Config, Supervisor Supervisor, EventJournal Journal, BackupBoard Backups, RequestCounts Requests, OperationBoard Operations, string Version, DateTimeOffset StartedAt, CancellationToken Ending)
{
    private volatile bool _isReady;

    public required SandboxHouse Sandboxes { get; init; }

    public LongAnswers Streams { get; } = new();

    /// <summary>Why events can not be written down; null where they can.</summary>
    public Func<string?> EventTrouble { get; init; } = () => null;

    /// <summary>The web page.</summary>
    public PageServer Page { get; } = new(Kit.Time);

    /// <summary>Looks for every known trouble; words that are not in both languages are in this one.</summary>
    public Func<Language, Doctor>? Doctor { get; init; }

    /// <summary>The configuration was read once, and what it wants was begun.</summary>
    public bool IsReady
    {
        get => _isReady;
        set => _isReady = value;
    }

    /// <summary>The configuration in force.</summary>
    /// <exception cref="KitException">There never was a good one; says why.</exception>
    public KitConfig RequireConfig() => Config.Current ?? throw Config.Problem ?? new KitException(
        ErrorCode.DaemonUnavailable,
        new Text("the daemon is not ready", "служба не готова"),
        new Text("it has just been started", "она только что запущена"),
        new Text("try again in a moment", "повторите через мгновение"));
}
