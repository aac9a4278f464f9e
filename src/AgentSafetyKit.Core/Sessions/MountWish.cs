namespace AgentSafetyKit.Sessions;

/// <summary>A folder that is to be mounted in a VM.</summary>
public sealed record MountWish : MountRules
{
    public MountWish()
    {
    }

    /// <summary>By the rules of a mount or a run.</summary>
    public MountWish(MountRules rules)
        : base(rules)
    {
    }

    public string Id => MountStore.IdOf(Source, Machine);

    /// <summary>On the host, its real path.</summary>
    public required string Source { get; init; }

    /// <summary>In the guest.</summary>
    public required string Target { get; init; }

    public required string Machine { get; init; }

    /// <inheritdoc cref="MountRecord.BackupFolder"/>
    public string? BackupFolder { get; init; }

    public MountRecord ToRecord(DateTimeOffset since) => new(this) { Id = Id, Source = Source, Target = Target, Machine = Machine, BackupFolder = BackupFolder, Since = since };

    /// <summary>The guest gets the same folder in the same place by the same rules.</summary>
    public bool IsMetBy(MountRecord record) => record.Target == Target && AreSameFor(record);
}
