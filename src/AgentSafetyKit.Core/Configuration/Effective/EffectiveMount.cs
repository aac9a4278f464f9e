using System.Collections.Immutable;

namespace AgentSafetyKit.Configuration.Effective;

/// <summary>A mounted folder.</summary>
/// <param name="IntervalMinutes">Minutes.</param>
/// <param name="AllowedAgents">Null: the VM's hold.</param>
/// <param name="MaxBackupSizeBytes">Null: no limit.</param>
/// <param name="MaxFileSizeBytes">Null: no limit.</param>
/// <param name="Tripwire">Null: it is off.</param>
/// <param name="MaxRunBytes">Null: no limit.</param>
/// <param name="MaxRunFiles">Null: no limit.</param>
public sealed record EffectiveMount(
    string Source,
    string Target,
    string Backup,
    int IntervalMinutes,
    int MaxBackups,
    string BackupCleanMethod,
    bool FirstBackup,
    string Vm,
    ImmutableArray<string>? AllowedAgents,
    bool Backups,
    bool Continuous,
    ImmutableArray<string> Exclude,
    long? MaxBackupSizeBytes,
    long MaxSnapshotNewBytes,
    long? MaxFileSizeBytes,
    int MaxFiles,
    long MinFreeSpaceBytes,
    string Type,
    bool ReadOnly,
    ImmutableArray<string> Protect,
    ImmutableArray<string> Hide,
    ImmutableArray<string> GuestLocal,
    EffectiveTripwire? Tripwire,
    int AttributeTimeoutSeconds,
    long? MaxRunBytes,
    int? MaxRunFiles);
