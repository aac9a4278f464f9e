using System.Text.Json.Serialization;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// How the folder of a run is mounted and saved while its agent works, as it was decided when the run began: kept with the run, so that whoever goes on with it later does so by these terms, whatever the configuration
/// says by then. What a record of an earlier version does not have comes as null or 0.
/// </summary>
public sealed record RunTerms : MountRules
{
    public RunTerms()
    {
    }

    private RunTerms(MountRules rules)
        : base(rules)
    {
    }

    /// <summary>The folder's path in the guest.</summary>
    public required string Target { get; init; }

    /// <summary>Seconds between the full checks of the folder.</summary>
    public required double IntervalSeconds { get; init; }

    /// <summary>Snapshots also come soon after bursts of changes.</summary>
    public bool OnBursts { get; init; }

    /// <summary>Of the configuration, as <see cref="SnapshotStoreSpec.AlwaysExclude"/>.</summary>
    public IReadOnlyList<string> Exclude { get; init => field = value ?? []; } = [];

    public long MinFreeSpace { get; init; }

    public long MaxNewBytes { get; init; }

    public long? MaxFileSize { get; init; }

    public int MaxFiles { get; init; }

    /// <summary>By tail rather than by thinning.</summary>
    public bool KeepsTail { get; init; }

    public int Keep { get; init; }

    public long? MaxTotalSize { get; init; }

    public static RunTerms Of(RunPlan plan)
    {
        MountWish wish = plan.Wish;
        SnapshotStoreSpec spec = plan.Folder.Spec;
        RetentionPolicy retention = spec.Retention ?? new RetentionPolicy();
        return new RunTerms(wish)
        {
            Target = wish.Target,
            IntervalSeconds = plan.Mount.Interval.TotalSeconds,
            OnBursts = plan.Mount.Continuous,
            Exclude = spec.AlwaysExclude,
            MinFreeSpace = spec.MinFreeSpace.Bytes,
            MaxNewBytes = spec.MaxNewBytes.Bytes,
            MaxFileSize = spec.MaxFileSize?.Bytes,
            MaxFiles = spec.MaxFiles,
            KeepsTail = retention.Method == RetentionMethod.Tail,
            Keep = retention.Keep,
            MaxTotalSize = retention.MaxTotalSize?.Bytes,
        };
    }

    public MountWish Wish(RunRecord run) => new(this) { Source = run.Folder, Target = Target, Machine = run.Machine, BackupFolder = run.BackupFolder };

    /// <summary>The snapshots of the run's folder.</summary>
    public SnapshotStoreSpec Store(string folder, string backupFolder) => new()
    {
        Source = folder,
        BackupFolder = backupFolder,
        AlwaysExclude = Exclude,
        MinFreeSpace = new ByteSize(MinFreeSpace),
        MaxNewBytes = new ByteSize(MaxNewBytes),
        MaxFileSize = MaxFileSize is { } most ? new ByteSize(most) : null,
        MaxFiles = MaxFiles,
        Retention = new RetentionPolicy
        {
            Method = KeepsTail ? RetentionMethod.Tail : RetentionMethod.Thin,
            Keep = Keep,
            MaxTotalSize = MaxTotalSize is { } total ? new ByteSize(total) : null,
        },
    };

    /// <summary>When they are taken while the agent works.</summary>
    [JsonIgnore]
    public BackupLoopSpec Rhythm => new() { Interval = TimeSpan.FromSeconds(IntervalSeconds), OnBursts = OnBursts };
}
