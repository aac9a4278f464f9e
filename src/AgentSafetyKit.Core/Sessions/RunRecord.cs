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

    /// <summary>What its user calls it; null: nothing but the id.</summary>
    public string? Name { get; init; }

    /// <summary>It needs no terminal of ours: the agent lives in the guest under tmux, and outlives whoever watches it.</summary>
    public bool IsDetached { get; init; }

    /// <summary>Detached: the agent's shell in the guest; null until it was started.</summary>
    public GuestProcess? Guest { get; init; }

    /// <summary>Detached: by which it is watched on the host.</summary>
    public RunTerms? Terms { get; init; }

    /// <summary>The mount's counter of changes when the agent was started.</summary>
    public long ChangesBefore { get; init; }

    /// <summary>Why it ended, where it was not the agent's own doing; in English and Russian.</summary>
    public string? CauseEnglish { get; init; }

    public string? CauseRussian { get; init; }

    /// <summary>Detached: what is worth saying of it besides, found out with nobody there to be told.</summary>
    public IReadOnlyList<RunNote> Notes { get; init; } = [];

    /// <summary>Whether it still goes on. A detached one does until its end was seen, whether or not somebody watches it now.</summary>
    [JsonIgnore]
    public bool IsLive => EndedAt is null && (IsWatched || IsAdoptable);

    /// <summary>Whether a process of ours looks after it now.</summary>
    [JsonIgnore]
    public bool IsWatched => EndedAt is null && Watcher?.IsAlive() == true;

    /// <summary>Whether somebody can go on watching it where nobody does.</summary>
    [JsonIgnore]
    public bool IsAdoptable => EndedAt is null && Guest is not null && Terms is not null;

    /// <summary>The agent's exit code; null while it runs, and when we were killed before it ended.</summary>
    public int? ExitCode { get; init; }
}
