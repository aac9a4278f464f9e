using System.Text.Json.Serialization;
using AgentSafetyKit.Processes;

namespace AgentSafetyKit.Sessions;

/// <summary>What is kept of a run of an agent. The agent's arguments are not: people put secrets there.</summary>
public sealed record RunRecord
{
    /// <summary>Local start time and four hexadecimal digits against collisions. Does not sort by age where the clock was moved: <see cref="StartedAt"/> does.</summary>
    public required string Id { get; init; }

    public required string Agent { get; init; }

    public required string Machine { get; init; }

    /// <summary>The mounted folder on the host, its real path.</summary>
    public required string Folder { get; init; }

    /// <summary>Where its snapshots are; null when backups were off.</summary>
    public string? BackupFolder { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The snapshot that shows the folder as it was before; null when backups were off.</summary>
    public string? BeforeSnapshot { get; init; }

    /// <summary>As it was when the run had ended.</summary>
    public string? AfterSnapshot { get; init; }

    /// <summary>The process of ours that watches the agent. Dead without an end of the run: it was killed (see <see cref="AbandonedRuns"/>).</summary>
    public ProcessIdentity? Watcher { get; init; }

    /// <summary>Whether it still goes on.</summary>
    [JsonIgnore]
    public bool IsLive => EndedAt is null && Watcher?.IsAlive() == true;

    /// <summary>The agent's exit code; null while it runs, and when we were killed before it ended.</summary>
    public int? ExitCode { get; init; }
}
