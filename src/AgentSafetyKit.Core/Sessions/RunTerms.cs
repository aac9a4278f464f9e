using System.Text.Json.Serialization;
using AgentSafetyKit.Mounts.Tripwires;
using AgentSafetyKit.Primitives;
using AgentSafetyKit.Snapshots;

namespace AgentSafetyKit.Sessions;

/// <summary>
/// How the folder of a run is mounted and saved while its agent works, as it was decided when the run began: kept with the run, so that whoever goes on with it later does so by these terms, whatever the configuration
/// says by then. What a record of an earlier version does not have comes as null or 0.
/// </summary>
public sealed record RunTerms
{
    /// <summary>The folder's path in the guest.</summary>
    public required string Target { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>What the guest may read and not change.</summary>
    public IReadOnlyList<string> Protect { get; init => field = value ?? []; } = [];

    /// <summary>What does not exist for the guest.</summary>
    public IReadOnlyList<string> Hide { get; init => field = value ?? []; } = [];

    /// <summary>The rules in the folder itself, as they were when the run began.</summary>
    public ReadOnlyMemory<byte> Restrict { get; init; }

    /// <inheritdoc cref="MountRecord.ProtectedByDefault"/>
    public IReadOnlyList<string>? ProtectedByDefault { get; init; }

    /// <inheritdoc cref="MountRecord.GuestLocal"/>
    public IReadOnlyList<string> GuestLocal { get; init => field = value ?? []; } = [];

    /// <inheritdoc cref="MountRecord.Tripwire"/>
    public TripwireLimits? Tripwire { get; init; }

    /// <inheritdoc cref="MountRecord.AttributeSeconds"/>
    public int AttributeSeconds { get; init => field = value > 0 ? value : 1; } = 1;

    /// <summary>Seconds between the full checks of the folder.</summary>
    public required double IntervalSeconds { get; init; }

    /// <summary>Snapshots also come soon after bursts of changes.</summary>
    public bool OnBursts { get; init; }

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
        return new RunTerms
        {
            Target = wish.Target,
            ReadOnly = wish.ReadOnly,
            Protect = wish.Protect,
            Hide = wish.Hide,
            Restrict = wish.Restrict,
            ProtectedByDefault = wish.ProtectedByDefault,
            GuestLocal = wish.GuestLocal,
            Tripwire = wish.Tripwire,
            AttributeSeconds = wish.AttributeSeconds,
            IntervalSeconds = plan.Mount.Interval.TotalSeconds,
            OnBursts = plan.Mount.Continuous,
            MinFreeSpace = spec.MinFreeSpace.Bytes,
            MaxNewBytes = spec.MaxNewBytes.Bytes,
            MaxFileSize = spec.MaxFileSize?.Bytes,
            MaxFiles = spec.MaxFiles,
            KeepsTail = retention.Method == RetentionMethod.Tail,
            Keep = retention.Keep,
            MaxTotalSize = retention.MaxTotalSize?.Bytes,
        };
    }

    public MountWish Wish(RunRecord run) => new(run.Folder, Target, run.Machine, ReadOnly, [.. Protect])
    {
        Hide = [.. Hide],
        Restrict = Restrict,
        ProtectedByDefault = ProtectedByDefault is { } known ? [.. known] : null,
        GuestLocal = [.. GuestLocal],
        Tripwire = Tripwire,
        AttributeSeconds = AttributeSeconds,
        BackupFolder = run.BackupFolder,
    };

    /// <summary>The snapshots of the run's folder.</summary>
    public SnapshotStoreSpec Store(string folder, string backupFolder) => new()
    {
        Source = folder,
        BackupFolder = backupFolder,
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
