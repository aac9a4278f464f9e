namespace AgentSafetyKit.Sessions;

/// <summary>How the backups of one folder are doing: what is remembered of them from one daemon to the next.</summary>
public sealed record BackupHealth
{
    /// <summary>The folder, its real path.</summary>
    public required string Source { get; init; }

    public required string BackupFolder { get; init; }

    /// <summary>Between full checks.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>When a snapshot was last made, or everything was found to be in the last one.</summary>
    public DateTimeOffset? LastSuccess { get; init; }

    /// <summary>When everything was last looked at, at an interval, with or without success.</summary>
    public DateTimeOffset? LastCheck { get; init; }

    /// <summary>The newest snapshot known.</summary>
    public string? LastSnapshot { get; init; }

    /// <summary>Of that snapshot.</summary>
    public int Files { get; init; }

    /// <summary>All files of that snapshot together.</summary>
    public long TotalBytes { get; init; }

    /// <summary>What was copied for it.</summary>
    public long CopiedBytes { get; init; }

    /// <summary>Why there is no new snapshot now; null where all is well.</summary>
    public string? ProblemCode { get; init; }

    public string? ProblemEnglish { get; init; }

    public string? ProblemRussian { get; init; }

    /// <summary>When everything is looked at again, if nothing happens until then.</summary>
    public DateTimeOffset? NextCheck => LastCheck + Interval;

    /// <summary>What is known after one more event.</summary>
    public BackupHealth With(BackupEvent happened) => happened.Kind switch
    {
        BackupEventKind.Taken or BackupEventKind.Unchanged => this with
        {
            LastSuccess = happened.At,
            LastSnapshot = happened.Snapshot?.Id ?? LastSnapshot,
            Files = happened.Snapshot?.Facts?.Files ?? Files,
            TotalBytes = happened.Snapshot?.Facts?.TotalBytes ?? TotalBytes,
            CopiedBytes = happened.Snapshot?.Facts?.CopiedBytes ?? CopiedBytes,
            ProblemCode = null,
            ProblemEnglish = null,
            ProblemRussian = null,
        },
        BackupEventKind.Waiting => this with { LastCheck = happened.At },
        BackupEventKind.Failed or BackupEventKind.Postponed => this with
        {
            LastCheck = happened.Kind == BackupEventKind.Failed ? happened.At : LastCheck,
            ProblemCode = happened.Failure?.Code.ToString(),
            ProblemEnglish = happened.Failure is { } failure ? $"{failure.What.English}: {failure.Cause.English}" : null,
            ProblemRussian = happened.Failure is { } told ? $"{told.What.Russian}: {told.Cause.Russian}" : null,
        },
        _ => this,
    };
}
