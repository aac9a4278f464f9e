namespace AgentSafetyKit.Sessions;

/// <summary>A mount whose tripwire has stopped the guest, until somebody answers. Written by the process that serves it.</summary>
public sealed record TrippedMount
{
    /// <summary>Of the mount.</summary>
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Machine { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Files that lost their content, the one that is held included.</summary>
    public required int Lost { get; init; }

    /// <summary>Some of their paths, escaped for printing.</summary>
    public IReadOnlyList<string> Examples { get; init => field = value ?? []; } = [];

    /// <summary>The run whose agent works there; null where none does, or several.</summary>
    public string? Run { get; init; }

    /// <summary>Where the folder's snapshots are; null: none are taken.</summary>
    public string? BackupFolder { get; init; }

    /// <summary>The last snapshot from before, pinned; null: there is none, or it is still being looked for (<see cref="IsSaved"/>).</summary>
    public string? GoodSnapshot { get; init; }

    /// <summary>The folder as it was when the guest was stopped; null as above.</summary>
    public string? Snapshot { get; init; }

    /// <summary>Both snapshots are what they will be.</summary>
    public bool IsSaved { get; init; }

    /// <summary>Why they are not, where something went wrong; in English and Russian.</summary>
    public string? CauseEnglish { get; init; }

    public string? CauseRussian { get; init; }
}
