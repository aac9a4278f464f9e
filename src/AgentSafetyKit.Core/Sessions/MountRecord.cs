namespace AgentSafetyKit.Sessions;

/// <summary>
/// A folder given to a VM: what is mounted where, and who serves it. Written by the serving process, read by everybody else, by a newer version too: what its file does not have comes as null or 0.
/// </summary>
public sealed record MountRecord : MountRules
{
    public MountRecord()
    {
    }

    /// <summary>By the rules that were asked for.</summary>
    public MountRecord(MountRules rules)
        : base(rules)
    {
    }

    /// <summary>Made from folder and VM: one folder is mounted once in one VM.</summary>
    public required string Id { get; init; }

    /// <summary>The folder on the host, its real path.</summary>
    public required string Source { get; init; }

    /// <summary>The path in the guest.</summary>
    public required string Target { get; init; }

    public required string Machine { get; init; }

    /// <summary>Where its snapshots go; null: none are taken.</summary>
    public string? BackupFolder { get; init; }

    public MountState State { get; init; }

    /// <summary>For <see cref="MountState.Broken"/>: what went wrong, in English and Russian.</summary>
    public string? CauseEnglish { get; init; }

    public string? CauseRussian { get; init; }

    public DateTimeOffset Since { get; init; }
}
